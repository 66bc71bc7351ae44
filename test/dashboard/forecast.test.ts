import { expect, test } from "vitest";
import { bridgeChart } from "../../dashboard/charts/bridge.js";
import { bridgeSteps } from "../../dashboard/figures/bridge.js";
import {
  asOf,
  type Forecast,
  monthsLater,
  newestVintage,
  planFor,
  saidIn,
  varianceChanges,
  yearChanges,
  yearOf,
} from "../../dashboard/figures/forecast.js";
import { shadeAround, shadeClass, triangle } from "../../dashboard/figures/triangle.js";
import { metricFormat, offeredMetrics } from "../../dashboard/figures/waterfall-metrics.js";
import { frame, month } from "./sample.js";

function forecast(changes: Partial<Forecast>): Forecast {
  return {
    vintage: "2024-12-01",
    kind: "model",
    period: "2025-01-01",
    lead: 1,
    isOriginal: false,
    isLatest: false,
    forecast: 100,
    low: null,
    high: null,
    actual: null,
    variance: null,
    variancePct: null,
    ...changes,
  };
}

test("metrics of plans come after those that every company has, which keep their order", () => {
  expect(offeredMetrics(["csat", "grr", "retained_arr", "seats"])).toEqual([
    "retained_arr",
    "grr",
    "csat",
    "seats",
  ]);
  expect(offeredMetrics([])).toEqual([]);
});

test.each([
  ["new_arr", "currency"],
  ["arr", "currency"],
  ["nrr", "percent"],
  ["key_feature_breadth", "percent"],
  ["onboarded_share", "percent"],
  ["csat", undefined],
  ["seats", undefined],
  ["carr_index", undefined],
])("figures of %s are said by the unit of its name", (metric, format) => {
  expect(metricFormat(metric)).toBe(format);
});

test("months are counted over the ends of years", () => {
  expect(monthsLater("2025-12-01", 1)).toBe("2026-01-01");
  expect(monthsLater("2025-01-01", -1)).toBe("2024-12-01");
  expect(monthsLater("2024-11-01", 14)).toBe("2026-01-01");
});

test("what is said of a month is of its plan's vintage, and what is foreseen of the newest one", () => {
  const rows = [
    forecast({ kind: "plan", period: "2025-12-01", isOriginal: true, actual: 90 }),
    forecast({ period: "2025-12-01", forecast: 95, actual: 90 }),
    forecast({ vintage: "2025-12-01", period: "2026-01-01", forecast: 80 }),
    forecast({ vintage: "2025-12-01", period: "2026-02-01", forecast: 70 }),
    forecast({ vintage: "2026-01-01", period: "2026-12-01", forecast: 60 }),
  ];
  const said = saidIn(rows, "2025-12-01");
  expect([said.vintage, said.actual, said.model?.forecast]).toEqual(["2024-12-01", 90, 95]);
  expect([said.newest, said.ahead?.period, said.ahead?.forecast]).toEqual([
    "2025-12-01",
    "2026-02-01",
    70,
  ]);
  // a month that nobody planned is held against the model of a year before
  expect(saidIn(rows, "2026-01-01")).toMatchObject({ vintage: "2025-01-01", actual: null });
});

test("what was retained is compared with what was left of the same vintage, not of another", () => {
  const rows = [
    forecast({ kind: "plan", period: "2025-02-01", isOriginal: true, forecast: 94, actual: 93 }),
    forecast({ period: "2025-02-01", forecast: 96, actual: 93 }),
    // the year before, of fewer customers
    forecast({
      ...{ kind: "plan", vintage: "2023-12-01", period: "2024-12-01", isOriginal: true },
      ...{ forecast: 50, actual: 48 },
    }),
  ];
  const said = saidIn(rows, "2025-02-01", "2024-12-01");
  expect([said.plan?.forecast, said.model?.forecast, said.actual]).toEqual([94, 96, 93]);
  // at its own beginning nothing is left yet, or lost
  const begun = saidIn(rows, "2024-12-01", "2024-12-01");
  expect([begun.plan, begun.model, begun.actual]).toEqual([undefined, undefined, null]);
  // without a vintage it is that of the year's own plan
  expect(saidIn(rows, "2024-12-01").actual).toBe(48);
});

