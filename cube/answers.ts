import { LRUCache } from "lru-cache";

/** Answers of one build that are kept in memory, up to a bound. */
export interface Answers {
  get(sql: string, values: readonly unknown[]): Rows | undefined;
  keep(sql: string, values: readonly unknown[], rows: Rows): void;
}

type Rows = readonly Readonly<Record<string, unknown>>[];

const mostBytes = 64 * 1024 * 1024;
// larger ones are asked rarely, and would push out all the others
const mostCells = 100_000;
const cellBytes = 40;

function cellsOf(rows: Rows): number {
  return rows.length * Object.keys(rows[0] ?? {}).length;
}

/** Keeps the answers that were asked last. A build never changes, so an answer is never stale. */
export function keepAnswers(): Answers {
  const kept = new LRUCache<string, Rows>({
    maxSize: mostBytes,
    sizeCalculation: (rows, key) => key.length + 200 + cellBytes * cellsOf(rows),
  });
  const keyOf = (sql: string, values: readonly unknown[]): string => JSON.stringify([sql, values]);
  return {
    get: (sql, values) => kept.get(keyOf(sql, values)),
    keep: (sql, values, rows) => {
      if (cellsOf(rows) <= mostCells) kept.set(keyOf(sql, values), rows);
    },
  };
}
