import { rows } from "./database.js";
import { openPublished } from "./published.js";

/** What `tenure status` tells, in the order it is shown. */
export interface Status {
  readonly runId: string;
  readonly publishedAt: string;
  readonly asOf: string;
  readonly runs: readonly Record<string, unknown>[];
  readonly sources: readonly Record<string, unknown>[];
  readonly quarantine: readonly Record<string, unknown>[];
}

/** Reads the published build. Throws `publish/nothing-published`. */
export async function statusOf(warehouse: string): Promise<Status> {
  const { connection, close, is } = await openPublished(warehouse);
  try {
    const [run] = await rows(connection, "select as_of::varchar as as_of from config.run");
    const runs = await rows(
      connection,
      `select run_id, outcome, as_of::varchar as as_of, rows_read, rows_quarantined
       from marts.runs order by run_id desc limit 5`,
    );
    const sources = await rows(
      connection,
      `select source, entity, count(*)::integer as files, sum(rows_read)::bigint as rows_read,
         sum(rows_quarantined)::bigint as quarantined, max(newest_at)::varchar as newest,
         max(landed_at)::varchar as landed
       from marts.source_files group by source, entity order by source, entity`,
    );
    const quarantine = await rows(
      connection,
      `select entity, reason, count(*)::integer as row_count from marts.quarantine
       where replayed_at is null group by entity, reason order by row_count desc, entity, reason`,
    );
    const asOf = String(run?.["as_of"]);
    return { runId: is.run_id, publishedAt: is.published_at, asOf, runs, sources, quarantine };
  } finally {
    close();
  }
}
