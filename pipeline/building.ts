import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { type Database, literal, rows } from "./database.js";

// some 200 tables of a few rows take 50 MB in blocks of the default size, and 11 MB in these
const smallBlock = 16_384;
const smallRows = 100_000;

/**
 * Attaches the file of a build that is being made, and works in it; a new one is laid out for the
 * rows of its exports. One that was killed is thrown away: there is no log to recover it by, and
 * all is written when it is closed.
 */
export async function openBuild(
  connection: DuckDBConnection,
  file: string,
  exports: readonly { readonly rowsLoaded: number }[] = [],
): Promise<void> {
  const exported = exports.reduce((sum, { rowsLoaded }) => sum + rowsLoaded, 0);
  const isSmall = exported < smallRows && !existsSync(file);
  await connection.run("set wal_autocheckpoint = '1TB'");
  await connection.run("set auto_checkpoint_skip_wal_threshold = 1_000_000_000_000");
  await connection.run(
    `attach ${literal(file)} as build (recovery_mode no_wal_writes${isSmall ? `, block_size ${smallBlock}` : ""})`,
  );
  await connection.run("use build");
}

/**
 * Opens another connection to the build. Models that make a month or two leave a processor idle
 * for half of their time, so two are made at once; those of a first run need all memory each.
 */
export async function besideBuild(database: Pick<Database, "connect">): Promise<DuckDBConnection> {
  const connection = await database.connect();
  await connection.run("use build");
  return connection;
}

/** How many rows may lie in a file for each that lay there when it was last without gaps. */
const growth = 1.5;

/** Rows in the file of the build, with those that were deleted and still take room. */
async function rowsHeld(connection: DuckDBConnection): Promise<number> {
  const [held] = await rows(
    connection,
    `select sum(estimated_size)::double as held from duckdb_tables()
     where database_name = 'build'`,
  );
  return Number(held?.["held"]);
}

async function rowsWhenWhole(connection: DuckDBConnection): Promise<number> {
  await connection.run("create schema if not exists staging");
  await connection.run("create table if not exists staging.rows_when_whole (held double)");
  const [whole] = await rows(connection, "select held from staging.rows_when_whole");
  return Number(whole?.["held"] ?? 0);
}

async function rememberWhole(connection: DuckDBConnection): Promise<void> {
  await connection.run(`delete from staging.rows_when_whole;
    insert into staging.rows_when_whole values (${await rowsHeld(connection)})`);
}

/**
 * Writes a build out and lets go of its file. Closing the gaps that deleted rows leave means to
 * write what stays beside them again, which costs more than the gaps: it waits until they are many.
 */
export async function closeBuild(connection: DuckDBConnection): Promise<void> {
  const whole = await rowsWhenWhole(connection);
  const isGapped = whole > 0 && (await rowsHeld(connection)) > whole * growth;
  if (isGapped) {
    await connection.run("reset max_vacuum_tasks");
    await connection.run("checkpoint build");
  } else {
    await connection.run("set max_vacuum_tasks = 0");
  }
  if (isGapped || whole === 0) await rememberWhole(connection);
  await connection.run("use memory");
  await connection.run("checkpoint build");
  await connection.run("detach build");
}
