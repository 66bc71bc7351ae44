import type { BridgeChange } from "./bridge.js";

/** One forecast of one period. */
export interface Forecast {
  readonly vintage: string;
  /** plan, replan or model. */
  readonly kind: string;
  readonly period: string;
  readonly lead: number;
  readonly isOriginal: boolean;
  readonly isLatest: boolean;
  readonly forecast: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly actual: number | null;
  readonly variance: number | null;
  readonly variancePct: number | null;
}

/** Forecasts as they stood when a month had closed: what came of later ones was not known. */
export function asOf(rows: readonly Forecast[], month: string): readonly Forecast[] {
  return rows.map((row) =>
    row.period <= month ? row : { ...row, actual: null, variance: null, variancePct: null },
  );
}

/** The newest vintage of a kind that was made by a month. */
export function newestVintage(
  rows: readonly Forecast[],
  kind: string,
  month: string,
): string | undefined {
  return rows
    .filter((row) => row.kind === kind && row.vintage <= month)
    .map((row) => row.vintage)
    .reduce<string | undefined>(
      (newest, each) => (each > (newest ?? "") ? each : newest),
      undefined,
    );
}

/** The first plan for a period. */
export function planFor(rows: readonly Forecast[], period: string): Forecast | undefined {
  return rows.find((row) => row.kind === "plan" && row.period === period && row.isOriginal);
}

/** What plan, model and what came say of a month, and what is foreseen from there. */
export interface Said {
  /** The vintage whose ARR is retained in the month, or not. */
  readonly vintage: string;
  readonly plan: Forecast | undefined;
  readonly model: Forecast | undefined;
  readonly actual: number | null;
  /** The newest vintage of the model by the month, and the last period that it speaks of. */
  readonly newest: string | undefined;
  readonly ahead: Forecast | undefined;
}

/**
 * What forecasts say as of a month, of the vintage that its plan began with or, to be compared with
 * that, of another one's.
 */
export function saidIn(rows: readonly Forecast[], month: string, of?: string): Said {
  const planned = planFor(rows, month);
  const vintage = of ?? planned?.vintage ?? monthsLater(month, -12);
  const plan =
    planned?.vintage === vintage
      ? planned
      : ofVintage(rows, "plan", vintage).find(({ period }) => period === month);
  const model = ofVintage(rows, "model", vintage).find(({ period }) => period === month);
  const newest = newestVintage(rows, "model", month);
  const ahead = ofVintage(rows, "model", newest).at(-1);
  const actual = plan?.actual ?? model?.actual ?? null;
  return { vintage, plan, model, actual, newest, ahead };
}

/** The forecasts of one vintage, in order of their periods. */
export function ofVintage(
  rows: readonly Forecast[],
  kind: string,
  vintage: string | undefined,
): readonly Forecast[] {
  return rows
    .filter((row) => row.kind === kind && row.vintage === vintage)
    .toSorted((left, right) => left.period.localeCompare(right.period));
}

/** One period of the accounts of one vintage: what was planned, foreseen and came. */
export interface YearPeriod {
  /** The month whose ARR it is that is planned to be retained. */
  readonly vintage: string;
  readonly period: string;
  readonly plan: number | null;
  readonly model: number | null;
  readonly low: number | null;
  readonly high: number | null;
  readonly actual: number | null;
}

/**
 * The periods of the plan that a month belongs to, with the model's vintage of the same day; of a
 * month that nobody planned those of the model of a year before.
 */
export function yearOf(rows: readonly Forecast[], month: string): readonly YearPeriod[] {
  const planned = planFor(rows, month)?.vintage;
  const vintage = planned ?? monthsLater(month, -12);
  const model = ofVintage(rows, "model", vintage);
  const periods = planned === undefined ? model : ofVintage(rows, "plan", vintage);
  return periods.map(({ period, kind, forecast, actual }) => {
    const foreseen = model.find((row) => row.period === period);
    return {
      vintage,
      period,
      plan: kind === "plan" ? forecast : null,
      model: foreseen?.forecast ?? null,
      low: foreseen?.low ?? null,
      high: foreseen?.high ?? null,
      actual: period <= month ? (actual ?? foreseen?.actual ?? null) : null,
    };
  });
}

export interface Flow {
  readonly metric: string;
  readonly period: string;
  readonly isOriginal: boolean;
  readonly forecast: number | null;
  readonly actual: number | null;
}

const flowTitles = [
  ["new_arr", "New", 1],
  ["expansion_arr", "Expansion", 1],
  ["churned_arr", "Lost", -1],
] as const;

interface MovedMonth {
  readonly month: string;
  readonly new: number;
  readonly reactivation: number;
  readonly expansion: number;
  readonly contraction: number;
  readonly churn: number;
}

/** What was won and lost from a year's first month to the one shown, as it came and as planned. */
export function yearChanges(
  months: readonly MovedMonth[],
  flows: readonly Flow[],
  [from, to]: readonly [string, string],
): readonly BridgeChange[] {
  const inside = months.filter(({ month }) => month >= from && month <= to);
  const came = {
    new_arr: sum(inside, (month) => month.new + month.reactivation),
    expansion_arr: sum(inside, (month) => month.expansion),
    churned_arr: sum(inside, (month) => -month.churn - month.contraction),
  };
  return flowTitles.map(([key, title, sign]) => {
    const planned = flows.filter(
      (flow) => flow.metric === key && flow.isOriginal && flow.period >= from && flow.period <= to,
    );
    const isWhole = planned.length === inside.length && planned.length > 0;
    return {
      key,
      title,
      actual: 12 * sign * came[key],
      planned: isWhole ? sign * sum(planned, (flow) => flow.forecast ?? 0) : null,
    };
  });
}

function sum<Row>(rows: readonly Row[], pick: (row: Row) => number): number {
  return rows.reduce((total, row) => total + pick(row), 0);
}

/** The day so many months later, `2025-12-01` and 1 being `2026-01-01`. */
export function monthsLater(month: string, months: number): string {
  const [year = 0, ordinal = 1] = month.split("-").map(Number);
  const total = year * 12 + ordinal - 1 + months;
  const name = String((total % 12) + 1).padStart(2, "0");
  return `${Math.floor(total / 12)}-${name}-01`;
}

export interface VarianceRow {
  readonly status: string;
  readonly forecast: number;
  readonly actual: number;
  readonly volume: number;
  readonly rate: number;
  readonly timing: number;
  readonly unforecast: number;
}

/** Churned ARR as it was foreseen, the four effects, and as it came. */
export function varianceChanges(rows: readonly VarianceRow[]): readonly BridgeChange[] {
  const effects = [
    ["volume", "Volume"],
    ["rate", "Rate"],
    ["timing", "Timing"],
    ["unforecast", "Unforeseen"],
  ] as const;
  return effects.map(([key, title]) => ({
    key,
    title,
    actual: sum(rows, (row) => row[key]),
    planned: null,
  }));
}
