/** A day on which a curve rises, or the last one on which anybody is seen. */
export interface CurveStep {
  readonly from: string;
  readonly to: string;
  readonly group: string;
  /** Accounts that the curve is of. */
  readonly n: number;
  readonly day: number;
  readonly share: number | null;
}

export interface Curve {
  /** The step of the journey that is counted from, and the one that is counted to. */
  readonly from: string;
  readonly to: string;
  readonly group: string;
  readonly n: number;
  /** By day, growing. */
  readonly steps: readonly CurveStep[];
}

/** The group that holds all others. */
export const allGroups = "all";

/** One curve for each group, everybody's first. */
export function curvesOf(steps: readonly CurveStep[]): readonly Curve[] {
  const groups = [...new Set(steps.map(({ group }) => group))].toSorted(
    (left, right) =>
      Number(right === allGroups) - Number(left === allGroups) || left.localeCompare(right, "en"),
  );
  return groups.map((group) => {
    const own = steps
      .filter((step) => step.group === group)
      .toSorted((left, right) => left.day - right.day);
    const [first] = own;
    return { from: first?.from ?? "", to: first?.to ?? "", group, n: first?.n ?? 0, steps: own };
  });
}

/** The share that has arrived by a day; empty after the last day on which anybody was seen. */
export function shareBy({ steps }: Curve, day: number): number | null {
  const last = steps.at(-1);
  if (last === undefined || day > last.day) return null;
  return steps.findLast((step) => step.day <= day)?.share ?? 0;
}

/** The first day by which so many have arrived; empty where they never have. */
export function dayOf({ steps }: Curve, share: number): number | null {
  return steps.find((step) => (step.share ?? 0) >= share - 1e-9)?.day ?? null;
}

const finest = [1, 2, 5, 10, 15, 30];
const most = 220;

/** The days that curves are drawn at: no more than a screen can show, and the last one. */
export function daysOf(curves: readonly Curve[]): readonly number[] {
  const last = Math.max(0, ...curves.map(({ steps }) => steps.at(-1)?.day ?? 0));
  const step = finest.find((each) => last / each <= most) ?? Math.ceil(last / most);
  const days = Array.from({ length: Math.floor(last / step) + 1 }, (_, index) => index * step);
  return days.at(-1) === last ? days : [...days, last];
}

/** Which days carry a label: months and quarters rather than whatever fits. */
export function isLabelledDay(day: number, last: number): boolean {
  const step = [10, 30, 90, 180].find((each) => last / each <= 13) ?? 360;
  return day % step === 0;
}
