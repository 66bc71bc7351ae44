import { copyFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { openDatabase, rows as rowsOf } from "../../pipeline/database.js";
import { readPointer, warehouseAt } from "../../pipeline/warehouse.js";
import { disagreements } from "../agreement.js";
import { type Measured, measure } from "../measured.js";

const keys: Readonly<Record<string, readonly string[]>> = {
  account_metrics: ["account_id", "month", "metric"],
  index_factors: ["account_id", "month", "index", "factor"],
  index_scores: ["account_id", "month", "index"],
};

/** What metrics and indexes and their floor cost on the same staged rows, and where they differ. */
export interface SuccessCosts {
  readonly models: Measured;
  readonly floor: Measured;
  readonly apart: readonly string[];
  /** How many rows of each mart both have. */
  readonly rows: readonly string[];
}

async function countsOf(build: string, marts: readonly string[]): Promise<string[]> {
  const { connection, close } = await openDatabase(build, { readOnly: true });
  try {
    const counts = marts.map((mart) => `(select count(*) from marts.${mart})::varchar as ${mart}`);
    const [row = {}] = await rowsOf(connection, `select ${counts.join(", ")}`);
    return marts.map((mart) => `${String(row[mart])} rows of ${mart}`);
  } finally {
    close();
  }
}

/**
 * Times the models of metrics and indexes against the scripts of bench/success, from the staged
 * rows of the build that the warehouse has published.
 */
export async function successCosts(warehouse: string): Promise<SuccessCosts> {
  const place = warehouseAt(warehouse);
  const build = join(place.folder, readPointer(place)?.file ?? "");
  const folder = dirname(warehouse);
  const [ours, file] = [join(folder, "success.duckdb"), join(folder, "success-floor.duckdb")];
  const scripts = ["metrics", "peers", "indexes"].map((name) => `success/${name}.sql`);
  const floor = await measure({ kind: "floor-from-build", build, warehouse, file, scripts });
  rmSync(ours, { force: true });
  copyFileSync(build, ours);
  const marts = Object.keys(keys);
  const models = await measure({ kind: "models", build: ours, warehouse, marts, sections: [4, 5] });
  const apart = await disagreements(ours, file, keys);
  const rows = await countsOf(ours, marts);
  for (const made of [ours, file]) rmSync(made, { force: true });
  return { models, floor, apart, rows };
}
