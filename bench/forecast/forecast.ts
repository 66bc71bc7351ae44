import { copyFileSync, cpSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openDatabase, rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";
import { type Measured, measure } from "../measured.js";
import { stagedBuild } from "../revenue/revenue.js";

// section 10: every vintage, its intervals, and how well it foresaw
const forecasts = [
  "renewal_forecasts",
  "forecast_months",
  "forecast_accuracy",
  "forecast_calibration",
  "forecaster_scores",
  "forecast_scenarios",
];

/** What the forecasts of a company cost, from its renewals and health on. */
export interface ForecastCosts {
  readonly accounts: number;
  readonly vintages: number;
  readonly forecasts: Measured;
}

// health and segments are given, so that the metrics behind them need not be built
function modelsOf(folder: string): string {
  const models = join(folder, "models");
  cpSync(shipped("models"), models, { recursive: true });
  cpSync(shipped("bench", "forecast", "models"), models, { recursive: true });
  return models;
}

async function vintagesOf(build: string): Promise<number> {
  const { connection, close } = await openDatabase(build, { readOnly: true });
  try {
    const [row] = await rows(
      connection,
      `select count(distinct vintage)::integer as vintages from marts.forecast_months
       where not is_provisional`,
    );
    return Number(row?.["vintages"]);
  } finally {
    close();
  }
}

/** Times the models of forecasts on two lines of contracts of each account over 48 months. */
export async function forecastCosts(folder: string, accounts: number): Promise<ForecastCosts> {
  const staged = await stagedBuild(folder, {
    accounts,
    scripts: ["forecast/company.sql"],
    configs: ["forecast/config"],
    tables: ["core.account_months", "core.line_renewals"],
  });
  const build = join(folder, "models.duckdb");
  rmSync(build, { force: true });
  copyFileSync(staged, build);
  const warehouse = join(folder, "warehouse");
  const given = { kind: "models", build, warehouse, folder: modelsOf(folder) } as const;
  const made = await measure({ ...given, marts: forecasts, sections: [10], isGoingOn: true });
  const vintages = await vintagesOf(build);
  rmSync(build, { force: true });
  return { accounts, vintages, forecasts: made };
}
