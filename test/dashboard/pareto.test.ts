import { expect, test } from "vitest";
import { pareto } from "../../dashboard/charts/pareto.js";
import { tierShade } from "../../dashboard/charts/theme.js";
import { largestDrill } from "../../dashboard/drills.js";
import { type ParetoPoint, readCurve, thin } from "../../dashboard/figures/pareto.js";
import { fourCustomers, theme, threeTiers } from "./sample.js";

const pick = (point: ParetoPoint) => largestDrill("2025-12-01", point);

const picture = pareto({
  points: fourCustomers,
  tiers: threeTiers,
  pick,
  currency: "USD",
  theme,
  width: 900,
  height: 400,
});

interface Series {
  readonly id: string;
  readonly data: readonly unknown[];
  readonly areaStyle?: { readonly color: string };
}

function series(id: string): Series | undefined {
  return (picture.option.series as readonly Series[]).find((candidate) => candidate.id === id);
}

test("the curve climbs from nothing to everything", () => {
  expect(series("curve")?.data).toEqual([
    [0, 0],
    [0.25, 0.5],
    [0.5, 0.8],
    [0.75, 0.95],
    [1, 1],
  ]);
});

test("each tier's band begins where the one before ends", () => {
  expect(series("tier-1")?.data).toEqual([
    [0, 0],
    [0.25, 0.5],
  ]);
  expect(series("tier-2")?.data).toEqual([
    [0.25, 0.5],
    [0.5, 0.8],
    [0.75, 0.95],
  ]);
  expect(series("tier-3")?.data).toEqual([
    [0.75, 0.95],
    [1, 1],
  ]);
});

test("three tiers take the darkest, the middle and the lightest of five shades", () => {
  const colours = [1, 2, 3].map((tier) => series(`tier-${tier}`)?.areaStyle?.color);
  expect(colours).toEqual(["#000021", "#000023", "#000025"]);
  expect([1, 2, 3, 4, 5, 6, 7].map((tier) => tierShade(tier, 7, 5))).toEqual([0, 1, 2, 3, 4, 4, 4]);
  expect(tierShade(1, 1, 5)).toBe(0);
});

test("every bound but the last says in words what lies before it", () => {
  expect(series("bounds")?.data).toEqual([
    {
      value: [0.25, 0.5],
      label: { formatter: "25% of customers hold 50% of MRR", position: "right" },
    },
    {
      value: [0.75, 0.95],
      label: { formatter: "75% of customers hold 95% of MRR", position: "left" },
    },
  ]);
});

test("a phone gets the short words", () => {
  const phone = pareto({
    points: [],
    tiers: threeTiers,
    pick,
    currency: "USD",
    theme,
    width: 320,
    height: 400,
  });
  const bounds = (phone.option.series as readonly Series[]).find(({ id }) => id === "bounds");
  expect(bounds?.data[0]).toMatchObject({ label: { formatter: "25% hold 50%" } });
});

test("the hint tells of the largest customers up to the pointer", () => {
  expect(picture.hint(0, "curve")).toBeUndefined();
  expect(picture.hint(2, "curve")).toEqual({
    title: "Largest 2 customers",
    rows: [
      { label: "Share of customers", value: "50.0%" },
      { label: "Share of MRR", value: "80.0%" },
      { label: "Smallest MRR", value: "$30" },
      { label: "Tier", value: "Silver", colour: "#000023" },
    ],
  });
});

test("a place on the curve leads to the largest customers up to it, the origin to nobody", () => {
  expect(picture.column?.(0)).toBeUndefined();
  // two of four: up to half a customer more, which no other customer is
  expect(picture.column?.(2)).toMatchObject({
    title: "The 2 largest customers in December 2025",
    measure: "mrr",
    upTo: ["customer_share", "0.625"],
  });
});

const twentyThousand: readonly ParetoPoint[] = Array.from({ length: 20_000 }, (_, index) => ({
  tier: index < 2_000 ? 1 : index < 6_000 ? 2 : 3,
  rank: index + 1,
  customers: index + 1,
  customerShare: (index + 1) / 20_000,
  mrrShare: ((index + 1) / 20_000) ** 0.5,
  floor: 1,
}));

test("20,000 customers are drawn with under a thousand points that keep each tier's bound", () => {
  const thinned = thin(twentyThousand);
  expect(thinned.length).toBeLessThan(1_000);
  expect(thinned.map((point) => point.customers)).toEqual(
    expect.arrayContaining([1, 2_000, 6_000, 20_000]),
  );
});

test("a thinned curve never strays from the whole one by more than a step", () => {
  const gaps = thin(twentyThousand).map((point, index, all) => {
    const next = all[index + 1] ?? point;
    return Math.max(next.customerShare - point.customerShare, next.mrrShare - point.mrrShare);
  });
  expect(Math.max(...gaps)).toBeLessThan(2.5 / 400);
});

test("the curve's table reads it at round shares and names no point twice", () => {
  expect(readCurve(twentyThousand).map((point) => point.customers)).toEqual([
    200, 1_000, 2_000, 4_000, 6_000, 10_000, 15_000, 20_000,
  ]);
  expect(readCurve(fourCustomers).map((point) => point.customers)).toEqual([1, 2, 3, 4]);
});
