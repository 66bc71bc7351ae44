import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal } from "./database.js";

// some 200 tables of a few rows take 50 MB in blocks of the default size, and 11 MB in these
const smallBlock = 16_384;
const smallRows = 100_000;

/**
 * Attaches the file of a build that is being made, and works in it; a new one is laid out for that
 * many rows of exports. One that was killed is thrown away: there is no log to recover it by, and
 * all is written when it is closed.
 */
export async function openBuild(
  connection: DuckDBConnection,
  file: string,
  exportedRows = Number.POSITIVE_INFINITY,
): Promise<void> {
  const isSmall = exportedRows < smallRows && !existsSync(file);
  await connection.run("set wal_autocheckpoint = '1TB'");
  await connection.run("set auto_checkpoint_skip_wal_threshold = 1_000_000_000_000");
  await connection.run(
    `attach ${literal(file)} as build (recovery_mode no_wal_writes${isSmall ? `, block_size ${smallBlock}` : ""})`,
  );
  await connection.run("use build");
}

/** Writes a build out and lets go of its file. */
export async function closeBuild(connection: DuckDBConnection): Promise<void> {
  await connection.run("use memory");
  await connection.run("checkpoint build");
  await connection.run("detach build");
}
