import { decimal, signed } from "../format.js";

/** A figure that may be unknown or not there. */
export type Value = number | null | undefined;

/** How a figure moved since what it is compared with, `+3 since Nov 2025`. */
export function since(
  now: Value,
  then: Value,
  before: { readonly name: string } | undefined,
  say: (moved: number) => string,
): string {
  if (typeof now !== "number" || typeof then !== "number" || before === undefined) {
    return "nothing to compare with";
  }
  const moved = now - then;
  return `${signed(moved, say(moved))} since ${before.name}`;
}

/** A difference of shares: from 2% to 3% is one point, not one percent. */
export function points(moved: number): string {
  return `${decimal(100 * moved, 2)} points`;
}
