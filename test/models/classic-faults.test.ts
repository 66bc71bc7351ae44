import { afterAll, beforeAll, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterAll(() => company.close());

beforeAll(async () => {
  company = await createCompany({ run: { as_of: "2024-07-15" } });
  // leaves in March and comes back in May; falls in February, rises in June
  await addAccount(company, "returns", [
    { started_at: "2024-01-10", ended_at: "2024-03-10", mrr: 80 },
    { started_at: "2024-05-10", mrr: 60 },
  ]);
  await addAccount(company, "moves", [
    { started_at: "2024-01-10", ended_at: "2024-02-10", mrr: 100 },
    { started_at: "2024-02-10", ended_at: "2024-06-10", mrr: 50 },
    { started_at: "2024-06-10", mrr: 70 },
  ]);
  await addAccount(company, "grows", [
    { started_at: "2024-01-10", ended_at: "2024-02-10", mrr: 100 },
    { started_at: "2024-02-10", mrr: 150 },
  ]);
  // 0.1 + 0.2 is not 0.3 in floating point: the swap would be a movement, and a rest would stay
  await addAccount(company, "cents", [
    { started_at: "2024-01-10", ended_at: "2024-02-10", mrr: 0.1 },
    { started_at: "2024-01-10", ended_at: "2024-02-10", mrr: 0.2 },
    { started_at: "2024-02-10", ended_at: "2024-04-10", mrr: 0.3 },
  ]);
  await addAccount(company, "thirds", [
    { started_at: "2024-01-10", ended_at: "2024-04-10", amount: 100, billing_interval: "quarter" },
    { started_at: "2024-01-20", ended_at: "2024-05-20", amount: 1, billing_interval: "year" },
  ]);
  // a subscription of 2022 that was first invoiced in March 2024
  await addAccount(company, "long", [{ started_at: "2022-11-05", mrr: 40 }]);
  // invoiced in March for a service since January
  await company.add("accounts", { account_id: "arrears" });
  for (const [line_id, account_id, service_start] of [
    ["L1", "long", "2024-03-05"],
    ["L2", "arrears", "2024-01-05"],
  ] as const) {
    await company.add("invoice_lines", {
      ...{ line_id, account_id, subscription_id: `${account_id}-1`, kind: "recurring" },
      ...{ amount: 90, service_start, service_end: "2024-04-05", invoiced_at: "2024-03-31" },
      ...{ due_at: "2024-04-30", paid_at: "2024-04-02" },
    });
  }
});

async function movements(account: string): Promise<unknown[]> {
  const found = await company.rows(
    `select strftime(occurred_on, '%m-%d') || ' ' || movement || ' ' || amount as moved
     from marts.mrr_movements where account_id = '${account}' order by occurred_on`,
  );
  return found.map((row) => row.moved);
}

async function monthsOf(account: string): Promise<unknown[]> {
  const found = await company.rows(
    `select strftime(month, '%Y-%m') as month, mrr from marts.account_months
     where account_id = '${account}' and mrr > 0 order by month`,
  );
  return found.map((row) => row.month);
}

test("leaving is churn and not contraction, coming back is reactivation and not expansion", async () => {
  expect(await movements("returns")).toEqual([
    "01-10 new 80.0000",
    "03-10 churn -80.0000",
    "05-10 reactivation 60.0000",
  ]);
  expect(await movements("moves")).toEqual([
    "01-10 new 100.0000",
    "02-10 contraction -50.0000",
    "06-10 expansion 20.0000",
  ]);
});

test("history before the first invoice month is there", async () => {
  // November 2022 to July 2024 are 21 months
  const long = await monthsOf("long");
  expect([long[0], long.length]).toEqual(["2022-11", 21]);
  expect(await movements("long")).toEqual(["11-05 new 40.0000"]);
  // the line of three months counts from its service on, 90 / 3
  expect(await monthsOf("arrears")).toEqual(["2024-01", "2024-02", "2024-03"]);
  expect((await movements("arrears"))[0]).toBe("01-05 new 30.0000");
});

test("the last month of the data is not churn", async () => {
  const found = await company.rows(
    `select account_id, mrr_churn from marts.account_months
     where month = '2024-07-01' and mrr > 0 order by account_id`,
  );
  expect(found).toEqual(
    ["grows", "long", "moves", "returns"].map((account_id) => ({
      account_id,
      mrr_churn: "0.0000",
    })),
  );
  expect(await company.rows("from marts.mrr_movements where occurred_on >= '2024-06-11'")).toEqual(
    [],
  );
});

test("what is retained is the lesser MRR of each account, not of the totals", async () => {
  // January to February: 100 and 100 became 50 and 150, so 50 + 100 of 200 were kept; the lesser
  // of the totals would be all 200
  const found = await company.rows(
    `select sum(mrr_then) as began, sum(mrr_retained) as kept, sum(mrr_now) as now
     from marts.retention where month = '2024-02-01' and window_months = 1
       and account_id in ('moves', 'grows')`,
  );
  expect(found).toEqual([{ began: "200.0000", kept: "150.0000", now: "200.0000" }]);
});

test("opening and movements make the closing to the last digit, where floats would not", async () => {
  expect(await movements("cents")).toEqual(["01-10 new 0.3000", "04-10 churn -0.3000"]);
  // 100 / 3 and 1 / 12 are rounded once, where they are made, and taken off as they came
  expect(await movements("thirds")).toEqual([
    "01-10 new 33.3333",
    "01-20 expansion 0.0833",
    "04-10 contraction -33.3333",
    "05-20 churn -0.0833",
  ]);
  const broken = await company.rows(
    `from marts.account_months where mrr_opening + mrr_new + mrr_reactivation + mrr_expansion
       + mrr_contraction + mrr_churn <> mrr`,
  );
  expect(broken).toEqual([]);
});
