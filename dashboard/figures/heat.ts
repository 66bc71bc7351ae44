import type { Triangle } from "./triangle.js";

/** The mean score of an element among some customers; without a group among all of them. */
export interface ElementScore {
  readonly element: string;
  readonly group: string | null;
  /** Empty where nobody of the group has a score. */
  readonly score: number | null;
  /** Customers that the mean is over. */
  readonly accounts: number;
}

/** The column of all customers, and that of those whose group nobody knows. */
export const everybody = "everybody";
export const unknownGroup = "unknown";

/** Elements from the weakest down, everybody first and then each group; who has none comes last. */
export function heatMap(
  all: readonly Omit<ElementScore, "group">[],
  parts: readonly ElementScore[],
): Triangle<ElementScore> {
  const whole = all.map((score): ElementScore => ({ ...score, group: everybody }));
  const cells = [
    ...whole,
    ...parts.map((part) => ({ ...part, group: part.group ?? unknownGroup })),
  ].filter(({ score }) => score !== null);
  const found = new Map(cells.map((cell) => [`${cell.element}|${cell.group}`, cell]));
  return {
    rows: whole
      .filter(({ score }) => score !== null)
      .toSorted((left, right) => (left.score ?? 0) - (right.score ?? 0))
      .map(({ element }) => element),
    columns: [...new Set(cells.map(({ group }) => group ?? unknownGroup))].toSorted(byPlace),
    at: (row, column) => found.get(`${row}|${column}`),
  };
}

function byPlace(left: string, right: string): number {
  return placeOf(left) - placeOf(right) || left.localeCompare(right, "en", { numeric: true });
}

function placeOf(group: string): number {
  if (group === everybody) return 0;
  return group === unknownGroup ? 2 : 1;
}

/** Points that one shade stands for; seven shades cover 0 to 100 around its middle. */
export const shadeWidth = 12.5;

/** From -3, the lowest scores, to 3, the highest. */
export function heatShade(score: number): number {
  // a plus turns the zero that rounds down from below into the plain one
  return Math.max(-3, Math.min(3, Math.round((score - 50) / shadeWidth))) + 0;
}
