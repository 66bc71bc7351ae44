import type { DuckDBConnection } from "@duckdb/node-api";
import { identifier, sqlTime } from "../database.js";
import { entityNames } from "../entities.js";
import { bookTables } from "./book-tables.js";
import type { Config, RunParameters } from "./config.js";
import { effectiveRows } from "./effective.js";
import { engagementTables } from "./engagement-tables.js";
import { forecastTables } from "./forecast.js";
import { indexTables } from "./index-tables.js";
import { journeyTables } from "./journey-tables.js";
import { maturityTables } from "./maturity.js";
import { metricTables } from "./metrics.js";
import { objectiveTables } from "./objectives.js";
import { playbookTables } from "./playbooks.js";
import { policiesOf } from "./policies.js";
import { productTables } from "./product.js";
import { quadrantTables } from "./quadrant.js";
import { scenarioTables } from "./scenarios.js";
import { ruleRows } from "./segments.js";
import { waterfallTables } from "./waterfall.js";

type Value = string | number | boolean | null;

/** A table to write: its columns as `name type`, and its rows in that order. */
export interface ConfigTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

function runTable(config: Config, run: RunParameters): ConfigTable {
  const { tenure } = config;
  return {
    name: "run",
    columns: [
      "run_id varchar",
      "as_of timestamp",
      "known_at timestamp",
      "reporting_currency varchar",
      "fiscal_year_start_month integer",
      "min_peers integer",
      "baseline_days integer",
      "lifetime_months integer",
      "recompute_from date",
      "config_version varchar",
      "tenure_version varchar",
      "started_at timestamp",
    ],
    rows: [
      [
        run.runId,
        sqlTime(run.asOf),
        run.knownAt === null ? null : sqlTime(run.knownAt),
        tenure.reporting_currency,
        tenure.fiscal_year_start_month,
        tenure.min_peers,
        tenure.baseline_days,
        tenure.lifetime_months,
        run.recomputeFrom,
        config.version,
        run.tenureVersion,
        sqlTime(run.startedAt),
      ],
    ],
  };
}

function pastDue({ past_due }: Config["revenue"]): readonly [string, number | null] {
  if (typeof past_due === "string") return [past_due, null];
  if (past_due.churn_after_days === "never") return ["never", null];
  return ["churn_after_days", past_due.churn_after_days];
}

/** The policies as the one row that the models read. */
export function revenueTable({ revenue }: Pick<Config, "revenue">): ConfigTable {
  const within = revenue.reactivation_within_days;
  const [policy, days] = pastDue(revenue);
  return {
    name: "revenue",
    columns: [
      "preset varchar",
      "churn_date varchar",
      "past_due varchar",
      "past_due_days integer",
      "paused varchar",
      "trial varchar",
      "free_plan varchar",
      "gap_days integer",
      "reactivation_within_days integer",
      "discounts varchar",
      "metered varchar",
      "same_month_new_and_churn varchar",
      "fx varchar",
      "late_days integer",
    ],
    rows: [
      [
        revenue.preset ?? null,
        revenue.churn_date,
        policy,
        days,
        revenue.paused,
        revenue.trial,
        revenue.free_plan,
        revenue.gap_days,
        within === "any" ? null : within,
        revenue.discounts,
        revenue.metered,
        revenue.same_month_new_and_churn,
        revenue.fx,
        revenue.late_days,
      ],
    ],
  };
}

function policiesTable({ revenue }: Config): ConfigTable {
  return {
    name: "revenue_policies",
    columns: ["policy varchar", "value varchar", "origin varchar"],
    rows: policiesOf(revenue).map(({ policy, value, origin }) => [policy, value, origin]),
  };
}

function tierTables({ tiers }: Config): ConfigTable[] {
  return [
    {
      name: "tiers",
      columns: ["tier integer", "tier_name varchar", "touch_model varchar", "bound decimal(18, 6)"],
      rows: tiers.tiers.map(({ name, touch_model }, index) => {
        const bound = tiers.bounds[index];
        // as text, so that 0.1 is exactly 0.1 in the table
        return [index + 1, name, touch_model, bound === undefined ? null : bound.toFixed(6)];
      }),
    },
    {
      name: "tier_method",
      columns: ["method varchar", "basis varchar"],
      rows: [[tiers.method, tiers.basis]],
    },
  ];
}

