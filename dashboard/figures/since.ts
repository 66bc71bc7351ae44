import { decimal, shortMonth } from "../format.js";

type Value = number | null | undefined;

/** How a figure moved since the month it is compared with, `+3 since Nov 2025`. */
export function since(
  now: Value,
  then: Value,
  month: string | undefined,
  say: (moved: number) => string,
): string {
  if (typeof now !== "number" || typeof then !== "number" || month === undefined) {
    return "nothing to compare with";
  }
  const moved = now - then;
  return `${moved > 0 ? "+" : ""}${say(moved)} since ${shortMonth(month)}`;
}

/** A difference of shares: from 2% to 3% is one point, not one percent. */
export function points(moved: number): string {
  return `${decimal(100 * moved, 2)} points`;
}
