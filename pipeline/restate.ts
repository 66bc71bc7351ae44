import { rows } from "./database.js";
import { exitCodes, TenureError } from "./error.js";
import { openPublished } from "./published.js";
import { textTable } from "./report.js";

/** One closed figure that a run changed, as `tenure restate` prints it. */
export type Restatement = Record<string, unknown>;

function refuseRun(since: string, known: readonly Record<string, unknown>[]): never {
  const last = known.map((row) => String(row["run_id"])).join(", ");
  throw new TenureError("publish/no-such-run", `the published build knows no run ${since}`, {
    hint: `The last that published: ${last}.`,
    exitCode: exitCodes.config,
  });
}

/**
 * Closed figures that runs changed, the last run first; with `since` only those of runs after
 * that one. Throws `publish/nothing-published`, `publish/no-such-run`.
 */
export async function restatements(folder: string, since?: string): Promise<Restatement[]> {
  const { connection, close } = await openPublished(folder);
  try {
    const known = await rows(
      connection,
      `select run_id from marts.runs where outcome = 'published' or run_id = $1
       order by run_id = $1 desc, run_id desc limit 5`,
      [since ?? ""],
    );
    if (since !== undefined && known[0]?.["run_id"] !== since) refuseRun(since, known);
    return await rows(
      connection,
      `select metric as figure, strftime(period, '%Y-%m') as period, old_value as old,
         new_value as new, new_value - old_value as difference, run_id as run, cause, files
       from marts.restatements where $1::varchar is null or run_id > $1
       order by run_id desc, period, metric`,
      [since ?? null],
    );
  } finally {
    close();
  }
}

/** What `tenure restate` prints, and its rows. */
export async function restated(
  folder: string,
  since?: string,
): Promise<{ readonly text: string; readonly data: readonly Restatement[] }> {
  const data = await restatements(folder, since);
  return { text: data.length === 0 ? "no closed figure was changed" : textTable(data), data };
}
