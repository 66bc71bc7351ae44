import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Cell, type Company, createCompany, type Settings } from "./company.js";

type Row = Readonly<Record<string, Cell>>;

interface Case {
  readonly row: Row;
  /** The periods expected, as `start..end mrr`. */
  readonly is: readonly string[];
  /** Rows of other tables, as table and row. */
  readonly more?: readonly (readonly [string, Row])[];
}

/** Builds one company in which each case is an account of its own, then tests case by case. */
function under(settings: Settings, cases: Readonly<Record<string, Case>>): void {
  let company: Company;
  const found = new Map<string, string[]>();
  beforeAll(async () => {
    company = await createCompany(settings);
    for (const [index, { row, more }] of Object.values(cases).entries()) {
      const ids = { subscription_id: `S${index}`, account_id: `A${index}` };
      await company.add("accounts", { account_id: ids.account_id });
      const given = { ...ids, status: "active", started_at: "2024-01-01", ...row };
      await company.add("subscriptions", given);
      for (const [table, extra] of more ?? []) {
        await company.add(table, table === "fx_rates" ? extra : { ...ids, ...extra });
      }
    }
    await company.build();
    const periods = await company.rows(
      `select subscription_id as id,
         starts_on || '..' || coalesce(ends_on::varchar, '') || ' ' || mrr as text
       from core.subscription_periods order by starts_on`,
    );
    for (const { id, text } of periods) {
      found.set(String(id), [...(found.get(String(id)) ?? []), String(text)]);
    }
  });
  afterAll(() => company.close());
  for (const [index, [name, { is }]] of Object.entries(cases).entries()) {
    test(name, () => expect(found.get(`S${index}`) ?? []).toEqual(is));
  }
}

const monthly: Row = { billing_interval: "month" };
const open = (mrr: string) => [`2024-01-01.. ${mrr}`];

describe("a price becomes MRR", () => {
  under(
    {},
    {
      "a stated MRR counts as it is, whatever the price": {
        row: { mrr: 41.5, amount: 999 },
        is: open("41.5000"),
      },
      // 4 × 500 / 12 = 166.666…
      "4 seats at 500 a year are 166.6667 a month": {
        row: { quantity: 4, unit_amount: 500, billing_interval: "year" },
        is: open("166.6667"),
      },
      "1,200 a year are 100 a month": {
        row: { amount: 1200, billing_interval: "year" },
        is: open("100.0000"),
      },
      "99 a quarter are 33 a month": {
        row: { amount: 99, billing_interval: "quarter" },
        is: open("33.0000"),
      },
      // 1 × 365 / 12 = 30.41666…
      "1 a day is 30.4167 a month": {
        row: { amount: 1, billing_interval: "day" },
        is: open("30.4167"),
      },
      // 10 × 365 / 84 = 43.452380…
      "10 a week are 43.4524 a month": {
        row: { amount: 10, billing_interval: "week" },
        is: open("43.4524"),
      },
      "240 for two years are 10 a month": {
        row: { amount: 240, billing_interval: "year", billing_interval_count: 2 },
        is: open("10.0000"),
      },
      // 100 × 0.9 − 5 = 85
      "percent comes off before the amount": {
        row: { ...monthly, amount: 100, discount_percent: 10, discount_amount: 5 },
        is: open("85.0000"),
      },
      // 0.0006 / 12 = 0.00005 exactly
      "an exact half of the fourth decimal is rounded up": {
        row: { amount: 0.0006, billing_interval: "year" },
        is: open("0.0001"),
      },
      // 0.0005 / 12 = 0.0000416…
      "less than a half is rounded down": {
        row: { amount: 0.0005, billing_interval: "year" },
        is: open("0.0000"),
      },
      // 99.9999 × 66.6667% = 66.66663333…
      "money is rounded once, at the end": {
        row: { ...monthly, quantity: 3, unit_amount: 33.3333, discount_percent: 33.3333 },
        is: open("66.6666"),
      },
      "a discount never makes MRR negative": {
        row: { ...monthly, amount: 10, discount_amount: 25 },
        is: open("0.0000"),
      },
      "a price without a quantity is one seat's": { row: { unit_amount: 7 }, is: open("7.0000") },
      "half a seat costs half": {
        row: { ...monthly, quantity: 2.5, unit_amount: 10 },
        is: open("25.0000"),
      },
      // 900,000,000,000 × 365 / (12 × 31) = 883064516129.0322…
      "a very large price in days does not overflow": {
        row: { amount: 900000000000, billing_interval: "day", billing_interval_count: 31 },
        is: open("883064516129.0323"),
      },
    },
  );
});

const ending: Row = {
  amount: 100,
  billing_interval: "month",
  discount_percent: 20,
  discount_ends_at: "2024-04-01",
};
const forever: Row = { ...ending, discount_ends_at: null };