test("the newest vintage is the newest that was made by the month that is shown", () => {
  const rows = ["2025-01-01", "2025-03-01", "2025-02-01"].map((vintage) => forecast({ vintage }));
  expect(newestVintage(rows, "model", "2025-02-01")).toBe("2025-02-01");
  expect(newestVintage(rows, "plan", "2025-02-01")).toBeUndefined();
});

test("a year sets the first plan beside the model of the same day, and ends with the month shown", () => {
  const rows = [
    forecast({ kind: "plan", isOriginal: true, forecast: 90, actual: 88 }),
    forecast({ kind: "plan", isOriginal: true, period: "2025-02-01", forecast: 80, actual: 81 }),
    forecast({ forecast: 92, low: 85, high: 97, actual: 88 }),
    forecast({ period: "2025-02-01", forecast: 86, low: 70, high: 95, actual: 81 }),
    // made later: of other customers, so that it is no part of this year
    forecast({ vintage: "2025-01-01", period: "2025-02-01", forecast: 999 }),
  ];
  expect(planFor(rows, "2025-02-01")?.forecast).toBe(80);
  const vintage = "2024-12-01";
  expect(yearOf(rows, "2025-01-01")).toEqual([
    { vintage, period: "2025-01-01", plan: 90, model: 92, low: 85, high: 97, actual: 88 },
    { vintage, period: "2025-02-01", plan: 80, model: 86, low: 70, high: 95, actual: null },
  ]);
  // of a month that nobody planned the model of a year before tells, if there is one
  expect(yearOf(rows, "2027-01-01")).toEqual([]);
  const unplanned = rows.filter(({ kind }) => kind === "model");
  expect(yearOf(unplanned, "2025-12-01").map(({ plan, model }) => [plan, model])).toEqual([
    [null, 92],
    [null, 86],
  ]);
});

test("a year's changes are twelve times what its months moved, reactivation being new", () => {
  const months = [
    month("2024-12-01", { new: 999 }),
    month("2025-01-01", { new: 10, reactivation: 2, expansion: 5, contraction: -1, churn: -3 }),
    month("2025-02-01", { new: 1, churn: -2 }),
    month("2025-03-01", { new: 999 }),
  ];
  const flow = (metric: string, period: string, planned: number) => ({
    metric,
    period,
    isOriginal: true,
    forecast: planned,
    actual: null,
  });
  const flows = [
    flow("new_arr", "2025-01-01", 100),
    flow("new_arr", "2025-02-01", 20),
    flow("churned_arr", "2025-01-01", 30),
    flow("churned_arr", "2025-02-01", 10),
    // one month of expansion was not planned: a part is no plan
    flow("expansion_arr", "2025-01-01", 40),
  ];
  // new: 12 × (10 + 2 + 1) = 156; expansion: 12 × 5 = 60; lost: -12 × (1 + 3 + 2) = -72
  expect(yearChanges(months, flows, ["2025-01-01", "2025-02-01"])).toEqual([
    { key: "new_arr", title: "New", actual: 156, planned: 120 },
    { key: "expansion_arr", title: "Expansion", actual: 60, planned: null },
    { key: "churned_arr", title: "Lost", actual: -72, planned: -40 },
  ]);
});

const steps = bridgeSteps(
  { title: "Dec", value: 1000 },
  [
    { key: "won", title: "Won", actual: 300, planned: 200 },
    { key: "lost", title: "Lost", actual: -150, planned: -100 },
  ],
  { title: "Jan", value: 1150 },
);

test("a bridge ends where its changes lead, and so does its plan", () => {
  expect(steps.map(({ from, to, planned }) => [from, to, planned])).toEqual([
    [0, 1000, null],
    [1000, 1300, 1200],
    [1300, 1150, 1100],
    [0, 1150, 1100],
  ]);
});

