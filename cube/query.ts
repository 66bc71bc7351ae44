import { z } from "zod";
import { withPeriods } from "./closing.js";
import type { Members } from "./members.js";

/** The largest number of rows that one answer of REST or GraphQL carries. */
export const rowLimit = 50_000;

const filterValue = z.union([z.string(), z.number(), z.boolean(), z.null()]);

export interface Filter {
  readonly member?: string | undefined;
  readonly dimension?: string | undefined;
  readonly operator?: string | undefined;
  readonly values?: readonly z.infer<typeof filterValue>[] | undefined;
  readonly and?: readonly Filter[] | undefined;
  readonly or?: readonly Filter[] | undefined;
}

const filter: z.ZodType<Filter> = z.lazy(() =>
  z.strictObject({
    member: z.string().optional(),
    dimension: z.string().optional(),
    operator: z.string().optional(),
    values: z.array(filterValue).optional(),
    and: z.array(filter).optional(),
    or: z.array(filter).optional(),
  }),
);

const direction = z.enum(["asc", "desc"]);
const utc = z.enum(["UTC", "Etc/UTC", "GMT"], {
  error: "months are months of UTC; leave the timezone out or ask for UTC",
});

const query = z.strictObject({
  measures: z.array(z.string()).optional(),
  dimensions: z.array(z.string()).optional(),
  segments: z.array(z.string()).optional(),
  timeDimensions: z
    .array(
      z.strictObject({
        dimension: z.string(),
        granularity: z.string().nullish(),
        dateRange: z.union([z.string(), z.array(z.string())]).nullish(),
        compareDateRange: z.array(z.union([z.string(), z.array(z.string())])).nullish(),
      }),
    )
    .optional(),
  filters: z.array(filter).optional(),
  order: z
    .union([z.record(z.string(), direction), z.array(z.tuple([z.string(), direction]))])
    .optional(),
  limit: z.number().int().min(0).optional(),
  offset: z.number().int().min(0).optional(),
  timezone: utc.optional(),
  total: z.boolean().optional(),
  ungrouped: z.literal(false, { error: "ungrouped is not supported" }).optional(),
  responseFormat: z.enum(["default", "compact", "columnar"]).optional(),
  cache: z.string().optional(),
  cacheMode: z.string().optional(),
});

/** One query in Cube's JSON form, checked. */
export type Query = z.infer<typeof query>;

export type CheckedQuery =
  | { readonly kind: "allowed"; readonly query: Query }
  | { readonly kind: "refused"; readonly status: 400 | 403; readonly message: string };

/** Lets a query pass that names nothing but members its user may see, wherever it names them. */
export function checkQuery(input: unknown, members: Members, mostRows = rowLimit): CheckedQuery {
  const parsed = query.safeParse(input);
  if (!parsed.success) return refused(400, `Invalid query: ${z.prettifyError(parsed.error)}`);
  const asked = { ...parsed.data, order: inOwnCase(parsed.data.order, members) };
  if ((asked.limit ?? 0) > mostRows) {
    return refused(400, `Invalid query: limit is at most ${mostRows} rows; download for more`);
  }
  for (const name of membersIn(asked)) {
    const member = members.get(name);
    if (member === undefined) return refused(400, `There is no member ${name}`);
    if (!member.isVisible) return refused(403, `You may not see ${name}`);
  }
  const unsorted = orderedIn(asked).find((name) => !isShown(asked, name));
  if (unsorted !== undefined) {
    return refused(400, `Invalid query: order by ${unsorted} needs ${unsorted} in the answer`);
  }
  const filters = asked.filters?.map((filter) => inUtc(filter, members));
  return withPeriods(filters === undefined ? asked : { ...asked, filters }, members);
}

// Cube leaves an order by what is not shown out, and a limit would then take other rows
function isShown({ measures, dimensions, timeDimensions }: Query, name: string): boolean {
  const shown = [...(measures ?? []), ...(dimensions ?? [])];
  const times = (timeDimensions ?? []).filter(({ granularity }) => granularity);
  return [...shown, ...times.map(({ dimension }) => dimension)].map(memberOf).includes(name);
}

const withOffset = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?[+-]\d\d:?\d\d$/;

// DuckDB reads such a text as a timestamp of UTC and leaves its offset out
function inUtc({ values, and, or, ...rest }: Filter, members: Members): Filter {
  const isTime = members.get(memberOf(rest.member ?? rest.dimension ?? ""))?.isTime === true;
  return {
    ...rest,
    ...(values === undefined ? {} : { values: isTime ? values.map(valueInUtc) : values }),
    ...(and === undefined ? {} : { and: and.map((it) => inUtc(it, members)) }),
    ...(or === undefined ? {} : { or: or.map((it) => inUtc(it, members)) }),
  };
}

function valueInUtc(value: z.infer<typeof filterValue>): z.infer<typeof filterValue> {
  if (typeof value !== "string" || !withOffset.test(value)) return value;
  const instant = new Date(value);
  return Number.isNaN(instant.getTime()) ? value : instant.toISOString();
}

// Cube's GraphQL sorts by "Accounts.mrr" when it is asked to sort by "accounts.mrr"
function inOwnCase(order: Query["order"], members: Members): Query["order"] {
  if (order === undefined) return undefined;
  const entries = Array.isArray(order) ? order : Object.entries(order);
  return entries.map(([name, direction]) => {
    const lowered = name.charAt(0).toLowerCase() + name.slice(1);
    return [!members.has(memberOf(name)) && members.has(lowered) ? lowered : name, direction];
  });
}

// "view.member.granularity" names the member too
function memberOf(name: string): string {
  return name.split(".").slice(0, 2).join(".");
}

function refused(status: 400 | 403, message: string): CheckedQuery {
  return { kind: "refused", status, message };
}

/** The views that a query names, as far as it is one; names that are none are left out. */
export function viewsIn(input: unknown, members: Members): ReadonlySet<string> {
  const parsed = query.safeParse(input);
  const named = parsed.success ? membersIn(parsed.data) : [];
  return new Set(named.filter((name) => members.has(name)).map((name) => name.split(".")[0] ?? ""));
}

function orderedIn({ order }: Query): readonly string[] {
  const names = Array.isArray(order) ? order.map(([name]) => name) : Object.keys(order ?? {});
  return names.map(memberOf);
}

/** Every member that a query names, without granularities. */
export function membersIn(asked: Query): readonly string[] {
  const names = [
    ...(asked.measures ?? []),
    ...(asked.dimensions ?? []),
    ...(asked.segments ?? []),
    ...(asked.timeDimensions ?? []).map(({ dimension }) => dimension),
    ...(asked.filters ?? []).flatMap(membersInFilter),
    ...orderedIn(asked),
  ];
  return names.map(memberOf);
}

function membersInFilter({ member, dimension, and, or }: Filter): string[] {
  const own = [member, dimension].filter((name) => name !== undefined);
  return [...own, ...[...(and ?? []), ...(or ?? [])].flatMap(membersInFilter)];
}
