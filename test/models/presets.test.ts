import { afterEach, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import type { Cell, Company } from "./company.js";
import { type Accounts, companyUnder, movementsOf } from "./under-config.js";

oneIn(3);

type Row = Readonly<Record<string, Cell>>;

let company: Company;
afterEach(() => company.close());

/** One account for each policy that the presets disagree about; all is seen from 1 July 2024. */
const accounts: Accounts = {
  cancelled: [
    {
      started_at: "2024-01-01",
      mrr: 100,
      status: "cancelled",
      cancelled_at: "2024-03-10",
      ended_at: "2024-04-01",
    },
  ],
  discounted: [
    {
      started_at: "2024-01-01",
      amount: 100,
      billing_interval: "month",
      discount_percent: 20,
      discount_ends_at: "2024-04-01",
    },
  ],
  late: [{ started_at: "2024-01-01", mrr: 50, status: "past_due", past_due_since: "2024-04-01" }],
  paused: [{ started_at: "2024-01-01", mrr: 30, status: "paused", paused_from: "2024-05-01" }],
  short: [{ started_at: "2024-02-05", ended_at: "2024-02-20", mrr: 10 }],
  trying: [{ started_at: "2024-02-05", mrr: 9, status: "trialing" }],
  used: [{ started_at: "2024-01-01", mrr: 70 }],
};

/** A month of usage beside the subscription, which only `metered: included` makes MRR of. */
const usage: Row = {
  ...{ line_id: "U1", account_id: "used", subscription_id: "used-1", kind: "usage", amount: 12 },
  ...{ service_start: "2024-05-01", service_end: "2024-06-01", invoiced_at: "2024-06-01" },
};

const ended = "cancelled 2024-04-01 churn -100.00 subscription_ended";
const inForce = [
  "discounted 2024-01-01 new 80.00 subscription_added",
  "discounted 2024-04-01 expansion 20.00 discount_ended",
];
const started = {
  cancelled: "cancelled 2024-01-01 new 100.00 subscription_added",
  late: "late 2024-01-01 new 50.00 subscription_added",
  paused: "paused 2024-01-01 new 30.00 subscription_added",
};
const used = "used 2024-01-01 new 70.00 subscription_added";
const metered = [
  used,
  "used 2024-05-01 expansion 12.00 subscription_added",
  "used 2024-06-01 contraction -12.00 subscription_ended",
];
const pause = "paused 2024-05-01 churn -30.00 pause";
const short = [
  "short 2024-02-05 new 10.00 subscription_added",
  "short 2024-02-20 churn -10.00 subscription_ended",
];

const expected: Readonly<Record<string, readonly string[]>> = {
  // 1 April + 90 days: 29 left in April, 31 in May, 30 in June
  "": [
    started.cancelled,
    ended,
    ...inForce,
    started.late,
    "late 2024-06-30 churn -50.00 subscription_ended",
    started.paused,
    pause,
    ...short,
    used,
  ],
  "preset: chartmogul": [
    started.cancelled,
    ended,
    ...inForce,
    started.late,
    started.paused,
    ...short,
    ...metered,
  ],
  // 1 April + 15 days; the stint within February is nowhere
  "preset: profitwell": [
    started.cancelled,
    ended,
    ...inForce,
    started.late,
    "late 2024-04-16 churn -50.00 subscription_ended",
    started.paused,
    pause,
    ...metered,
  ],
  // a discount with an end does not touch MRR
  "preset: stripe": [
    started.cancelled,
    "cancelled 2024-03-10 churn -100.00 subscription_ended",
    "discounted 2024-01-01 new 100.00 subscription_added",
    started.late,
    started.paused,
    ...short,
    used,
  ],
  "preset: chargebee": [
    started.cancelled,
    ended,
    ...inForce,
    started.late,
    started.paused,
    ...short,
    used,
  ],
  "preset: chargebee\npaused: zero": [
    started.cancelled,
    ended,
    ...inForce,
    started.late,
    started.paused,
    pause,
    ...short,
    used,
  ],
  "metered: included": [
    started.cancelled,
    ended,
    ...inForce,
    started.late,
    "late 2024-06-30 churn -50.00 subscription_ended",
    started.paused,
    pause,
    ...short,
    ...metered,
  ],
  "past_due: never\ndiscounts: ignored": [
    started.cancelled,
    ended,
    "discounted 2024-01-01 new 100.00 subscription_added",
    started.late,
    started.paused,
    pause,
    ...short,
    used,
  ],
};

test.each(Object.keys(expected))("one company has its movements under '%s'", async (revenue) => {
  company = await companyUnder(`${revenue}\n`, "2024-07-01", accounts);
  await company.add("invoice_lines", usage);
  expect(await movementsOf(company)).toEqual(expected[revenue]);
});

test("a free plan is a customer at zero or none, and never a movement", async () => {
  const free: Accounts = {
    free: [{ started_at: "2024-05-01", mrr: 0 }],
    fallen: [
      { started_at: "2024-03-01", ended_at: "2024-05-01", mrr: 20 },
      { started_at: "2024-05-01", mrr: 0 },
    ],
  };
  const movements = [
    "fallen 2024-03-01 new 20.00 subscription_added",
    "fallen 2024-05-01 churn -20.00 subscription_ended",
  ];
  const customers = async () =>
    (
      await company.rows(
        `select account_id from core.account_months
         where month = '2024-06-01' and is_customer order by account_id`,
      )
    ).map((row) => row.account_id);
  company = await companyUnder("free_plan: not_customer\n", "2024-07-01", free);
  expect(await movementsOf(company)).toEqual(movements);
  expect(await customers()).toEqual([]);
  company.close();
  company = await companyUnder("free_plan: customer_at_zero\n", "2024-07-01", free);
  expect(await movementsOf(company)).toEqual(movements);
  expect(await customers()).toEqual(["fallen", "free"]);
});
