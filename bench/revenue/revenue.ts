import { copyFileSync, existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { readPointer, warehouseAt } from "../../pipeline/warehouse.js";
import { disagreements } from "../agreement.js";
import { given, type Measured, measure } from "../measured.js";

const keys: Readonly<Record<string, readonly string[]>> = {
  subscription_months: ["subscription_id", "month"],
  mrr_movements: ["account_id", "occurred_on"],
  account_months: ["account_id", "month"],
  tier_months: ["month", "tier"],
  growth_months: ["account_id", "month"],
  retention: ["account_id", "month", "window_months"],
  cohort_months: ["cohort_month", "months_since", "segment"],
};

/** What the models and the floor cost on the same staged subscriptions, and where they differ. */
export interface RevenueCosts {
  readonly models: Measured;
  readonly floor: Measured;
  readonly apart: readonly string[];
}

/** A made-up company, and what of it is built before anything is measured. */
export interface StagedCompany {
  readonly accounts: number;
  readonly scripts: readonly string[];
  readonly configs: readonly string[];
  readonly tables: readonly string[];
}

/** Lands and stages a company's exports once, so that models alone can be measured. */
export async function stagedBuild(
  folder: string,
  { accounts, scripts, configs, tables }: StagedCompany,
): Promise<string> {
  const warehouse = join(folder, "warehouse");
  const config = join(folder, "config");
  if (!existsSync(config)) {
    mkdirSync(join(folder, "exports"), { recursive: true });
    await measure({ kind: "company", folder, accounts, scripts, configs });
  }
  rmSync(warehouse, { recursive: true, force: true });
  await measure({ kind: "run", folder, warehouse, tables });
  const place = warehouseAt(warehouse);
  return join(place.folder, readPointer(place)?.file ?? "");
}

/** Times the revenue models against bench/revenue/floor.sql; 10 subscriptions an account. */
export async function revenueCosts(folder: string, accounts: number): Promise<RevenueCosts> {
  const staged = await stagedBuild(folder, {
    accounts,
    scripts: ["revenue/company.sql"],
    configs: ["revenue/config"],
    tables: [given],
  });
  const [ours, floorFile] = [join(folder, "models.duckdb"), join(folder, "floor.duckdb")];
  rmSync(ours, { force: true });
  copyFileSync(staged, ours);
  const warehouse = join(folder, "warehouse");
  const floor = await measure({
    kind: "floor-from-build",
    build: staged,
    warehouse,
    file: floorFile,
    scripts: ["revenue/floor.sql"],
  });
  const models = await measure({
    kind: "models",
    build: ours,
    warehouse,
    marts: Object.keys(keys),
    sections: [1, 2, 3],
  });
  return { models, floor, apart: await disagreements(ours, floorFile, keys) };
}
