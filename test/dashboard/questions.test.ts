import { expect, test } from "vitest";
import { stageDrill } from "../../dashboard/drills.js";
import { unknownGroup } from "../../dashboard/figures/heat.js";
import { activeFilters, ignoredFilters, isOfBuild, scopeOf } from "../../dashboard/filters.js";
import { elementDrill } from "../../dashboard/health-drills.js";
import { about, day, is, maybe, number, text } from "../../dashboard/question.js";
import { paretoQuestion, tiersQuestion } from "../../dashboard/questions/customers.js";
import {
  asThen,
  behindCountQuestion,
  behindQuestion,
  behindThenQuestion,
  drillLimit,
  sumQuestion,
} from "../../dashboard/questions/drill.js";
import {
  coverageQuestion,
  dueQuestion,
  momentsQuestion,
} from "../../dashboard/questions/engagement.js";
import { monthsQuestion } from "../../dashboard/questions/revenue.js";
import type { Drill } from "../../dashboard/route.js";

test("a way down to those without a value asks for whom the member is not set", () => {
  const { query } = sumQuestion(stageDrill("2025-12-01", null, "Unknown"), {});
  expect(query.filters).toContainEqual({ member: "maturity.stage", operator: "notSet" });
  const among = { group: "region", value: unknownGroup } as const;
  const weak = elementDrill("health", "2025-12-01", "adoption", among);
  expect(sumQuestion(weak, {}).query.filters).toContainEqual({
    member: "health_factors.region",
    operator: "notSet",
  });
});

const paid: Drill = {
  title: "MRR",
  view: "growth",
  measure: "mrr",
  where: [],
  during: ["month", "2025-12-01", "2025-12-01"],
};

test("a way down has its counterpart in the month that is compared with, where its figure is of the month shown", () => {
  const earlier = { kind: "month", month: "2025-09-01" } as const;
  expect(asThen(paid, "2025-12-01", earlier)).toEqual({
    ...paid,
    during: ["month", "2025-09-01", "2025-09-01"],
  });
  // in a build it is the same figure
  expect(asThen(paid, "2025-12-01", { kind: "build", month: "2025-12-01" })).toEqual(paid);
  const other = { ...paid, during: ["month", "2025-01-01", "2025-12-01"] } satisfies Drill;
  expect(asThen(other, "2025-12-01", earlier)).toBeUndefined();
  expect(asThen(paid, "2025-10-01", earlier)).toBeUndefined();
  // what is left of a vintage has another month only after it
  const left = { ...paid, vintage: ["vintage", "2025-08-01"] } satisfies Drill;
  expect(asThen(left, "2025-12-01", earlier)?.during).toEqual([
    "month",
    "2025-09-01",
    "2025-09-01",
  ]);
  for (const bound of [
    { vintage: ["vintage", "2025-09-01"] },
    { isOfItsMonth: true },
    { upTo: ["customer_share", "0.5"] },
    { above: ["customer_share", "0.5"] },
    { beside: "2025-12-01" },
  ] satisfies Partial<Drill>[]) {
    expect(asThen({ ...paid, ...bound }, "2025-12-01", earlier)).toBeUndefined();
  }
});

test("beside a whole list stand all who were in it then, beside one that is cut those in it", () => {
  const listed = (accounts: number) =>
    Array.from({ length: accounts }, (_, at) => ({ account: `A${at}`, value: 1 }));
  const whole = behindThenQuestion(paid, {}, listed(drillLimit - 1));
  expect(whole.query.filters).toEqual(behindQuestion(paid, {}).query.filters);
  expect(whole.query.limit).toBeGreaterThan(20_000);
  const cut = behindThenQuestion(paid, {}, listed(drillLimit));
  expect(cut.query.filters).toContainEqual({
    member: "growth.account_id",
    operator: "equals",
    values: listed(drillLimit).map(({ account }) => account),
  });
});

