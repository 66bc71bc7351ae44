/** A point of the curve: the largest customers up to here, and what they hold together. */
export interface ParetoPoint {
  readonly tier: number;
  /** Their place, which equals share; `customers` counts the equals. */
  readonly rank: number;
  readonly customers: number;
  readonly customerShare: number;
  readonly mrrShare: number;
  /** The smallest MRR among the customers up to here. */
  readonly floor: number;
}

/** One tier of one month, as the mart has it. */
export interface Tier {
  readonly tier: number;
  readonly name: string;
  readonly touchModel: string;
  readonly customers: number;
  readonly customerShare: number;
  readonly mrr: number;
  readonly mrrShare: number;
  /** The smallest MRR in it; a tier of nobody has none. */
  readonly floor: number | null;
  readonly cumulativeCustomerShare: number;
  readonly cumulativeMrrShare: number;
  /** Hours that its touch model takes in a month, and the CSMs that takes; empty when unknown. */
  readonly hours: number | null;
  readonly csms: number | null;
}

/** Fewer points than a screen has pixels, and every tier's last one, so that bounds stay exact. */
export function thin(points: readonly ParetoPoint[], step = 1 / 400): readonly ParetoPoint[] {
  const kept: ParetoPoint[] = [];
  points.forEach((point, index) => {
    const last = kept.at(-1);
    const isBound = points[index + 1]?.tier !== point.tier;
    const isNear = last !== undefined && !isFarther(point, last, step);
    if (isNear && isBound && last.tier === point.tier) kept.pop();
    if (isBound || !isNear) kept.push(point);
  });
  return kept;
}

function isFarther(point: ParetoPoint, last: ParetoPoint, step: number): boolean {
  return point.customerShare - last.customerShare >= step || point.mrrShare - last.mrrShare >= step;
}

const readings = [0.01, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1];

/** The curve in a few lines: for each share of customers, the first point that reaches it. */
export function readCurve(points: readonly ParetoPoint[]): readonly ParetoPoint[] {
  const found = readings.flatMap((share) => {
    const point = points.find((candidate) => candidate.customerShare >= share - 1e-9);
    return point === undefined ? [] : [point];
  });
  return [...new Set(found)];
}
