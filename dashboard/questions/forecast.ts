import { monthsLater } from "../figures/forecast.js";
import type { Filters } from "../filters.js";
import {
  about,
  day,
  flag,
  is,
  mapped,
  maybe,
  maybeFlag,
  maybeText,
  number,
  text,
} from "../question.js";
import type { Drill } from "../route.js";

/** Every metric that was planned or forecast, by its name. */
export const metricsQuestion = mapped(
  about("forecast_waterfall", { by: { metric: text("metric") }, order: [["metric", "asc"]] }),
  ({ metric }) => metric,
);

/** Which forecasts of a metric a chart draws: those made, and for, from one month to another. */
export interface Drawn {
  readonly kinds: readonly string[];
  readonly made: readonly [from: string, to: string];
  readonly period: readonly [from: string, to: string];
}

/**
 * Every forecast of one metric, or those of a chart: plan, re-plans and vintages of the model,
 * beside what came.
 */
export function waterfallQuestion(metric: string, filters: Filters, drawn?: Drawn) {
  return about("forecast_waterfall", {
    by: {
      vintage: day("vintage"),
      kind: text("kind"),
      period: day("period"),
      lead: number("lead_months"),
      isOriginal: flag("is_original"),
      isLatest: flag("is_latest"),
    },
    of: {
      forecast: maybe("forecast"),
      low: maybe("low"),
      high: maybe("high"),
      actual: maybe("actual"),
      variance: maybe("variance"),
      variancePct: maybe("variance_pct"),
    },
    where: [is("metric", metric), ...(drawn === undefined ? [] : [is("kind", ...drawn.kinds)])],
    ...(drawn === undefined
      ? {}
      : {
          during: ["period", ...drawn.period] as const,
          vintage: ["vintage", ...drawn.made] as const,
        }),
    order: [
      ["vintage", "asc"],
      ["period", "asc"],
    ],
    filters,
  });
}

/** In which lines of which files somebody planned what, month by month. */
export function planLinesQuestion(
  { metrics, kind, vintage, during: [from, to] }: NonNullable<Drill["plan"]>,
  filters: Filters,
) {
  return about("forecast_waterfall", {
    by: {
      metric: text("metric"),
      period: day("period"),
      vintage: day("vintage"),
      path: maybeText("path"),
      line: maybe("line"),
    },
    of: { forecast: maybe("forecast") },
    where: [
      is("metric", ...metrics),
      is("kind", kind),
      ...(vintage === undefined ? [is("is_original", "true")] : []),
    ],
    during: ["period", from, to],
    ...(vintage === undefined ? {} : { vintage: ["vintage", vintage] as const }),
    order: [
      ["metric", "asc"],
      ["period", "asc"],
    ],
    filters,
  });
}

/** What the year's first plan said of what is won and lost, month by month, and what came. */
export function plannedFlowsQuestion(from: string, to: string, filters: Filters) {
  return about("forecast_waterfall", {
    by: { metric: text("metric"), period: day("period"), isOriginal: flag("is_original") },
    of: { forecast: maybe("forecast"), actual: maybe("actual") },
    where: [is("metric", "new_arr", "expansion_arr", "churned_arr"), is("kind", "plan")],
    during: ["period", from, to],
    order: [["period", "asc"]],
    filters,
  });
}

/** How close forecasts came, by months ahead. */
export function accuracyQuestion(metric: string, filters: Filters) {
  return about("forecast_accuracy", {
    by: { origin: text("origin"), lead: number("lead_months") },
    of: {
      periods: number("periods"),
      wape: maybe("wape"),
      bias: maybe("bias"),
      within: maybe("within_5pct"),
      coverage: maybe("coverage_80"),
    },
    where: [is("metric", metric)],
    order: [
      ["origin", "asc"],
      ["lead_months", "asc"],
    ],
    filters,
  });
}

/** Why churned ARR of a month differed from what the vintage before had expected, by status. */
export function varianceQuestion(vintage: string, period: string) {
  return about("forecast_variance", {
    by: { status: text("status"), isNoise: maybeFlag("is_within_noise") },
    of: {
      forecast: number("churn_forecast"),
      actual: number("churn_actual"),
      volume: number("volume"),
      rate: number("rate"),
      timing: number("timing"),
      unforecast: number("unforecast"),
      accounts: maybe("accounts"),
      accountsFor80: maybe("accounts_for_80pct"),
    },
    during: ["period", period, period],
    order: [["status", "asc"]],
    vintage: ["vintage", vintage],
  });
}

/** The vintages of renewals' forecasts up to a month, the newest first. */
export function renewalVintagesQuestion(from: string, month: string) {
  return about("renewal_forecast", {
    by: { vintage: day("vintage") },
    vintage: ["vintage", from, month],
    order: [["vintage", "desc"]],
  });
}

/** Renewals ahead with the ARR that is likely to be lost, the largest loss first. */
export function renewalsAheadQuestion(vintage: string, from: string, to: string, filters: Filters) {
  return about("renewal_forecast", {
    by: {
      id: text("renewal_forecast_id"),
      account: text("account_id"),
      renewal: day("renewal_on"),
      status: maybeText("status"),
      basis: maybeText("basis"),
      probability: maybe("probability"),
      low: maybe("probability_low"),
      high: maybe("probability_high"),
      human: maybeText("human_category"),
      disagrees: maybeFlag("disagrees"),
      vintage: day("vintage"),
    },
    of: { arr: maybe("arr_reaching"), expected: maybe("expected_arr") },
    where: [is("term_class", "longer")],
    during: ["period", from, to],
    order: [["arr_reaching", "desc"]],
    vintage: ["vintage", vintage],
    filters,
  });
}

/** What the terms that end in the quarter after a vintage are worth, and what is expected of it. */
export function renewalsDueQuestion(vintage: string, filters: Filters) {
  return about("renewal_forecast", {
    of: { arr: maybe("arr_reaching"), expected: maybe("expected_arr") },
    where: [is("term_class", "longer")],
    during: ["period", monthsLater(vintage, 1), monthsLater(vintage, 3)],
    vintage: ["vintage", vintage],
    filters,
  });
}

/** What people wrote beside periods that missed their plan. */
export const notesQuestion = about("variance_notes", {
  by: {
    id: text("variance_note_id"),
    metric: text("metric"),
    period: day("period"),
    author: maybeText("author"),
    why: maybeText("why"),
    action: maybeText("action"),
  },
  order: [["period", "desc"]],
  limit: 20,
});

/** Why the forecast of a period moved between two vintages. */
export function movedQuestion(vintage: string, period: string) {
  return about("forecast_bridge", {
    by: { effect: text("effect"), position: number("position") },
    of: { amount: maybe("amount"), accounts: maybe("accounts") },
    during: ["period", period, period],
    order: [["position", "asc"]],
    vintage: ["vintage_to", vintage],
  });
}