function segmentTables({ segments }: Config): ConfigTable[] {
  return [
    {
      name: "segments",
      columns: ["segment varchar", "title varchar", "rule varchar"],
      rows: segments.map(({ segment, title, rule }) => [segment, title, JSON.stringify(rule)]),
    },
    {
      name: "segment_rules",
      columns: [
        "segment varchar",
        "attribute varchar",
        "value varchar",
        "at_least integer",
        "at_most integer",
      ],
      rows: segments.flatMap(({ segment, rule }) =>
        Object.entries(rule).flatMap(([attribute, condition]) =>
          ruleRows(condition).map((row) => [segment, attribute, ...row]),
        ),
      ),
    },
  ];
}

function sourceTables({ files, tenure }: Config): ConfigTable[] {
  const configured = new Set<string>(files.map(({ entity }) => entity));
  const sources = [...new Set(files.map(({ source }) => source))];
  const limit = (source: string) =>
    (Object.hasOwn(tenure.freshness, source) ? tenure.freshness[source] : undefined) ??
    tenure.freshness.default ??
    null;
  return [
    {
      name: "entities",
      columns: ["entity varchar", "is_configured boolean"],
      rows: entityNames.map((entity) => [entity, configured.has(entity)]),
    },
    {
      name: "freshness",
      columns: ["source varchar", "max_age_days integer"],
      rows: sources.map((source) => [source, limit(source)]),
    },
    {
      name: "sources",
      columns: ["source", "entity", "match", "format", "update_mode", "contract_version"].map(
        (name) => `${name} varchar`,
      ),
      rows: files.map(({ source, entity, match, format, update, version }) => {
        return [source, entity, match.join(", "), format, update, version];
      }),
    },
  ];
}

/** The tables of the schema `config` by the file whose settings they hold. */
export function tablesByFile(
  config: Config,
  run: RunParameters,
): Readonly<Record<string, readonly ConfigTable[]>> {
  const windows = config.tenure.retention_windows.map((months) => [months]);
  return {
    "tenure.yml": [
      runTable(config, run),
      { name: "retention_windows", columns: ["window_months integer"], rows: windows },
    ],
    "revenue.yml": [revenueTable(config), policiesTable(config)],
    "tiers.yml": tierTables(config),
    "segments.yml": segmentTables(config),
    "product.yml": productTables(config.product),
    "forecast.yml": forecastTables(config.forecast),
    "waterfall.yml": waterfallTables(config.waterfall),
    "scenarios.yml": scenarioTables(config.scenarios),
    "maturity.yml": maturityTables(config.maturity),
    "journey.yml": journeyTables(config.journey),
    "metrics.yml": metricTables(config.metrics),
    "objectives.yml": objectiveTables(config.objectives),
    "books.yml": bookTables(config.books),
    indexes: indexTables(config.indexes),
    "quadrant.yml": quadrantTables(config.quadrant),
    "engagement.yml": engagementTables(config.engagement, config.tiers.tiers.length),
    "playbooks.yml": playbookTables(config.playbooks),
    sources: sourceTables(config),
  };
}

/** The tables of the schema `config`, by which the models know what they are told. */
export function configTables(config: Config, run: RunParameters): readonly ConfigTable[] {
  const effective = {
    name: "effective",
    columns: ["file varchar", "key varchar", "value varchar"],
    rows: effectiveRows(config),
  };
  return [...Object.values(tablesByFile(config, run)).flat(), effective];
}

const rowsAtOnce = 250;

/** Creates a table of the schema `config` and inserts its rows as bound values. */
export async function writeTable(connection: DuckDBConnection, table: ConfigTable): Promise<void> {
  const name = `config.${identifier(table.name)}`;
  const columns = table.columns.map((column) => {
    const [word = "", ...type] = column.split(" ");
    return `${identifier(word)} ${type.join(" ")}`;
  });
  await connection.run(`create or replace table ${name} (${columns.join(", ")})`);
  const places = `(${columns.map(() => "?").join(", ")})`;
  for (let start = 0; start < table.rows.length; start += rowsAtOnce) {
    const part = table.rows.slice(start, start + rowsAtOnce);
    const values = part.map(() => places).join(", ");
    await connection.run(`insert into ${name} values ${values}`, part.flat());
  }
}
