import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { type CheckResult, checkBuild } from "../../pipeline/check/check.js";
import { addAccount, type Company, createCompany } from "../models/company.js";
import { oneIn } from "../sampled.js";

oneIn(4);

let sound: Company;
beforeAll(async () => {
  sound = await createCompany({ hasTransactions: true });
  await addAccount(sound, "A", [
    { started_at: "2024-01-10", mrr: 100, quantity: 3 },
    { started_at: "2024-02-10", ended_at: "2024-04-10", mrr: 50, quantity: 3 },
  ]);
  await addAccount(sound, "B", [{ started_at: "2024-03-10", ended_at: "2024-05-01", mrr: 7 }]);
  const report = await sound.buildAll();
  expect(report.findings.filter((finding) => finding.violations > 0)).toEqual([]);
});
afterAll(() => sound.close());

// what a test breaks is whole again for the next one
beforeEach(() => sound.connection.run("begin transaction"));
afterEach(() => sound.connection.run("rollback"));

async function broken(company = sound): Promise<readonly CheckResult[]> {
  const report = await checkBuild(company.connection, { findings: [] });
  const found = report.checks.filter((check) => check.outcome !== "passed");
  expect(report.isPassed).toBe(found.every((check) => check.outcome === "warned"));
  return found;
}

/** The checks that do not pass on a company of its own. */
async function brokenAfter(
  settings: Parameters<typeof createCompany>[0],
  subscriptions: Parameters<typeof addAccount>[2],
  see: (company: Company) => Promise<void> = async () => {},
): Promise<readonly CheckResult[]> {
  const company = await createCompany({ ...settings, hasTransactions: true });
  try {
    if (subscriptions.length > 0) await addAccount(company, "A", subscriptions);
    await company.buildAll();
    await see(company);
    return await broken(company);
  } finally {
    company.close();
  }
}

test("a sound build passes every check", async () => {
  const report = await checkBuild(sound.connection, { findings: [] });
  expect(report.isPassed).toBe(true);
  expect(report.checks.map((check) => check.outcome)).not.toContain("warned");
  expect(report.checks.length).toBeGreaterThanOrEqual(11);
});

test.each([
  [
    "an opening that is not the closing before it",
    "update marts.account_months set mrr_opening = 99, mrr_new = 1 where account_id = 'A' and month = '2024-03-01'",
    ["check/account-months-add-up"],
  ],
  [
    "a movement that is missing",
    "delete from marts.mrr_movements where account_id = 'A' and occurred_on = '2024-04-10'",
    ["check/account-months-add-up", "check/movements-add-up-to-mrr"],
  ],
  [
    "a month whose MRR is not that of its periods",
    "update core.subscription_periods set mrr = 101 where subscription_id = 'A-1'",
    ["check/months-equal-periods"],
  ],
  [
    "tiers that leave out part of the MRR",
    "update marts.tier_months set mrr_share = mrr_share / 2 where month = '2024-03-01'",
    ["check/tier-shares-add-up"],
  ],
  [
    "a movement of an account that is not there",
    "delete from marts.accounts where account_id = 'B'",
    ["check/movements-have-accounts"],
  ],
  [
    "two rows with one key",
    "update marts.tier_months set tier_month_id = 'same'",
    ["check/keys-are-unique"],
  ],
  [
    "a file whose rows do not add up",
    `insert into marts.source_files (file_id, rows_read, rows_loaded, rows_quarantined,
      rows_duplicate, rows_filtered) values ('f', 10, 5, 2, 1, 1)`,
    ["check/rows-add-up"],
  ],
])("%s fails", async (_, damage, names) => {
  await sound.connection.run(damage);
  const found = await broken();
  expect(found.map((check) => check.name)).toEqual(names);
  for (const check of found) {
    expect(check.outcome).toBe("failed");
    expect(check.violations).toBeGreaterThan(0);
    expect(check.sample.length).toBeGreaterThan(0);
  }
});

test("an empty company fails, and says so", async () => {
  const found = await brokenAfter({}, []);
  expect(found.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["check/no-accounts", "failed"],
  ]);
});

test("a stale source is a warning against as_of, a fresh one is none", async () => {
  await sound.connection.run(`
    insert into config.freshness values ('billing', 3), ('usage', 3), ('crm', 3);
    insert into marts.source_files (file_id, source, newest_at, rows_read, rows_loaded,
      rows_quarantined, rows_duplicate, rows_filtered)
    values ('f', 'billing', '2024-06-27', 0, 0, 0, 0, 0), ('g', 'usage', '2024-06-28', 0, 0, 0, 0, 0)`);
  const found = await broken();
  expect(found).toMatchObject([
    { name: "check/freshness", outcome: "warned", violations: 1, sample: [{ source: "billing" }] },
  ]);
});

test("a subscription without a rate or a price is a warning", async () => {
  const found = await brokenAfter({}, [
    { started_at: "2024-01-10", mrr: 100, currency: "EUR" },
    { started_at: "2024-01-10" },
  ]);
  expect(found).toMatchObject([
    { name: "check/missing-price", outcome: "warned", sample: [{ subscription_id: "A-2" }] },
    { name: "check/missing-rate", outcome: "warned", sample: [{ subscription_id: "A-1" }] },
  ]);
});

test("a broken promise of a header fails the build with its rows", async () => {
  const sample = [{ account_id: "A" }];
  const report = await checkBuild(sound.connection, {
    findings: [
      { model: "marts.accounts", rule: "mrr >= 0", violations: 1, sample },
      { model: "marts.accounts", rule: "grain is unique", violations: 0, sample: [] },
    ],
  });
  expect(report.isPassed).toBe(false);
  expect(report.checks.slice(0, 2)).toMatchObject([
    { name: "marts.accounts: mrr >= 0", outcome: "failed", violations: 1, sample },
    { name: "marts.accounts: grain is unique", outcome: "passed" },
  ]);
});

test("bridged gaps are no contradiction between months and periods", async () => {
  const subscriptions = [
    { started_at: "2024-01-10", ended_at: "2024-02-20", mrr: 100 },
    { started_at: "2024-03-10", mrr: 100 },
  ];
  const found = await brokenAfter({ revenue: { gap_days: 30 } }, subscriptions, async (company) => {
    const february = "select mrr from marts.account_months where month = '2024-02-01'";
    expect(await company.rows(february)).toEqual([{ mrr: "100.0000" }]);
  });
  expect(found).toEqual([]);
});
