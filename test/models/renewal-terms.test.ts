import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, type Cell, type Company, createCompany } from "./company.js";

type Row = Readonly<Record<string, Cell>>;

let company: Company;
afterAll(() => company.close());

const day = "2024-07-01";

function dated(from: string, to: string, mrr: number, more: Row = {}): Row {
  return { started_at: from, term_start: from, term_end: to, mrr, ...more };
}

async function addMonthly(): Promise<void> {
  const row = { mrr: 10, billing_interval: "month" };
  await addAccount(company, "month", [{ ...row, started_at: "2024-03-31" }]);
  await addAccount(company, "quarter", [
    { ...row, started_at: "2023-11-30", billing_interval: "quarter" },
  ]);
  await addAccount(company, "stated", [
    { started_at: "2021-03-01", term_start: "2022-03-01", term_end: "2023-03-01", mrr: 10 },
  ]);
  await addAccount(company, "dealt", [{ ...row, started_at: "2023-01-01" }]);
  await addAccount(company, "dealt-stated", [dated("2023-02-01", "2025-02-01", 10)]);
  const deals = [
    ["1", "dealt", "2024-01-01"],
    ["2", "dealt-stated", "2024-03-01"],
    ["3", "dealt", "2025-01-01"],
  ] as const;
  for (const [opportunity_id, account_id, close_date] of deals) {
    const deal = { opportunity_id, account_id, kind: "renewal", close_date };
    await company.add("opportunities", deal);
  }
}

async function addVersions(): Promise<void> {
  await addAccount(company, "versions", []);
  const versions = [
    ["2023-06-01", "2024-06-01", 10],
    ["2023-09-01", "2024-06-01", 20],
    ["2024-04-01", "2025-06-01", 25],
  ] as const;
  for (const [valid_from, term_end, mrr] of versions) {
    await company.add("subscription_versions", {
      version_id: valid_from,
      subscription_id: "versions-1",
      account_id: "versions",
      status: "active",
      valid_from,
      started_at: "2023-06-01",
      term_start: "2023-06-01",
      term_end,
      mrr,
    });
  }
}

async function addRates(): Promise<void> {
  const twelfth = (arr: number): number => arr / 12;
  const closed = (from: string, to: string, mrr: number): Row =>
    dated(from, to, mrr, { ended_at: to });
  // 100 a year each: one due on 20 January and renewed on 10 February, one renewed when due
  await addAccount(company, "when-a", [
    closed("2023-01-20", "2024-01-20", twelfth(100)),
    dated("2024-02-10", "2025-02-10", twelfth(100)),
  ]);
  await addAccount(company, "when-b", [
    closed("2023-02-05", "2024-02-05", twelfth(100)),
    dated("2024-02-05", "2025-02-05", twelfth(100)),
  ]);
  await addAccount(company, "atr-a", [dated("2023-02-10", "2024-02-10", twelfth(5000))]);
  await addAccount(company, "atr-b", [dated("2023-02-10", "2024-02-10", twelfth(7000))]);
  await addAccount(company, "atr-c", [dated("2022-02-20", "2024-02-20", twelfth(3000))]);
  await addAccount(company, "atr-d", [{ started_at: "2024-01-01", mrr: 900 }]);
  // 1,000 a month due: 600 renews, 250 renews as 450 (200 more), 150 is lost
  await addAccount(company, "rate-a", [dated("2023-02-01", "2024-02-01", 600)]);
  await addAccount(company, "rate-b", [
    closed("2023-02-01", "2024-02-01", 250),
    dated("2024-02-01", "2025-02-01", 450),
  ]);
  await addAccount(company, "rate-c", [closed("2023-02-01", "2024-02-01", 150)]);
}

beforeAll(async () => {
  company = await createCompany({ run: { as_of: day } });
  await addMonthly();
  await addVersions();
  await addRates();
  await company.build();
});

async function dues(account: string): Promise<string[]> {
  const found = await company.rows(
    `select concat_ws(' ', renewal_on, term_months, term_class, outcome) as text
     from marts.renewals where account_id = '${account}' order by renewal_on`,
  );
  return found.map(({ text }) => String(text));
}

test("terms without dates follow the billing interval, clipped to the ends of months", async () => {
  expect(await dues("month")).toEqual([
    "2024-04-30 1 monthly renewed",
    "2024-05-31 1 monthly renewed",
    "2024-06-30 1 monthly renewed",
    "2024-07-31 1 monthly open",
  ]);
  expect(await dues("quarter")).toEqual([
    "2024-02-29 3 longer renewed",
    "2024-05-30 3 longer renewed",
    "2024-08-30 3 longer open",
  ]);
});

test("a stated term goes on in terms of its length, before it and after it", async () => {
  expect(await dues("stated")).toEqual([
    "2022-03-01 12 longer renewed",
    "2023-03-01 12 longer renewed",
    "2024-03-01 12 longer renewed",
    "2025-03-01 12 longer open",
  ]);
});

test("a version with a later end renews early, one that states the same end changes nothing", async () => {
  const found = await company.rows(
    `select concat_ws(' ', renewal_on, outcome, decided_on, arr_due::integer, arr_after::integer,
       is_early_renewal) as text
     from marts.renewals where account_id = 'versions' order by renewal_on`,
  );
  // 20 a month was due before the signature of 1 April, 25 after it
  expect(found.map(({ text }) => text)).toEqual([
    "2024-06-01 expanded 2024-04-01 240 300 true",
    "2025-06-01 open 300 false",
  ]);
});

test("a renewal opportunity dates the terms of an account that states none", async () => {
  expect(await dues("dealt")).toEqual([
    "2024-01-01 12 longer renewed",
    "2025-01-01 12 longer open",
  ]);
  expect(await dues("dealt-stated")).toEqual(["2025-02-01 24 longer open"]);
});

function rates(accounts: string, group = "month"): Promise<Record<string, unknown>[]> {
  return company.rows(
    `select ${group === "month" ? "strftime(month, '%Y-%m')" : "'all'"} as month,
       sum(renewed_due)::double / sum(arr_due)::double as due,
       sum(renewed_decided)::double / sum(arr_due)::double as decided
     from marts.renewal_months where account_id like '${accounts}-%' group by 1 order by 1`,
  );
}

test("a renewal decided late counts in its due month, or in the month that decided it", async () => {
  expect(await rates("when")).toEqual([
    { month: "2024-01", due: 1, decided: 0 },
    { month: "2024-02", due: 1, decided: 2 },
  ]);
  expect(await rates("when", "all")).toEqual([{ month: "all", due: 1, decided: 1 }]);
});

test("what is available to renew leaves month-to-month out", async () => {
  const [atr] = await company.rows(
    `select round(sum(arr_due))::integer as atr from marts.renewal_months
     where account_id like 'atr-%' and month = '2024-02-01' and term_class = 'longer'`,
  );
  expect(atr).toEqual({ atr: 15_000 });
});

test("gross renewal leaves expansion out, net renewal counts it", async () => {
  const [found] = await company.rows(
    `select sum(renewed_due)::double / sum(arr_due)::double as gross,
       sum(arr_after_due)::double / sum(arr_due)::double as net,
       sum(renewed_on_time)::double / sum(arr_due)::double as on_time
     from marts.renewal_months where account_id like 'rate-%' and month = '2024-02-01'`,
  );
  expect(found).toEqual({ gross: 0.85, net: 1.05, on_time: 0.85 });
});
