import { drillInto } from "./drills.js";
import { asNamed } from "./filters.js";
import { days, words } from "./format.js";
import type { Drill } from "./route.js";

const stages = {
  current_accounts: "At",
  stuck_accounts: "Stuck at",
  arr: "ARR at",
  arr_stuck: "ARR stuck at",
  accounts: "Ever at",
  mean_days: "Days at",
} as const;

/** Who is at a stage of the journey, is stuck there, was ever there, or for how long. */
export function journeyDrill(stage: string, title: string, measure: keyof typeof stages): Drill {
  return drillInto("journey", {
    title: `${stages[measure]} ${title}`,
    measure,
    where: [["stage", stage]],
    ...(measure === "mean_days" ? { withZeros: true } : {}),
  });
}

const milestones = {
  reached: "Reached",
  not_due: "Not due yet",
  overdue: "Overdue",
  mean_days_from_start: "Days from the start",
} as const;

/** Who reached a milestone, for whom it is open or overdue, or how long it took whom. */
export function milestoneDrill(
  milestone: string,
  title: string,
  measure: keyof typeof milestones,
): Drill {
  return drillInto("journey_milestones", {
    title: `${milestones[measure]}: ${title}`,
    measure,
    where: [["milestone", milestone]],
    ...(measure === "mean_days_from_start" ? { withZeros: true } : {}),
  });
}

/** A way from one step of the journey to a later one, and whose it is. */
export interface Way {
  readonly from: string;
  readonly to: string;
  /** The year in which they began; empty for every year. */
  readonly cohort?: string | undefined;
  /** Told apart by segments, whatever the page is narrowed to; empty for everybody. */
  readonly segment?: string | undefined;
  /** What that segment is called. */
  readonly called?: string | undefined;
}

/** Who is on a way of the journey or has come to its end. */
export function begunDrill(way: Way): Drill {
  return drillInto("journey_times", {
    title: `${name(way)}: began`,
    measure: "accounts",
    where: where(way),
    bySegment: true,
  });
}

/** Who has come to the end of a way, by a day where one is named, with how long it took them. */
export function arrivedDrill(way: Way, day?: number): Drill {
  return drillInto("journey_times", {
    title: `${name(way)}: arrived${day === undefined ? "" : ` by ${days(day)}`}`,
    measure: "mean_days",
    where: [...where(way), ["is_reached", "true"]],
    ...(day === undefined ? {} : { upTo: ["days", String(day)] as const }),
    bySegment: true,
    smallestFirst: true,
    withZeros: true,
  });
}

function name({ from, to, cohort, called }: Way): string {
  const whose = cohort ?? called;
  return `${words(from)} to ${words(to).toLowerCase()}${whose === undefined ? "" : `, ${whose}`}`;
}

function where({ from, to, cohort, segment }: Way) {
  return [
    ["from_stage", from] as const,
    ["to_stage", to] as const,
    ...(cohort === undefined ? [] : [["cohort", cohort] as const]),
    ...(segment === undefined ? [] : [["segments", asNamed(segment)] as const]),
  ];
}
