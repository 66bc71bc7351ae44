import type { DuckDBConnection } from "@duckdb/node-api";
import { bookTables } from "../../pipeline/config/book-tables.js";
import type { BookSettings } from "../../pipeline/config/books.js";
import { type Config, writeConfigTables } from "../../pipeline/config/config.js";
import type { EngagementSettings } from "../../pipeline/config/engagement.js";
import { engagementTables } from "../../pipeline/config/engagement-tables.js";
import { forecastFile, forecastTables } from "../../pipeline/config/forecast.js";
import { indexTables } from "../../pipeline/config/index-tables.js";
import type { Index } from "../../pipeline/config/indexes.js";
import { type MetricSettings, metricsFile, metricTables } from "../../pipeline/config/metrics.js";
import { type ProductSettings, productTables } from "../../pipeline/config/product.js";
import { shippedValues } from "../../pipeline/config/settings-file.js";
import { writeTable } from "../../pipeline/config/tables.js";
import { type Database, literal, openDatabase, rows } from "../../pipeline/database.js";
import { entityNames, entityOf, sqlTypes } from "../../pipeline/entities.js";
import { silent } from "../../pipeline/log.js";
import { type BuildOptions, buildModels, type ModelReport } from "../../pipeline/model/model.js";
import { shipped } from "../../pipeline/root.js";
import { load } from "../config/folder.js";

/** A cell as a test writes it; text stands for dates and timestamps too. */
export type Cell = string | number | boolean | null;

/** Overrides of the one-row settings, by column. */
export interface Settings {
  readonly run?: Readonly<Record<string, Cell>>;
  readonly revenue?: Readonly<Record<string, Cell>>;
  readonly tierMethod?: Readonly<Record<string, Cell>>;
  /** Keys of forecast.yml. */
  readonly forecast?: Readonly<Record<string, unknown>>;
  /** product.yml, resolved; without any list when absent. */
  readonly product?: ProductSettings;
  /** Keys of metrics.yml. */
  readonly metrics?: Partial<MetricSettings>;
  /** Bounds of the tiers but the last. */
  readonly bounds?: readonly number[];
  /** Months over which retention is measured; 1, 3 and 12 when absent. */
  readonly windows?: readonly number[];
  /** Entities that a source is configured for; all when absent. */
  readonly configured?: readonly string[];
  /** books.yml; the shipped one when absent. */
  readonly books?: BookSettings;
  /** The shipped ones when absent. */
  readonly indexes?: readonly Index[];
  /** engagement.yml; the shipped one when absent. */
  readonly engagement?: EngagementSettings;
  /** Whether the test makes months again or writes other databases, which takes transactions. */
  readonly hasTransactions?: boolean;
}

