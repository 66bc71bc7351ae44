import { afterEach, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

const companies: Company[] = [];
afterEach(() => {
  for (const company of companies.splice(0)) company.close();
});

async function companyAt(asOf: string): Promise<Company> {
  const company = await createCompany({ run: { as_of: asOf, min_peers: 2 } });
  companies.push(company);
  return company;
}

/** Rows that happened before an instant, as the stage hands them over. */
async function fill(company: Company, before: string): Promise<void> {
  const subscriptions = [
    { started_at: "2024-01-05", ended_at: "2024-04-20", mrr: 100, quantity: 4 },
    { started_at: "2024-02-05", mrr: 50, quantity: 2, paused_from: "2024-05-10" },
    { started_at: "2024-03-31", mrr: 70, quantity: 2, cancelled_at: "2024-05-02" },
    {
      started_at: "2024-02-01",
      amount: 100,
      billing_interval: "month",
      discount_percent: 50,
      discount_ends_at: "2024-05-15",
    },
    { started_at: "2024-05-20", mrr: 900, quantity: 9 },
  ];
  for (const [index, row] of subscriptions.entries()) {
    const isThere = row.started_at < before;
    await addAccount(company, `A${index}`, isThere ? [row] : []);
    for (const month of ["02", "03", "04", "05", "06"]) {
      const at = `2024-${month}-1${index}`;
      if (at >= before) continue;
      await company.add("tickets", {
        ticket_id: `${month}${index}`,
        account_id: `A${index}`,
        created_at: at,
      });
      await company.add("usage_events", {
        account_id: `A${index}`,
        user_id: month,
        event: "x",
        occurred_at: at,
      });
    }
  }
}

/** Accounts known from versions or invoices alone, with a payment that comes very late. */
async function fillOthers(company: Company, before: string): Promise<void> {
  for (const account_id of ["V", "I", "L"]) await company.add("accounts", { account_id });
  const versions = { "2024-01-05": "active", "2024-03-05": "paused", "2024-05-12": "active" };
  for (const [valid_from, status] of Object.entries(versions)) {
    if (valid_from >= before) continue;
    const ids = { version_id: valid_from, subscription_id: "V", account_id: "V" };
    await company.add("subscription_versions", { ...ids, valid_from, status, mrr: 60 });
  }
  for (const [at, month] of ["01", "02", "03", "05", "06"].entries()) {
    const service_start = `2024-${month}-03`;
    if (service_start >= before) continue;
    await company.add("invoice_lines", {
      ...{ line_id: `I${month}`, subscription_id: "I", account_id: "I", kind: "recurring" },
      ...{ amount: 30 + at, service_start, service_end: `2024-0${Number(month) + 1}-03` },
      ...{ invoiced_at: service_start, due_at: service_start, paid_at: `2024-${month}-29` },
    });
  }
  // due on 20 January: churned 90 days later, on 19 April, and back on 20 May
  await company.add("invoice_lines", {
    ...{ line_id: "L1", subscription_id: "L", account_id: "L", kind: "recurring", amount: 1200 },
    ...{ service_start: "2024-01-10", service_end: "2025-01-10", billing_interval: "year" },
    ...{ invoiced_at: "2024-01-10", due_at: "2024-01-20", paid_at: "2024-05-20" },
  });
}

const marts = async (company: Company): Promise<readonly string[]> =>
  (
    await company.rows(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_schema in ('marts', 'metrics') order by 1`,
    )
  ).map((row) => String(row.name));

test("what is dated at or after as_of changes no mart", async () => {
  const [clean, injected] = [await companyAt("2024-05-01"), await companyAt("2024-05-01")];
  for (const company of [clean, injected]) {
    await fill(company, "2024-05-01");
    await fillOthers(company, "2024-05-01");
  }
  await clean.connection.run(
    "update staging.invoice_lines set paid_at = null where paid_at >= '2024-05-01'",
  );
  // fields dated at or after as_of, and what the stage drops by its own date, as late as as_of
  await clean.connection.run(`update staging.subscriptions
    set paused_from = null, cancelled_at = null, discount_ends_at = null`);
  await injected.connection.run(`update staging.subscriptions
    set ended_at = coalesce(ended_at, '2024-05-01'), paused_until = '2024-08-01'`);
  await injected.add("fx_rates", { currency: "EUR", date: "2024-06-01", rate_to_reporting: 2 });
  await clean.buildAll();
  await injected.buildAll();
  for (const mart of await marts(clean)) {
    const query = `from ${mart} order by all`;
    expect(await injected.rows(query), mart).toEqual(await clean.rows(query));
  }
});

test("months closed at an earlier as_of are the same rows in a later run", async () => {
  const [early, late] = [await companyAt("2024-05-01"), await companyAt("2024-06-20")];
  await fill(early, "2024-05-01");
  await fillOthers(early, "2024-05-01");
  await fill(late, "2024-06-20");
  await fillOthers(late, "2024-06-20");
  await early.buildAll();
  await late.buildAll();
  let compared = 0;
  for (const mart of await marts(early)) {
    const columns = await early.rows(
      `select column_name from information_schema.columns
       where table_schema || '.' || table_name = '${mart}' and column_name = 'month'`,
    );
    if (columns.length === 0 || mart === "marts.calendar") continue;
    compared += 1;
    const query = `from ${mart} where month < '2024-05-01' order by all`;
    expect(await late.rows(query), mart).toEqual(await early.rows(query));
  }
  expect(compared).toBeGreaterThanOrEqual(14);
  const cohorts = `from marts.cohort_months
    where cohort_month + to_months(months_since) < '2024-05-01' order by all`;
  expect(await late.rows(cohorts)).toEqual(await early.rows(cohorts));
});
