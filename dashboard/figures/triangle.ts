/** One cell of a triangle: a row, a column and what stands there. */
export interface TriangleCell<Value> {
  readonly row: string;
  readonly column: string;
  readonly value: Value;
}

export interface Triangle<Value> {
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  readonly at: (row: string, column: string) => Value | undefined;
}

/** Cells laid out by their rows and columns, both in their own order. */
export function triangle<Value>(cells: readonly TriangleCell<Value>[]): Triangle<Value> {
  const found = new Map(cells.map(({ row, column, value }) => [`${row}|${column}`, value]));
  return {
    rows: distinct(cells.map(({ row }) => row)),
    columns: distinct(cells.map(({ column }) => column)),
    at: (row, column) => found.get(`${row}|${column}`),
  };
}

function distinct(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort((left, right) =>
    left.localeCompare(right, "en", { numeric: true }),
  );
}

/**
 * One of seven shades around a middle, -3 to 3: how far a value lies from it in steps that widen.
 */
export function shadeAround(
  value: number | null | undefined,
  middle: number,
  step: number,
): number {
  if (value === null || value === undefined) return 0;
  const distance = Math.abs(value - middle) / step;
  const depth = distance < 1 ? 0 : distance < 2 ? 1 : distance < 4 ? 2 : 3;
  return depth * Math.sign(value - middle);
}

/** The class that colours a shade. */
export function shadeClass(shade: number): string | undefined {
  if (shade === 0) return undefined;
  return shade > 0 ? `above-${shade}` : `below-${-shade}`;
}