describe("discounts in force", () => {
  under(
    {},
    {
      "a discount that ends splits the period in two": {
        row: ending,
        is: ["2024-01-01..2024-04-01 80.0000", "2024-04-01.. 100.0000"],
      },
      "a discount that ends at as_of is still in force": {
        row: { ...ending, discount_ends_at: "2024-07-01" },
        is: open("80.0000"),
      },
      "a stated MRR is not split by a discount": {
        row: { ...ending, mrr: 80 },
        is: open("80.0000"),
      },
    },
  );
});

describe("discounts only_forever", () => {
  under(
    { revenue: { discounts: "only_forever" } },
    {
      "a discount that has an end is left out": { row: ending, is: open("100.0000") },
      "a discount without an end stays": { row: forever, is: open("80.0000") },
    },
  );
});

describe("discounts ignored", () => {
  under(
    { revenue: { discounts: "ignored" } },
    {
      "even a discount without an end is left out": { row: forever, is: open("100.0000") },
    },
  );
});

const cancelled: Row = { mrr: 1, status: "cancelled", cancelled_at: "2024-02-10" };
const pastDue: Row = { mrr: 1, status: "past_due", past_due_since: "2024-02-01" };
const paused: Row = { mrr: 1, status: "paused", paused_from: "2024-02-01" };
const unpaid: Row = { line_id: "L", amount: 1 };

describe("starts, ends and statuses", () => {
  under(
    {},
    {
      "ended_at ends a period, exclusive": {
        row: { mrr: 1, ended_at: "2024-03-01" },
        is: ["2024-01-01..2024-03-01 1.0000"],
      },
      "a subscription that ends when it starts is no period": {
        row: { mrr: 1, ended_at: "2024-01-01" },
        is: [],
      },
      "a subscription that lives for some hours of one day is no period": {
        row: { mrr: 1, started_at: "2024-01-01 08:00", ended_at: "2024-01-01 17:00" },
        is: [],
      },
      "an end at as_of has not happened": {
        row: { mrr: 1, ended_at: "2024-07-01" },
        is: open("1.0000"),
      },
      "cancelled_at alone ends nothing": { row: cancelled, is: open("1.0000") },
      "a cancelled subscription counts until ended_at": {
        row: { ...cancelled, ended_at: "2024-05-01" },
        is: ["2024-01-01..2024-05-01 1.0000"],
      },
      "a cancelled subscription without ended_at ends with its term": {
        row: { ...cancelled, term_end: "2024-04-01" },
        is: ["2024-01-01..2024-04-01 1.0000"],
      },
      "an active subscription outlives its term": {
        row: { mrr: 1, term_end: "2024-04-01" },
        is: open("1.0000"),
      },
      "trialing carries no MRR": { row: { mrr: 1, status: "trialing" }, is: [] },
      "unpaid carries no MRR": { row: { mrr: 1, status: "unpaid" }, is: [] },
      "incomplete carries no MRR": { row: { mrr: 1, status: "incomplete" }, is: [] },
      "a subscription without a status counts": {
        row: { mrr: 1, status: null },
        is: open("1.0000"),
      },
      "the days of a trial are cut out": {
        row: { mrr: 1, trial_start: "2024-01-01", trial_end: "2024-01-15" },
        is: ["2024-01-15.. 1.0000"],
      },
      "a trial that ends after as_of leaves no period": {
        row: { mrr: 1, trial_end: "2024-08-01" },
        is: [],
      },
      "the days of a pause are cut out": {
        row: { mrr: 1, paused_from: "2024-02-01", paused_until: "2024-03-01" },
        is: ["2024-01-01..2024-02-01 1.0000", "2024-03-01.. 1.0000"],
      },
      "an open pause ends the period until it is over": {
        row: paused,
        is: ["2024-01-01..2024-02-01 1.0000"],
      },
      "paused without a date is paused since the row was updated": {
        row: { mrr: 1, status: "paused", updated_at: "2024-05-05" },
        is: ["2024-01-01..2024-05-05 1.0000"],
      },
      "a pause that would begin at as_of has not begun": {
        row: { mrr: 1, paused_from: "2024-07-01" },
        is: open("1.0000"),
      },
      "a trial, a pause and a discount of one subscription keep apart": {
        row: {
          ...ending,
          discount_percent: 50,
          discount_ends_at: "2024-03-01",
          trial_end: "2024-01-11",
          paused_from: "2024-02-15",
          paused_until: "2024-03-15",
          ended_at: "2024-05-01",
        },
        is: ["2024-01-11..2024-02-15 50.0000", "2024-03-15..2024-05-01 100.0000"],
      },
      // 1 February + 90 days: 28 left in February, 31 in March, 30 in April, 1 more
      "past due counts for 90 days and is churned then": {
        row: pastDue,
        is: ["2024-01-01..2024-05-01 1.0000"],
      },
      "past due without a date runs from the oldest unpaid invoice line": {
        row: { ...pastDue, past_due_since: null },
        more: [
          ["invoice_lines", { ...unpaid, due_at: "2024-01-05", paid_at: "2024-01-06" }],
          ["invoice_lines", { ...unpaid, due_at: "2024-02-01" }],
          ["invoice_lines", { ...unpaid, due_at: "2024-03-01" }],
        ],
        is: ["2024-01-01..2024-05-01 1.0000"],
      },
      "past due since a day that no field names counts": {
        row: { ...pastDue, past_due_since: null },
        is: open("1.0000"),
      },
    },
  );
});

