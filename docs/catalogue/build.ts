import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { loadConfig, writeConfigTables } from "../../pipeline/config/config.js";
import { openLedger } from "../../pipeline/ledger.js";
import { silent } from "../../pipeline/log.js";
import { buildModels } from "../../pipeline/model/model.js";
import { shipped } from "../../pipeline/root.js";
import { stage } from "../../pipeline/stage/stage.js";
import { type Warehouse, warehouseAt } from "../../pipeline/warehouse.js";

const day = new Date("2026-01-01T00:00:00Z");
const runId = "catalogue";

async function buildTables(
  connection: DuckDBConnection,
  warehouse: Warehouse,
  folder: string,
): Promise<void> {
  const config = loadConfig({
    folder: shipped("examples", "ravenstack", "config"),
    dataRoot: shipped("examples"),
  });
  await connection.run("attach ':memory:' as build");
  await connection.run("use build");
  const run = { runId, asOf: day, startedAt: day, knownAt: null, tenureVersion: "0" };
  await stage({
    ...run,
    connection,
    warehouse,
    contracts: config.files,
    identity: config.identity,
    files: [],
    previousAsOf: undefined,
    published: undefined,
    log: silent,
  });
  await writeConfigTables(connection, config, { ...run, recomputeFrom: "0001-01-01" });
  await buildModels(connection, { folder, log: silent, full: true });
}

/** Hands `use` a build of every model of a folder without one row: all that types need. */
export async function withEmptyBuild<Result>(
  folder: string,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const place = mkdtempSync(join(tmpdir(), "tenure-docs-"));
  const warehouse = warehouseAt(place);
  const ledger = await openLedger(warehouse, { memoryLimit: "512MB" }, "catalogue");
  try {
    await buildTables(ledger.connection, warehouse, folder);
    return await use(ledger.connection);
  } finally {
    ledger.close();
    rmSync(place, { recursive: true, force: true });
  }
}
