import { expect, test } from "vitest";
import { mrrMovements } from "../../dashboard/charts/mrr-movements.js";
import { openingCut } from "../../dashboard/charts/opening-cut.js";
import { month, theme } from "./sample.js";

const others = [
  month("2023-02-01", { new: 60_000, expansion: 20_000, churn: -30_000 }),
  month("2023-03-01", { new: 40_000, contraction: -10_000, churn: -50_000 }),
  month("2023-04-01", { new: 10_000 }),
];

test("a first month far above all others is cut, and the axis fits the others in round steps", () => {
  const first = month("2023-01-01", { opening: 0, new: 1_260_000 });
  expect(openingCut([first, ...others])).toEqual({
    month: first,
    min: -100_000,
    max: 100_000,
    interval: 50_000,
  });
});

test("a first month like the others is shown whole", () => {
  expect(openingCut([month("2023-01-01", { new: 240_000 }), ...others])).toBeUndefined();
});

test("nothing is cut where there are too few months, or nothing else moved", () => {
  const first = month("2023-01-01", { new: 1_260_000 });
  expect(openingCut([])).toBeUndefined();
  expect(openingCut([first, ...others.slice(0, 2)])).toBeUndefined();
  const still = ["2023-02-01", "2023-03-01", "2023-04-01"].map((name) => month(name));
  expect(openingCut([first, ...still])).toBeUndefined();
});

test("only the axis of the movements is cut, never that of the MRR", () => {
  const months = [month("2023-01-01", { new: 1_260_000, mrr: 1_260_000 }), ...others];
  const { option } = mrrMovements({ months, currency: "USD", theme, width: 900, height: 460 });
  const [mrr, movements] = option.yAxis as readonly { readonly max?: number }[];
  expect(mrr).not.toHaveProperty("max");
  expect(movements?.max).toBe(100_000);
});
