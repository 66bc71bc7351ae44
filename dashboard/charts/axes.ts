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
