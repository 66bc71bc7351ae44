import { afterEach, describe, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import type { Cell, Company } from "./company.js";
import { monthly, syncalytics, yearly } from "./syncalytics.js";
import { type Accounts, companyUnder, movementsOf } from "./under-config.js";

oneIn(4);

// Figures that vendors publish, typed by hand, each under the policy that its publisher states;
// their rates of churn are in test/cube/worked-rates.test.ts, as the semantic layer gives them.
// published-file.test.ts takes inputs and figures from the list in ../shared, where that is there.

type Row = Readonly<Record<string, Cell>>;
let company: Company;
afterEach(() => company.close());

const stripe = "preset: stripe\n";
const chartmogul = "preset: chartmogul\n";

async function under(revenue: string, accounts: Accounts, asOf = "2024-07-01"): Promise<void> {
  company = await companyUnder(revenue, asOf, accounts);
}

async function value(sql: string): Promise<unknown> {
  const [row] = await company.rows(sql);
  return Object.values(row ?? {})[0];
}

const now = "core.account_months where month = (select max(month) from core.account_months)";
const mrrNow = () => value(`select sum(mrr)::double from ${now}`);

describe("ChartMogul's story of Syncalytics", () => {
  const story = [
    "Syncalytics 2023-01-01 new 166.67 subscription_added",
    "Syncalytics 2023-01-05 expansion 60.00 subscription_added",
    "Syncalytics 2023-02-05 contraction -60.00 subscription_ended",
    "Syncalytics 2024-01-01 churn -166.67 subscription_ended",
    "Syncalytics 2024-03-01 reactivation 150.00 subscription_added",
  ];

  test("has the five movements, churn at the end of the paid period", async () => {
    await under(chartmogul, syncalytics);
    expect(await movementsOf(company)).toEqual(story);
    expect(await mrrNow()).toBe(150);
  });

  test("has the same movements at the days of notice where churn is dated by them", async () => {
    await under(`${chartmogul}churn_date: cancelled_at\n`, syncalytics);
    expect(await movementsOf(company)).toEqual([
      story[0],
      story[1],
      "Syncalytics 2023-01-19 contraction -60.00 subscription_ended",
      "Syncalytics 2023-03-20 churn -166.67 subscription_ended",
      story[4],
    ]);
  });
});

describe("ChartMogul's definitions", () => {
  test("a discount added is contraction, a discount expired expansion", async () => {
    await under(chartmogul, {
      A: [
        { ...monthly, amount: 100, started_at: "2024-01-01", ended_at: "2024-02-01" },
        {
          ...monthly,
          amount: 100,
          started_at: "2024-02-01",
          discount_percent: 30,
          discount_ends_at: "2024-05-01",
        },
      ],
    });
    expect(await movementsOf(company)).toEqual([
      "A 2024-01-01 new 100.00 subscription_added",
      "A 2024-02-01 contraction -30.00 discount_started",
      "A 2024-05-01 expansion 30.00 discount_ended",
    ]);
    expect(await mrrNow()).toBe(100);
  });
});

describe("Stripe's pages", () => {
  test("$1,200 a year are $100 of MRR", async () => {
    await under(stripe, { A: [{ ...yearly, amount: 1200, started_at: "2024-01-01" }] });
    expect(await mrrNow()).toBe(100);
  });

  test("100 at $100 a month and 50 at $600 a year are $12,500", async () => {
    // The page's formula line writes 800 / 12 and its result 12,500. 50 × 800 / 12 would make it
    // 13,333.33; the sentence above it says $600 a year, with which the result is right.
    const plans = (annual: number): Accounts => ({
      A: [
        { ...monthly, quantity: 100, unit_amount: 100, started_at: "2024-01-01" },
        { ...yearly, quantity: 50, unit_amount: annual, started_at: "2024-01-01" },
      ],
    });
    await under(stripe, plans(600));
    expect(await mrrNow()).toBe(12_500);
    company.close();
    await under(stripe, plans(800));
    expect(await mrrNow()).toBe(13_333.3333);
  });

  test("only a coupon that lasts forever lowers MRR", async () => {
    const half: Row = { ...monthly, amount: 80, started_at: "2024-01-01", discount_percent: 50 };
    await under(stripe, { forever: [half], some: [{ ...half, discount_ends_at: "2025-01-01" }] });
    expect(await company.rows(`select account_id, mrr from ${now} order by account_id`)).toEqual([
      { account_id: "forever", mrr: "40.0000" },
      { account_id: "some", mrr: "80.0000" },
    ]);
  });

  test("past due counts; trials, unpaid subscriptions and free plans do not", async () => {
    const one = (status: string, mrr = 10): readonly Row[] => [
      { status, mrr, started_at: "2024-01-01", past_due_since: "2024-01-15" },
    ];
    await under(stripe, {
      due: one("past_due"),
      free: one("active", 0),
      trial: one("trialing"),
      unpaid: one("unpaid"),
    });
    expect(await company.rows(`select account_id from ${now} and is_customer`)).toEqual([
      { account_id: "due" },
    ]);
    expect(await mrrNow()).toBe(10);
  });

  test("a re-subscriber stays in the month of the first MRR", async () => {
    await under(stripe, {
      back: [
        { started_at: "2024-01-20", ended_at: "2024-02-20", mrr: 10 },
        { started_at: "2024-05-05", mrr: 10 },
      ],
    });
    expect(await value("select min(occurred_on) from marts.mrr_movements")).toBe("2024-01-20");
    expect(await value("select min(month) from core.account_months")).toBe("2024-01-01");
  });
});

describe("what the comparisons with ProfitWell say", () => {
  const back = (day: string): Accounts => ({
    A: [
      { started_at: "2023-01-01", ended_at: "2024-02-01", mrr: 10 },
      { started_at: day, mrr: 10 },
    ],
  });
  const last = async () => (await movementsOf(company)).at(-1);

  test("ProfitWell reactivates after any gap, Maxio within 90 days", async () => {
    const maxio = "reactivation_within_days: 90\n";
    // 1 February 2024 + 90 days: 28 left in February, 31 in March, 30 in April, 1 in May
    await under(maxio, back("2024-05-01"));
    expect(await last()).toBe("A 2024-05-01 reactivation 10.00 subscription_added");
    company.close();
    await under(maxio, back("2024-05-02"));
    expect(await last()).toBe("A 2024-05-02 new 10.00 subscription_added");
    company.close();
    await under("preset: profitwell\n", back("2024-05-02"));
    expect(await last()).toBe("A 2024-05-02 reactivation 10.00 subscription_added");
  });

  test("new and churn of one month are both counted, but ignored by ProfitWell", async () => {
    // one public package dates the churn in the month after; a day here is the day it happened
    const short: Accounts = { A: [{ started_at: "2024-03-02", ended_at: "2024-03-30", mrr: 10 }] };
    await under("preset: chargebee\n", short);
    expect(await movementsOf(company)).toEqual([
      "A 2024-03-02 new 10.00 subscription_added",
      "A 2024-03-30 churn -10.00 subscription_ended",
    ]);
    company.close();
    await under("preset: profitwell\n", short);
    expect(await movementsOf(company)).toEqual([]);
  });

  test("from monthly to annual at a lower rate is contraction", async () => {
    // 1000 / 12 = 83.33; one vendor alone calls it an upgrade by a negative amount
    await under(chartmogul, {
      A: [
        { ...monthly, amount: 100, started_at: "2024-01-01", ended_at: "2024-04-01" },
        { ...yearly, amount: 1000, started_at: "2024-04-01" },
      ],
    });
    expect(await last()).toBe("A 2024-04-01 contraction -16.67 price");
  });
});
