import type { Flaw } from "./planted.js";

/** What one export file holds, as its writer knows it. */
export interface DemoFile {
  /** Relative to the demo's folder, for instance `exports/billing/subscriptions.csv`. */
  readonly path: string;
  /** Every record below the header: good, bad, repeated and of unknown accounts. */
  readonly rows: number;
  /** One entry for each bad row, in the order of the file. */
  readonly bad: readonly Flaw[];
  /** Rows of accounts that no other export knows. */
  readonly unknownAccounts: number;
  /** Rows that an earlier file has already sent, byte for byte. */
  readonly repeated: number;
}

export interface DemoSummary {
  readonly folder: string;
  readonly exports: string;
  readonly config: string;
  readonly asOf: string;
  readonly seed: number;
  readonly accounts: number;
  /** Distinct usage events, without bad rows and repeats. */
  readonly events: number;
  readonly files: readonly DemoFile[];
  /** The last days' usage, about one percent; withhold it to try an incremental run. */
  readonly incrementalFile: string;
  /** The file that sends rows again and brings others late. */
  readonly lateFile: string;
}

/** A file without any complication. */
export function plainFile(path: string, rows: number): DemoFile {
  return { path, rows, bad: [], unknownAccounts: 0, repeated: 0 };
}
