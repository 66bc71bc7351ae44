import type { BarSeriesOption, LineSeriesOption } from "echarts/charts";
import type { GridComponentOption, TooltipComponentOption } from "echarts/components";
import type { ComposeOption } from "echarts/core";

export type ChartOption = ComposeOption<
  BarSeriesOption | LineSeriesOption | GridComponentOption | TooltipComponentOption
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

/** A chart as data: what ECharts draws, and what to say about each of its points. */
export interface Picture {
  readonly option: ChartOption;
  readonly hint: (index: number) => Hint | undefined;
}
