import type { DuckDBConnection } from "@duckdb/node-api";
import { forecastFile, forecastTables } from "../../pipeline/config/forecast.js";
import { shippedValues } from "../../pipeline/config/settings-file.js";
import { writeTable } from "../../pipeline/config/tables.js";
import { type Database, literal, openDatabase, rows } from "../../pipeline/database.js";
import { entityNames, entityOf, sqlTypes } from "../../pipeline/entities.js";
import { silent } from "../../pipeline/log.js";
import { type BuildOptions, buildModels, type ModelReport } from "../../pipeline/model/model.js";
import { shipped } from "../../pipeline/root.js";

/** A cell as a test writes it; text stands for dates and timestamps too. */
export type Cell = string | number | boolean | null;

/** Overrides of the one-row settings, by column. */
export interface Settings {
  readonly run?: Readonly<Record<string, Cell>>;
  readonly revenue?: Readonly<Record<string, Cell>>;
  readonly tierMethod?: Readonly<Record<string, Cell>>;
  /** Keys of forecast.yml. */
  readonly forecast?: Readonly<Record<string, unknown>>;
  /** Bounds of the tiers but the last. */
  readonly bounds?: readonly number[];
  /** Months over which retention is measured; 1, 3 and 12 when absent. */
  readonly windows?: readonly number[];
  /** Entities that a source is configured for; all when absent. */
  readonly configured?: readonly string[];
}

/** A company of a few rows in a database in memory. */
export interface Company {
  readonly connection: DuckDBConnection;
  add(table: string, row: Readonly<Record<string, Cell>>): Promise<void>;
  build(options?: Partial<Pick<BuildOptions, "full" | "changed">>): Promise<ModelReport>;
  rows(sql: string): Promise<Record<string, unknown>[]>;
  close(): void;
}

function cell(value: Cell): string {
  return typeof value === "string" ? literal(value) : String(value);
}

export async function insert(
  connection: DuckDBConnection,
  table: string,
  row: Readonly<Record<string, Cell>>,
): Promise<void> {
  const names = Object.keys(row).map((name) => `"${name}"`);
  const values = Object.values(row).map(cell);
  await connection.run(`insert into ${table} (${names.join(", ")}) values (${values.join(", ")})`);
}

async function createStaging(connection: DuckDBConnection): Promise<void> {
  for (const name of entityNames) {
    const columns = Object.entries(entityOf(name).columns).map(
      ([column, { type }]) => `"${column}" ${sqlTypes[type]}`,
    );
    const extra = name === "accounts" ? ", attributes varchar" : "";
    await connection.run(
      `create table staging.${name} (${columns.join(", ")}, file_id varchar, line bigint${extra})`,
    );
  }
  await connection.run(`
    create table staging.ledger_files (file_id varchar, source varchar, entity varchar,
      path varchar, sha256 varchar, bytes bigint, rows_read bigint, rows_loaded bigint,
      rows_quarantined bigint, rows_duplicate bigint, rows_filtered bigint, landed_at timestamp,
      contract_version varchar, newest_at timestamp);
    create table staging.ledger_quarantine (row_id varchar, file_id varchar, line bigint,
      entity varchar, column_name varchar, reason varchar, message varchar, raw_text varchar,
      first_seen_at timestamp, replayed_at timestamp);
    create table staging.ledger_runs (run_id varchar, started_at timestamp, finished_at timestamp,
      as_of timestamp, known_at timestamp, outcome varchar, rows_read bigint,
      rows_quarantined bigint, config_version varchar, tenure_version varchar);
    create table staging.ledger_restatements (metric varchar, period date, run_id varchar,
      old_value decimal(18, 4), new_value decimal(18, 4), files varchar, cause varchar);
    create table staging.landings_read (file_id varchar, entity varchar, oldest_at timestamp,
      path varchar, seen_at timestamp);
    create table staging.account_sources (entity varchar);
    create table staging.published_figures (metric varchar, period date, value decimal(18, 4));
    create table staging.published_run (run_id varchar, as_of timestamp, closed_until timestamp,
      config_version varchar, tenure_version varchar);
    create table staging.published_files (file_id varchar, path varchar, seen_at timestamp,
      rows_loaded bigint, closed_until timestamp);`);
}

const runDefaults = {
  run_id: "run-1",
  as_of: "2024-07-01",
  known_at: null,
  reporting_currency: "USD",
  fiscal_year_start_month: 1,
  min_peers: 8,
  baseline_days: 30,
  lifetime_months: 6,
  recompute_from: "0001-01-01",
  config_version: "test",
  tenure_version: "0.0.0",
  started_at: "2024-07-01",
} as const;

