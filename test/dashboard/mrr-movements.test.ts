import { expect, test } from "vitest";
import { labelStep } from "../../dashboard/charts/axes.js";
import { mrrMovements } from "../../dashboard/charts/mrr-movements.js";
import { month, theme } from "./sample.js";

const months = [
  month("2025-11-01", { new: 300, expansion: 50, netNew: 350, mrr: 1350 }),
  month("2025-12-01", {
    opening: 1350,
    reactivation: 20,
    contraction: -70,
    churn: -100,
    netNew: -150,
    mrr: 1200,
  }),
];

const picture = mrrMovements({ months, currency: "USD", theme, width: 1200, height: 460 });

interface Series {
  readonly id: string;
  readonly type: string;
  readonly stack?: string;
  readonly data: readonly unknown[];
}

function series(id: string): Series | undefined {
  return (picture.option.series as readonly Series[]).find((candidate) => candidate.id === id);
}

test("gains stand above zero and losses below, in one stack a month", () => {
  const bars = (picture.option.series as readonly Series[]).filter(({ type }) => type === "bar");
  expect(bars.map((bar) => [bar.id, bar.stack, bar.data])).toEqual([
    ["new", "movements", [300, 0]],
    ["reactivation", "movements", [0, 20]],
    ["expansion", "movements", [50, 0]],
    ["contraction", "movements", [0, -70]],
    ["churn", "movements", [0, -100]],
  ]);
});

test("the line is the MRR at each month's end and the dashes are the net change", () => {
  expect(series("mrr")?.data).toEqual([1350, 1200]);
  expect(series("net")?.data).toEqual([350, -150]);
});

test("a month in which nothing moved has no dash, one whose movements cancel out has one at zero", () => {
  const [still, even] = [month("2025-11-01"), month("2025-12-01", { expansion: 40, churn: -40 })];
  const { option } = mrrMovements({
    months: [still, even],
    currency: "USD",
    theme,
    width: 1200,
    height: 460,
  });
  const net = (option.series as readonly Series[]).find(({ id }) => id === "net");
  expect(net?.data).toEqual([null, 0]);
});

test("both money axes name their unit", () => {
  const axes = picture.option.yAxis as readonly { readonly name: string }[];
  expect(axes.map((axis) => axis.name)).toEqual(["MRR, USD", "MRR change, USD"]);
  const unknown = mrrMovements({ months, currency: undefined, theme, width: 1200, height: 460 });
  expect(unknown.option.yAxis).toMatchObject([{ name: "MRR, reporting currency" }, {}]);
});

test("the hint of a month lists each movement with its sign", () => {
  const hint = picture.hint(1, "mrr");
  expect(hint?.title).toBe("Dec 2025");
  expect(hint?.rows.map((row) => [row.label, row.value])).toEqual([
    ["MRR", "$1.20K"],
    ["New", "$0"],
    ["Reactivation", "+$20"],
    ["Expansion", "$0"],
    ["Contraction", "\u2212$70"],
    ["Churn", "\u2212$100"],
    ["Net new", "\u2212$150"],
  ]);
  expect(picture.hint(2, "mrr")).toBeUndefined();
});

test("a narrow chart labels fewer months, on calendar steps", () => {
  expect(labelStep(36, 1200, 16)).toBe(3);
  expect(labelStep(36, 300, 16)).toBe(12);
  expect(labelStep(6, 1200, 16)).toBe(1);
});

test("every movement has a colour of its own", () => {
  const colours = Object.values(theme.movements);
  const drawn = picture.hint(0, "mrr")?.rows.map((row) => row.colour);
  expect(drawn).toEqual(expect.arrayContaining(colours));
  expect(new Set(drawn).size).toBe(7);
});
