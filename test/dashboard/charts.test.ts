import { expect, test } from "vitest";
import { barsChart } from "../../dashboard/charts/bars.js";
import { linesChart } from "../../dashboard/charts/lines.js";
import { scatterChart } from "../../dashboard/charts/scatter.js";
import { stackChart } from "../../dashboard/charts/stack.js";
import { statusColour, stepColour } from "../../dashboard/charts/theme.js";
import { layersBy } from "../../dashboard/figures/layers.js";
import type { ParetoPoint } from "../../dashboard/figures/pareto.js";
import {
  boundsOf,
  moveBound,
  pointsUnder,
  readBounds,
  tiersUnder,
  writeBounds,
} from "../../dashboard/figures/what-if.js";
import { fourCustomers, frame, theme, threeTiers } from "./sample.js";

const say = (value: number) => `${value}!`;
const axis = { title: "Things", tick: String, say };

interface Series {
  readonly id: string;
  readonly data: readonly unknown[];
}

function series(option: { readonly series?: unknown }, id: string): Series | undefined {
  return (option.series as readonly Series[]).find((each) => each.id === id);
}

const laid = layersBy(
  [
    { month: "2025-02-01", layer: "red", value: 2 },
    { month: "2025-01-01", layer: "red", value: 1 },
    { month: "2025-02-01", layer: "green", value: 5 },
  ],
  [
    { id: "red", name: "Red", colour: "#111111" },
    { id: "green", name: "Green", colour: "#222222" },
  ],
);

test("a month without a kind has none of it, and months are in order", () => {
  expect(laid.months).toEqual(["2025-01-01", "2025-02-01"]);
  expect(laid.layers.map(({ values }) => values)).toEqual([
    [1, 2],
    [0, 5],
  ]);
});

test("a stack's hint reads from the top down, as its columns do", () => {
  const picture = stackChart({ ...laid, axis, pick: () => undefined }, frame);
  expect(series(picture.option, "green")?.data).toEqual([0, 5]);
  expect(picture.hint(1, "red")).toEqual({
    title: "Feb 2025",
    rows: [
      { label: "Green", value: "5!", colour: "#222222" },
      { label: "Red", value: "2!", colour: "#111111" },
    ],
  });
  expect(picture.hint(9, "red")).toBeUndefined();
});

test("a band is drawn as its lower end and the rest above it, and a gap stays one", () => {
  const picture = linesChart(
    {
      months: ["2025-01-01", "2025-02-01"],
      axis,
      lines: [
        {
          id: "model",
          name: "Model",
          colour: "#0b4f8a",
          values: [5, null],
          band: { name: "80%", low: [3, null], high: [8, 9] },
        },
      ],
    },
    frame,
  );
  expect(series(picture.option, "model-low")?.data).toEqual([3, null]);
  expect(series(picture.option, "model-high")?.data).toEqual([5, null]);
  expect(picture.hint(0, "model")?.rows).toEqual([
    { label: "Model", value: "5!", colour: "#0b4f8a" },
    { label: "80%", value: "3! to 8!" },
  ]);
  expect(picture.hint(1, "model")?.rows).toEqual([
    { label: "Model", value: "–", colour: "#0b4f8a" },
  ]);
  expect(picture.legend?.map(({ label }) => label)).toEqual(["Model", "80%"]);
});

test("a month that is clicked on a chart of lines leads to what stands behind it", () => {
  const drill = { title: "t", view: "v", measure: "m", where: [] };
  const months = ["2025-01-01", "2025-02-01"];
  const lines = [{ id: "nrr", name: "NRR", colour: "#1", values: [1, 2] }];
  const pick = (month: string) => (month === "2025-02-01" ? drill : undefined);
  const picture = linesChart({ months, lines, axis, pick }, frame);
  expect(months.map((_, index) => picture.column?.(index))).toEqual([undefined, drill]);
});

test("a chart of lines with nobody behind it leads to its months where it is told to", () => {
  const months = ["2025-01-01", "2025-02-01"];
  const lines = [{ id: "score", name: "Health", colour: "#1", values: [1, 2] }];
  const drawn = linesChart({ months, lines, axis, leadsToMonth: true }, frame);
  expect([0, 1, 2].map((place) => drawn.month?.(place))).toEqual([...months, undefined]);
  expect([drawn.column, linesChart({ months, lines, axis }, frame).month]).toEqual([
    undefined,
    undefined,
  ]);
});

