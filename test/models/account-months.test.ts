import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
const one = async (sql: string) => (await company.rows(sql))[0];
const month = (account: string, at: string, columns: string) =>
  one(`select ${columns} from marts.account_months where account_id = '${account}'
    and month = '${at}-01'`);

describe("account months up to the middle of June", () => {
  beforeAll(async () => {
    company = await createCompany({ run: { as_of: "2024-06-15 12:00" } });
    await addAccount(company, "new/late", [
      { started_at: "2024-01-31", mrr: 100, quantity: 3, plan: "b" },
      { started_at: "2024-01-31", mrr: 100, quantity: 4, plan: "a" },
      { started_at: "2024-02-10", ended_at: "2024-03-01", mrr: 50, quantity: 2, plan: "c" },
    ]);
    await addAccount(company, "gone", [
      { started_at: "2024-02-01", ended_at: "2024-04-10", mrr: 30 },
    ]);
    await addAccount(company, "free", [{ started_at: "2024-02-01", mrr: 0 }]);
    await addAccount(company, "noticed", [
      {
        started_at: "2024-02-01",
        mrr: 30,
        cancelled_at: "2024-05-05 09:00",
        ended_at: "2024-12-01",
      },
      { started_at: "2024-02-01", mrr: 5 },
    ]);
    await company.add("accounts", {
      account_id: "moved",
      valid_from: "2024-01-01",
      region: "EMEA",
      csm_id: "c1",
    });
    await company.add("accounts", {
      account_id: "moved",
      valid_from: "2024-04-01",
      region: "APAC",
      csm_id: "c2",
    });
    await company.add("subscriptions", {
      subscription_id: "M",
      account_id: "moved",
      started_at: "2023-12-01",
      mrr: 10,
    });
    await addAccount(company, "child", [], { parent_id: "parent" });
    await addAccount(company, "parent", [], { parent_id: "top" });
    await addAccount(company, "loop-1", [], { parent_id: "loop-2" });
    await addAccount(company, "loop-2", [], { parent_id: "loop-1" });
    await company.build();
  });
  afterAll(() => company.close());

  test("the spine runs from the month of the first MRR to the month of as_of", async () => {
    const months = await company.rows(
      `select account_id, min(month)::varchar as first, max(month)::varchar as last,
         count(*)::integer as months from marts.account_months group by 1 order by 1`,
    );
    expect(months).toEqual([
      { account_id: "gone", first: "2024-02-01", last: "2024-06-01", months: 5 },
      { account_id: "moved", first: "2023-12-01", last: "2024-06-01", months: 7 },
      { account_id: "new/late", first: "2024-01-01", last: "2024-06-01", months: 6 },
      { account_id: "noticed", first: "2024-02-01", last: "2024-06-01", months: 5 },
    ]);
  });

  test("the last month is open and its snapshot is as_of", async () => {
    expect(await month("gone", "2024-06", "snapshot_at, is_closed")).toEqual({
      snapshot_at: "2024-06-15 12:00:00",
      is_closed: false,
    });
    expect(await month("gone", "2024-05", "snapshot_at, is_closed")).toEqual({
      snapshot_at: "2024-06-01 00:00:00",
      is_closed: true,
    });
  });

  test("a start on the 31st counts in its own month", async () => {
    expect(await month("new/late", "2024-01", "mrr_opening, mrr_new, mrr, seats, arr")).toEqual({
      mrr_opening: "0.0000",
      mrr_new: "200.0000",
      mrr: "200.0000",
      seats: "7.000000",
      arr: "2400.0000",
    });
  });

  test("a term that ends on the first is still active at the end of the month before", async () => {
    expect(await month("new/late", "2024-02", "mrr, seats, mrr_expansion")).toEqual({
      mrr: "250.0000",
      seats: "9.000000",
      mrr_expansion: "50.0000",
    });
    expect(await month("new/late", "2024-03", "mrr, seats, mrr_contraction")).toEqual({
      mrr: "200.0000",
      seats: "7.000000",
      mrr_contraction: "-50.0000",
    });
  });

  test("the plan is that of the largest subscription, the first by name among equals", async () => {
    expect(await month("new/late", "2024-02", "plan")).toEqual({ plan: "a" });
  });

  test("a churned account keeps its months at zero and is in no tier", async () => {
    const columns = "is_customer, mrr_opening, mrr_churn, mrr, tier, tier_previous, seats, plan";
    expect(await month("gone", "2024-04", columns)).toEqual({
      is_customer: false,
      mrr_opening: "30.0000",
      mrr_churn: "-30.0000",
      mrr: "0.0000",
      tier: null,
      // March had 200, 35, 30 and 10: rank 3 is beyond ceil(0.3 × 4) = 2
      tier_previous: 3,
      seats: null,
      plan: null,
    });
    expect(await month("gone", "2024-06", "mrr_opening, mrr_churn, tier_previous")).toEqual({
      mrr_opening: "0.0000",
      mrr_churn: "0.0000",
      tier_previous: null,
    });
  });

  test("a slash inside an account's id cannot be taken for the key's own", async () => {
    expect(await month("new/late", "2024-02", "account_month_id")).toEqual({
      account_month_id: "new%2Flate/2024-02",
    });
    const [movement] = await company.rows(
      "select mrr_movement_id from marts.mrr_movements where account_id = 'new/late' order by 1",
    );
    expect(movement).toEqual({ mrr_movement_id: "new%2Flate/2024-01-31" });
  });

  test("attributes hold from their valid_from, the first also for the time before", async () => {
    const at = (when: string) => month("moved", when, "region, csm_id, csm_id_previous");
    expect(await at("2023-12")).toEqual({ region: "EMEA", csm_id: "c1", csm_id_previous: null });
    expect(await at("2024-03")).toEqual({ region: "EMEA", csm_id: "c1", csm_id_previous: "c1" });
    expect(await at("2024-04")).toEqual({ region: "APAC", csm_id: "c2", csm_id_previous: "c1" });
  });

  test("the ultimate parent is the top of the line, and a circle has one too", async () => {
    const parents = await company.rows(
      `select account_id, ultimate_parent_id as top from marts.accounts
       where account_id in ('child', 'parent', 'loop-1', 'loop-2', 'gone') order by 1`,
    );
    expect(parents).toEqual([
      { account_id: "child", top: "top" },
      { account_id: "gone", top: "gone" },
      { account_id: "loop-1", top: "loop-1" },
      { account_id: "loop-2", top: "loop-1" },
      { account_id: "parent", top: "top" },
    ]);
  });

  test("an account that never paid is an account without a customer's dates", async () => {
    const columns = "is_customer, customer_since, churned_on, mrr, mrr_share";
    expect(await one(`select ${columns} from marts.accounts where account_id = 'free'`)).toEqual({
      is_customer: false,
      customer_since: null,
      churned_on: null,
      mrr: "0.0000",
      mrr_share: null,
    });
  });

  test("a churned account says since when, and notice given says how much is at stake", async () => {
    expect(
      await one("select customer_since, churned_on from marts.accounts where account_id = 'gone'"),
    ).toEqual({ customer_since: "2024-02-01", churned_on: "2024-04-10" });
    expect(
      await one(`select mrr, churned_on, notice_given_on, pending_churn_arr from marts.accounts
        where account_id = 'noticed'`),
    ).toEqual({
      mrr: "35.0000",
      churned_on: null,
      notice_given_on: "2024-05-05",
      pending_churn_arr: "360.0000",
    });
  });
});

