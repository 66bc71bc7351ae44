import type { CurveStep } from "../figures/curves.js";
import { type Filters, ignoredFilters } from "../filters.js";
import {
  about,
  day,
  is,
  maybe,
  maybeDay,
  maybeText,
  number,
  type Question,
  sum,
  text,
} from "../question.js";

/** How many customers are at each stage of effectiveness in each month. */
export function stagesQuestion(filters: Filters) {
  return about("maturity", {
    by: { month: day("month"), stage: maybe("stage"), name: maybeText("stage_name") },
    of: { customers: number("customers") },
    order: [
      ["month", "asc"],
      ["stage", "asc"],
    ],
    filters,
  });
}

/** How effectively customers use the product in a month, and how far they have come. */
export function effectivenessQuestion(month: string, filters: Filters) {
  return about("maturity", {
    of: {
      stage: maybe("mean_stage"),
      progress: maybe("mean_progress"),
      customers: sum("customers"),
    },
    during: ["month", month, month],
    filters,
  });
}

/** How many customers meet each behavior in a month. */
export function behaviorsQuestion(month: string, filters: Filters) {
  return about("maturity_behaviors", {
    by: { behavior: text("behavior"), title: text("title"), stage: number("stage") },
    of: { judged: number("judged"), met: number("met"), share: maybe("met_share") },
    during: ["month", month, month],
    order: [
      ["stage", "asc"],
      ["behavior", "asc"],
    ],
    filters,
  });
}

/** Where accounts are in their journey as of the build, and who is stuck there. */
export function funnelQuestion(filters: Filters) {
  return about("journey", {
    by: { stage: text("stage"), title: text("title"), position: number("position") },
    of: {
      accounts: number("current_accounts"),
      stuck: number("stuck_accounts"),
      arr: number("arr"),
      arrStuck: number("arr_stuck"),
      ever: number("accounts"),
      days: maybe("mean_days"),
    },
    order: [["position", "asc"]],
    filters,
  });
}

/** Who is stuck longest. */
export function stuckQuestion(filters: Filters) {
  return about("accounts", {
    by: {
      account: text("account_id"),
      name: maybeText("name"),
      stage: maybeText("journey_stage"),
      days: maybe("days_in_stage"),
      csm: maybeText("csm_name"),
      renewal: maybeDay("next_renewal_on"),
    },
    of: { arr: number("arr") },
    where: [is("is_stuck", "true")],
    order: [
      ["arr", "desc"],
      ["days_in_stage", "desc"],
    ],
    limit: 15,
    filters,
  });
}

/** Which milestones are reached, and which overdue. */
export function milestonesQuestion(filters: Filters) {
  return about("journey_milestones", {
    by: { milestone: text("milestone"), title: text("title"), position: number("position") },
    of: {
      reached: number("reached"),
      overdue: number("overdue"),
      notDue: number("not_due"),
      days: maybe("mean_days_from_start"),
    },
    order: [["position", "asc"]],
    filters,
  });
}

/** How long it takes from one stage to another, with those who have not arrived allowed for. */
export function durationsQuestion(filters: Filters) {
  return about("journey_durations", {
    by: {
      from: text("from_stage"),
      to: text("to_stage"),
      begins: number("from_position"),
      ends: number("to_position"),
    },
    of: {
      n: number("n"),
      reached: number("reached"),
      median: maybe("median_days"),
      p75: maybe("p75_days"),
    },
    order: [
      ["from_position", "asc"],
      ["to_position", "asc"],
    ],
    filters,
  });
}

/** The ways that have a name of their own. */
export const curveKinds = ["time_to_first_value", "time_to_onboard"] as const;

/** What curves are told apart by. */
export const curveGroups = ["cohort", "segment"] as const;

type Kind = (typeof curveKinds)[number];

const ofCurve = { n: number("accounts"), share: maybe("arrived_share") } as const;

/** How fast customers of a segment came to a step, by the year of their beginning. */
export function curvesByCohortQuestion(kind: Kind, filters: Filters): Question<CurveStep> {
  return about("journey_curves", {
    by: {
      from: text("from_stage"),
      to: text("to_stage"),
      group: text("cohort"),
      day: number("day"),
    },
    of: ofCurve,
    where: [is("duration_kind", kind)],
    order: [
      ["cohort", "asc"],
      ["day", "asc"],
    ],
    filters,
  });
}

/** How fast customers of every segment came to a step. */
export function curvesBySegmentQuestion(
  kind: Kind,
  { segment: _, ...others }: Filters,
): Question<CurveStep> {
  const asked = about("journey_curves", {
    by: {
      from: text("from_stage"),
      to: text("to_stage"),
      group: text("segment"),
      day: number("day"),
    },
    of: ofCurve,
    where: [is("duration_kind", kind), is("cohort", "all")],
    order: [
      ["segment", "asc"],
      ["day", "asc"],
    ],
  });
  return { ...asked, ignored: ignoredFilters("journey_curves", others) };
}