test("a bar that is clicked leads to what its row and part stand for", () => {
  const drill = { title: "t", view: "v", measure: "m", where: [] };
  const picture = barsChart(
    {
      rows: ["One", "Two"],
      parts: [
        { id: "late", name: "Late", colour: "#1", values: [1, 2] },
        { id: "due", name: "Due", colour: "#2", values: [3, 4] },
      ],
      axis,
      pick: (row, part) => (row === 1 && part === "due" ? drill : undefined),
    },
    frame,
  );
  expect(picture.pick?.(1, "due")).toBe(drill);
  expect(picture.pick?.(0, "due")).toBeUndefined();
  expect(picture.hint(1, "late")?.rows.map(({ value }) => value)).toEqual(["2!", "4!"]);
});

test("the title of a narrow plot ends its lines before the plot does", () => {
  const title = "Hours needed, share of hours there are";
  const part = { id: "hours", name: "Hours", colour: "#1", values: [1] };
  const drawn = (width: number) =>
    barsChart(
      { rows: ["One of those that have a long name"], parts: [part], axis: { ...axis, title } },
      { ...frame, width },
    );
  const named = (width: number) => (drawn(width).option.xAxis as { readonly name: string }).name;
  expect(named(900)).toBe(title);
  // of 300 pixels 123 are left beside the names: 16 letters of 7.36 pixels
  expect(named(300)).toBe("Hours needed,\nshare of hours\nthere are");
});

test("names of bars take as much as the longest of them needs, and a narrow plot half of the ticks", () => {
  const part = { id: "hours", name: "Hours", colour: "#1", values: [1, 1] };
  const drawn = (rows: readonly string[], width: number) => {
    const shares = { ...axis, max: 1, interval: 0.25 };
    const { option } = barsChart({ rows, parts: [part], axis: shares }, { ...frame, width });
    const { left } = option.grid as { readonly left: number };
    return [left, (option.xAxis as { readonly interval: number }).interval];
  };
  // 4 letters of 8 pixels and 11 beside them; 30 letters would take 240, 300 pixels give 144
  expect(drawn(["NPS", "CSAT"], 900)).toEqual([43, 0.25]);
  expect(drawn(["NPS", "CSAT"], 300)).toEqual([43, 0.5]);
  expect(drawn(["a".repeat(30)], 900)).toEqual([251, 0.25]);
  expect(drawn(["a".repeat(30)], 300)).toEqual([155, 0.5]);
});

test("no tick stands between two things that are counted", () => {
  const part = { id: "moments", name: "Moments", colour: "#1", values: [1] };
  const counted = { ...axis, isCount: true };
  const bars = barsChart({ rows: ["One"], parts: [part], axis: counted }, frame);
  const columns = stackChart({ months: ["2025-01-01"], layers: [part], axis: counted }, frame);
  expect(bars.option.xAxis).toMatchObject({ minInterval: 1 });
  expect(columns.option.yAxis).toMatchObject({ minInterval: 1 });
});

test("the legend of a dashed line is dashed: no colour is needed to tell it", () => {
  const line = { id: "nrr", name: "NRR", colour: "#1", values: [1] };
  const lines = [line, { ...line, id: "grr", name: "GRR", pattern: "dashed" as const }];
  const { legend } = linesChart({ months: ["2025-01-01"], lines, axis }, frame);
  expect(legend?.map(({ label, mark }) => [label, mark])).toEqual([
    ["NRR", "line"],
    ["GRR", "dashed"],
  ]);
});

test("a dot's hint is its own, and so is the account it leads to, whatever group it is in", () => {
  const dot = (title: string) => {
    const hint = { title, rows: [] };
    return { x: 1, y: 2, weight: 1, hint, place: { page: "account" as const, account: title } };
  };
  const group = (id: string, ...titles: string[]) => ({
    id,
    name: id,
    colour: "#1",
    dots: titles.map(dot),
  });
  const groups = [group("a", "first"), group("b", "second", "third")];
  const picture = scatterChart({ groups, x: axis, y: axis }, frame);
  expect(picture.hint(1, "b")?.title).toBe("third");
  expect(picture.hint(1, "a")).toBeUndefined();
  expect(picture.place?.(1, "b")).toEqual({ page: "account", account: "third" });
  expect(picture.place?.(1, "a")).toBeUndefined();
});

