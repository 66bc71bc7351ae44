import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { metaOf, type Row, rowsOf, serveDemo } from "./client.js";
import { forecastHands } from "./forecast-hands.js";
import type { Hand } from "./hand.js";
import { makeWarehouse, publishBuild } from "./snapshot.js";

const warehouse = makeWarehouse();
let serving: Serving;
let build: Database;

beforeAll(async () => {
  await publishBuild(warehouse.folder, "r1");
  serving = await serveDemo(warehouse.folder);
  build = await openDatabase(join(warehouse.folder, "builds", "r1.duckdb"), { readOnly: true });
});
afterAll(async () => {
  build.close();
  await serving.close();
  warehouse.remove();
});

const lastMonth = "month = date '2025-03-01'";
const firstMonth = "month = date '2024-11-01'";
const lastClosed = "filter (where month = date '2025-02-01')";
const closed = "filter (where is_closed)";

// the same figures a second time, written by hand on the marts
const hands: Readonly<Record<string, Hand>> = {
  ...forecastHands,
  accounts: {
    mart: "marts.accounts",
    by: "region",
    filter: { member: "industry", value: "energy", sql: "industry = 'energy'" },
    measures: {
      accounts: "count(*)",
      customers: "count(*) filter (where is_customer)",
      mrr: "sum(mrr)",
      arr: "12 * sum(mrr)",
      seats: "sum(seats)",
      mrr_share: "sum(mrr_share)",
      arpa: "sum(mrr)::double / nullif(count(*) filter (where is_customer), 0)",
      pending_churn_arr: "sum(pending_churn_arr)",
    },
  },
  account_months: {
    mart: "marts.account_months",
    by: "region",
    filter: { member: "size", value: "small", sql: "size = 'small'" },
    measures: {
      mrr: `coalesce(sum(mrr) filter (where ${lastMonth}), 0)`,
      arr: `coalesce(12 * sum(mrr) filter (where ${lastMonth}), 0)`,
      customers: `count(*) filter (where mrr > 0 and ${lastMonth})`,
      seats: `coalesce(sum(seats) filter (where ${lastMonth}), 0)`,
      mrr_share: `coalesce(sum(mrr_share) filter (where ${lastMonth}), 0)`,
      arpa: `avg(mrr) filter (where mrr > 0 and ${lastMonth})`,
      mrr_opening: `coalesce(sum(mrr_opening) filter (where ${firstMonth}), 0)`,
      mrr_new: "sum(mrr_new)",
      mrr_reactivation: "sum(mrr_reactivation)",
      mrr_expansion: "sum(mrr_expansion)",
      mrr_contraction: "sum(mrr_contraction)",
      mrr_churn: "sum(mrr_churn)",
      mrr_net_change: "sum(mrr - mrr_opening)",
      gross_mrr_churn_rate: `abs(sum(mrr_churn + mrr_contraction) ${closed})::double
        / nullif(sum(mrr_opening) ${closed}, 0)`,
      net_mrr_churn_rate: `-(sum(mrr_churn + mrr_contraction + mrr_expansion + mrr_reactivation)
        ${closed})::double / nullif(sum(mrr_opening) ${closed}, 0)`,
      quick_ratio: `(sum(mrr_new + mrr_expansion) ${closed})::double
        / nullif(abs(sum(mrr_churn + mrr_contraction) ${closed}), 0)`,
    },
  },
  subscription_months: {
    mart: "marts.subscription_months",
    by: "product",
    filter: { member: "plan", value: "basic", sql: "plan = 'basic'" },
    always: {
      filters: [{ member: "subscription_months.currency", operator: "equals", values: ["GBP"] }],
      sql: "currency = 'GBP'",
    },
    measures: {
      mrr: `sum(mrr) filter (where ${lastMonth})`,
      mrr_native: `sum(mrr_native) filter (where ${lastMonth})`,
      quantity: `sum(quantity) filter (where ${lastMonth})`,
      subscriptions: `count(*) filter (where ${lastMonth})`,
      accounts: `count(distinct account_id) filter (where ${lastMonth})`,
    },
  },
  retention: {
    mart: "marts.retention",
    by: "region",
    filter: { member: "size", value: "small", sql: "size = 'small'" },
    always: {
      filters: [{ member: "retention.window_months", operator: "equals", values: ["3"] }],
      sql: "window_months = 3",
    },
    measures: {
      mrr_then: `coalesce(sum(mrr_then) ${lastClosed}, 0)`,
      mrr_now: `coalesce(sum(mrr_now) ${lastClosed}, 0)`,
      mrr_retained: `coalesce(sum(least(mrr_then, mrr_now)) ${lastClosed}, 0)`,
      accounts: `count(*) ${lastClosed}`,
      accounts_lost: "count(*) filter (where month = date '2025-02-01' and mrr_now = 0)",
      parents: `count(distinct ultimate_parent_id) ${lastClosed}`,
      parents_lost: `count(distinct ultimate_parent_id)
        filter (where month = date '2025-02-01' and is_parent_lost)`,
      grr: `(sum(least(mrr_then, mrr_now)) ${lastClosed})::double / sum(mrr_then) ${lastClosed}`,
      nrr: `(sum(mrr_now) ${lastClosed})::double / sum(mrr_then) ${lastClosed}`,
      logo_churn: `avg(if(mrr_now = 0, 1, 0)) ${lastClosed}`,
      parent_logo_churn: `(count(distinct if(is_parent_lost, ultimate_parent_id, null))
        ${lastClosed})::double / count(distinct ultimate_parent_id) ${lastClosed}`,
    },
  },
  growth: {
    mart: "marts.growth_months",
    by: "region",
    filter: { member: "size", value: "small", sql: "size = 'small'" },
    measures: {
      gross_mrr_churn_rate: `abs(sum(mrr_churn + mrr_contraction) ${closed})::double
        / nullif(sum(mrr_opening) ${closed}, 0)`,
      net_mrr_churn_rate: `-(sum(mrr_churn + mrr_contraction + mrr_expansion + mrr_reactivation)
        ${closed})::double / nullif(sum(mrr_opening) ${closed}, 0)`,
      customer_churn_rate: `(count(*) filter (where is_closed and mrr_opening > 0 and mrr = 0))
        ::double / nullif(count(*) filter (where is_closed and mrr_opening > 0), 0)`,
      quick_ratio: `(sum(mrr_new + mrr_expansion) ${closed})::double
        / nullif(abs(sum(mrr_churn + mrr_contraction) ${closed}), 0)`,
      arpa: `avg(mrr) filter (where mrr > 0 and ${lastMonth})`,
      ltv: `(avg(mrr) filter (where mrr > 0 and ${lastMonth}))::double
        / nullif((count(*) filter (where mrr_opening > 0 and mrr = 0 and not ${lastMonth}))::double
          / nullif(count(*) filter (where mrr_opening > 0 and not ${lastMonth}), 0), 0)`,
      mrr_opening: `coalesce(sum(mrr_opening) filter (where ${firstMonth}), 0)`,
      mrr_new: "sum(mrr_new)",
      mrr_reactivation: "sum(mrr_reactivation)",
      mrr_expansion: "sum(mrr_expansion)",
      mrr_contraction: "sum(mrr_contraction)",
      mrr_churn: "sum(mrr_churn)",
      mrr: `coalesce(sum(mrr) filter (where ${lastMonth}), 0)`,
      customers: `count(*) filter (where mrr > 0 and ${lastMonth})`,
      customers_lost: "count(*) filter (where is_closed and mrr_opening > 0 and mrr = 0)",
    },
  },
  cohorts: {
    mart: "marts.cohort_months",
    by: "cohort_month",
    filter: {
      member: "cohort_month_id",
      value: "2024-12/1/all",
      sql: "cohort_month = date '2024-12-01'",
    },
    always: {
      filters: [
        { member: "cohorts.segment", operator: "equals", values: ["all"] },
        { member: "cohorts.months_since", operator: "equals", values: ["1"] },
      ],
      sql: "segment = 'all' and months_since = 1",
    },
    measures: {
      accounts: "sum(accounts)",
      accounts_retained: "sum(accounts_retained)",
      mrr_start: "sum(mrr_start)",
      mrr_retained: "sum(mrr_retained)",
      mrr_now: "sum(mrr_now)",
      logo_retention: "sum(accounts_retained)::double / sum(accounts)",
      grr: "sum(mrr_retained)::double / sum(mrr_start)",
      nrr: "sum(mrr_now)::double / sum(mrr_start)",
    },
  },
  mrr_movements: {
    mart: "marts.mrr_movements",
    by: "movement",
    filter: { member: "account_id", value: "a3", sql: "account_id = 'a3'" },
    measures: {
      movements: "count(*)",
      accounts: "count(distinct account_id)",
      amount: "sum(mrr_after - mrr_before)",
      gained: "coalesce(sum(amount) filter (where amount > 0), 0)",
      lost: "coalesce(sum(amount) filter (where amount < 0), 0)",
      mrr_before: "sum(mrr_before)",
      mrr_after: "sum(mrr_after)",
    },
  },
  mrr_reconciliation: {
    mart: "marts.mrr_reconciliation",
    by: "vendor",
    filter: { member: "account_id", value: "a2", sql: "account_id = 'a2'" },
    measures: {
      comparisons: "count(*)",
      differing: "count(*) filter (where mrr <> vendor_mrr)",
      accounts: "count(distinct account_id)",
      mrr: "sum(mrr)",
      vendor_mrr: "sum(vendor_mrr)",
      difference: "sum(mrr) - sum(vendor_mrr)",
    },
  },
  tiers: {
    mart: "marts.tier_months",
    by: "tier_name",
    filter: { member: "touch_model", value: "tech touch", sql: "touch_model = 'tech touch'" },
    last: lastMonth,
    measures: {
      customers: "sum(customers)",
      customer_share: "sum(customer_share)",
      mrr: "sum(mrr)",
      mrr_share: "sum(mrr_share)",
      floor_mrr: "min(floor_mrr)",
      cumulative_customer_share: "max(cumulative_customer_share)",
      cumulative_mrr_share: "max(cumulative_mrr_share)",
      arpa: "sum(mrr)::double / nullif(sum(customers), 0)",
    },
  },
  revenue_months: {
    mart: "marts.revenue_months",
    by: "account_id",
    filter: { member: "account_id", value: "a2", sql: "account_id = 'a2'" },
    measures: {
      accounts: "count(distinct account_id)",
      recurring_revenue: "sum(recurring_revenue)",
      usage_revenue: "sum(usage_revenue)",
      one_time_revenue: "sum(one_time_revenue)",
      credits: "sum(credits)",
      invoiced: "sum(recurring_revenue + usage_revenue + one_time_revenue + credits)",
      tax: "sum(tax)",
      collected: "sum(collected)",
    },
  },
  metrics: {
    mart: "marts.account_metrics",
    by: "metric",
    filter: { member: "metric", value: "tickets_90d", sql: "metric = 'tickets_90d'" },
    last: lastMonth,
    measures: {
      accounts: "count(distinct account_id)",
      value_average: "sum(value) / count(value)",
      value_median: "quantile_cont(value, 0.5)",
      value_total: "sum(value)",
      peer_percentile_average: "sum(peer_percentile) / count(peer_percentile)",
      change_1m_average: "sum(change_1m) / nullif(count(change_1m), 0)",
      change_3m_average: "sum(change_3m) / nullif(count(change_3m), 0)",
    },
  },
  data_quality: {
    mart: "marts.source_files",
    by: "entity",
    filter: { member: "source", value: "billing", sql: "source = 'billing'" },
    measures: {
      files: "count(*)",
      bytes: "sum(bytes)",
      rows_read: "sum(rows_loaded + rows_quarantined + rows_duplicate + rows_filtered)",
      rows_loaded: "sum(rows_loaded)",
      rows_quarantined: "sum(rows_quarantined)",
      rows_duplicate: "sum(rows_duplicate)",
      rows_filtered: "sum(rows_filtered)",
      quarantined_share: "sum(rows_quarantined)::double / nullif(sum(rows_read), 0)",
      last_landed_at: "strftime(max(landed_at), '%Y-%m-%dT%H:%M:%S.%g')",
      last_newest_at: "strftime(max(newest_at), '%Y-%m-%dT%H:%M:%S.%g')",
    },
  },
  quarantine: {
    mart: "marts.quarantine",
    by: "entity",
    filter: { member: "reason", value: "not-a-number", sql: "reason = 'not-a-number'" },
    measures: {
      quarantined_rows: "count(*)",
      open_rows: "count(*) filter (where replayed_at is null)",
    },
  },
  restatements: {
    mart: "marts.restatements",
    by: "metric",
    filter: { member: "cause", value: "files", sql: "cause = 'files'" },
    measures: {
      restatements: "count(*)",
      restated_months: "count(distinct period)",
      difference: "coalesce(sum(new_value) - sum(old_value), 0)",
    },
  },
  runs: {
    mart: "marts.runs",
    by: "outcome",
    filter: { member: "tenure_version", value: "0.1.0", sql: "tenure_version = '0.1.0'" },
    measures: {
      runs: "count(*)",
      rows_read: "sum(rows_read)",
      rows_quarantined: "sum(rows_quarantined)",
    },
  },
  calendar: {
    mart: "marts.calendar",
    by: "fiscal_quarter",
    filter: { member: "quarter", value: "2024-Q4", sql: "quarter = '2024-Q4'" },
    measures: { days: "count(*)" },
  },
};

