import type { Route } from "../route.js";

/** One month of the whole company; losses are negative. */
export interface Month {
  /** The month's first day, `2025-12-01`. */
  readonly month: string;
  readonly isClosed: boolean;
  readonly opening: number;
  readonly new: number;
  readonly reactivation: number;
  readonly expansion: number;
  readonly contraction: number;
  readonly churn: number;
  readonly netNew: number;
  readonly mrr: number;
  readonly arr: number;
  readonly customers: number;
  /** A fraction of the opening MRR, or null where that is 0. */
  readonly grossChurnRate: number | null;
}

export const movementKinds = ["new", "reactivation", "expansion", "contraction", "churn"] as const;

export type MovementKind = (typeof movementKinds)[number];

/** The words the page uses for each movement. */
export const movementTitles: Readonly<Record<MovementKind, string>> = {
  new: "New",
  reactivation: "Reactivation",
  expansion: "Expansion",
  contraction: "Contraction",
  churn: "Churn",
};

/** Months that have ended, oldest first: an open month's movements are not complete. */
export function closedMonths(months: readonly Month[]): readonly Month[] {
  return months
    .filter((month) => month.isClosed)
    .toSorted((left, right) => left.month.localeCompare(right.month));
}

/** The month that is left out of the chart because it has not ended. */
export function openMonth(months: readonly Month[]): Month | undefined {
  return months.find((month) => !month.isClosed);
}

export interface Headline {
  readonly month: Month;
  readonly previous: Month | undefined;
}

/** The month asked for, else the newest one, with the one before it to compare with. */
export function headline(
  closed: readonly Month[],
  wanted: string | undefined,
): Headline | undefined {
  const found = closed.findIndex((month) => month.month.slice(0, 7) === wanted);
  const index = found === -1 ? closed.length - 1 : found;
  const month = closed[index];
  return month === undefined ? undefined : { month, previous: closed[index - 1] };
}

/** The first day of the month to compare with: the one asked for where it is earlier, else the one before. */
export function compared(
  closed: readonly Month[],
  month: string,
  wanted: string | undefined,
): string | undefined {
  const earlier = closed.map((each) => each.month).filter((each) => each < month);
  return earlier.find((each) => each.slice(0, 7) === wanted) ?? earlier.at(-1);
}

/** The month that is shown and the one it is compared with, unless that is a build; nothing where no month has closed. */
export function shownMonths(
  months: readonly Month[],
  wanted: Pick<Route, "month" | "compare" | "build">,
): { readonly month: string; readonly compare: string | undefined } | undefined {
  const closed = closedMonths(months);
  const month = headline(closed, wanted.month)?.month.month;
  if (month === undefined) return undefined;
  const isMonth = wanted.build === undefined;
  return { month, compare: isMonth ? compared(closed, month, wanted.compare) : undefined };
}
