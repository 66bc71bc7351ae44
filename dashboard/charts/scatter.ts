import type { ScatterSeriesOption } from "echarts/charts";
import type { Route } from "../route.js";
import { axisText, plotArea, rules, type ValueAxis, valueAxis } from "./axes.js";
import type { Frame, Hint, Picture } from "./picture.js";
import type { Theme } from "./theme.js";

export interface Dot {
  readonly x: number;
  readonly y: number;
  /** What decides the dot's area, from 0 to 1. */
  readonly weight: number;
  readonly hint: Hint;
  /** Where a click on it leads. */
  readonly place?: Partial<Route>;
}

export interface DotGroup {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  readonly dots: readonly Dot[];
}

export interface ScatterChart {
  readonly groups: readonly DotGroup[];
  readonly x: ValueAxis;
  readonly y: ValueAxis;
}

/** One dot for each account, told apart by colour and by where it is. */
export function scatterChart({ groups, x, y }: ScatterChart, frame: Frame): Picture {
  const { theme } = frame;
  const area = plotArea(theme);
  // a dot at the upper end reaches over it by half its size
  const above = widest(theme) / 2;
  const upwards = valueAxis({ ...y, min: y.min ?? 0 }, theme);
  const dotOf = (series: string, index: number) =>
    groups.find((group) => group.id === series)?.dots[index];
  return {
    option: {
      animation: false,
      grid: { ...area, top: area.top + above, bottom: Math.round(theme.fontSize * 3.4) },
      tooltip: { trigger: "item" },
      xAxis: {
        ...valueAxis({ ...x, min: x.min ?? 0 }, theme),
        name: x.title,
        nameLocation: "middle",
        nameGap: Math.round(theme.fontSize * 2),
        nameTextStyle: { ...axisText(theme), color: theme.ink, align: "center" },
        axisLine: rules(theme),
      },
      yAxis: { ...upwards, nameGap: upwards.nameGap + above },
      series: groups.map((group) => dots(group, frame)),
    },
    hint: (index, series) => dotOf(series, index)?.hint,
    legend: groups.map(({ name, colour }) => ({ label: name, colour, mark: "dot" as const })),
    place: (index, series) => dotOf(series, index)?.place,
  };
}

/** The diameter of the heaviest dot. */
function widest({ fontSize }: Theme): number {
  return fontSize * 2;
}

function dots(group: DotGroup, { theme }: Frame): ScatterSeriesOption {
  return {
    id: group.id,
    name: group.name,
    type: "scatter",
    data: group.dots.map(({ x, y, weight }) => ({
      value: [x, y],
      symbolSize: Math.max(theme.fontSize * 0.45, Math.sqrt(weight) * widest(theme)),
    })),
    itemStyle: { color: group.colour, opacity: 0.72, borderColor: theme.surface, borderWidth: 1 },
    emphasis: { itemStyle: { borderColor: theme.ink } },
  };
}