test("a step says what was planned of it, a level does not", () => {
  expect(steps.map(({ plannedChange }) => plannedChange)).toEqual([null, 200, -100, null]);
});

test("accounts that came to be of those shown, or ceased to, are a step of their own", () => {
  const start = { title: "Dec", value: 100 };
  const won = { key: "won", title: "Won", actual: 30, planned: 20 };
  const levels = (closing: number) =>
    bridgeSteps(start, [won], { title: "Jan", value: closing }).map(
      ({ key, from, to, planned }) => {
        return [key, from, to, planned];
      },
    );
  expect(levels(90)).toEqual([
    ["opening", 0, 100, null],
    ["won", 100, 130, 120],
    ["moved", 130, 90, 120],
    ["closing", 0, 90, 120],
  ]);
  // a hundredth is rounding
  expect(levels(130.01).map(([key]) => key)).toEqual(["opening", "won", "closing"]);
});

test("what came of months after the one that is shown was not known then", () => {
  const known = { actual: 90, variance: -10, variancePct: -0.1 };
  const rows = [
    forecast({ period: "2025-01-01", ...known }),
    forecast({ period: "2025-02-01", ...known }),
  ];
  expect(asOf(rows, "2025-01-01")).toEqual([
    rows[0],
    { ...rows[1], actual: null, variance: null, variancePct: null },
  ]);
});

test("a bar of a bridge floats from one level to the next, in the colour of its direction", () => {
  const picture = bridgeChart({ steps }, frame);
  const [bars, base] = picture.option.series as readonly {
    readonly data: readonly (number | { value: number; itemStyle: { color: string } })[];
  }[];
  expect(base?.data).toEqual([0, 1000, 1150, 0]);
  expect(
    bars?.data.map((bar) => (typeof bar === "number" ? [] : [bar.value, bar.itemStyle.color])),
  ).toEqual([
    [1000, "#000005"],
    [300, "#000006"],
    [150, "#000007"],
    [1150, "#000005"],
  ]);
  expect(picture.hint(2, "steps")?.rows[0]).toEqual({ label: "Change", value: "\u2212$150" });
});

test("where more is worse, a rise has the colour of a loss", () => {
  const picture = bridgeChart({ steps, isLoss: true }, frame);
  const [bars] = picture.option.series as readonly {
    readonly data: readonly { readonly itemStyle: { readonly color: string } }[];
  }[];
  expect(bars?.data.map(({ itemStyle }) => itemStyle.color)).toEqual([
    "#000005",
    "#000007",
    "#000006",
    "#000005",
  ]);
});

test("the effects of a variance are added up over statuses", () => {
  const row = {
    status: "red",
    forecast: 10,
    actual: 14,
    volume: 1,
    rate: 2,
    timing: 0,
    unforecast: 1,
  };
  const changes = varianceChanges([row, { ...row, status: "green", rate: -5 }]);
  expect(changes.map(({ key, actual }) => [key, actual])).toEqual([
    ["volume", 2],
    ["rate", -3],
    ["timing", 0],
    ["unforecast", 2],
  ]);
});

test("a triangle orders its rows and its columns, numbers by their value", () => {
  const laid = triangle([
    { row: "b", column: "12", value: 1 },
    { row: "a", column: "3", value: 2 },
  ]);
  expect([laid.rows, laid.columns]).toEqual([
    ["a", "b"],
    ["3", "12"],
  ]);
  expect(laid.at("a", "3")).toBe(2);
  expect(laid.at("a", "12")).toBeUndefined();
});

test("a shade deepens with the distance from the middle, and nothing has none", () => {
  // steps of 1% around 0: below one step none, from one, two and four steps deeper
  expect([0.005, 0.015, -0.025, 0.05, null].map((value) => shadeAround(value, 0, 0.01))).toEqual([
    0, 1, -2, 3, 0,
  ]);
  expect([shadeClass(2), shadeClass(-3), shadeClass(0)]).toEqual(["above-2", "below-3", undefined]);
});
