import type { Condition, Dimension, Question, View } from "./question.js";

/** What the whole page is narrowed to; each is kept in the address under its own name. */
export interface Filters {
  readonly segment?: string;
  readonly tier?: string;
  readonly region?: string;
  readonly size?: string;
  readonly csm?: string;
  readonly status?: string;
}

export type FilterName = keyof Filters;

export const filterNames = ["segment", "tier", "region", "size", "csm", "status"] as const;

export const filterTitles: Readonly<Record<FilterName, string>> = {
  segment: "Segment",
  tier: "Tier",
  region: "Region",
  size: "Size",
  csm: "CSM",
  status: "Health",
};

const attributes = {
  segment: "segments",
  tier: "tier",
  region: "region",
  size: "size",
  csm: "csm_id",
} as const;
const withStatus = { ...attributes, status: "health_status" } as const;

type Scopes = { readonly [V in View]?: Partial<Record<FilterName, Dimension<V>>> };

/** Which member each view has for a filter; a view that has none shows everybody, and says so. */
const scopes = {
  account_months: withStatus,
  accounts: withStatus,
  growth: withStatus,
  retention: withStatus,
  health: { ...attributes, status: "status" },
  health_factors: attributes,
  quadrants: attributes,
  forecast_months: { segment: "segments" },
  renewals: attributes,
  renewal_months: attributes,
  churn_surprises: attributes,
  maturity: attributes,
  maturity_behaviors: attributes,
  journey: attributes,
  journey_milestones: attributes,
  objectives: attributes,
  renewal_forecast: attributes,
  engagement: attributes,
  csm_books: { csm: "csm_id" },
  tiers: { tier: "tier" },
  cohorts: { segment: "segment" },
  forecast_waterfall: { segment: "segment" },
  forecast_accuracy: { segment: "segment" },
  forecast_scenarios: { segment: "segment" },
  factor_evidence: { segment: "segment" },
  factor_evidence_accounts: { segment: "segment" },
  journey_times: { segment: "segments" },
  journey_curves: { segment: "segment" },
  journey_durations: { segment: "segment" },
} satisfies Scopes;

/** Views whose rows stand as of the build: none of them is of a month. */
const ofBuild: readonly View[] = [
  "accounts",
  "churn_surprises",
  "contacts",
  "coverage",
  "coverage_accounts",
  "data_quality",
  "engagement",
  "factor_evidence",
  "forecast_accuracy",
  "forecast_calibration",
  "journey",
  "journey_curves",
  "journey_durations",
  "journey_milestones",
  "journey_times",
  "objectives",
  "quarantine",
  "renewals",
  "restatements",
  "runs",
  "surveys",
  "tickets",
  "variance_notes",
];

/** In these a movement counts with what its account was before it. */
const asBegan: readonly View[] = ["growth", "retention"];

/** Whether a question is narrowed by what accounts were as its month, or window, began. */
export function isAsBegan({ view, query }: Pick<Question<unknown>, "view" | "query">): boolean {
  return asBegan.includes(view) && (query.filters ?? []).some((filter) => isOfFilter(filter));
}

function isOfFilter(filter: object): boolean {
  const [, name = ""] = "member" in filter ? String(filter.member).split(".") : [];
  return name === "segments" || Object.values<string>(withStatus).includes(name);
}

/** Whether the month that a reader chooses changes nothing in what a question is about. */
export function isOfBuild({ view, query }: Pick<Question<unknown>, "view" | "query">): boolean {
  return ofBuild.includes(view) && query.timeDimensions === undefined;
}

function memberFor(view: View, name: FilterName): string | undefined {
  const scope: Partial<Record<FilterName, string>> | undefined = (
    scopes as Partial<Record<View, Partial<Record<FilterName, string>>>>
  )[view];
  return scope?.[name];
}

/** Rows are of one segment each, and those of different ones must not be added up. */
function isBySegment(view: View): boolean {
  return memberFor(view, "segment") === "segment";
}

/** An account is in several segments: all of their names stand in one text, between slashes. */
export function asNamed(segment: string): string {
  return `/${segment}/`;
}

function among(segment: string): Condition<string> {
  return { member: "segments", operator: "contains", values: [asNamed(segment)] };
}

/** The conditions that the filters put on a view; views by segment always ask for one of them. */
export function scopeOf(view: View, filters: Filters | undefined): readonly Condition<string>[] {
  if (filters === undefined) return [];
  const asked = isBySegment(view) ? { ...filters, segment: filters.segment ?? "all" } : filters;
  return filterNames.flatMap((name) => {
    const member = memberFor(view, name);
    const value = asked[name];
    if (member === undefined || value === undefined) return [];
    if (member === "segments") return [among(value)];
    return [{ member, operator: "equals" as const, values: [value] }];
  });
}

/** Titles of the filters that somebody has set. */
export function activeFilters(filters: Filters): readonly string[] {
  return filterNames.filter((name) => filters[name] !== undefined).map((it) => filterTitles[it]);
}

/** The filters that narrow what a question asks for. */
export function heededFilters(
  { ignored }: Pick<Question<unknown>, "ignored">,
  filters: Filters,
): readonly FilterName[] {
  if (ignored === undefined) return [];
  return filterNames
    .filter((name) => filters[name] !== undefined)
    .filter((name) => !ignored.includes(filterTitles[name]));
}

/** Titles of set filters that the view knows nothing of, for the note under a figure. */
export function ignoredFilters(view: View, filters: Filters, heeded = filters): readonly string[] {
  return filterNames
    .filter((name) => filters[name] !== undefined)
    .filter((name) => heeded[name] === undefined || memberFor(view, name) === undefined)
    .map((name) => filterTitles[name]);
}
