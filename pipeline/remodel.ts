import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { type Policies, policyColumnNames } from "./config/policy-columns.js";
import { identifier, literal, openDatabase, rows } from "./database.js";
import { exitCodes, messageOf, TenureError } from "./error.js";
import type { Log } from "./log.js";
import { buildModels } from "./model/model.js";
import { nothingPublished } from "./published.js";
import { shipped } from "./root.js";
import { readPointer, warehouseAt } from "./warehouse.js";

/** The published staging rows in a database in memory, to be modelled again under other policies. */
export interface Remodelling {
  readonly connection: DuckDBConnection;
  readonly runId: string;
  readonly asOf: string;
  /** The policies that the published build was made by. */
  readonly base: Policies;
  /** Makes `outcomes.<name>`: each account and month under these policies. */
  under(policies: Policies, name: string): Promise<void>;
  close(): void;
}

const targets = ["core.account_mrr_months", "marts.mrr_movements"];

// a movement told in a few words; 100.0000 reads 100
const outcomes = `
  with told as (
    select account_id, month,
      string_agg(
        occurred_on || ' ' || movement || ' ' || rtrim(rtrim(amount::varchar, '0'), '.')
          || ' (' || reason || ')',
        '; ' order by occurred_on
      ) as movements
    from marts.mrr_movements group by account_id, month
  )
  select account_id, month, is_closed, is_customer, mrr, mrr_new, mrr_reactivation, mrr_expansion,
    mrr_contraction, mrr_churn, told.movements
  from core.account_mrr_months left join told using (account_id, month)`;

async function copyPublished(connection: DuckDBConnection): Promise<void> {
  const found = await rows(
    connection,
    `select schema_name as schema, table_name as name from duckdb_tables()
     where database_name = 'published' and schema_name in ('config', 'staging')`,
  );
  await connection.run("create schema config; create schema staging; create schema outcomes");
  for (const { schema, name } of found) {
    const table = `${String(schema)}.${identifier(String(name))}`;
    // settings are changed here; the rows are only read
    const kind = schema === "config" ? "table" : "view";
    await connection.run(`create ${kind} ${table} as select * from published.${table}`);
  }
}

/** The policies that a build was made by. */
export async function policiesOfBuild(connection: DuckDBConnection): Promise<Policies> {
  const [revenue] = await rows(connection, "select * from config.revenue");
  const [run] = await rows(connection, "select reporting_currency from config.run");
  return { ...revenue, ...run } as Policies;
}

/** The error of whoever wants to model a build of another version again. */
export function otherVersion(): TenureError {
  return new TenureError(
    "publish/other-version",
    "the published build knows other policies than this version of tenure",
    { hint: "Publish a build of this version with tenure run.", exitCode: exitCodes.config },
  );
}

/** Puts these policies in the place of those that the config of a build states. */
export async function writePolicies(
  connection: DuckDBConnection,
  policies: Policies,
): Promise<void> {
  const { reporting_currency: currency = null, ...revenue } = policies;
  const names = Object.keys(revenue);
  const set = names.map((name, at) => `${identifier(name)} = $${at + 1}`);
  await connection.run(`update config.revenue set ${set.join(", ")}`, Object.values(revenue));
  await connection.run("update config.run set reporting_currency = $1", [currency]);
}

/** Attaches the published build for reading, under the memory limit that it was made by. */
export async function attachPublished(connection: DuckDBConnection, file: string): Promise<void> {
  try {
    await connection.run(`attach ${literal(file)} as published (read_only)`);
  } catch (error) {
    throw new TenureError(
      "publish/cannot-open",
      `the published build ${file} does not open: ${messageOf(error)}`,
      { hint: "Publish a build with tenure run, or go back with tenure rollback.", cause: error },
    );
  }
  const [limit] = await rows(
    connection,
    "select value from published.config.effective where file = 'tenure.yml' and key = 'memory_limit'",
  );
  if (limit !== undefined) {
    await connection.run(`set memory_limit = ${literal(String(limit.value))}`);
  }
}

/** Opens the published build to be modelled again beside it; writes nothing into the warehouse. */
export async function openRemodelling(folder: string, log: Log): Promise<Remodelling> {
  const warehouse = warehouseAt(folder);
  const pointer = readPointer(warehouse);
  if (pointer === undefined) throw nothingPublished(warehouse);
  const scratch = mkdtempSync(join(tmpdir(), "tenure-remodel-"));
  const { connection, close } = await openDatabase(":memory:", { tempDirectory: scratch });
  const closeAll = (): void => {
    close();
    rmSync(scratch, { recursive: true, force: true });
  };
  try {
    await attachPublished(connection, join(warehouse.folder, pointer.file));
    await copyPublished(connection);
    const base = await policiesOfBuild(connection);
    if (Object.keys(base).join() !== policyColumnNames().join()) throw otherVersion();
    const [run] = await rows(connection, "select as_of::varchar as as_of from config.run");
    const under = async (policies: Policies, name: string): Promise<void> => {
      await writePolicies(connection, policies);
      // what these policies do not touch is kept from the time before
      await buildModels(connection, { folder: shipped("models"), log, full: false, targets });
      await connection.run(`create or replace table outcomes.${identifier(name)} as ${outcomes}`);
    };
    return {
      connection,
      runId: pointer.run_id,
      asOf: String(run?.as_of),
      base,
      under,
      close: closeAll,
    };
  } catch (error) {
    closeAll();
    throw error;
  }
}
