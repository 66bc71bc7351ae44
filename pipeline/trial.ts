import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import type { OtherConfig, RunParameters } from "./config/config.js";
import { type ConfigTable, tablesByFile, writeTable } from "./config/tables.js";
import { identifier, literal, openDatabase, rows } from "./database.js";
import { messageOf, TenureError } from "./error.js";
import { fromWarehouse } from "./lake-views.js";
import type { Log } from "./log.js";
import { buildModels } from "./model/model.js";
import { everyMonth, setRecomputeFrom } from "./model/recompute.js";
import { nothingPublished } from "./published.js";
import { attachPublished, otherVersion } from "./remodel.js";
import { shipped } from "./root.js";
import { readPointer, warehouseAt } from "./warehouse.js";

/**
 * The published build in a database in memory, to be built again under other settings: what they
 * do not touch is read from the published build. Its tables are also there as `published.*`.
 */
export interface Trial {
  readonly connection: DuckDBConnection;
  /** Puts the settings of another config in the place of the build's. */
  configure(other: OtherConfig): Promise<void>;
  /** Brings these models up to date; `changed` names relations of staging that were altered. */
  build(targets: readonly string[], changed?: readonly string[]): Promise<void>;
  close(): void;
}

const copied = ["config", "core.model_fingerprints"];

async function standOn(connection: DuckDBConnection): Promise<void> {
  const found = await rows(
    connection,
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_catalog = 'published'
       and table_schema in ('config', 'staging', 'core', 'metrics', 'marts')`,
  );
  for (const schema of ["config", "staging", "core", "metrics", "marts", "outcomes"]) {
    await connection.run(`create schema ${schema}`);
  }
  for (const { schema, name } of found) {
    const table = `${String(schema)}.${identifier(String(name))}`;
    const isCopied = copied.includes(String(schema)) || copied.includes(`${schema}.${name}`);
    const kind = isCopied ? "table" : "view";
    await connection.run(`create ${kind} ${table} as select * from published.${table}`);
  }
}

function withoutLake(file: unknown, cause: unknown): TenureError {
  return new TenureError(
    "publish/no-lake",
    `rows of ${String(file)} are needed again and cannot be read from the lake: ${messageOf(cause)}`,
    { hint: "Publish a build with tenure run in this warehouse.", cause },
  );
}

// what is too large to publish is read from the lake, as the run read it
async function readLake(connection: DuckDBConnection, folder: string): Promise<void> {
  const isTold = await rows(
    connection,
    `select 1 from duckdb_tables() where database_name = 'published'
       and schema_name = 'staging' and table_name = 'lake_views'`,
  );
  if (isTold.length === 0) throw otherVersion();
  for (const { entity, sql } of await rows(connection, "from staging.lake_views")) {
    const select = fromWarehouse(String(sql), folder);
    try {
      await connection.run(`create view staging.${identifier(String(entity))} as ${select}`);
    } catch (cause) {
      throw withoutLake(entity, cause);
    }
  }
}

async function runOf(connection: DuckDBConnection): Promise<RunParameters> {
  const [run = {}] = await rows(
    connection,
    `select run_id, as_of::varchar as as_of, known_at::varchar as known_at, tenure_version,
       started_at::varchar as started_at from published.config.run`,
  );
  const instant = (value: unknown): Date => new Date(`${String(value).replace(" ", "T")}Z`);
  return {
    runId: String(run["run_id"]),
    asOf: instant(run["as_of"]),
    knownAt: run["known_at"] === null ? null : instant(run["known_at"]),
    recomputeFrom: everyMonth,
    startedAt: instant(run["started_at"]),
    tenureVersion: String(run["tenure_version"]),
  };
}

// an index that the other config does not have stays as it is in the build
async function replaceIndexes(
  connection: DuckDBConnection,
  table: ConfigTable,
  indexes: ReadonlySet<string>,
): Promise<void> {
  const at = table.columns.findIndex((column) => column.startsWith("index "));
  const own = { ...table, rows: table.rows.filter((row) => indexes.has(String(row[at]))) };
  await writeTable(connection, { ...own, name: `other_${table.name}` });
  const [target, other] = [`config.${table.name}`, `config.other_${table.name}`];
  const names = [...indexes].map(literal).join(", ");
  if (names !== "") await connection.run(`delete from ${target} where index in (${names})`);
  await connection.run(`insert into ${target} by name select * from ${other}`);
  await connection.run(`drop table ${other}`);
}

async function configure(
  connection: DuckDBConnection,
  run: RunParameters,
  { config, files, indexes }: OtherConfig,
): Promise<void> {
  for (const [file, tables] of Object.entries(tablesByFile(config, run))) {
    if (!files.has(file)) continue;
    for (const table of tables) {
      if (file === "indexes") await replaceIndexes(connection, table, indexes);
      else await writeTable(connection, table);
    }
  }
}

/** Opens the published build for a trial; writes nothing into the warehouse. */
export async function openTrial(folder: string, log: Log): Promise<Trial> {
  const warehouse = warehouseAt(folder);
  const pointer = readPointer(warehouse);
  if (pointer === undefined) throw nothingPublished(warehouse);
  const scratch = mkdtempSync(join(tmpdir(), "tenure-trial-"));
  const { connection, close } = await openDatabase(":memory:", { tempDirectory: scratch });
  const closeAll = (): void => {
    close();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    await attachPublished(connection, join(warehouse.folder, pointer.file));
    await standOn(connection);
    await readLake(connection, warehouse.folder);
    // a trial that builds a model again builds all of its months
    await setRecomputeFrom(connection, everyMonth);
    const there = await rows(
      connection,
      `select 1 from duckdb_tables() where database_name = 'published'
         and schema_name = 'core' and table_name in ('account_playbooks', 'model_fingerprints')`,
    );
    if (there.length < 2) throw otherVersion();
    const run = await runOf(connection);
    return {
      connection,
      configure: (other) => configure(connection, run, other),
      build: async (targets, changed = []) => {
        const options = { folder: shipped("models"), log, full: false, targets };
        await buildModels(connection, { ...options, changed: new Set(changed) });
      },
      close: closeAll,
    };
  } catch (error) {
    closeAll();
    throw error;
  }
}
