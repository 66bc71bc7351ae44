import type { Layer } from "../charts/stack.js";

interface Cell {
  readonly month: string;
  readonly layer: string;
  readonly value: number;
}

/** Rows of month and kind as one row of values for each kind; a month without a kind has none of it. */
export function layersBy(
  cells: readonly Cell[],
  kinds: readonly Omit<Layer, "values">[],
): { readonly months: readonly string[]; readonly layers: readonly Layer[] } {
  const months = [...new Set(cells.map(({ month }) => month))].sort();
  const found = new Map<string, number>();
  for (const { month, layer, value } of cells) {
    const key = `${month}|${layer}`;
    found.set(key, (found.get(key) ?? 0) + value);
  }
  const layers = kinds.map((kind) => ({
    ...kind,
    values: months.map((month) => found.get(`${month}|${kind.id}`) ?? 0),
  }));
  return { months, layers };
}
