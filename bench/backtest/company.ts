import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { activeFiles } from "../../pipeline/active-files.js";
import { openBuild } from "../../pipeline/building.js";
import { loadConfig, writeConfigTables } from "../../pipeline/config/config.js";
import { writeDemo } from "../../pipeline/demo/demo.js";
import { extract } from "../../pipeline/extract/extract.js";
import { openLedger } from "../../pipeline/ledger.js";
import { type Log, silent } from "../../pipeline/log.js";
import { buildModels } from "../../pipeline/model/model.js";
import { shipped } from "../../pipeline/root.js";
import { stage } from "../../pipeline/stage/stage.js";
import { warehouseAt } from "../../pipeline/warehouse.js";

const now = new Date("2026-01-01T00:00:00Z");
const run = { runId: "backtest", asOf: now, knownAt: null, tenureVersion: "backtest" } as const;

export interface DemoCompany {
  readonly folder: string;
  readonly accounts: number;
  readonly eventsPerAccount: number;
  readonly seed: number;
  /** Tables to build, with all that they rest on. */
  readonly targets: readonly string[];
  readonly log?: Log;
}

/** Makes up a company, lands and stages its exports, builds what is asked for and hands it over. */
export async function withDemo<Result>(
  { folder, targets, log = silent, ...size }: DemoCompany,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  mkdirSync(folder, { recursive: true });
  await writeDemo({ folder, ...size, asOf: now, log: silent });
  const config = loadConfig({ folder: join(folder, "config"), dataRoot: folder });
  const warehouse = warehouseAt(join(folder, "warehouse"));
  const ledger = await openLedger(warehouse, { memoryLimit: "3GB" }, "backtest");
  const { connection } = ledger;
  const { files: contracts, dataRoot } = config;
  try {
    const shared = { ...run, connection, warehouse, now, log: silent };
    await extract({ ...shared, files: contracts, dataRoot, rehash: false });
    const files = await activeFiles(connection, config, null);
    await openBuild(connection, join(folder, "build.duckdb"), files);
    const { identity } = config;
    await stage({
      ...shared,
      contracts,
      identity,
      files,
      previousAsOf: undefined,
      published: undefined,
    });
    await writeConfigTables(connection, config, {
      ...run,
      startedAt: now,
      recomputeFrom: "0001-01-01",
    });
    await buildModels(connection, { folder: shipped("models"), log, full: true, targets });
    return await use(connection);
  } finally {
    ledger.close();
  }
}
