/** Rows of another month or build beside those of now. */
export interface Then<Row> {
  /** What a row was; a row of nothing where it was not there, and nothing at all where none are known. */
  readonly of: (row: Row) => Row | undefined;
  /** The rows of now, and as rows of nothing those that were there then and are no more. */
  readonly whole: (now: readonly Row[]) => readonly Row[];
}

/** Finds rows again by their key; `none` empties a row of its figures. */
export function thenBy<Row>(
  rows: readonly Row[] | undefined,
  keyOf: (row: Row) => string,
  none: (row: Row) => Row,
): Then<Row> {
  const known = new Map(rows?.map((row) => [keyOf(row), row]));
  return {
    of: (row) => (rows === undefined ? undefined : (known.get(keyOf(row)) ?? none(row))),
    whole: (now) => {
      const kept = new Set(now.map(keyOf));
      return [...now, ...(rows ?? []).filter((row) => !kept.has(keyOf(row))).map(none)];
    },
  };
}
