import { shortMonth } from "../format.js";
import type { Frame } from "./picture.js";
import type { Theme } from "./theme.js";

/** Text of axes, a little smaller than the page's. */
export function axisText(theme: Theme) {
  return {
    color: theme.muted,
    fontFamily: theme.fontFamily,
    fontSize: Math.round(theme.fontSize * 0.8),
  };
}

/** The unit of a vertical axis, above it and starting where its numbers do. */
export function axisTitle(theme: Theme, name: string) {
  return {
    name,
    nameLocation: "end" as const,
    nameGap: Math.round(theme.fontSize * 0.8),
    nameTextStyle: { ...axisText(theme), color: theme.ink, align: "left" as const },
  };
}

/** The faint lines that values are read along. */
export function rules(theme: Theme) {
  return { lineStyle: { color: theme.rule, width: 1 } };
}

/** Every how many months a label stands, so that labels of this size never touch. */
export function labelStep(months: number, width: number, fontSize: number): number {
  const fitting = Math.max(2, Math.floor(width / (fontSize * 5.5)));
  return [1, 2, 3, 6, 12].find((step) => months / step <= fitting) ?? 24;
}

/** The dashed line that follows the pointer. */
export function pointer(theme: Theme) {
  return { color: theme.muted, width: 1, type: "dashed" as const };
}

/** Months along the bottom, labelled on calendar steps (January, April …). */
export function monthAxis(months: readonly string[], { theme, width }: Frame) {
  const step = labelStep(months.length, width, theme.fontSize);
  return {
    type: "category" as const,
    data: [...months],
    axisTick: { show: false },
    axisLine: { ...rules(theme), onZero: false },
    axisLabel: {
      ...axisText(theme),
      margin: Math.round(theme.fontSize * 0.8),
      interval: (_index: number, month: string) => isLabelled(month, step),
      formatter: shortMonth,
    },
  };
}

/** Labels stand on calendar steps, not on every n-th month from wherever. */
export function isLabelled(month: string, step: number): boolean {
  const [year = 0, ordinal = 1] = month.split("-").map(Number);
  return (year * 12 + ordinal - 1) % step === 0;
}

export interface ValueAxis {
  /** What is measured, with its unit. */
  readonly title: string;
  readonly tick: (value: number) => string;
  readonly say: (value: number) => string;
  /** Without it the axis begins where the values do. */
  readonly min?: number;
  readonly max?: number;
  /** Whole things are counted: no tick stands between two of them. */
  readonly isCount?: boolean;
  /** The step between ticks, where the ends are not for ECharts to choose. */
  readonly interval?: number;
}

/** Values upwards, with the unit above. */
export function valueAxis(axis: ValueAxis, theme: Theme) {
  const { title, tick, min, max, interval, isCount } = axis;
  return {
    type: "value" as const,
    splitNumber: 4,
    ...axisTitle(theme, title),
    ...(min === undefined ? { scale: true } : { min }),
    ...(max === undefined ? {} : { max }),
    ...(interval === undefined ? {} : { interval }),
    ...(isCount === true ? { minInterval: 1 } : {}),
    splitLine: rules(theme),
    axisLabel: { ...axisText(theme), margin: Math.round(theme.fontSize / 2), formatter: tick },
  };
}

/** Room for ticks on the left, the title above and the labels below. */
export function plotArea({ fontSize }: Theme) {
  return {
    left: Math.round(fontSize * 4.2),
    right: Math.round(fontSize * 0.9),
    top: Math.round(fontSize * 2.2),
    bottom: Math.round(fontSize * 2),
  };
}
