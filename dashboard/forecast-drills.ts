import { flowDrill } from "./bridge-drills.js";
import { drillInto, retentionWindows } from "./drills.js";
import { type Forecast, monthsLater } from "./figures/forecast.js";
import { longMonth, words } from "./format.js";
import type { Drill } from "./route.js";

/** Whose longer terms end in some months, by the ARR that is likely lost at their renewals. */
export function renewalsDrill(vintage: string, from: string, to: string): Drill {
  return drillInto("renewal_forecast", {
    title: `ARR likely lost at renewals, ${longMonth(from)} to ${longMonth(to)}`,
    measure: "arr_at_risk",
    where: [["term_class", "longer"]],
    during: ["period", from, to],
    vintage: ["vintage", vintage],
  });
}

/** Whose longer terms end in some months, by their ARR. */
export function dueDrill(vintage: string, from: string, to: string): Drill {
  return drillInto("renewal_forecast", {
    title: `ARR due at renewals, ${longMonth(from)} to ${longMonth(to)}`,
    measure: "arr_reaching",
    where: [["term_class", "longer"]],
    during: ["period", from, to],
    vintage: ["vintage", vintage],
  });
}

const effects = ["volume", "rate", "timing", "unforecast"] as const;

/** What is left in a month that has closed of whose ARR of a vintage's end. */
export function retainedDrill(vintage: string, period: string): Drill {
  return drillInto("forecast_months", {
    title: `ARR of ${longMonth(vintage)} retained in ${longMonth(period)}`,
    measure: "retained_actual",
    during: ["period", period, period],
    vintage: ["vintage", vintage],
    bySegment: true,
  });
}

/** What a vintage expects of whose ARR at the end of a month. */
export function foreseenDrill(vintage: string, period: string): Drill {
  return drillInto("forecast_months", {
    title: `ARR foreseen for ${longMonth(period)} in ${longMonth(vintage)}`,
    measure: "retained_arr",
    during: ["period", period, period],
    vintage: ["vintage", vintage],
    bySegment: true,
  });
}

const foreseen = {
  retained_arr: ["retained_arr", "Retained ARR"],
  churned_arr: ["churned_arr", "Churned ARR"],
  expansion_arr: ["expansion_arr", "Expansion ARR"],
  grr: ["retained_share", "GRR"],
  nrr: ["retained_arr", "Retained ARR"],
} as const;

/** What came of whom, where it is nobody's in particular that was planned or foreseen. */
function cameDrill(metric: string, vintage: string, period: string): Drill | undefined {
  const flow = flowDrill(metric, monthsLater(period, -1), period);
  if (flow !== undefined) return flow;
  if (metric === "retained_arr") return retainedDrill(vintage, period);
  return metric in foreseen ? lostDrill(vintage, period) : undefined;
}

const cohortMetrics = { retained_arr: true, grr: true, nrr: true } as const;

interface Cell extends Pick<Forecast, "kind" | "vintage" | "period"> {
  readonly isClosed: boolean;
}

/** What the model expected of whom, beside what came of them; of a plan what came of it. */
export function vintageDrill(metric: string, cell: Cell, month: string): Drill | undefined {
  return cell.kind === "model" ? modelDrill(metric, cell) : planDrill(metric, cell, month);
}

/**
 * A plan is about no accounts that are known: it leads to its file and line, and to whom it came
 * from once its month has closed; until then to what the vintage of its accounts, or of the month
 * that is shown, expects of whom, or for new customers to those who have come by now.
 */
function planDrill(metric: string, cell: Cell, month: string): Drill | undefined {
  const { kind, vintage, period, isClosed } = cell;
  // what is retained is so of the accounts of the plan's own vintage
  const of = metric in cohortMetrics ? vintage : month;
  const foreseenNow = isClosed ? undefined : modelDrill(metric, { ...cell, vintage: of });
  const drill = foreseenNow ?? cameDrill(metric, vintage, period);
  return (
    drill && { ...drill, plan: { metrics: [metric], kind, vintage, during: [period, period] } }
  );
}

