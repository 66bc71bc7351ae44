import type { LineSeriesOption } from "echarts/charts";
import { nothing, shortMonth } from "../format.js";
import type { Drill } from "../route.js";
import { axisText, monthAxis, plotArea, pointer, type ValueAxis, valueAxis } from "./axes.js";
import type { Frame, Hint, Picture } from "./picture.js";

type Values = readonly (number | null)[];

type Pattern = "dashed" | "dotted" | "dash-dot" | "long";

/** What a line is drawn of, as lengths of pieces and gaps where ECharts has no name for it. */
const dashes: Readonly<Record<Pattern, "dashed" | "dotted" | number[]>> = {
  dashed: "dashed",
  dotted: "dotted",
  "dash-dot": [9, 3, 2, 3],
  long: [16, 5],
};

/** Each line after the first has a pattern of its own, as far as they go. */
export const patterns = [undefined, "dashed", "dotted", "dash-dot", "long"] as const;

export interface Line {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  /** One value for each month, empty where there is none. */
  readonly values: Values;
  /** How it is told from others without its colour; solid where it is not named. */
  readonly pattern?: Pattern | undefined;
  /** The value holds until the next one instead of leading to it. */
  readonly isStepped?: boolean;
  /** Lower and upper ends around the line. */
  readonly band?: { readonly name: string; readonly low: Values; readonly high: Values };
}

export interface LinesChart {
  readonly months: readonly string[];
  /** Where the bottom is not months: what each place is called, and what they all are. */
  readonly places?: {
    readonly names: readonly string[];
    readonly title: string;
    /** What stands at a place; empty for none. Without it names stand wherever they fit. */
    readonly label?: (index: number) => string | undefined;
  };
  readonly lines: readonly Line[];
  readonly axis: ValueAxis;
  /** A month that a vertical line stands at, and what begins there. */
  readonly mark?: { readonly month: string; readonly says: string };
  /** The accounts behind a month, or a place by its index: lines are too thin to be hit. */
  readonly pick?: (month: string, index: number) => Drill | undefined;
  /** Each month leads to the page as it stood then. */
  readonly leadsToMonth?: boolean;
}

/** Values over months; a band around a line is where it may well come to lie. */
export function linesChart(chart: LinesChart, frame: Frame): Picture {
  const { months, lines, axis, pick } = chart;
  const { theme } = frame;
  return {
    option: {
      animation: false,
      grid: { ...plotArea(theme), bottom: Math.round(theme.fontSize * (chart.places ? 3.3 : 2)) },
      tooltip: { trigger: "axis", axisPointer: { type: "line", lineStyle: pointer(theme) } },
      xAxis: { ...bottomAxis(chart, frame), boundaryGap: false },
      yAxis: valueAxis(axis, theme),
      series: [
        ...lines.map((line, index) => series(line, frame, index === 0 ? chart.mark : undefined)),
        ...lines.flatMap((line) => band(line)),
      ],
    },
    hint: (index) => hint(chart, index),
    legend: lines.flatMap(({ band: around, ...line }) => [
      { label: line.name, colour: line.colour, mark: line.pattern ?? "line" },
      ...(around === undefined ? [] : [{ label: around.name, colour: faint(line.colour) }]),
    ]),
    ...(pick === undefined ? {} : { column: (index: number) => pick(months[index] ?? "", index) }),
    ...(chart.leadsToMonth === true ? { month: (index: number) => months[index] } : {}),
  };
}

function bottomAxis({ months, places }: LinesChart, frame: Frame) {
  const axis = monthAxis(months, frame);
  if (places === undefined) return axis;
  const { theme } = frame;
  return {
    ...axis,
    data: [...places.names],
    name: places.title,
    nameLocation: "middle" as const,
    nameGap: Math.round(theme.fontSize * 2),
    nameTextStyle: { ...axisText(theme), color: theme.ink },
    axisLabel: {
      ...axisText(theme),
      margin: Math.round(theme.fontSize / 2),
      hideOverlap: true,
      ...labelsOf(places.label),
    },
  };
}

function labelsOf(label: ((index: number) => string | undefined) | undefined) {
  if (label === undefined) return {};
  return {
    interval: (index: number) => label(index) !== undefined,
    formatter: (_name: string, index: number) => label(index) ?? "",
  };
}

function faint(colour: string): string {
  return /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}40` : colour;
}

function series(line: Line, { theme }: Frame, mark: LinesChart["mark"]): LineSeriesOption {
  const known = line.values.filter((value) => value !== null).length;
  return {
    id: line.id,
    name: line.name,
    type: "line",
    data: [...line.values],
    ...(line.isStepped === true ? { step: "end" as const } : {}),
    showSymbol: known === 1,
    symbol: "circle",
    symbolSize: Math.round(theme.fontSize * 0.5),
    itemStyle: { color: line.colour },
    lineStyle: {
      color: line.colour,
      width: theme.fontSize / 7,
      type: line.pattern === undefined ? "solid" : dashes[line.pattern],
    },
    emphasis: { disabled: true },
    z: 4,
    ...(mark === undefined ? {} : { markLine: verticalMark(mark, theme) }),
  };
}

function verticalMark(mark: NonNullable<LinesChart["mark"]>, theme: Frame["theme"]) {
  return {
    silent: true,
    symbol: "none",
    lineStyle: { color: theme.muted, width: 1, type: "solid" as const },
    label: {
      formatter: mark.says,
      color: theme.muted,
      fontFamily: theme.fontFamily,
      fontSize: Math.round(theme.fontSize * 0.8),
      position: "insideEndTop" as const,
      rotate: 0,
    },
    data: [{ xAxis: mark.month }],
  };
}

/** An area from low to high: an unseen area below it, and the difference on top. */
function band({ id, colour, band: around }: Line): LineSeriesOption[] {
  if (around === undefined) return [];
  const { low, high } = around;
  const invisible = {
    type: "line" as const,
    stack: `band-${id}`,
    silent: true,
    symbol: "none",
    lineStyle: { width: 0 },
    tooltip: { show: false },
    z: 2,
  };
  const width = high.map((upper, index) => {
    const lower = low[index] ?? null;
    return upper === null || lower === null ? null : upper - lower;
  });
  return [
    { ...invisible, id: `${id}-low`, data: [...low] },
    {
      ...invisible,
      id: `${id}-high`,
      data: width,
      areaStyle: { color: colour, opacity: 0.22 },
    },
  ];
}

function hint({ months, places, lines, axis }: LinesChart, index: number): Hint | undefined {
  const month = months[index];
  const title = places === undefined ? month && shortMonth(month) : places.names[index];
  if (title === undefined) return undefined;
  const say = (value: number | null | undefined) =>
    value === null || value === undefined ? nothing : axis.say(value);
  return {
    title,
    rows: lines.flatMap(({ name, colour, values, band: around }) => [
      { label: name, value: say(values[index]), colour },
      ...((around?.low[index] ?? null) === null
        ? []
        : [
            {
              label: around?.name ?? "",
              value: `${say(around?.low[index])} to ${say(around?.high[index])}`,
            },
          ]),
    ]),
  };
}
