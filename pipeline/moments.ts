import { randomUUID } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows, sqlTime } from "./database.js";
import { openLedger } from "./ledger.js";
import { nothingPublished, openPublished } from "./published.js";
import { buildFile, readPointer, warehouseAt } from "./warehouse.js";

/** One moment as `tenure moments` prints it; those handed out also name their batch. */
export type Moment = Readonly<Record<string, unknown>>;

const columns = `moment_id, account_id, moment, title, kind, objective, expected_outcome,
  raised_on, due_on, status, owner, evidence`;

const toDo = "status in ('open', 'overdue') and not is_repeat";

/** Moments that wait for somebody, the one due first at the top. Throws `publish/nothing-published`. */
export async function openMoments(folder: string): Promise<Moment[]> {
  const { connection, close } = await openPublished(folder);
  try {
    return await rows(
      connection,
      `select ${columns} from marts.engagement_moments where ${toDo} order by due_on, moment_id`,
    );
  } finally {
    close();
  }
}

export interface HandOutOptions {
  readonly warehouse: string;
  readonly now: Date;
  /** Resolves when everything is written; when it rejects, the batch is handed out again. */
  readonly write: (moments: readonly Moment[]) => Promise<void>;
}

// a back-fill may raise an earlier moment than the one that was handed out: that is the same task
const isNew = `not exists (
  from ledger.moments as given
  where given.moment_id = moments.moment_id
    or (given.account_id = moments.account_id and given.moment = moments.moment
      and abs(date_diff('day', given.raised_on, moments.raised_on)) < moments.cool_down_days))`;

async function record(connection: DuckDBConnection, batch: string, now: Date): Promise<void> {
  await connection.run(`
    insert into ledger.moments
    select moment_id, account_id, moment, raised_on, ${literal(batch)},
      to_json(struct_pack(moment_id, account_id, moment, title, kind, objective,
        expected_outcome, raised_on := raised_on::varchar, due_on := due_on::varchar, status,
        owner, evidence))::varchar,
      ${literal(sqlTime(now))}::timestamp, null
    from build.marts.engagement_moments as moments
    where ${toDo} and ${isNew}`);
}

async function undelivered(connection: DuckDBConnection): Promise<Moment[]> {
  const found = await rows(
    connection,
    `select payload, batch_id from ledger.moments where delivered_at is null
     order by recorded_at, batch_id, moment_id`,
  );
  return found.map(({ payload, batch_id }) => ({
    batch_id,
    ...(JSON.parse(String(payload)) as Moment),
  }));
}

/**
 * Hands out each new moment once. It is recorded before it is written and marked when it is: what
 * was recorded and not marked, because the process died between, is handed out again in its batch.
 */
export async function handOutMoments(options: HandOutOptions): Promise<number> {
  const { now, write } = options;
  const warehouse = warehouseAt(options.warehouse);
  const pointer = readPointer(warehouse);
  if (pointer === undefined) throw nothingPublished(warehouse);
  const ledger = await openLedger(warehouse, { memoryLimit: "256MB" }, "moments");
  const { connection } = ledger;
  try {
    const build = buildFile(warehouse, pointer.run_id);
    await connection.run(`attach ${literal(build)} as build (read_only)`);
    const stamp = now.toISOString().replaceAll(/[-:]|\.\d+/g, "");
    await record(connection, `${stamp}-${randomUUID().slice(0, 8)}`, now);
    const moments = await undelivered(connection);
    await write(moments);
    await connection.run(
      "update ledger.moments set delivered_at = $1::timestamp where delivered_at is null",
      [sqlTime(now)],
    );
    return moments.length;
  } finally {
    ledger.close();
  }
}
