import type { MovementKind } from "../figures/months.js";

export const statusNames = ["green", "yellow", "orange", "red", "unknown"] as const;

export type StatusName = (typeof statusNames)[number];

/** From green to red, as everywhere; rows of one status stay in their order. */
export function statusRank(status: string): number {
  return (statusNames as readonly string[]).indexOf(status);
}

/** What charts draw with; base.css holds the values, so that light and dark live in one place. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly surface: string;
  readonly accent: string;
  readonly good: string;
  readonly bad: string;
  readonly movements: Readonly<Record<MovementKind, string>>;
  readonly statuses: Readonly<Record<StatusName, string>>;
  /** Colours of unordered kinds, told apart with any colour vision. */
  readonly kinds: readonly string[];
  /** From the lowest step, pale, to the highest. */
  readonly steps: readonly string[];
  /** From the top tier to the last. */
  readonly tiers: readonly string[];
  readonly fontFamily: string;
  /** The page's text size in pixels. */
  readonly fontSize: number;
}

/** Which of the palette's shades a tier has: few tiers are spread over all of them. */
export function tierShade(tier: number, tiers: number, shades: number): number {
  if (tiers <= 1) return 0;
  const step = Math.max(1, Math.floor((shades - 1) / (tiers - 1)));
  return Math.min(shades - 1, (tier - 1) * step);
}

/** The colour of an ordered step, from the palest first to the darkest last. */
export function stepColour(theme: Theme, step: number, steps: number): string {
  const last = theme.steps.length - 1;
  const at = steps <= 1 ? last : Math.round(((step - 1) / (steps - 1)) * last);
  return theme.steps[at] ?? theme.accent;
}

/** The colour of a kind by its place among the kinds. */
export function kindColour(theme: Theme, index: number): string {
  return theme.kinds[index % theme.kinds.length] ?? theme.accent;
}

/** The colour of a health status. */
export function statusColour(theme: Theme, status: string): string {
  return theme.statuses[status as StatusName] ?? theme.muted;
}