test("steps run from the palest to the darkest, and a status keeps its colour", () => {
  const colours = [1, 2, 3, 4, 5, 6, 7].map((step) => stepColour(theme, step, 7));
  expect(colours).toEqual(theme.steps);
  expect(new Set([1, 2, 3, 4, 5, 6].map((step) => stepColour(theme, step, 6))).size).toBe(6);
  expect(stepColour(theme, 1, 1)).toBe(theme.steps.at(-1));
  expect(statusColour(theme, "orange")).toBe("#000033");
  expect(statusColour(theme, "purple")).toBe(theme.muted);
});

test("bounds come back from an address as they went in, if they are bounds of these tiers", () => {
  expect(writeBounds([0.105, 0.3])).toBe("10.5 30");
  expect(readBounds("10.5 30", threeTiers)).toEqual([0.105, 0.3]);
  for (const said of [undefined, "", "10.5", "10 20 30", "30 10", "10 120", "-5 10", "10 none"]) {
    expect([said, readBounds(said, threeTiers)]).toEqual([said, undefined]);
  }
});

test("the customers of a tier stay the same when its bounds come back from an address", () => {
  // 158 of 1,578 are a little more than a tenth, and of 3 a third has no end
  for (const share of [158 / 1578, 1 / 3, 19_999 / 20_000]) {
    const [back = 0] = readBounds(writeBounds([share, 1]), threeTiers) ?? [];
    expect(share - back).toBeGreaterThanOrEqual(0);
    expect(share - back).toBeLessThan(1e-6);
  }
  expect(moveBound([0.1, 0.3], 0, 0.123_46)).toEqual([0.123, 0.3]);
});

test("bounds as they are leave the tiers as they are", () => {
  const bounds = boundsOf(threeTiers);
  expect(bounds).toEqual([0.25, 0.75]);
  const then = tiersUnder(bounds, fourCustomers, threeTiers);
  expect(then.map(({ customers, mrr, floor }) => [customers, mrr, floor])).toEqual([
    [1, 50, 50],
    [2, expect.closeTo(45, 9), 15],
    [1, expect.closeTo(5, 9), 5],
  ]);
});

test("a tier that takes in more customers takes their MRR, and hours in proportion", () => {
  const tiers = threeTiers.map((tier, index) => ({
    ...tier,
    hours: [100, 40, null][index] ?? null,
    csms: [1, 0.4, null][index] ?? null,
  }));
  // the first half: customers of 50 and 30, so two at 100 hours each; the middle keeps one of 20
  const then = tiersUnder([0.5, 0.75], fourCustomers, tiers);
  expect(
    then.map(({ customers, mrrShare, hours, csms }) => [customers, mrrShare, hours, csms]),
  ).toEqual([
    [2, 0.8, 200, 2],
    [1, expect.closeTo(0.15, 9), 20, 0.2],
    [1, expect.closeTo(0.05, 9), null, null],
  ]);
  expect(pointsUnder([0.5, 0.75], fourCustomers).map(({ tier }) => tier)).toEqual([1, 1, 2, 3]);
});

test("a bound takes whole customers, the last one too, and all that are equal to it", () => {
  const [first, second, third, last] = fourCustomers;
  if (first === undefined || second === undefined || third === undefined || last === undefined) {
    throw new Error("four customers are four");
  }
  const of = (bounds: readonly number[], points: readonly ParetoPoint[]) =>
    tiersUnder(bounds, points, threeTiers).map(({ customers, floor }) => [customers, floor]);
  // .3 × 4 = 1.2, so two; .6 × 4 = 2.4, so three
  expect(of([0.3, 0.6], fourCustomers)).toEqual([
    [2, 30],
    [1, 15],
    [1, 5],
  ]);
  // two of 30 share the second place: .5 × 4 = 2 takes both, and nobody is left of the first .75
  const equals = [first, { ...second, customers: 3, customerShare: 0.75, mrrShare: 0.95 }, last];
  expect(of([0.5, 0.75], equals)).toEqual([
    [3, 30],
    [0, null],
    [1, 5],
  ]);
  expect(pointsUnder([0.5, 0.75], equals).map(({ tier }) => tier)).toEqual([1, 1, 3]);
});

test("a bound pushes the others rather than passing them", () => {
  expect(moveBound([0.1, 0.3], 0, 0.5)).toEqual([0.5, 0.5]);
  expect(moveBound([0.1, 0.3], 1, 0.05)).toEqual([0.05, 0.05]);
  expect(moveBound([0.1, 0.3], 1, 0.4)).toEqual([0.1, 0.4]);
});
