import type { MovementKind } from "../figures/months.js";

/** What charts draw with; page.css holds the values, so that light and dark live in one place. */
export interface Theme {
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly surface: string;
  readonly accent: string;
  readonly movements: Readonly<Record<MovementKind, string>>;
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
