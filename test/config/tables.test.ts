import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { writeConfigTables } from "../../pipeline/config/config.js";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { accountsSource, load } from "./folder.js";

const run = {
  runId: "2026-01-01T00-00-00-abc",
  asOf: new Date("2026-01-01T00:00:00.000Z"),
  knownAt: null,
  recomputeFrom: "0001-01-01",
  startedAt: new Date("2026-01-02T03:04:05.678Z"),
  tenureVersion: "0.1.0",
};

const billing = `source: billing
files:
  - entity: subscriptions
    match: [s1.csv, s2.csv]
    update: upsert
    columns: { subscription_id: a, account_id: b, started_at: c }
`;

const files = {
  "sources/a.yml": billing,
  "sources/crm.yml": accountsSource,
  "tenure.yml": "freshness: { billing: 7 }\n",
  "tiers.yml": "mrr_floor: [5000.1, 1700]\n",
  "segments.yml":
    "segments: { 'odd': { title: \"It's; drop table\", where: { region: [\"O'Hare\"], tier: 1 } } }\n",
  "product.yml": "key_features: [{ feature: export, title: Export }]\n",
};

describe("the schema config", () => {
  let database: Database;
  const config = load(files);
  const read = (sql: string) => rows(database.connection, sql);

  beforeAll(async () => {
    database = await openDatabase(":memory:");
    await writeConfigTables(database.connection, config, run);
  });
  afterAll(() => database.close());

  test("the run is one row with its parameters", async () => {
    expect(await read("select * from config.run")).toEqual([
      {
        run_id: "2026-01-01T00-00-00-abc",
        as_of: "2026-01-01 00:00:00",
        known_at: null,
        reporting_currency: "USD",
        fiscal_year_start_month: 1,
        min_peers: 8,
        baseline_days: 30,
        lifetime_months: 6,
        recompute_from: "0001-01-01",
        config_version: config.version,
        tenure_version: "0.1.0",
        started_at: "2026-01-02 03:04:05.678",
      },
    ]);
  });

  test("the revenue policies are one row", async () => {
    expect(await read("select * from config.revenue")).toEqual([
      {
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
      },
    ]);
  });

  test("tiers carry exact bounds, and the last has none", async () => {
    expect(await read("select * from config.tiers order by tier")).toEqual([
      { tier: 1, tier_name: "High", touch_model: "high_touch", bound: "5000.100000" },
      { tier: 2, tier_name: "Medium", touch_model: "medium_touch", bound: "1700.000000" },
      { tier: 3, tier_name: "Low", touch_model: "low_touch", bound: null },
    ]);
    expect(await read("select * from config.tier_method")).toEqual([
      { method: "mrr_floor", basis: "mrr" },
    ]);
  });

  test("text with quotes stays text", async () => {
    expect(await read("select * from config.segments")).toEqual([
      { segment: "all", title: "All accounts", rule: "{}" },
      {
        segment: "odd",
        title: "It's; drop table",
        rule: '{"region":{"in":["O\'Hare"]},"tier":{"in":[1]}}',
      },
    ]);
  });

  test("a segment has a row for each value it allows, and one for bounds", async () => {
    const config = load({
      ...files,
      "segments.yml":
        "segments: { odd: { title: Odd, where: { region: [UK, EMEA], tier: { at_most: 2 } } } }\n",
    });
    const other = await openDatabase(":memory:");
    await writeConfigTables(other.connection, config, run);
    expect(await rows(other.connection, "from config.segment_rules order by all")).toEqual([
      { segment: "odd", attribute: "region", value: "EMEA", at_least: null, at_most: null },
      { segment: "odd", attribute: "region", value: "UK", at_least: null, at_most: null },
      { segment: "odd", attribute: "tier", value: null, at_least: null, at_most: 2 },
    ]);
    other.close();
  });

  test("retention has a row for each window", async () => {
    expect(await read("from config.retention_windows order by window_months")).toEqual([
      { window_months: 1 },
      { window_months: 3 },
      { window_months: 12 },
    ]);
  });

  test("features, entities, sources and freshness are listed", async () => {
    expect(await read("select * from config.key_features")).toEqual([
      { feature: "export", title: "Export" },
    ]);
    expect(await read("select count(*)::integer as n from config.entities")).toEqual([{ n: 25 }]);
    expect(await read("select entity from config.entities where is_configured order by 1")).toEqual(
      [{ entity: "accounts" }, { entity: "subscriptions" }],
    );
    expect(await read("select * from config.freshness order by source")).toEqual([
      { source: "billing", max_age_days: 7 },
      { source: "crm", max_age_days: 2 },
    ]);
    expect(await read("select * from config.sources order by source")).toEqual([
      {
        source: "billing",
        entity: "subscriptions",
        match: "s1.csv, s2.csv",
        format: "csv",
        update_mode: "upsert",
        contract_version: config.files[0]?.version,
      },
      {
        source: "crm",
        entity: "accounts",
        match: "accounts.csv",
        format: "csv",
        update_mode: "snapshot",
        contract_version: config.files[1]?.version,
      },
    ]);
  });

  test("every effective value is one row, under the file where it could be written", async () => {
    const value = async (file: string, key: string) => {
      const sql = "select value from config.effective where file = ? and key = ?";
      return (await rows(database.connection, sql, [file, key])).map((row) => row.value);
    };
    expect(await value("tenure.yml", "min_peers")).toEqual(["8"]);
    expect(await value("revenue.yml", "past_due.churn_after_days")).toEqual(["90"]);
    expect(await value("tiers.yml", "bounds.0")).toEqual(["5000.1"]);
    expect(await value("sources/a.yml", "files.0.match.1")).toEqual(["s2.csv"]);
    expect(await value("sources/crm.yml", "files.0.columns.account_id.from.0")).toEqual(["id"]);
    expect(await value("access.yml", "jwt.secret_env")).toEqual(["TENURE_JWT_SECRET"]);
    const repeated = "select file, key from config.effective group by all having count(*) > 1";
    expect(await read(repeated)).toEqual([]);
  });

  test("exactly the agreed tables are written", async () => {
    const sql = `select table_name from information_schema.tables
      where table_schema = 'config' order by table_name`;
    expect((await read(sql)).map((row) => row.table_name)).toEqual([
      "activity_kinds",
      "automated_touch_models",
      "automations",
      "books",
      "coverage_options",
      "csm_hours",
      "effective",
      "engagement",
      "entities",
      "forecast",
      "forecast_categories",
      "forecast_leads",
      "forecast_priors",
      "freshness",
      "index_bands",
      "index_factors",
      "index_profile_rules",
      "index_profile_weights",
      "index_profiles",
      "index_steps",
      "indexes",
      "integrations",
      "journey",
      "journey_activities",
      "journey_criteria",
      "journey_holds",
      "journey_milestones",
      "journey_stages",
      "key_features",
      "maturity",
      "maturity_behaviors",
      "maturity_stages",
      "metric_settings",
      "moment_closers",
      "moment_events",
      "moment_tiers",
      "moment_values",
      "moments",
      "objective_settings",
      "outside_metric_settings",
      "peer_attributes",
      "peer_levels",
      "playbook_rules",
      "playbook_settings",
      "playbooks",
      "quadrant",
      "retention_windows",
      "revenue",
      "revenue_policies",
      "run",
      "scenario_statuses",
      "scenarios",
      "segment_rules",
      "segments",
      "sources",
      "ticket_priorities",
      "tier_method",
      "tiers",
      "touch_activities",
      "touch_models",
      "waterfall_columns",
      "waterfall_metrics",
    ]);
  });
});