/** A company of a few rows in a database in memory. */
export interface Company {
  readonly connection: DuckDBConnection;
  add(table: string, row: Readonly<Record<string, Cell>>): Promise<void>;
  /** Builds these tables; `rows` adds those that it is asked for, of the rows that are there then. */
  build(...tables: readonly string[]): Promise<void>;
  /** Builds every model at once; `rows` then reads what is there. */
  buildAll(options?: Partial<Pick<BuildOptions, "full" | "changed">>): Promise<ModelReport>;
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
    create table staging.ledger_live_from as select timestamp '9999-12-31' as live_from;
    create table staging.ledger_seals (vintage date);
    create table staging.ledger_plans (metric varchar, segment varchar, vintage date, period date,
      value decimal(18, 6), file_id varchar, line bigint, published_at timestamp, run_id varchar);
    create table staging.ledger_sealed_renewals (vintage date, month date, origin varchar,
      is_provisional boolean, account_id varchar, subscription_id varchar, renewal_on date,
      period date, basis varchar, status varchar, lead_months integer, lead_bucket varchar,
      term_class varchar, term_months integer, arr decimal(18, 4), probability_prior double,
      probability double, probability_logo double, n double, probability_low double,
      probability_high double, kept_share double, arr_reaching decimal(18, 4),
      expected_arr decimal(18, 4), human_category varchar, human_probability double,
      disagrees boolean);
    create table staging.ledger_sealed_months (vintage date, month date, account_id varchar,
      period date, origin varchar, is_provisional boolean, lead_months integer, status varchar,
      ultimate_parent_id varchar, arr decimal(18, 4), retained_arr decimal(18, 4),
      churned_arr decimal(18, 4), renewal_churned_arr decimal(18, 4), expansion_arr decimal(18, 4),
      contraction_arr decimal(18, 4), retained_error decimal(18, 4), churned_error decimal(18, 4));
    create table staging.ledger_sealed_totals (vintage date, segment varchar, lead_months integer,
      metric varchar, arr decimal(18, 4), forecast decimal(18, 4), low_80 decimal(18, 4),
      high_80 decimal(18, 4), low_95 decimal(18, 4), high_95 decimal(18, 4));
    create table staging.published_files (file_id varchar, path varchar, seen_at timestamp,
      rows_loaded bigint, closed_until timestamp);`);
}

const runDefaults = { run_id: "run-1", config_version: "test", started_at: "2024-07-01" } as const;

let shippedConfig: Config | undefined;

// every setting as shipped, so that a new one is there for every test
async function writeShippedConfig(connection: DuckDBConnection): Promise<void> {
  shippedConfig ??= load({});
  await writeConfigTables(connection, shippedConfig, {
    runId: "run-1",
    asOf: new Date("2024-07-01T00:00:00Z"),
    knownAt: null,
    recomputeFrom: "0001-01-01",
    startedAt: new Date("2024-07-01T00:00:00Z"),
    tenureVersion: "0.0.0",
  });
  await connection.run("delete from config.sources; delete from config.freshness");
}

async function override(
  connection: DuckDBConnection,
  table: string,
  row: Readonly<Record<string, Cell>> = {},
): Promise<void> {
  const changes = Object.entries(row).map(([name, value]) => `"${name}" = ${cell(value)}`);
  if (changes.length > 0) await connection.run(`update ${table} set ${changes.join(", ")}`);
}

async function writeMetricConfig(
  connection: DuckDBConnection,
  { product, metrics }: Settings,
): Promise<void> {
  const { defaults } = shippedValues(metricsFile, undefined);
  const tables = [
    ...(product === undefined ? [] : productTables(product)),
    ...metricTables(metricsFile.schema.parse({ ...defaults, ...metrics })),
  ];
  for (const table of tables) await writeTable(connection, table);
}

async function createConfig(connection: DuckDBConnection, settings: Settings): Promise<void> {
  await override(connection, "config.run", { ...runDefaults, ...settings.run });
  await override(connection, "config.revenue", settings.revenue);
  await override(connection, "config.tier_method", settings.tierMethod);
  for (const table of indexTables(settings.indexes ?? [])) {
    if (settings.indexes !== undefined) await writeTable(connection, table);
  }
  const { defaults } = shippedValues(forecastFile, undefined);
  // as few draws as may be: few tests are about intervals, and all wait for them
  const forecast = forecastFile.schema.parse({ ...defaults, draws: 100, ...settings.forecast });
  for (const table of forecastTables(forecast)) await writeTable(connection, table);
  await writeMetricConfig(connection, settings);
  for (const [index, bound] of (settings.bounds ?? []).entries()) {
    await connection.run(`update config.tiers set bound = ${bound} where tier = ${index + 1}`);
  }
  const books = settings.books === undefined ? [] : bookTables(settings.books);
  const moments = settings.engagement === undefined ? [] : engagementTables(settings.engagement, 3);
  for (const table of [...books, ...moments]) await writeTable(connection, table);
  if (settings.windows !== undefined) {
    await connection.run("delete from config.retention_windows");
    for (const window_months of settings.windows) {
      await insert(connection, "config.retention_windows", { window_months });
    }
  }
  for (const entity of entityNames) {
    const isConfigured = settings.configured?.includes(entity) ?? true;
    await connection.run(
      `update config.entities set is_configured = ${isConfigured} where entity = ${literal(entity)}`,
    );
  }
}

const modelled = /\b(?:core|metrics|marts)\.\w+/g;

/** Builds what queries ask for and not the rest: of many models a test is about a few. */
function onDemand(connection: DuckDBConnection) {
  let isFull = true;
  let isComplete = false;
  const built = new Set<string>();
  return {
    restart: () => {
      isFull = true;
      isComplete = false;
      built.clear();
    },
    complete: () => {
      isComplete = true;
    },
    bring: async (sql: string) => {
      const asked = (sql.match(modelled) ?? []).filter((name) => !built.has(name));
      if (isComplete || asked.length === 0) return;
      for (const name of asked) built.add(name);
      const options = { folder: shipped("models"), log: silent, targets: [...built] };
      await buildModels(connection, { ...options, full: isFull, changed: new Set<string>() });
      isFull = false;
    },
  };
}

// databases as createCompany hands them out, but for the settings, that nobody uses at present
const idle: Database[] = [];
let undone = Promise.resolve();

async function emptyDatabase(): Promise<Database> {
  const database = await openDatabase(":memory:", { threads: 1 });
  await database.connection.run("create schema staging; create schema config;");
  await createStaging(database.connection);
  await writeShippedConfig(database.connection);
  return database;
}

async function undo(database: Database): Promise<void> {
  try {
    await database.connection.run("rollback");
    idle.push(database);
  } catch {
    database.close(); // a test that ends transactions itself has used it up
  }
}

/** Empty canonical tables and default settings, as a run hands them to the models. */
export async function createCompany(settings: Settings = {}): Promise<Company> {
  await undone;
  const { hasTransactions = false } = settings;
  const database = (hasTransactions ? undefined : idle.pop()) ?? (await emptyDatabase());
  const { connection } = database;
  // what a test does is undone at its end, which takes less than another database
  if (!hasTransactions) await connection.run("begin transaction");
  await createConfig(connection, settings);
  const models = onDemand(connection);
  let isOpen = true;
  return {
    connection,
    add: (table, row) => insert(connection, `staging.${table}`, row),
    build: async (...tables) => {
      models.restart();
      await models.bring(tables.join(" "));
    },
    buildAll: ({ full = true, changed = new Set<string>() } = {}) => {
      models.complete();
      return buildModels(connection, { folder: shipped("models"), log: silent, full, changed });
    },
    rows: async (sql) => {
      await models.bring(sql);
      return rows(connection, sql);
    },
    close: () => {
      if (isOpen) undone = undone.then(() => undo(database));
      isOpen = false;
    },
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
