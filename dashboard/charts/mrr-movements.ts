import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import { movementDrill, mrrDrill } from "../drills.js";
import { type Month, movementKinds, movementTitles } from "../figures/months.js";
import { compactChange, compactMoney, shortMonth, tickMoney } from "../format.js";
import { axisText, axisTitle, monthAxis, pointer, rules } from "./axes.js";
import { openingCut } from "./opening-cut.js";
import type { Frame, Hint, LegendEntry, Picture } from "./picture.js";
import type { Theme } from "./theme.js";

export interface MonthsChart extends Frame {
  readonly months: readonly Month[];
}

/** MRR above, what moved it below: one time axis, two scales, so that neither flattens the other. */
export function mrrMovements(chart: MonthsChart): Picture {
  return {
    option: {
      animation: false,
      grid: grids(chart),
      tooltip: { trigger: "axis", axisPointer: { type: "line", lineStyle: pointer(chart.theme) } },
      axisPointer: { link: [{ xAxisIndex: "all" }] },
      xAxis: [timeAxis(chart, 0), timeAxis(chart, 1)],
      yAxis: [moneyAxis(chart, 0, "MRR"), movementAxis(chart)],
      series: [mrrLine(chart), ...movementBars(chart), netDashes(chart)],
    },
    hint: (index) => hint(chart, index),
    legend: legend(chart.theme),
    pick: (index, series) => behind(chart.months[index], series),
  };
}

function legend(theme: Theme): readonly LegendEntry[] {
  return [
    { label: "MRR", colour: theme.accent, mark: "line" },
    ...movementKinds.map((kind) => ({
      label: movementTitles[kind],
      colour: theme.movements[kind],
    })),
    { label: "Net new", colour: theme.ink, mark: "dash" },
  ];
}

function behind(month: Month | undefined, series: string) {
  if (month === undefined) return undefined;
  const kind = movementKinds.find((each) => each === series);
  return kind === undefined ? mrrDrill(month.month) : movementDrill(month.month, kind);
}

/** Room for the longest money tick on the left and for the axis titles above each panel. */
function grids(chart: MonthsChart) {
  const { line, bottom, upper } = rows(chart);
  const left = Math.round(chart.theme.fontSize * 4);
  return [
    { left, right: 8, top: line, height: upper },
    { left, right: 8, top: 2 * line + upper, bottom },
  ];
}

/** The heights of a title, of the months at the bottom, and of the upper panel. */
function rows({ theme, height }: MonthsChart) {
  const line = Math.round(theme.fontSize * (height < theme.fontSize * 16 ? 1.7 : 2.2));
  const bottom = Math.round(theme.fontSize * 1.9);
  return { line, bottom, upper: Math.round(Math.max(0, height - 2 * line - bottom) * 0.45) };
}

/** As many steps as have their labels apart in the upper panel. */
function steps(chart: MonthsChart): number {
  return Math.min(4, Math.max(1, Math.floor(rows(chart).upper / (chart.theme.fontSize * 1.5))));
}

function timeAxis(chart: MonthsChart, gridIndex: number) {
  const months = chart.months.map((month) => month.month);
  const axis = monthAxis(months, chart);
  return { ...axis, gridIndex, axisLabel: { ...axis.axisLabel, show: gridIndex === 1 } };
}

function moneyAxis(chart: MonthsChart, gridIndex: number, title: string) {
  const { theme, currency } = chart;
  return {
    type: "value" as const,
    gridIndex,
    splitNumber: steps(chart),
    ...axisTitle(theme, `${title}, ${currency ?? "reporting currency"}`),
    splitLine: rules(theme),
    axisLabel: { ...axisText(theme), formatter: (value: number) => tickMoney(value, currency) },
  };
}

function movementAxis(chart: MonthsChart) {
  const cut = openingCut(chart.months, steps(chart));
  const range = cut === undefined ? {} : { min: cut.min, max: cut.max, interval: cut.interval };
  return { ...moneyAxis(chart, 1, "MRR change"), ...range };
}

function mrrLine({ months, theme }: MonthsChart): LineSeriesOption {
  return {
    id: "mrr",
    name: "MRR",
    type: "line",
    xAxisIndex: 0,
    yAxisIndex: 0,
    data: months.map((month) => month.mrr),
    showSymbol: months.length === 1,
    symbol: "circle",
    itemStyle: { color: theme.accent },
    lineStyle: { color: theme.accent, width: theme.fontSize / 6 },
    areaStyle: { color: theme.accent, opacity: 0.1 },
  };
}

function movementBars({ months, theme }: MonthsChart): BarSeriesOption[] {
  return movementKinds.map((kind) => ({
    id: kind,
    name: movementTitles[kind],
    type: "bar",
    stack: "movements",
    xAxisIndex: 1,
    yAxisIndex: 1,
    barCategoryGap: "25%",
    barMaxWidth: widestBar(theme),
    data: months.map((month) => month[kind]),
    itemStyle: { color: theme.movements[kind] },
    emphasis: { disabled: true },
  }));
}

function widestBar({ fontSize }: Theme): number {
  return fontSize * 3;
}

/** A dash as wide as its bar. */
function dashWidth(monthWidth: number, theme: Theme): number {
  return Math.round(Math.min(widestBar(theme), Math.max(3, monthWidth * 0.65)));
}

/** Nothing where nothing moved: a row of dashes along the zero would say nothing. */
function netOf(month: Month): number | null {
  return movementKinds.some((kind) => month[kind] !== 0) ? month.netNew : null;
}

function netDashes({ months, theme, width }: MonthsChart): LineSeriesOption {
  return {
    id: "net",
    name: "Net new",
    type: "line",
    xAxisIndex: 1,
    yAxisIndex: 1,
    data: months.map(netOf),
    symbol: "rect",
    symbolSize: [
      dashWidth(width / months.length, theme),
      Math.max(4, Math.round(theme.fontSize / 4)),
    ],
    showAllSymbol: true,
    lineStyle: { width: 0 },
    itemStyle: { color: theme.ink, borderColor: theme.surface, borderWidth: 1 },
    emphasis: { disabled: true, scale: false },
    z: 5,
  };
}

function hint({ months, currency, theme }: MonthsChart, index: number): Hint | undefined {
  const month = months[index];
  if (month === undefined) return undefined;
  const movements = movementKinds.map((kind) => ({
    label: movementTitles[kind],
    value: compactChange(month[kind], currency),
    colour: theme.movements[kind],
  }));
  return {
    title: shortMonth(month.month),
    rows: [
      { label: "MRR", value: compactMoney(month.mrr, currency), colour: theme.accent },
      ...movements,
      { label: "Net new", value: compactChange(month.netNew, currency), colour: theme.ink },
    ],
  };
}
