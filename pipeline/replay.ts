import { rows as read } from "./database.js";
import { openPublished } from "./published.js";
import { type Quarantined, quarantined } from "./quarantine.js";
import { textTable } from "./report.js";
import { type RunOptions, type RunOutcome, runFlow } from "./run.js";
import { readPointer, warehouseAt } from "./warehouse.js";

/** What a replay did: the run itself, and what became of the rows that were set aside. */
export interface Replay {
  readonly outcome: RunOutcome;
  /** Rows that were set aside before and are not any more. */
  readonly replayed: number;
  /** Rows still set aside, by file, reason and column. */
  readonly left: readonly Record<string, unknown>[];
}

/** The end of a run, with what a command has to say besides. */
export interface RunEnd {
  readonly outcome: RunOutcome;
  readonly text?: string;
  readonly data?: object;
}

const all = { limit: Number.MAX_SAFE_INTEGER } as const;

// a file read again is another landing: a row is known by where it stands
function placeOf({ entity, path, line }: Quarantined): string {
  return [entity, path, line].join("\n");
}

function countsOf(rows: readonly Quarantined[]): readonly Record<string, unknown>[] {
  const groups = new Map<string, { path: unknown; reason: unknown; message: unknown; n: number }>();
  for (const { path, reason, message } of rows) {
    const group = groups.get(`${path}\n${reason}`);
    groups.set(`${path}\n${reason}`, { path, reason, message, n: 1 + (group?.n ?? 0) });
  }
  return [...groups.values()].map(({ path, reason, message, n }) => ({
    ...{ rows: n, path, reason },
    last_message: message,
  }));
}

/** The instant that the published build describes; undefined while nothing is published. */
export async function publishedAsOf(warehouse: string): Promise<Date | undefined> {
  if (readPointer(warehouseAt(warehouse)) === undefined) return undefined;
  const { connection, close } = await openPublished(warehouse);
  try {
    const [run] = await read(connection, "select as_of::varchar as as_of from config.run");
    return new Date(`${String(run?.as_of).replace(" ", "T")}Z`);
  } finally {
    close();
  }
}

/**
 * Reads the files of quarantined rows again under the present contracts and publishes what comes
 * of it. A file whose contract is as it was is not read again, and one that is gone cannot be.
 */
export async function replayQuarantine(options: RunOptions): Promise<Replay> {
  const before = await quarantined(options.warehouse, all);
  const outcome = await runFlow(options);
  const after = await quarantined(options.warehouse, all);
  const still = new Set(after.map(placeOf));
  const replayed = before.filter((row) => !still.has(placeOf(row))).length;
  return { outcome, replayed, left: countsOf(after) };
}

/** What became of the rows, as a person reads it. */
export function replayText({ replayed, left }: Pick<Replay, "replayed" | "left">): string {
  const rest = left.length === 0 ? "nothing" : `\n${textTable(left)}`;
  return `\nreplayed ${replayed} rows; still set aside: ${rest}`;
}
