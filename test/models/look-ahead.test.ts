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

const marts = async (company: Company): Promise<readonly string[]> =>
  (
    await company.rows(
      `select table_schema || '.' || table_name as name from information_schema.tables
       where table_schema in ('marts', 'metrics') order by 1`,
    )
  ).map((row) => String(row.name));

test("what is dated at or after as_of changes no mart", async () => {
  const [clean, injected] = [await companyAt("2024-05-01"), await companyAt("2024-05-01")];
  await fill(clean, "2024-05-01");
  await fill(injected, "2024-05-01");
  // fields dated at or after as_of, and what the stage drops by its own date, as late as as_of
  await clean.connection.run(`update staging.subscriptions
    set paused_from = null, cancelled_at = null, discount_ends_at = null`);
  await injected.connection.run(`update staging.subscriptions
    set ended_at = coalesce(ended_at, '2024-05-01'), paused_until = '2024-08-01'`);
  await injected.add("fx_rates", { currency: "EUR", date: "2024-06-01", rate_to_reporting: 2 });
  await clean.build();
  await injected.build();
  for (const mart of await marts(clean)) {
    const query = `from ${mart} order by all`;
    expect(await injected.rows(query), mart).toEqual(await clean.rows(query));
  }
});

test("months closed at an earlier as_of are the same rows in a later run", async () => {
  const [early, late] = [await companyAt("2024-05-01"), await companyAt("2024-06-20")];
  await fill(early, "2024-05-01");
  await fill(late, "2024-06-20");
  await early.build();
  await late.build();
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
  expect(compared).toBe(11);
  const cohorts = `from marts.cohort_months
    where cohort_month + to_months(months_since) < '2024-05-01' order by all`;
  expect(await late.rows(cohorts)).toEqual(await early.rows(cohorts));
});