describe("other policies", () => {
  const revenue = { churn_date: "cancelled_at", paused: "keeps", past_due: "counts" };
  under(
    { revenue, run: { as_of: "2024-06-15 12:00" } },
    {
      "cancelled_at ends the period where the policy says so": {
        row: { ...cancelled, ended_at: "2024-05-01" },
        is: ["2024-01-01..2024-02-10 1.0000"],
      },
      "a pause that the policy keeps goes on counting": { row: paused, is: open("1.0000") },
      "past due goes on counting where it counts": { row: pastDue, is: open("1.0000") },
      "an end an hour before as_of has happened": {
        row: { mrr: 1, ended_at: "2024-06-15 11:00" },
        is: ["2024-01-01..2024-06-15 1.0000"],
      },
      "an end an hour after as_of has not": {
        row: { mrr: 1, ended_at: "2024-06-15 13:00" },
        is: open("1.0000"),
      },
    },
  );
});

const euro: Row = { mrr: 100, currency: "EUR", started_at: "2024-02-10" };
const rate = (currency: string, date: string, value: number) =>
  ["fx_rates", { currency, date, rate_to_reporting: value }] as const;

describe("currencies", () => {
  under(
    {},
    {
      "the rate at the start holds, also when later rates differ": {
        row: euro,
        more: [
          rate("EUR", "2024-01-01", 1.1),
          rate("EUR", "2024-02-10", 1.2),
          rate("EUR", "2024-03-01", 1.5),
        ],
        is: ["2024-02-10.. 120.0000"],
      },
      "the nearest earlier rate stands in, and a pause fetches no new one": {
        row: {
          ...euro,
          currency: "GBP",
          paused_from: "2024-03-01",
          paused_until: "2024-04-01",
        },
        more: [rate("GBP", "2024-01-01", 1.25), rate("GBP", "2024-03-15", 1.5)],
        is: ["2024-02-10..2024-03-01 125.0000", "2024-04-01.. 125.0000"],
      },
      "without an earlier rate a subscription counts as zero": {
        row: { ...euro, currency: "CHF" },
        more: [rate("CHF", "2024-03-01", 1.5)],
        is: ["2024-02-10.. 0.0000"],
      },
      "the reporting currency needs no rate": {
        row: { mrr: 5, currency: "USD" },
        is: open("5.0000"),
      },
      // 1000 / 12 × 0.0067 = 0.558333…
      "a price in yen is rounded after its exchange": {
        row: { amount: 1000, billing_interval: "year", currency: "JPY" },
        more: [rate("JPY", "2023-12-31", 0.0067)],
        is: open("0.5583"),
      },
    },
  );
});

describe("the MRR before discounts", () => {
  let company: Company;
  beforeAll(async () => {
    company = await createCompany();
    const discount = { discount_percent: 20, discount_amount: 5, discount_ends_at: "2024-04-01" };
    const rows: readonly Row[] = [
      { amount: 1200, billing_interval: "year", ...discount },
      { amount: 100, billing_interval: "month", discount_amount: 250 },
      { mrr: 60, ...discount },
      { amount: 100, billing_interval: "quarter", currency: "EUR", discount_percent: 10 },
    ];
    await company.add("fx_rates", { currency: "EUR", date: "2024-01-01", rate_to_reporting: 1.1 });
    for (const [index, row] of rows.entries()) {
      await company.add("subscriptions", {
        subscription_id: `L${index}`,
        account_id: "A",
        started_at: "2024-01-01",
        ...row,
      });
    }
    await company.build();
  });
  afterAll(() => company.close());

  test("stands beside the MRR of each period, rounded and exchanged as it is", async () => {
    const found = await company.rows(
      `select concat_ws(' ', subscription_id, starts_on, mrr, list_mrr) as text
       from core.subscription_periods order by all`,
    );
    expect(found.map(({ text }) => text)).toEqual([
      // (1200 × 0.8 − 5) / 12 = 79.58333…, and 1200 / 12
      "L0 2024-01-01 79.5833 100.0000",
      "L0 2024-04-01 100.0000 100.0000",
      "L1 2024-01-01 0.0000 100.0000",
      "L2 2024-01-01 60.0000 60.0000",
      // 90 / 3 × 1.1 = 33, and 100 / 3 × 1.1 = 36.666…
      "L3 2024-01-01 33.0000 36.6667",
    ]);
  });
});