test("the figure itself is asked for where it is nothing, its accounts only where they are something", () => {
  const of = { member: "growth.mrr", operator: "notEquals", values: ["0"] };
  expect(behindQuestion(paid, {}).query.filters).toContainEqual(of);
  expect(sumQuestion(paid, {}).query.filters).not.toContainEqual(of);
  expect(behindCountQuestion(paid, {}).query).toEqual({
    ...behindQuestion(paid, {}).query,
    limit: 1,
    total: true,
  });
});

test("a way down between two bounds asks for more than one and no more than the other", () => {
  const between = { ...paid, above: ["share", "0.1"], upTo: ["share", "0.3"] } satisfies Drill;
  expect(sumQuestion(between, {}).query.filters).toEqual(
    expect.arrayContaining([
      { member: "growth.share", operator: "gt", values: ["0.1"] },
      { member: "growth.share", operator: "lte", values: ["0.3"] },
    ]),
  );
});

const monthRow = {
  "growth.month": "2025-12-01T00:00:00.000",
  "growth.is_closed": true,
  "growth.mrr_opening": "0.0000",
  "growth.mrr_new": "1250.5000",
  "growth.mrr_reactivation": "0.0000",
  "growth.mrr_expansion": "0.0000",
  "growth.mrr_contraction": "-50.2500",
  "growth.mrr_churn": "0.0000",
  "growth.mrr_net_change": "1200.2500",
  "growth.mrr": "1200.2500",
  "growth.arr": "14403.0000",
  "growth.customers": "3",
  "growth.gross_mrr_churn_rate": null,
};

test("numbers that come as text become numbers, and a rate over nothing stays null", () => {
  expect(monthsQuestion(undefined).row.parse(monthRow)).toEqual({
    month: "2025-12-01",
    isClosed: true,
    opening: 0,
    new: 1250.5,
    reactivation: 0,
    expansion: 0,
    contraction: -50.25,
    churn: 0,
    netNew: 1200.25,
    mrr: 1200.25,
    arr: 14_403,
    customers: 3,
    grossChurnRate: null,
  });
});

test("an answer that lacks a member is refused rather than shown as zero", () => {
  const { "growth.mrr": _, ...withoutMrr } = monthRow;
  const { row } = monthsQuestion(undefined);
  expect(row.safeParse(withoutMrr).success).toBe(false);
  expect(row.safeParse({ ...monthRow, "growth.mrr": null }).success).toBe(false);
});

test("customers of equal MRR are one point that counts them all", () => {
  const row = {
    "account_months.tier": "2",
    "account_months.tier_rank": "4",
    "account_months.customer_share": "0.6",
    "account_months.cumulative_mrr_share": "0.9",
    "account_months.customers": "3",
    "account_months.mrr": "300.0000",
  };
  expect(paretoQuestion("2025-12-01").row.parse(row)).toEqual({
    tier: 2,
    rank: 4,
    customers: 6,
    customerShare: 0.6,
    mrrShare: 0.9,
    floor: 100,
  });
});

test("customers and tiers are asked of one month only", () => {
  const range = [{ dateRange: ["2025-12-01", "2025-12-01"] }];
  expect(paretoQuestion("2025-12-01").query).toMatchObject({ timeDimensions: range });
  expect(tiersQuestion("2025-12-01").query).toMatchObject({ timeDimensions: range });
});

test("a filter narrows the views that have its member, and the others say that it does not", () => {
  const filters = { region: "EMEA", csm: "c1", segment: "emea" };
  const narrowed = about("accounts", { of: { arr: number("arr") }, filters });
  expect(narrowed.query.filters).toEqual([
    // one of several segments of an account
    { member: "accounts.segments", operator: "contains", values: ["/emea/"] },
    { member: "accounts.region", operator: "equals", values: ["EMEA"] },
    { member: "accounts.csm_id", operator: "equals", values: ["c1"] },
  ]);
  expect(narrowed.ignored).toEqual([]);
  const everybody = about("coverage", { of: { arr: number("arr") }, filters });
  expect(everybody.query.filters).toEqual([]);
  expect(everybody.ignored).toEqual(["Segment", "Region", "CSM"]);
  // a question that was asked without them heeds none of those that are set
  expect(about("coverage", { of: { arr: number("arr") } }).ignored).toBeUndefined();
  expect(activeFilters(filters)).toEqual(["Segment", "Region", "CSM"]);
});

