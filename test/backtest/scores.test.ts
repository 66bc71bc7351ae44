import { expect, test } from "vitest";
import { coverage, median, type Outcome, scoresOf, yearsOf } from "../../bench/backtest/scores.js";

const month = (
  metric: Outcome["metric"],
  lead: number,
  at: string,
  forecast: number,
  actual: number,
) =>
  ({
    forecaster: "tenure",
    vintage: "2024-01",
    month: at,
    metric,
    lead,
    forecast,
    actual,
    isCovered: Math.abs(actual - forecast) <= 10,
    isShocked: at === "2025-02",
  }) satisfies Outcome;

test("churn is scored twelve months ahead, retention one month ahead after the first year", () => {
  const outcomes = [
    month("churned_arr", 12, "2025-01", 90, 100),
    month("churned_arr", 12, "2025-02", 210, 200),
    month("churned_arr", 12, "2025-03", 140, 150),
    month("churned_arr", 1, "2025-03", 999, 1),
    month("retained_arr", 1, "2024-12", 100, 200),
    month("retained_arr", 1, "2025-01", 104, 100),
    month("retained_arr", 1, "2025-02", 106, 100),
  ];
  const scores = scoresOf("tenure", outcomes);
  // 10, 10 and 10 of 450; 10 too little in all
  expect(scores.churnedWape).toBeCloseTo(30 / 450, 12);
  expect(scores.churnedBias).toBeCloseTo(-10 / 450, 12);
  // 100, 4 and 6 of 400; of 2025 one of two is within 5%
  expect(scores.retainedWape).toBeCloseTo(110 / 400, 12);
  expect(scores.retainedWithin).toBe(0.5);
});

test("the churn of a year is what its twelve months add up to, for vintages that saw all twelve", () => {
  const twelve = (vintage: string, forecast: number, actuals: readonly number[]): Outcome[] =>
    actuals.map((actual, at) => ({
      ...month("churned_arr", at + 1, "2025-01", forecast, actual),
      vintage,
    }));
  const outcomes = [
    // 12 × 10 = 120 forecast; 0, 2, 4, … 22 are 132 together
    ...twelve("2023-01", 10, [0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22]),
    // 12 × 10 = 120 forecast; 6 × 18 = 108 came
    ...twelve("2023-02", 10, [18, 0, 18, 0, 18, 0, 18, 0, 18, 0, 18, 0]),
    // eleven months are no year
    ...twelve("2023-03", 500, [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]),
    { ...month("churned_arr", 1, "2025-01", 999, 1), forecaster: "prior alone" },
    month("retained_arr", 1, "2025-01", 100, 100),
  ];
  expect(yearsOf("tenure", outcomes)).toEqual([
    { forecast: 120, actual: 132 },
    { forecast: 120, actual: 108 },
  ]);
  // 12 and 12 wrong of 240, and what was too little in one year was too much in the other
  const { yearWape, yearBias } = scoresOf("tenure", outcomes);
  expect([yearWape, yearBias]).toEqual([24 / 240, 0]);
});

test("coverage counts the intervals of churn one month ahead, apart in months of a shock", () => {
  const outcomes = [
    month("churned_arr", 1, "2025-01", 90, 100),
    month("churned_arr", 1, "2025-02", 90, 120),
    month("churned_arr", 1, "2025-02", 90, 95),
    month("churned_arr", 1, "2025-03", 90, 85),
    month("churned_arr", 12, "2025-03", 90, 500),
    { ...month("churned_arr", 1, "2025-03", 90, 500), forecaster: "prior alone", isCovered: null },
  ];
  expect([coverage(outcomes, false), coverage(outcomes, true)]).toEqual([0.75, 0.5]);
});

test("a median lies between the two in the middle", () => {
  expect([median([3, 1, 2]), median([4, 1, 3, 2])]).toEqual([2, 2.5]);
});
