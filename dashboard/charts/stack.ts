import type { BarSeriesOption } from "echarts/charts";
import { shortMonth } from "../format.js";
import type { Drill } from "../route.js";
import { monthAxis, plotArea, pointer, type ValueAxis, valueAxis } from "./axes.js";
import type { Frame, Hint, Picture } from "./picture.js";

export interface Layer {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  /** One value for each month. */
  readonly values: readonly number[];
}

export interface StackChart {
  readonly months: readonly string[];
  /** From the bottom to the top. */
  readonly layers: readonly Layer[];
  readonly axis: ValueAxis;
  readonly pick?: (month: string, layer: string) => Drill | undefined;
}

/** One column for each month, made of layers. */
export function stackChart(chart: StackChart, frame: Frame): Picture {
  const { theme } = frame;
  const { months, layers, axis, pick } = chart;
  return {
    option: {
      animation: false,
      grid: plotArea(theme),
      tooltip: { trigger: "axis", axisPointer: { type: "line", lineStyle: pointer(theme) } },
      xAxis: monthAxis(months, frame),
      yAxis: valueAxis({ ...axis, min: axis.min ?? 0 }, theme),
      series: layers.map((layer) => column(layer, frame)),
    },
    hint: (index) => hint(chart, index),
    legend: layers.map(({ name, colour }) => ({ label: name, colour })),
    ...(pick === undefined
      ? {}
      : { pick: (index: number, series: string) => pick(months[index] ?? "", series) }),
  };
}

function column({ id, name, colour, values }: Layer, { theme }: Frame): BarSeriesOption {
  return {
    id,
    name,
    type: "bar",
    stack: "all",
    barCategoryGap: "22%",
    barMaxWidth: theme.fontSize * 3,
    data: [...values],
    itemStyle: { color: colour, borderColor: theme.surface, borderWidth: 0.5 },
    emphasis: { disabled: true },
  };
}

function hint({ months, layers, axis }: StackChart, index: number): Hint | undefined {
  const month = months[index];
  if (month === undefined) return undefined;
  return {
    title: shortMonth(month),
    rows: layers.toReversed().map(({ name, colour, values }) => ({
      label: name,
      value: axis.say(values[index] ?? 0),
      colour,
    })),
  };
}
