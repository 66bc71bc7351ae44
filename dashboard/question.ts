import type { Filter, Query } from "@cubejs-client/core";
import * as z from "zod/mini";
import { type Filters, ignoredFilters, scopeOf } from "./filters.js";
import type { Model } from "./members.js";

export type View = keyof Model & string;
export type Dimension<V extends View> = Model[V]["dimension"];
export type Measure<V extends View> = Model[V]["measure"];

/** A member of a view by its short name, and what its values must look like. */
export interface Column<M extends string, T> {
  readonly member: M;
  readonly value: z.ZodMiniType<T>;
}

type Columns<M extends string> = Readonly<Record<string, Column<M, unknown>>>;

type Cells<C> = { readonly [K in keyof C]: C[K] extends Column<string, infer T> ? T : never };

/** Rows are kept whose member has one of the values, or that compares as the operator says. */
export interface Condition<M extends string> {
  readonly member: M;
  readonly operator:
    | "equals"
    | "notEquals"
    | "contains"
    | "gt"
    | "lt"
    | "gte"
    | "lte"
    | "set"
    | "notSet";
  readonly values?: readonly string[];
}

/** A query to the semantic layer and what each row of its answer must look like. */
export interface Question<Row> {
  readonly view: View;
  readonly query: Query;
  readonly row: z.ZodMiniType<Row>;
  /** Filters of the page that the view has no member for; absent where it heeds none of them. */
  readonly ignored?: readonly string[];
}

interface Parts<V extends View, D, M> {
  readonly by?: D;
  readonly of?: M;
  readonly where?: readonly Condition<Dimension<V> | Measure<V>>[];
  /** Rows of these months only, the first and the last one by their first day. */
  readonly during?: readonly [member: Dimension<V>, from: string, to: string];
  /** Forecasts of one vintage by its first day, or of those from one to another. */
  readonly vintage?: readonly [member: Dimension<V>, from: string, to?: string];
  readonly order?: readonly (readonly [Dimension<V> | Measure<V>, "asc" | "desc"])[];
  readonly limit?: number;
  /** Filters of the page, applied where the view has the member. */
  readonly filters?: Filters;
}

/** The server's own limit of one answer; downloads have none. */
export const rowLimit = 50_000;

/** A question about one view; a member that the model does not have fails the type check. */
export function about<
  V extends View,
  D extends Columns<Dimension<V>> = Record<never, never>,
  M extends Columns<Measure<V>> = Record<never, never>,
>(view: V, parts: Parts<V, D, M>): Question<Cells<D> & Cells<M>> {
  const columns: Columns<string> = { ...parts.by, ...parts.of };
  const full = (member: string) => `${view}.${member}`;
  const times = timesOf(parts.during, parts.vintage);
  const order = parts.order?.map(
    ([member, way]) => [full(member), way] as [string, "asc" | "desc"],
  );
  return {
    view,
    query: {
      measures: Object.values<Column<string, unknown>>(parts.of ?? {}).map((it) => full(it.member)),
      dimensions: Object.values<Column<string, unknown>>(parts.by ?? {}).map((it) =>
        full(it.member),
      ),
      filters: [...(parts.where ?? []), ...scopeOf(view, parts.filters)].map((condition) =>
        asFilter(condition, full),
      ),
      ...(times.length === 0 ? {} : { timeDimensions: times.map((time) => period(time, full)) }),
      ...(order === undefined ? {} : { order }),
      limit: parts.limit ?? rowLimit,
    },
    row: rowOf(columns, full) as unknown as z.ZodMiniType<Cells<D> & Cells<M>>,
    ...(parts.filters === undefined ? {} : { ignored: ignoredFilters(view, parts.filters) }),
  };
}

function asFilter({ member, operator, values }: Condition<string>, full: (it: string) => string) {
  const base = { member: full(member), operator };
  return (values === undefined ? base : { ...base, values: [...values] }) as Filter;
}

type Period = readonly [member: string, from: string, to: string];

function timesOf(
  during: Period | undefined,
  vintage: readonly [member: string, from: string, to?: string] | undefined,
): readonly Period[] {
  return [
    ...(during === undefined ? [] : [during]),
    ...(vintage === undefined ? [] : [[vintage[0], vintage[1], vintage[2] ?? vintage[1]] as const]),
  ];
}