function modelDrill(metric: string, { vintage, period, isClosed }: Cell): Drill | undefined {
  const way = Object.entries(foreseen).find(([name]) => name === metric)?.[1];
  if (way === undefined) return undefined;
  const [measure, title] = way;
  return drillInto("forecast_months", {
    title: `${title} foreseen for ${longMonth(period)} in ${longMonth(vintage)}`,
    measure,
    during: ["period", period, period],
    vintage: ["vintage", vintage],
    bySegment: true,
    beside: isClosed ? period : undefined,
    ...(metric === "grr" ? { smallestFirst: true, withZeros: true } : {}),
  });
}

/** What was foreseen of whom so many months ahead of a month that has closed. */
export function aheadDrill(month: string, lead: number): Drill | undefined {
  const vintage = monthsLater(month, -lead);
  return modelDrill("retained_arr", { kind: "model", vintage, period: month, isClosed: true });
}

/** Whose ARR of a vintage's end was lost by a month, as it is known account by account. */
export function lostDrill(vintage: string, period: string): Drill {
  const window = retentionWindows.find((months) => monthsLater(vintage, Number(months)) === period);
  if (window === undefined) return churnedDrill(vintage, period);
  return drillInto("retention", {
    title: `MRR of ${longMonth(vintage)} not retained by ${longMonth(period)}`,
    measure: "mrr_not_retained",
    where: [["window_months", window]],
    during: ["month", period, period],
    bySegment: true,
    isOfItsMonth: true,
  });
}

/** Of other spans only what was lost in their months is known, whatever came back since. */
function churnedDrill(vintage: string, period: string): Drill {
  return drillInto("forecast_variance_accounts", {
    title: `ARR lost, ${longMonth(vintage)} to ${longMonth(period)}`,
    measure: "churn_actual",
    during: ["period", vintage, period],
    vintage: ["vintage", vintage],
  });
}

/** Whose churn of a month was foreseen or came, of those of one health where one is named. */
export function churnDrill(
  vintage: string,
  period: string,
  measure: "churn_forecast" | "churn_actual",
  status?: string,
): Drill {
  const what = measure === "churn_forecast" ? "foreseen" : "actual";
  const whose = status === undefined ? "" : `: ${words(status)}`;
  return drillInto("forecast_variance_accounts", {
    title: `Churned ARR in ${longMonth(period)}, ${what}${whose}`,
    measure,
    where: status === undefined ? [] : [["status", status]],
    during: ["period", period, period],
    vintage: ["vintage", vintage],
  });
}

const moves = {
  decided: "decided",
  "status moved": "status_moved",
  "ARR due changed": "arr_due_changed",
  "dates moved": "dates_moved",
  "probabilities relearned": "relearned",
  "accounts new and lost": "accounts_changed",
} as const;

/** Whose forecast moved between two vintages in one way. */
export function movedDrill(vintage: string, period: string, effect: string): Drill | undefined {
  const measure = Object.entries(moves).find(([name]) => name === effect)?.[1];
  if (measure === undefined) return undefined;
  return drillInto("forecast_bridge_accounts", {
    title: `Forecast of ${longMonth(period)} moved: ${effect}`,
    measure,
    during: ["period", period, period],
    vintage: ["vintage_to", vintage],
  });
}

/** Whose churn made a step of the variance of a month: what was foreseen, an effect, what came. */
export function varianceDrill(vintage: string, period: string, effect: string): Drill | undefined {
  if (effect === "opening") return churnDrill(vintage, period, "churn_forecast");
  if (effect === "closing") return churnDrill(vintage, period, "churn_actual");
  const measure = effects.find((each) => each === effect);
  if (measure === undefined) return undefined;
  return drillInto("forecast_variance_accounts", {
    title: `Effect on churned ARR in ${longMonth(period)}: ${effect}`,
    measure,
    during: ["period", period, period],
    vintage: ["vintage", vintage],
  });
}
