import type { BarSeriesOption } from "echarts/charts";
import type { Drill } from "../route.js";
import { axisText, rules, type ValueAxis } from "./axes.js";
import type { Frame, Hint, LegendEntry, Picture } from "./picture.js";

export interface BarPart {
  readonly id: string;
  readonly name: string;
  readonly colour: string;
  /** One value for each row. */
  readonly values: readonly number[];
}

export interface BarsChart {
  /** From the top to the bottom. */
  readonly rows: readonly string[];
  /** From the left to the right. */
  readonly parts: readonly BarPart[];
  readonly axis: ValueAxis;
  /** A value that a line stands at, and what it is. */
  readonly mark?: { readonly value: number; readonly says: string };
  readonly pick?: (row: number, part: string) => Drill | undefined;
}

/** One lying bar for each row, made of parts, with the row's name before it. */
export function barsChart(chart: BarsChart, frame: Frame): Picture {
  const { theme } = frame;
  const { parts, pick } = chart;
  const legend: readonly LegendEntry[] = parts.map(({ name, colour }) => ({ label: name, colour }));
  return {
    option: {
      animation: false,
      grid: area(chart, frame),
      tooltip: { trigger: "axis", axisPointer: { type: "none" } },
      xAxis: lyingAxis(chart, frame),
      yAxis: nameAxis(chart.rows, frame),
      series: parts.map((part, index) => bar(part, theme, index === 0 ? chart.mark : undefined)),
    },
    hint: (index) => hint(chart, index),
    ...(legend.length > 1 ? { legend } : {}),
    ...(pick === undefined ? {} : { pick }),
  };
}

/** How much of the width names take: the longest of them, and not so much that bars have none. */
function nameWidth(rows: readonly string[], frame: Frame): number {
  const { fontSize } = frame.theme;
  const longest = Math.max(0, ...rows.map(({ length }) => length));
  const share = isNarrow(frame) ? 0.48 : 0.42;
  return Math.round(Math.min(frame.width * share, fontSize * 17, longest * fontSize * 0.5));
}

/** Too narrow for names and titles of one line. */
function isNarrow({ theme, width }: Frame): boolean {
  return width < theme.fontSize * 30;
}

function sides(rows: readonly string[], frame: Frame) {
  const { fontSize } = frame.theme;
  const left = nameWidth(rows, frame) + Math.round(fontSize * 0.7);
  return { left, right: Math.round(fontSize * 1.4) };
}

function area(chart: BarsChart, frame: Frame) {
  const { fontSize } = frame.theme;
  const { mark, rows } = chart;
  const lines = titleLines(chart, frame).length;
  return {
    ...sides(rows, frame),
    top: Math.round(fontSize * (mark === undefined ? 0.5 : 1.5)),
    bottom: Math.round(fontSize * (2.3 + lines)),
  };
}

/** A title that is wider than the plot would make the plot narrower, so its lines end before. */
function titleLines({ rows, axis }: BarsChart, frame: Frame): readonly string[] {
  const { left, right } = sides(rows, frame);
  // a letter is half as wide as it is high, or a little more
  const letters = (frame.width - left - right) / (frame.theme.fontSize * 0.46);
  return axis.title.split(" ").reduce<string[]>((lines, word) => {
    const longer = `${lines.at(-1) ?? ""} ${word}`.trim();
    return longer.length <= letters ? [...lines.slice(0, -1), longer] : [...lines, word];
  }, []);
}

function lyingAxis(chart: BarsChart, frame: Frame) {
  const { theme } = frame;
  const { tick, min, max, interval, isCount } = chart.axis;
  // half of the ticks where all of them would not fit, and not those that happen to
  const step = isNarrow(frame) ? 2 : 1;
  return {
    type: "value" as const,
    min: min ?? 0,
    ...(max === undefined ? {} : { max }),
    ...(interval === undefined ? {} : { interval: interval * step }),
    ...(isCount === true ? { minInterval: 1 } : {}),
    splitNumber: isNarrow(frame) ? 2 : 4,
    name: titleLines(chart, frame).join("\n"),
    nameLocation: "middle" as const,
    nameGap: Math.round(theme.fontSize * 2),
    nameTextStyle: { ...axisText(theme), color: theme.ink, lineHeight: theme.fontSize },
    splitLine: rules(theme),
    axisLabel: {
      ...axisText(theme),
      margin: Math.round(theme.fontSize / 2),
      formatter: tick,
      hideOverlap: true,
    },
  };
}

function nameAxis(rows: readonly string[], frame: Frame) {
  const { theme } = frame;
  return {
    type: "category" as const,
    inverse: true,
    data: [...rows],
    axisTick: { show: false },
    axisLine: rules(theme),
    axisLabel: {
      ...axisText(theme),
      color: theme.ink,
      margin: Math.round(theme.fontSize / 2),
      width: nameWidth(rows, frame),
      overflow: isNarrow(frame) ? ("break" as const) : ("truncate" as const),
      lineHeight: Math.round(theme.fontSize * 0.8),
      interval: 0,
    },
  };
}

function bar(part: BarPart, theme: Frame["theme"], mark: BarsChart["mark"]): BarSeriesOption {
  return {
    id: part.id,
    name: part.name,
    type: "bar",
    stack: "all",
    barCategoryGap: "30%",
    barMaxWidth: Math.round(theme.fontSize * 1.6),
    data: [...part.values],
    itemStyle: { color: part.colour, borderColor: theme.surface, borderWidth: 0.5 },
    emphasis: { disabled: true },
    ...(mark === undefined
      ? {}
      : {
          markLine: {
            silent: true,
            symbol: "none",
            lineStyle: { color: theme.ink, width: 1.5, type: "dashed" as const },
            label: {
              formatter: mark.says,
              color: theme.ink,
              fontFamily: theme.fontFamily,
              fontSize: Math.round(theme.fontSize * 0.8),
              position: "start" as const,
              distance: 3,
            },
            data: [{ xAxis: mark.value }],
          },
        }),
  };
}

function hint({ rows, parts, axis }: BarsChart, index: number): Hint | undefined {
  const row = rows[index];
  if (row === undefined) return undefined;
  return {
    title: row,
    rows: parts.map(({ name, colour, values }) => ({
      label: name,
      value: axis.say(values[index] ?? 0),
      colour,
    })),
  };
}
