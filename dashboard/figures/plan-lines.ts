/** What somebody planned of one metric for one month, and where it is written. */
export interface PlannedMonth {
  readonly metric: string;
  readonly period: string;
  readonly vintage: string;
  readonly path: string | null;
  readonly line: number | null;
  readonly forecast: number | null;
}

/** What was planned of one metric in all, when, for which months, and in which lines. */
export interface Planned {
  readonly metric: string;
  readonly total: number;
  readonly from: string;
  readonly to: string;
  readonly vintages: readonly string[];
  readonly files: readonly { readonly path: string; readonly lines: string }[];
}

/** Plans of months, which are in order, as one of each metric. */
export function plannedInAll(rows: readonly PlannedMonth[]): readonly Planned[] {
  return distinct(rows, ({ metric }) => metric).map((metric) => {
    const months = rows.filter((row) => row.metric === metric);
    return {
      metric,
      total: months.reduce((sum, { forecast }) => sum + (forecast ?? 0), 0),
      from: months[0]?.period ?? "",
      to: months.at(-1)?.period ?? "",
      vintages: distinct(months, ({ vintage }) => vintage),
      files: filesOf(months),
    };
  });
}

function filesOf(months: readonly PlannedMonth[]): Planned["files"] {
  const known = months.flatMap(({ path, line }) =>
    path === null || line === null ? [] : [{ path, line }],
  );
  return distinct(known, ({ path }) => path).map((path) => ({
    path,
    lines: asRuns(known.filter((each) => each.path === path).map(({ line }) => line)),
  }));
}

/** Lines as one reads them: `3–5, 9` of 3, 4, 5 and 9. */
function asRuns(lines: readonly number[]): string {
  const sorted = lines.toSorted((left, right) => left - right);
  const firsts = sorted.filter((line, at) => sorted[at - 1] !== line - 1);
  const lasts = sorted.filter((line, at) => sorted[at + 1] !== line + 1);
  return firsts
    .map((first, at) => (first === lasts[at] ? `${first}` : `${first}–${lasts[at]}`))
    .join(", ");
}

function distinct<Row>(rows: readonly Row[], pick: (row: Row) => string): readonly string[] {
  return [...new Set(rows.map(pick))];
}
