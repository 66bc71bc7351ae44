import type { Triangle } from "./triangle.js";

/** The mean score of an element among some customers; without a group among all of them. */
export interface ElementScore {
  readonly element: string;
  readonly group: string | null;
  /** Empty where nobody of the group has a score. */
  readonly score: number | null;
  /** Customers that the mean is over. */
  readonly accounts: number;
  /** Points that it adds to the index on average, and that it costs; told where groups overlap. */
  readonly contribution?: number | null;
  readonly lost?: number | null;
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

/**
 * Of sets of segments that customers have in common, `/all/emea/large/`, the segments themselves: a
 * customer counts in each of theirs, and the mean is weighed as in the index.
 */
export function bySegment(sets: readonly ElementScore[]): readonly ElementScore[] {
  const found = new Map<string, readonly ElementScore[]>();
  for (const set of sets) {
    for (const segment of namesIn(set.group)) {
      const key = `${set.element}/${segment}`;
      found.set(key, [...(found.get(key) ?? []), { ...set, group: segment }]);
    }
  }
  return [...found.values()].map(together);
}

function together(sets: readonly ElementScore[]): ElementScore {
  const over = (pick: (set: ElementScore) => number | null | undefined) =>
    sets.reduce((sum, set) => sum + set.accounts * (pick(set) ?? 0), 0);
  const [won, lost] = [over((set) => set.contribution), over((set) => set.lost)];
  const score = won + lost === 0 ? null : (100 * won) / (won + lost);
  const { element = "", group = null } = sets[0] ?? {};
  return { element, group, score, accounts: over(() => 1) };
}

/** `all` is the column of everybody already. */
function namesIn(set: string | null): readonly string[] {
  return (set ?? "").split("/").filter((name) => name !== "" && name !== "all");
}

/** Points that one shade stands for; seven shades cover 0 to 100 around its middle. */
export const shadeWidth = 12.5;

/** From -3, the lowest scores, to 3, the highest. */
export function heatShade(score: number): number {
  // a plus turns the zero that rounds down from below into the plain one
  return Math.max(-3, Math.min(3, Math.round((score - 50) / shadeWidth))) + 0;
}