test.each([
  ["past_due: counts", { past_due: "counts", past_due_days: null }],
  ["past_due: never", { past_due: "never", past_due_days: null }],
  ["past_due: { churn_after_days: never }", { past_due: "never", past_due_days: null }],
  ["past_due: { churn_after_days: 14 }", { past_due: "churn_after_days", past_due_days: 14 }],
])("the policy %s is written as %j", async (text, expected) => {
  const database = await openDatabase(":memory:");
  await writeConfigTables(database.connection, load({ "revenue.yml": text }), run);
  const sql = "select past_due, past_due_days from config.revenue";
  expect(await rows(database.connection, sql)).toEqual([expected]);
  database.close();
});

test("a second writing replaces the first, and known_at and a come-back limit are kept", async () => {
  const database = await openDatabase(":memory:");
  const config = load({ "revenue.yml": "reactivation_within_days: 365\n" });
  await writeConfigTables(database.connection, load({}), run);
  await writeConfigTables(database.connection, config, {
    ...run,
    knownAt: new Date("2025-12-31T12:00:00Z"),
    recomputeFrom: "2025-11-01",
  });
  expect(
    await rows(database.connection, "select known_at, recompute_from from config.run"),
  ).toEqual([{ known_at: "2025-12-31 12:00:00", recompute_from: "2025-11-01" }]);
  expect(
    await rows(database.connection, "select reactivation_within_days as days from config.revenue"),
  ).toEqual([{ days: 365 }]);
  database.close();
});
