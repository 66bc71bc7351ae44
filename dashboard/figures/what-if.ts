import type { ParetoPoint, Tier } from "./pareto.js";

/** Where each tier but the last would end, as shares of customers, growing. */
export type Bounds = readonly number[];

const nobody = { customers: 0, customerShare: 0, mrrShare: 0, floor: 0 };

/** The bounds as they are. */
export function boundsOf(tiers: readonly Tier[]): Bounds {
  return tiers.slice(0, -1).map((tier) => tier.cumulativeCustomerShare);
}

/** Bounds as an address has them, in percent of customers; nothing where they fit no such tiers. */
export function readBounds(said: string | undefined, tiers: readonly Tier[]): Bounds | undefined {
  const bounds = (said ?? "").split(" ").map((bound) => Number(bound) / 100);
  const isGrowing = bounds.every((bound, at) => bound >= (bounds[at - 1] ?? 0) && bound <= 1);
  return said && isGrowing && bounds.length === tiers.length - 1 ? bounds : undefined;
}

/**
 * The same the other way round, no finer than a pixel; cut off, as a share that is rounded up takes
 * one customer more.
 */
export function writeBounds(bounds: Bounds): string {
  return bounds.map((bound) => Math.floor(bound * 1e6 + 1e-3) / 1e4).join(" ");
}

/** A bound moved to a tenth of a percent; it pushes the others before it rather than passing them. */
export function moveBound(bounds: Bounds, index: number, moved: number): Bounds {
  const to = Math.round(moved * 1000) / 1000;
  return bounds.map((bound, at) => {
    if (at === index) return to;
    return at < index ? Math.min(bound, to) : Math.max(bound, to);
  });
}

/**
 * The customers that a bound takes, by their places, rounded up: equals stand or fall together, as
 * in `core.account_tiers`.
 */
function taken(bound: number, points: readonly ParetoPoint[]): number {
  const customers = points.at(-1)?.customers ?? 0;
  // shares are no whole numbers
  return Math.ceil(bound * customers - 1e-6);
}

/**
 * The tiers under other bounds. A customer takes as many hours as those of its tier take today, so
 * tiers that need nobody today need nobody then.
 */
export function tiersUnder(
  bounds: Bounds,
  points: readonly ParetoPoint[],
  tiers: readonly Tier[],
): readonly Tier[] {
  const totalMrr = tiers.reduce((sum, tier) => sum + tier.mrr, 0);
  let before: Pick<ParetoPoint, "customers" | "customerShare" | "mrrShare" | "floor"> = nobody;
  return tiers.map((tier, index) => {
    const end = taken(bounds[index] ?? 1, points);
    const last = points.findLast(({ rank }) => rank <= end);
    const own = last === undefined || last.customers < before.customers ? before : last;
    const customers = own.customers - before.customers;
    const mrrShare = own.mrrShare - before.mrrShare;
    const made: Tier = {
      ...tier,
      customers,
      customerShare: own.customerShare - before.customerShare,
      mrr: mrrShare * totalMrr,
      mrrShare,
      floor: customers === 0 ? null : own.floor,
      cumulativeCustomerShare: own.customerShare,
      cumulativeMrrShare: own.mrrShare,
      hours: perCustomer(tier.hours, tier, customers),
      csms: perCustomer(tier.csms, tier, customers),
    };
    before = own;
    return made;
  });
}

function perCustomer(taken: number | null, { customers }: Tier, then: number): number | null {
  if (taken === null || customers === 0) return null;
  return (taken / customers) * then;
}

/** The curve's points with the tier that each is in under other bounds. */
export function pointsUnder(
  bounds: Bounds,
  points: readonly ParetoPoint[],
): readonly ParetoPoint[] {
  const ends = bounds.map((bound) => taken(bound, points));
  return points.map((point) => {
    const found = ends.findIndex((end) => point.rank <= end);
    return { ...point, tier: found === -1 ? bounds.length + 1 : found + 1 };
  });
}
