import type { LineSeriesOption } from "echarts/charts";
import { type ParetoPoint, type Tier, thin } from "../figures/pareto.js";
import { compactMoney, count, percent } from "../format.js";
import type { Drill } from "../route.js";
import { axisText, axisTitle, pointer, rules } from "./axes.js";
import type { Frame, Hint, Picture } from "./picture.js";
import { type Theme, tierShade } from "./theme.js";

export interface ParetoChart extends Frame {
  /** By MRR, largest first. */
  readonly points: readonly ParetoPoint[];
  readonly tiers: readonly Tier[];
  readonly pick: (point: ParetoPoint) => Drill;
}

const curveId = "curve";

/** Customers from the largest to the smallest, and the share of MRR they hold together. */
export function pareto(chart: ParetoChart): Picture {
  const points = thin(chart.points);
  return {
    option: {
      animation: false,
      grid: grid(chart.theme),
      tooltip: { trigger: "axis", axisPointer: { type: "line", lineStyle: pointer(chart.theme) } },
      xAxis: customerAxis(chart.theme),
      yAxis: mrrAxis(chart.theme),
      series: [curve(points, chart.theme), ...bands(points, chart), bounds(chart)],
    },
    column: (index) => {
      const point = points[index - 1];
      return point === undefined ? undefined : chart.pick(point);
    },
    hint: (index) => hint(chart, index === 0 ? undefined : points[index - 1]),
  };
}

/** How far the curve's first and last customer are from the sides of the chart, in pixels. */
export function edges({ fontSize }: Pick<Theme, "fontSize">) {
  return { left: Math.round(fontSize * 3.4), right: Math.round(fontSize * 1.4) };
}

function grid(theme: Theme) {
  const at = (lines: number) => Math.round(theme.fontSize * lines);
  return { ...edges(theme), top: at(2.2), bottom: at(3.4) };
}

const shareAxis = { type: "value" as const, min: 0, max: 1, interval: 0.25 };

function customerAxis(theme: Theme) {
  return {
    ...shareAxis,
    name: "Share of customers, largest first",
    nameLocation: "middle" as const,
    nameGap: Math.round(theme.fontSize * 2),
    nameTextStyle: { ...axisText(theme), color: theme.ink },
    splitLine: { show: false },
    axisLine: rules(theme),
    axisTick: { show: false },
    axisLabel: { ...axisText(theme), formatter: (share: number) => percent(share, 0) },
  };
}

function mrrAxis(theme: Theme) {
  return {
    ...shareAxis,
    ...axisTitle(theme, "Cumulative share of MRR"),
    axisLine: { show: false },
    axisTick: { show: false },
    splitLine: rules(theme),
    axisLabel: { ...axisText(theme), formatter: (share: number) => percent(share, 0) },
  };
}

function xy(point: ParetoPoint): [number, number] {
  return [point.customerShare, point.mrrShare];
}

/** The line itself, which starts where no customer holds nothing. */
function curve(points: readonly ParetoPoint[], theme: Theme): LineSeriesOption {
  return {
    id: curveId,
    name: "Cumulative share of MRR",
    type: "line",
    data: [[0, 0], ...points.map(xy)],
    showSymbol: false,
    symbol: "circle",
    symbolSize: Math.round(theme.fontSize * 0.5),
    itemStyle: { color: theme.ink },
    lineStyle: { color: theme.ink, width: theme.fontSize / 8 },
    z: 4,
  };
}

/** One area under the curve for each tier; each begins where the one before ends. */
function bands(points: readonly ParetoPoint[], { tiers, theme }: ParetoChart): LineSeriesOption[] {
  return tiers.map(({ tier, name }) => {
    const before = points.findLast((point) => point.tier < tier);
    const own = points.filter((point) => point.tier === tier).map(xy);
    return {
      id: `tier-${tier}`,
      name,
      type: "line",
      silent: true,
      data: [before === undefined ? [0, 0] : xy(before), ...own],
      showSymbol: false,
      lineStyle: { width: 0 },
      areaStyle: { color: tierColour(theme, tier, tiers.length), opacity: 1 },
      tooltip: { show: false },
    };
  });
}

/** The colour of a tier, the same in the chart and in its table. */
export function tierColour(theme: Theme, tier: number, tiers: number): string {
  return theme.tiers[tierShade(tier, tiers, theme.tiers.length)] ?? theme.accent;
}

/** Where one tier ends, said in words; the last one ends at everything and needs none. */
function bounds({ tiers, theme, width }: ParetoChart): LineSeriesOption {
  const isNarrow = width < theme.fontSize * 34;
  return {
    id: "bounds",
    type: "line",
    silent: true,
    data: tiers.slice(0, -1).map((tier) => ({
      value: [tier.cumulativeCustomerShare, tier.cumulativeMrrShare],
      label: { formatter: boundText(tier, isNarrow), position: boundSide(tier) },
    })),
    symbol: "circle",
    symbolSize: Math.round(theme.fontSize * 0.65),
    showAllSymbol: true,
    itemStyle: { color: theme.ink, borderColor: theme.surface, borderWidth: 2 },
    lineStyle: { width: 0 },
    label: {
      ...axisText(theme),
      show: true,
      color: theme.ink,
      distance: Math.round(theme.fontSize * 0.4),
      offset: [0, theme.fontSize],
      backgroundColor: theme.surface,
      lineHeight: Math.round(theme.fontSize * 1.2),
      padding: [2, 7],
      borderRadius: 4,
    },
    tooltip: { show: false },
    z: 6,
  };
}

/** Words stand on the side that has room for them. */
function boundSide(tier: Tier): "left" | "right" {
  return tier.cumulativeCustomerShare > 0.5 ? "left" : "right";
}

function boundText(tier: Tier, isNarrow: boolean): string {
  const customers = percent(tier.cumulativeCustomerShare, 0);
  const mrr = percent(tier.cumulativeMrrShare, 0);
  return isNarrow ? `${customers} hold ${mrr}` : `${customers} of customers hold ${mrr} of MRR`;
}

function hint(chart: ParetoChart, point: ParetoPoint | undefined): Hint | undefined {
  if (point === undefined) return undefined;
  const tier = chart.tiers.find((candidate) => candidate.tier === point.tier);
  const colour = tierColour(chart.theme, point.tier, chart.tiers.length);
  return {
    title: `Largest ${count(point.customers)} customers`,
    rows: [
      { label: "Share of customers", value: percent(point.customerShare) },
      { label: "Share of MRR", value: percent(point.mrrShare) },
      { label: "Smallest MRR", value: compactMoney(point.floor, chart.currency) },
      { label: "Tier", value: tier?.name ?? String(point.tier), colour },
    ],
  };
}