function period([member, from, to]: Period, full: (it: string) => string) {
  return { dimension: full(member), dateRange: [from, to] as [string, string] };
}

interface Form {
  readonly columns: readonly (readonly [string, Column<string, unknown>])[];
  readonly row: z.ZodMiniType<Record<string, unknown>>;
}

const forms = new Map<string, Form>();

/** Questions for the same columns have the same form, by which their rows are known again. */
function rowOf(columns: Columns<string>, full: (member: string) => string): Form["row"] {
  const entries = Object.entries(columns);
  const key = JSON.stringify(entries.map(([name, { member }]) => [name, full(member)]));
  const known = forms.get(key);
  if (known?.columns.every(([, { value }], at) => value === entries[at]?.[1].value) === true) {
    return known.row;
  }
  const shape = Object.fromEntries(entries.map(([, { member, value }]) => [full(member), value]));
  const row = z.pipe(
    z.object(shape),
    z.transform((cells: Record<string, unknown>) =>
      Object.fromEntries(entries.map(([name, { member }]) => [name, cells[full(member)]])),
    ),
  );
  forms.set(key, { columns: entries, row });
  return row;
}

const mappedForms = new WeakMap<object, Map<unknown, z.ZodMiniType<unknown>>>();

/** The same question with other rows; what makes them must be the same function each time. */
export function mapped<Row, Made>(
  question: Question<Row>,
  make: (row: Row) => Made,
): Question<Made> {
  const known = mappedForms.get(question.row) ?? new Map<unknown, z.ZodMiniType<unknown>>();
  mappedForms.set(question.row, known);
  const row = known.get(make) ?? z.pipe(question.row, z.transform(make));
  known.set(make, row);
  return { ...question, row: row as z.ZodMiniType<Made> };
}

/** Keeps rows whose member equals one of the values. */
export function is<M extends string>(member: M, ...values: readonly string[]): Condition<M> {
  return { member, operator: "equals", values };
}

/** Keeps rows whose member has a value. */
export function has<M extends string>(member: M): Condition<M> {
  return { member, operator: "set" };
}

const toNumber = z.pipe(z.union([z.string(), z.number()]), z.transform(Number));
const toText = z.transform(String);
const toFlag = z.pipe(
  z.union([z.boolean(), z.string()]),
  z.transform((value) => value === true || value === "true"),
);
const toDay = z.pipe(
  z.string(),
  z.transform((timestamp: string) => timestamp.slice(0, 10)),
);

const aString = z.string();
const maybeString = z.nullable(aString);
const toSum = z.pipe(
  z.nullable(toNumber),
  z.transform((value: number | null) => value ?? 0),
);
const maybeNumber = z.nullable(toNumber);
const maybeLabel = z.nullable(z.pipe(z.union([z.string(), z.number()]), toText));
const maybeTruth = z.nullable(toFlag);
const maybeDate = z.nullable(toDay);

/** A number, which Cube sends as text where it is exact; never empty. */
export function number<M extends string>(member: M): Column<M, number> {
  return { member, value: toNumber };
}

/** A count or an amount, which is nothing where there is no row to add up. */
export function sum<M extends string>(member: M): Column<M, number> {
  return { member, value: toSum };
}

/** A number that is empty where it is unknown. */
export function maybe<M extends string>(member: M): Column<M, number | null> {
  return { member, value: maybeNumber };
}

/** A text that is never empty. */
export function text<M extends string>(member: M): Column<M, string> {
  return { member, value: aString };
}

/** A text that is empty where it is unknown. */
export function maybeText<M extends string>(member: M): Column<M, string | null> {
  return { member, value: maybeString };
}

/** What a group is called, a number as text; empty where it is unknown. */
export function label<M extends string>(member: M): Column<M, string | null> {
  return { member, value: maybeLabel };
}

/** Whether something is so. */
export function flag<M extends string>(member: M): Column<M, boolean> {
  return { member, value: toFlag };
}

/** Whether something is so, empty where it is unknown. */
export function maybeFlag<M extends string>(member: M): Column<M, boolean | null> {
  return { member, value: maybeTruth };
}

/** A day or the first day of a month, `2025-12-01`. */
export function day<M extends string>(member: M): Column<M, string> {
  return { member, value: toDay };
}

/** A day that is empty where there is none. */
export function maybeDay<M extends string>(member: M): Column<M, string | null> {
  return { member, value: maybeDate };
}
