import type { ElementScore } from "../figures/heat.js";
import type { Filters } from "../filters.js";
import {
  about,
  day,
  is,
  label,
  maybe,
  maybeText,
  number,
  type Question,
  sum,
  text,
} from "../question.js";
import type { Route } from "../route.js";

export const indexes = [
  { value: "health", label: "Health" },
  { value: "dependence", label: "Dependence on us" },
  { value: "cmi", label: "Organisational maturity" },
] as const;

/** The index that the address asks for. */
export function indexOf({ choices }: Pick<Route, "choices">): string {
  return indexes.find(({ value }) => value === choices.index)?.value ?? "health";
}

/** How many customers, and what ARR, each status of an index has in each month. */
export function distributionQuestion(index: string, filters: Filters) {
  return about("health", {
    by: { month: day("month"), status: maybeText("status") },
    of: { accounts: number("accounts"), arr: number("arr") },
    where: [is("index", index)],
    order: [["month", "asc"]],
    filters,
  });
}

/** One month of an index: its mean score and how much of it is known. */
export function scoreQuestion(index: string, month: string, filters: Filters) {
  return about("health", {
    of: {
      accounts: sum("accounts"),
      score: maybe("score_average"),
      coverage: maybe("coverage_average"),
      unknown: maybe("unknown_share"),
      overrides: sum("overrides"),
    },
    where: [is("index", index)],
    during: ["month", month, month],
    filters,
  });
}

/** From which health to which customers came in a month. */
export function transitionsQuestion(month: string, filters: Filters) {
  return about("account_months", {
    by: { before: maybeText("health_status_previous"), now: maybeText("health_status") },
    of: { customers: number("customers"), mrr: number("mrr") },
    where: [is("is_customer", "true")],
    during: ["month", month, month],
    filters,
  });
}

/** What each factor scores on average, and how many points it costs. */
export function factorsQuestion(index: string, month: string, filters: Filters) {
  return about("health_factors", {
    by: { element: text("element"), factor: text("factor") },
    of: {
      score: maybe("score_average"),
      lost: maybe("points_lost_average"),
      missing: maybe("missing_share"),
      accounts: number("accounts"),
    },
    where: [is("index", index)],
    during: ["month", month, month],
    order: [["points_lost_average", "desc"]],
    filters,
  });
}

/** What the elements of an index can be looked at across. */
export const elementGroups = ["segment", "tier", "region", "size"] as const;

const ofElement = { score: maybe("weighed_score"), accounts: number("scored_accounts") } as const;

/** What each element of an index scores in a month, over everybody. */
export function elementsQuestion(index: string, month: string, filters: Filters) {
  return about("health_factors", {
    by: { element: text("element") },
    of: ofElement,
    where: [is("index", index)],
    during: ["month", month, month],
    order: [["element", "asc"]],
    filters,
  });
}

/** The same for each set of segments that customers have in common, with what it is made of. */
function elementsBySegmentsQuestion(index: string, month: string, filters: Filters) {
  return about("health_factors", {
    by: { element: text("element"), group: label("segments") },
    of: {
      ...ofElement,
      contribution: maybe("contribution_average"),
      lost: maybe("points_lost_average"),
    },
    where: [is("index", index)],
    during: ["month", month, month],
    order: [
      ["element", "asc"],
      ["segments", "asc"],
    ],
    filters,
  });
}

/** The same for each group of customers. */
export function elementsByQuestion(
  index: string,
  month: string,
  group: (typeof elementGroups)[number],
  filters: Filters,
): Question<ElementScore> {
  if (group === "segment") return elementsBySegmentsQuestion(index, month, filters);
  return about("health_factors", {
    by: { element: text("element"), group: label(group) },
    of: ofElement,
    where: [is("index", index)],
    during: ["month", month, month],
    order: [
      ["element", "asc"],
      [group, "asc"],
    ],
    filters,
  });
}

/** Did as many renew as each status promised. */
export const calibrationQuestion = about("forecast_calibration", {
  by: {
    origin: text("origin"),
    status: text("status"),
    bucket: text("lead_bucket"),
    term: text("term_class"),
    low: maybe("low"),
    high: maybe("high"),
  },
  of: {
    n: number("n"),
    renewed: number("renewed"),
    forecast: maybe("forecast"),
    observed: maybe("observed"),
  },
  where: [is("term_class", "longer")],
  order: [
    ["status", "asc"],
    ["lead_bucket", "asc"],
  ],
});

/** Whether each factor told those that were lost from those that stayed. */
export function evidenceQuestion(index: string, filters: Filters) {
  return about("factor_evidence", {
    by: { factor: text("factor"), evidence: maybeText("evidence") },
    of: {
      observations: number("observations"),
      lost: number("accounts_lost"),
      auc: maybe("auc"),
      low: maybe("auc_low"),
      high: maybe("auc_high"),
    },
    where: [is("index", index)],
    order: [["auc", "desc"]],
    filters,
  });
}

/** Customers that were lost while their health was fine. */
export function surprisesQuestion(filters: Filters) {
  return about("churn_surprises", {
    by: {
      id: text("churn_surprise_id"),
      account: text("account_id"),
      churned: day("churned_on"),
      path: maybeText("status_path"),
      reason: maybeText("churn_reason"),
      warning: maybe("account_days_of_warning"),
    },
    of: { arr: maybe("arr_lost") },
    order: [["churned_on", "desc"]],
    limit: 15,
    filters,
  });
}