test("every public measure has a query by hand, and no query is left over", async () => {
  const shown = (await metaOf(serving)).map(({ name, measures }) => [
    name,
    measures.map((measure) => measure.name.replace(`${name}.`, "")).sort(),
  ]);
  const written = Object.entries(hands).map(([view, { measures }]) => [
    view,
    Object.keys(measures).sort(),
  ]);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(written));
});

// DECIMAL and DOUBLE come as text of different lengths for the same figure
function comparable(value: unknown): unknown {
  const number = Number(value);
  return value === null || Number.isNaN(number) ? value : Number(number.toPrecision(12));
}

const cases = Object.entries(hands).flatMap(([view, hand]) =>
  Object.entries(hand.measures).map(([measure, sql]) => ({ view, hand, measure, sql })),
);

describe.each(cases)("$view.$measure", ({ view, hand, measure, sql }) => {
  const name = `${view}.${measure}`;

  async function byHand(where: string, group: string): Promise<unknown[]> {
    const conditions = [where, hand.last, hand.always?.sql].filter(Boolean).join(" and ") || "true";
    const found = await rows(
      build.connection,
      `select ${sql} as figure from ${hand.mart} where ${conditions} ${group}`,
    );
    return found.map(({ figure }) => comparable(figure));
  }

  async function byCube(query: { filters?: object[]; [key: string]: unknown }): Promise<unknown[]> {
    const filters = [...(hand.always?.filters ?? []), ...(query.filters ?? [])];
    const found: Row[] = await rowsOf(serving, { measures: [name], ...query, filters });
    return found.map((row) => comparable(row[name]));
  }

  test("agrees with SQL over all rows", async () => {
    expect(await byCube({})).toEqual(await byHand("", ""));
  });

  test("agrees with SQL by one attribute", async () => {
    const dimension = `${view}.${hand.by}`;
    const cube = await byCube({ dimensions: [dimension], order: { [dimension]: "asc" } });
    const group = `group by ${hand.by} order by ${hand.by} nulls first`;
    const where = `${hand.by} is not null`;
    expect(cube).toEqual(await byHand(where, group));
    expect(cube.length).toBeGreaterThan(0);
  });

  test("agrees with SQL over filtered rows", async () => {
    const { member, value, sql: where } = hand.filter;
    const filters = [{ member: `${view}.${member}`, operator: "equals", values: [value] }];
    expect(await byCube({ filters })).toEqual(await byHand(where, ""));
  });
});
