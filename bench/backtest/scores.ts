import { z } from "zod";

const outcome = z.object({
  forecaster: z.string(),
  vintage: z.string(),
  month: z.string(),
  metric: z.enum(["retained_arr", "churned_arr"]),
  lead: z.number(),
  forecast: z.number(),
  actual: z.number(),
  isCovered: z.boolean().nullable(),
  isShocked: z.boolean(),
});

/** Rows of bench/backtest/rivals.sql, with the months that a common shock reached. */
export const outcomesSchema = z.array(outcome);
/** What one forecaster said of one month, so many months ahead, and what came. */
export type Outcome = z.infer<typeof outcome>;

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** What was expected and what came, of a month or of a year. */
export type Pair = Pick<Outcome, "forecast" | "actual">;

/** Share of what came that was forecast wrongly. */
export function wape(of: readonly Pair[]): number {
  return (
    total(of.map(({ actual, forecast }) => Math.abs(actual - forecast))) /
    total(of.map(({ actual }) => Math.abs(actual)))
  );
}

/** Above 0 when too much was forecast. */
export function bias(of: readonly Pair[]): number {
  return (
    total(of.map(({ actual, forecast }) => forecast - actual)) /
    total(of.map(({ actual }) => actual))
  );
}

function shareOf(of: readonly Outcome[], holds: (it: Outcome) => boolean): number {
  return of.filter(holds).length / of.length;
}

/** Of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  const [low, high] = [sorted[sorted.length % 2 === 0 ? half - 1 : half], sorted[half]];
  return ((low ?? Number.NaN) + (high ?? Number.NaN)) / 2;
}

/** What each vintage expected to churn in its twelve months together, where all have closed. */
export function yearsOf(forecaster: string, outcomes: readonly Outcome[]): readonly Pair[] {
  const vintages = new Map<string, Outcome[]>();
  for (const it of outcomes) {
    if (it.forecaster !== forecaster || it.metric !== "churned_arr" || it.lead < 1) continue;
    vintages.set(it.vintage, [...(vintages.get(it.vintage) ?? []), it]);
  }
  const whole = [...vintages.values()].filter((months) => months.length === 12);
  return whole.map((months) => ({
    forecast: total(months.map(({ forecast }) => forecast)),
    actual: total(months.map(({ actual }) => actual)),
  }));
}

/** What is printed of one forecaster at one seed, or of several together. */
export interface Scores {
  readonly forecaster: string;
  readonly churnedWape: number;
  readonly churnedBias: number;
  readonly yearWape: number;
  readonly yearBias: number;
  readonly retainedWape: number;
  readonly retainedWithin: number;
}

/** The twelfth month ahead and twelve together for what churned, one month ahead for what was retained. */
export function scoresOf(forecaster: string, outcomes: readonly Outcome[]): Scores {
  const own = outcomes.filter((it) => it.forecaster === forecaster);
  const churned = own.filter(({ metric, lead }) => metric === "churned_arr" && lead === 12);
  const retained = own.filter(({ metric, lead }) => metric === "retained_arr" && lead === 1);
  const years = yearsOf(forecaster, outcomes);
  const first = retained.map(({ month }) => month).sort()[0] ?? "";
  // the first year of the company has few vintages behind it and is not counted
  const later = retained.filter(({ month }) => month.slice(0, 4) > first.slice(0, 4));
  return {
    forecaster,
    churnedWape: wape(churned),
    churnedBias: bias(churned),
    yearWape: wape(years),
    yearBias: bias(years),
    retainedWape: wape(retained),
    retainedWithin: shareOf(
      later,
      ({ actual, forecast }) => Math.abs(actual - forecast) <= 0.05 * actual,
    ),
  };
}

/** How many of the 80% intervals one month ahead held, of what churned. */
export function coverage(outcomes: readonly Outcome[], onlyShocked: boolean): number {
  const told = outcomes.filter(
    ({ forecaster, metric, lead, isShocked }) =>
      forecaster === "tenure" &&
      metric === "churned_arr" &&
      lead === 1 &&
      (isShocked || !onlyShocked),
  );
  return shareOf(told, ({ isCovered }) => isCovered === true);
}
