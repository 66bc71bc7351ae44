import type { Month } from "../figures/months.js";

/** An axis that ends before the first month does, and that month. */
export interface OpeningCut {
  readonly month: Month;
  readonly min: number;
  readonly max: number;
  readonly interval: number;
}

const farBeyond = 3;

/**
 * In the first month of the data everything counts as new; where that would flatten all other
 * months, the axis follows the others in so many steps, and the page says what was cut.
 */
export function openingCut(months: readonly Month[], steps = 4): OpeningCut | undefined {
  const [first, ...others] = months;
  if (first === undefined || others.length < 3) return undefined;
  const highest = Math.max(...others.map(gained));
  const lowest = Math.min(0, ...others.map(lost));
  if (highest === 0 || gained(first) <= farBeyond * highest) return undefined;
  const interval = niceStep((highest - lowest) / steps);
  return {
    month: first,
    min: Math.floor(lowest / interval) * interval,
    max: Math.ceil(highest / interval) * interval,
    interval,
  };
}

function gained(month: Month): number {
  return month.new + month.reactivation + month.expansion;
}

function lost(month: Month): number {
  return month.contraction + month.churn;
}

/** The next step of 1, 2, 2.5 or 5 times a power of ten. */
function niceStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const factor = [1, 2, 2.5, 5].find((candidate) => candidate * power >= least) ?? 10;
  return factor * power;
}