test("views of segments are asked for all accounts until a segment is chosen", () => {
  const of = { nrr: maybe("nrr") } as const;
  const asked = (filters: { readonly segment?: string }) =>
    about("cohorts", { of, filters }).query.filters;
  expect(asked({})).toEqual([{ member: "cohorts.segment", operator: "equals", values: ["all"] }]);
  expect(asked({ segment: "emea" })).toEqual([
    { member: "cohorts.segment", operator: "equals", values: ["emea"] },
  ]);
});

test("a question names its members in full, and its rows come under the names it gave", () => {
  const question = about("forecast_waterfall", {
    by: { period: day("period"), kind: text("kind") },
    of: { forecast: maybe("forecast") },
    where: [is("metric", "grr")],
    vintage: ["vintage", "2025-01-01"],
    order: [["period", "desc"]],
    limit: 7,
  });
  expect(question.query).toEqual({
    dimensions: ["forecast_waterfall.period", "forecast_waterfall.kind"],
    measures: ["forecast_waterfall.forecast"],
    filters: [{ member: "forecast_waterfall.metric", operator: "equals", values: ["grr"] }],
    timeDimensions: [
      { dimension: "forecast_waterfall.vintage", dateRange: ["2025-01-01", "2025-01-01"] },
    ],
    order: [["forecast_waterfall.period", "desc"]],
    limit: 7,
  });
  const row = {
    "forecast_waterfall.period": "2025-03-01T00:00:00.000",
    "forecast_waterfall.kind": "plan",
    "forecast_waterfall.forecast": "0.91",
  };
  expect(question.row.parse(row)).toEqual({ period: "2025-03-01", kind: "plan", forecast: 0.91 });
});

test("a member that the model does not have fails the type check", () => {
  // @ts-expect-error: growth has no member of that name
  const question = about("growth", { of: { mrr: number("mrr_of_tomorrow") } });
  expect(question.query.measures).toEqual(["growth.mrr_of_tomorrow"]);
});

test("renewals and losses are narrowed by the segments of the account, books by the CSM only", () => {
  const filters = { segment: "emea", csm: "csm-01" };
  for (const view of ["renewals", "renewal_months", "churn_surprises"] as const) {
    expect(scopeOf(view, filters)).toEqual([
      { member: "segments", operator: "contains", values: ["/emea/"] },
      { member: "csm_id", operator: "equals", values: ["csm-01"] },
    ]);
    expect(ignoredFilters(view, filters)).toEqual([]);
  }
  expect(ignoredFilters("csm_books", filters)).toEqual(["Segment"]);
});

test("what stands as of the build is told from what is of a month or shows its months", () => {
  for (const question of [coverageQuestion, momentsQuestion({}), dueQuestion({})]) {
    expect(isOfBuild(question)).toBe(true);
  }
  for (const question of [tiersQuestion("2025-12-01"), monthsQuestion(undefined)]) {
    expect(isOfBuild(question)).toBe(false);
  }
  const behind = about("accounts", {
    of: { arr: number("arr") },
    during: ["customer_since", "a", "b"],
  });
  expect(isOfBuild(behind)).toBe(false);
});

test("what is due is listed as it is counted: without repeats", () => {
  expect(dueQuestion({}).query.filters).toEqual([
    { member: "engagement.status", operator: "equals", values: ["open", "overdue"] },
    { member: "engagement.is_repeat", operator: "equals", values: ["false"] },
  ]);
});