const revenueDefaults = {
  preset: null,
  churn_date: "end_of_paid_period",
  past_due: "churn_after_days",
  past_due_days: 90,
  paused: "zero",
  trial: "excluded",
  free_plan: "not_customer",
  gap_days: 0,
  reactivation_within_days: null,
  discounts: "in_force",
  metered: "excluded",
  same_month_new_and_churn: "both",
  fx: "constant",
  late_days: 30,
} as const;

async function createConfig(connection: DuckDBConnection, settings: Settings): Promise<void> {
  await connection.run(`
    create table config.run (run_id varchar, as_of timestamp, known_at timestamp,
      reporting_currency varchar, fiscal_year_start_month integer, min_peers integer,
      baseline_days integer, lifetime_months integer, recompute_from date, config_version varchar, tenure_version varchar,
      started_at timestamp);
    create table config.revenue (preset varchar, churn_date varchar, past_due varchar, past_due_days integer,
      paused varchar, trial varchar, free_plan varchar, gap_days integer,
      reactivation_within_days integer, discounts varchar, metered varchar,
      same_month_new_and_churn varchar, fx varchar, late_days integer);
    create table config.tiers (tier integer, tier_name varchar, touch_model varchar,
      bound decimal(18, 6));
    create table config.tier_method (method varchar, basis varchar);
    create table config.segments (segment varchar, title varchar, rule varchar);
    create table config.segment_rules (segment varchar, attribute varchar, value varchar,
      at_least integer, at_most integer);
    create table config.retention_windows (window_months integer);
    create table config.key_features (feature varchar, title varchar);
    create table config.entities (entity varchar, is_configured boolean);
    create table config.freshness (source varchar, max_age_days integer);
    create table config.sources (source varchar, entity varchar, match varchar, format varchar,
      update_mode varchar, contract_version varchar);
    create table config.effective (file varchar, key varchar, value varchar);`);
  const { defaults } = shippedValues(forecastFile, undefined);
  const forecast = forecastFile.schema.parse({ ...defaults, ...settings.forecast });
  for (const table of forecastTables(forecast)) await writeTable(connection, table);
  await insert(connection, "config.run", { ...runDefaults, ...settings.run });
  await insert(connection, "config.revenue", { ...revenueDefaults, ...settings.revenue });
  await insert(connection, "config.segments", { segment: "all", title: "All", rule: "{}" });
  for (const window_months of settings.windows ?? [1, 3, 12]) {
    await insert(connection, "config.retention_windows", { window_months });
  }
  const method = { method: "customer_share", basis: "mrr", ...settings.tierMethod };
  await insert(connection, "config.tier_method", method);
  const bounds: readonly (number | null)[] = [...(settings.bounds ?? [0.1, 0.3]), null];
  for (const [index, bound] of bounds.entries()) {
    await insert(connection, "config.tiers", {
      tier: index + 1,
      tier_name: `Tier ${index + 1}`,
      touch_model: "touch",
      bound,
    });
  }
  for (const entity of entityNames) {
    const isConfigured = settings.configured?.includes(entity) ?? true;
    await insert(connection, "config.entities", { entity, is_configured: isConfigured });
  }
}

/** Empty canonical tables and default settings, as a run hands them to the models. */
export async function createCompany(settings: Settings = {}): Promise<Company> {
  const database: Database = await openDatabase(":memory:");
  const { connection } = database;
  await connection.run("create schema staging; create schema config;");
  await createStaging(connection);
  await createConfig(connection, settings);
  return {
    connection,
    add: (table, row) => insert(connection, `staging.${table}`, row),
    build: ({ full = true, changed = new Set<string>() } = {}) =>
      buildModels(connection, {
        folder: shipped("models"),
        log: silent,
        full,
        changed,
      }),
    rows: (sql) => rows(connection, sql),
    close: database.close,
  };
}

/** Adds an account with the given subscriptions, named `<account>-1`, `<account>-2` … */
export async function addAccount(
  company: Company,
  account: string,
  subscriptions: readonly Readonly<Record<string, Cell>>[],
  attributes: Readonly<Record<string, Cell>> = {},
): Promise<void> {
  await company.add("accounts", { account_id: account, ...attributes });
  for (const [index, row] of subscriptions.entries()) {
    const subscription_id = `${account}-${index + 1}`;
    await company.add("subscriptions", {
      subscription_id,
      account_id: account,
      status: "active",
      ...row,
    });
  }
}
