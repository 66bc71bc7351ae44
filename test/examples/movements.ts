import type { Period } from "./published.js";

/** One movement as `account day movement amount`, the amount in whole units. */
export type Told = readonly [account: string, day: string, movement: string, amount: number];

function changeOf(before: Period, after: Period): readonly Told[] {
  const [was, is] = [Number(before.mrr) / 10_000, Number(after.mrr) / 10_000];
  const { account, from } = after;
  if (before.to !== from) {
    return [
      [account, before.to, "churn", -was],
      [account, from, "reactivation", is],
    ];
  }
  if (was === is) return [];
  return [[account, from, is > was ? "expansion" : "contraction", is - was]];
}

/**
 * Movements of one account whose periods follow one another, read off pair by pair: the first is
 * new, a gap is a churn and a come-back, touching periods change, an end before as_of is churn.
 */
export function movementsOfPeriods(periods: readonly Period[], asOf: string): Told[] {
  const inOrder = [...periods].sort((one, other) => (one.from < other.from ? -1 : 1));
  const [first, last] = [inOrder[0], inOrder.at(-1)];
  if (first === undefined || last === undefined) return [];
  const told: Told[] = [[first.account, first.from, "new", Number(first.mrr) / 10_000]];
  for (const [at, after] of inOrder.slice(1).entries()) {
    const before = inOrder[at];
    if (before !== undefined) told.push(...changeOf(before, after));
  }
  if (last.to !== "" && last.to < asOf) {
    told.push([last.account, last.to, "churn", -Number(last.mrr) / 10_000]);
  }
  return told;
}
