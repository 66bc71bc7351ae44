import { decimal, percent, signed } from "../format.js";

import type { Then } from "./then.js";

/** A figure that may be unknown or not there. */
export type Value = number | null | undefined;

/** What a figure is compared with, and whether some of that could not be loaded. */
interface Earlier {
  readonly name: string;
  readonly isLost?: boolean;
}

type Say = (moved: number) => string;

/** How a figure moved since what it is compared with, `+3 since Nov 2025`. */
export function since(now: Value, then: Value, before: Earlier | undefined, say: Say): string {
  const said = moved(now, then, say);
  if (said !== undefined && before !== undefined) return `${said} since ${before.name}`;
  return before?.isLost === true ? `${before.name} could not be loaded` : uncompared;
}

/** The same as a share of what it was, `+2.5% since Nov 2025`. */
export function sinceAsShare(now: number, then: Value, before: Earlier | undefined): string {
  return since(now, then === 0 ? null : then, before, (by) => percent(by / Number(then)));
}

/** What is said of a figure that is what it was. */
export const unmoved = "no change";

const uncompared = "nothing to compare with";

/** What a table shows, and what the changes below its figures are since. */
export function withSince(caption: string, before: Earlier | undefined): string {
  return before === undefined ? caption : `${caption}, and what changed since ${before.name}`;
}

/** By how much a figure moved; nothing said where either is unknown. */
export function moved(now: Value, then: Value, say: Say): string | undefined {
  if (typeof now !== "number" || typeof then !== "number") return undefined;
  const by = now - then;
  // sums of fractions differ in their last digit by the order in which they were added up
  if (Math.abs(by) <= 1e-12 * Math.max(Math.abs(now), Math.abs(then))) return unmoved;
  const said = say(by);
  if (isSomething(said)) return signed(by, said);
  return `${by > 0 ? "up" : "down"} by less than ${least(say)}`;
}

/** The row whose figure moved most, either way, of those that are known then and now. */
export function movedMost<Row>(
  rows: readonly Row[],
  then: Then<Row>,
  pick: (row: Row) => Value,
  say: Say,
): { readonly row: Row; readonly said: string } | undefined {
  const [most] = rows
    .flatMap((row) => {
      const earlier = then.of(row);
      const [now, before] = [pick(row), earlier && pick(earlier)];
      const said = moved(now, before, say);
      return said === undefined ? [] : [{ row, said, by: Math.abs(Number(now) - Number(before)) }];
    })
    .toSorted((left, right) => right.by - left.by);
  return most;
}

/** The smallest step that is not said as nothing, of those from a millionth to a million. */
function least(say: Say): string {
  const steps = Array.from({ length: 13 }, (_, at) => say(10 ** (at - 6)));
  return steps.find(isSomething) ?? say(1);
}

function isSomething(said: string): boolean {
  return /[1-9]/.test(said);
}

/** A difference of scores, which move little, by a digit more than they have themselves. */
export function hundredths(by: number): string {
  return decimal(by, 2);
}

/** A difference of shares: from 2% to 3% is one point, not one percent. */
export function points(by: number): string {
  return `${decimal(100 * by, 2)} points`;
}
