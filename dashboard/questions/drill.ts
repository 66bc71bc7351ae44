import * as z from "zod/mini";
import type { Filters } from "../filters.js";
import { ignoredFilters, scopeOf } from "../filters.js";
import {
  about,
  is,
  maybe,
  maybeText,
  number,
  type Question,
  rowLimit,
  text,
  type View,
} from "../question.js";
import type { Drill } from "../route.js";

/** An account and its part of the figure. */
export interface Behind {
  readonly account: string;
  readonly value: number | null;
}

/** How many accounts the page lists; the download has no limit. */
export const drillLimit = 200;

const valueForm = z.nullable(z.pipe(z.union([z.string(), z.number()]), z.transform(Number)));

/** The accounts behind a figure, the heaviest first. What the address says is the server's to judge. */
export function behindQuestion(drill: Drill, filters: Filters): Question<Behind> {
  const account = `${drill.view}.account_id`;
  const measure = `${drill.view}.${drill.measure}`;
  const asked = common(drill, filters);
  return {
    view: drill.view as View,
    query: {
      ...asked,
      filters: [...asked.filters, countsAt(drill, measure)],
      dimensions: [account],
      order: [
        [measure, drill.smallestFirst === true ? "asc" : "desc"],
        [account, "asc"],
      ],
      limit: drillLimit,
    },
    row: z.pipe(
      z.object({ [account]: z.string(), [measure]: valueForm }),
      z.transform((row) => ({
        account: row[account] as string,
        value: row[measure] as number | null,
      })),
    ),
    ignored: ignoredFilters(drill.view as View, filters, heeded(drill, filters)),
  };
}

/**
 * The accounts that were behind a figure in what it is compared with: all of them beside a whole
 * list, and of a list that is cut those that are in it.
 */
export function behindThenQuestion(
  then: Drill,
  filters: Filters,
  listed: readonly Behind[],
): Question<Behind> {
  const question = behindQuestion(then, filters);
  const { limit: _, filters: kept = [], ...query } = question.query;
  if (listed.length < drillLimit) {
    return { ...question, query: { ...query, filters: kept, limit: rowLimit } };
  }
  const values = listed.map(({ account }) => account);
  const member = `${then.view}.account_id`;
  return {
    ...question,
    query: {
      ...query,
      filters: [...kept, { member, operator: "equals", values }],
      limit: rowLimit,
    },
  };
}

/** The same way down in what the page is compared with; none where its figure has no counterpart. */
export function asThen(
  drill: Drill,
  month: string,
  before: { readonly kind: "month" | "build"; readonly month: string },
): Drill | undefined {
  const { during, vintage, above, upTo, beside, isOfItsMonth } = drill;
  if ((above ?? upTo ?? beside) !== undefined) return undefined;
  if (before.kind === "build") return drill;
  if (during === undefined || during[1] !== month || during[2] !== month) return undefined;
  // what a vintage foresees, or has left, begins after it
  if (isOfItsMonth === true || (vintage?.[1] ?? "") >= before.month) return undefined;
  return { ...drill, during: [during[0], before.month, before.month] };
}

/** How many accounts are behind a figure, whatever the page lists of them. */
export function behindCountQuestion(drill: Drill, filters: Filters): Question<Behind> {
  const question = behindQuestion(drill, filters);
  return { ...question, query: { ...question.query, limit: 1, total: true } };
}

/** The figure itself, which the accounts add up to; nothing is a figure too. */
export function sumQuestion(
  drill: Drill,
  filters: Filters,
): Question<{ readonly value: number | null }> {
  const measure = `${drill.view}.${drill.measure}`;
  return {
    view: drill.view as View,
    query: common(drill, filters),
    row: z.pipe(
      z.object({ [measure]: valueForm }),
      z.transform((row) => ({ value: row[measure] as number | null })),
    ),
    ignored: [],
  };
}

function common(drill: Drill, filters: Filters) {
  const { view, where, above, upTo } = drill;
  const measure = `${view}.${drill.measure}`;
  const times = timesOf(drill);
  return {
    measures: [measure],
    filters: [
      ...where.map(([member, values]) => having(`${view}.${member}`, values)),
      ...bound(view, "gt", above),
      ...bound(view, "lte", upTo),
      ...scopeOf(view as View, heeded(drill, filters)).map(({ member, operator, values = [] }) => ({
        member: `${view}.${member}`,
        operator: operator as "equals" | "contains",
        values: [...values],
      })),
    ],
    ...(times.length === 0 ? {} : { timeDimensions: times }),
  };
}

/** An amount of nothing is nobody's, a score of nothing is somebody's. */
function countsAt({ withZeros }: Drill, member: string) {
  return withZeros === true
    ? { member, operator: "set" as const }
    : { member, operator: "notEquals" as const, values: ["0"] };
}

function bound(view: string, operator: "gt" | "lte", at: Drill["upTo"]) {
  return at === undefined ? [] : [{ member: `${view}.${at[0]}`, operator, values: [at[1]] }];
}

/** One segment is looked for among those of an account; no value is looked for as none. */
function having(member: string, values: readonly string[]) {
  if (values.length === 0) return { member, operator: "notSet" as const };
  const operator = member.endsWith(".segments") ? ("contains" as const) : ("equals" as const);
  return { member, operator, values: [...values] };
}

/** The accounts add up to their figure under those filters only that it heeds itself. */
function heeded({ bySegment, isWhole, where }: Drill, filters: Filters): Filters {
  if (isWhole === true) return {};
  if (bySegment !== true) return filters;
  if (where.some(([member]) => member === "segments")) return {};
  return filters.segment === undefined ? {} : { segment: filters.segment };
}

function timesOf({ view, during, vintage }: Drill) {
  const times = [
    ...(during === undefined ? [] : [during]),
    ...(vintage === undefined ? [] : [[vintage[0], vintage[1], vintage[1]] as const]),
  ];
  return times.map(([member, from, to]) => ({
    dimension: `${view}.${member}`,
    dateRange: [from, to] as [string, string],
  }));
}

/** What some accounts paid as a month ended; nobody is asked for where no month is named. */
export function arrInQuestion(month: string | undefined, ids: readonly string[]) {
  return about("account_months", {
    by: { account: text("account_id") },
    of: { arr: number("arr") },
    where: [is("account_id", ...(month === undefined || ids.length === 0 ? [""] : ids))],
    ...(month === undefined ? {} : { during: ["month", month, month] as const }),
  });
}

/** Whom some accounts are; nobody is asked for where the list is empty. */
export function namesQuestion(ids: readonly string[]) {
  return about("accounts", {
    by: {
      account: text("account_id"),
      name: maybeText("name"),
      region: maybeText("region"),
      tier: maybe("tier"),
      csm: maybeText("csm_name"),
      status: maybeText("health_status"),
    },
    where: [is("account_id", ...(ids.length === 0 ? [""] : ids))],
  });
}

/** Who an account is. */
export type Named = ReturnType<typeof namesQuestion> extends Question<infer Row> ? Row : never;
