import { afterEach, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { addAccount, type Company, createCompany } from "./company.js";

oneIn(2);

let company: Company;
afterEach(() => company.close());

async function withFit(): Promise<void> {
  company = await createCompany({
    run: { min_peers: 1 },
    metrics: {
      outside_metrics: {
        fit: { title: "Fit", unit: "points", direction: "higher_is_better", max_age_days: 40 },
      },
    },
  });
  await addAccount(company, "A", [{ started_at: "2024-01-01", mrr: 10 }]);
}
const measure = (metric: string, value: number, measured_at: string) =>
  company.add("metric_values", { account_id: "A", metric, value, measured_at });
const found = async (metric: string, table = "core.metric_values") =>
  (
    await company.rows(
      `select strftime(month, '%m') as month, value from ${table}
       where metric = '${metric}' order by month`,
    )
  ).map((row) => Object.values(row));

test("a metric from outside holds its last value before the snapshot until it is too old", async () => {
  await withFit();
  await measure("fit", 3, "2024-01-31 23:59");
  await measure("fit", 5, "2024-02-01");
  await measure("fit", 4, "2024-01-10");
  // 40 days before 1 April is 21 February, before 1 March 21 January
  expect(await found("fit")).toEqual([
    ["01", 3],
    ["02", 5],
  ]);
});

test("without settings it holds 90 days, and unit and direction are unknown", async () => {
  await withFit();
  await measure("mood", 1, "2024-02-01");
  // 90 days before 1 May is 1 February
  expect(await found("mood")).toEqual([
    ["02", 1],
    ["03", 1],
    ["04", 1],
  ]);
  await measure("fit", 3, "2024-01-31");
  await company.build("core.metric_values");
  const settings = await company.rows(
    `select metric, title, unit, direction, provenance from config.metrics
     where metric in ('fit', 'mood') order by metric`,
  );
  expect(settings.map((row) => Object.values(row))).toEqual([
    ["fit", "Fit", "points", "higher_is_better", "unknown"],
    ["mood", "mood", "unknown", "unknown", "unknown"],
  ]);
});

test("it stands beside its peers and in the benchmarks", async () => {
  await withFit();
  await measure("fit", 3, "2024-06-30");
  expect(await found("fit", "marts.account_metrics")).toEqual([
    ["06", 3],
    ["07", 3],
  ]);
  const [row] = await company.rows(
    `select peer_percentile, unit from marts.account_metrics
     where metric = 'fit' and month = '2024-06-01'`,
  );
  expect(row).toEqual({ peer_percentile: 0.5, unit: "points" });
  const benchmarks = await company.rows(
    `select p50 from marts.benchmarks
     where metric = 'fit' and month = '2024-06-01' and peer_group = 'all'`,
  );
  expect(benchmarks).toEqual([{ p50: 3 }]);
});

test("a metric file goes before a metric of its name from outside", async () => {
  await withFit();
  await measure("tickets_90d", 99, "2024-01-31");
  expect((await found("tickets_90d"))[0]).toEqual(["01", 0]);
});

test("without any source but billing no metric has a row but those of billing", async () => {
  company = await createCompany({ configured: ["subscriptions"] });
  await addAccount(company, "A", [
    { started_at: "2023-01-01", mrr: 10, quantity: 4, product: "core", billing_interval: "year" },
  ]);
  const rows = await company.rows("select distinct metric from core.metric_values order by metric");
  expect(rows.map(({ metric }) => metric)).toEqual([
    "discount_share",
    "expansion_mrr_12m",
    "months_to_renewal",
    "mrr_change_12m",
    "products_owned",
    "seats_change_90d",
  ]);
});
