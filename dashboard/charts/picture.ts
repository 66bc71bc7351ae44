import type { BarSeriesOption, LineSeriesOption, ScatterSeriesOption } from "echarts/charts";
import type {
  GridComponentOption,
  MarkLineComponentOption,
  TooltipComponentOption,
} from "echarts/components";
import type { ComposeOption } from "echarts/core";
import type { Drill, Route } from "../route.js";
import type { Theme } from "./theme.js";

export type ChartOption = ComposeOption<
  | BarSeriesOption
  | LineSeriesOption
  | ScatterSeriesOption
  | GridComponentOption
  | TooltipComponentOption
  | MarkLineComponentOption
>;

export interface HintRow {
  readonly label: string;
  readonly value: string;
  readonly colour?: string;
}

/** What is shown beside the pointer; text only, because the page allows no inline styles. */
export interface Hint {
  readonly title: string;
  readonly rows: readonly HintRow[];
}

export interface LegendEntry {
  readonly label: string;
  readonly colour: string;
  readonly mark?: "line" | "dashed" | "dotted" | "dash-dot" | "long" | "dash" | "dot";
}

/** A chart as data: what ECharts draws, and what to say about each of its points. */
export interface Picture {
  readonly option: ChartOption;
  readonly hint: (index: number, series: string) => Hint | undefined;
  readonly legend?: readonly LegendEntry[];
  /** The accounts behind a point that is clicked. */
  readonly pick?: (index: number, series: string) => Drill | undefined;
  /** Where else in the page a point leads that is clicked. */
  readonly place?: (index: number, series: string) => Partial<Route> | undefined;
  /** The accounts behind a place on the bottom axis, wherever above it a reader clicks. */
  readonly column?: (index: number) => Drill | undefined;
  /** The first day of the month that a place on the bottom axis leads to, where nobody is behind. */
  readonly month?: (index: number) => string | undefined;
}

/** What a chart needs beside its rows. */
export interface Frame {
  readonly theme: Theme;
  /** The chart's width in pixels, which decides how many labels fit. */
  readonly width: number;
  /** Its height, which decides how many ticks do. */
  readonly height: number;
  readonly currency: string | undefined;
}