describe("other settings of account months", () => {
  afterAll(() => company.close());
  test("customers at zero have months and are customers, but in no tier", async () => {
    company = await createCompany({ revenue: { free_plan: "customer_at_zero" } });
    await addAccount(company, "free", [{ started_at: "2024-05-01", mrr: 0 }]);
    await company.build();
    expect(await month("free", "2024-05", "is_customer, mrr, tier")).toEqual({
      is_customer: true,
      mrr: "0.0000",
      tier: null,
    });
  });
  test("a fiscal year is named by the year it ends in", async () => {
    company.close();
    company = await createCompany({ run: { fiscal_year_start_month: 4 } });
    await addAccount(company, "A", [{ started_at: "2023-05-01", mrr: 1 }]);
    await company.build();
    const days = await company.rows(
      `select date, month, quarter, fiscal_quarter, fiscal_year from marts.calendar
       where date in ('2024-03-31', '2024-04-01') order by 1`,
    );
    expect(days).toEqual([
      {
        date: "2024-03-31",
        month: "2024-03-01",
        quarter: "2024-Q1",
        fiscal_quarter: "FY2024-Q4",
        fiscal_year: 2024,
      },
      {
        date: "2024-04-01",
        month: "2024-04-01",
        quarter: "2024-Q2",
        fiscal_quarter: "FY2025-Q1",
        fiscal_year: 2025,
      },
    ]);
  });
});
