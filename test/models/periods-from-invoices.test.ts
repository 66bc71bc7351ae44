import { afterEach, describe, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { type Company, createCompany } from "./company.js";
import { addLines, invoicesUnder, line } from "./invoiced.js";
import { periodsOf } from "./periods-of.js";

oneIn(2);

describe("recurring lines become periods", () => {
  invoicesUnder(
    {},
    {
      "a month's line is a month's MRR": {
        lines: [line("01-01", "02-01", 100), line("02-01", "03-01", 120)],
        is: ["2024-01-01..2024-02-01 100.0000", "2024-02-01..2024-03-01 120.0000"],
      },
      // 1200 / 12
      "a year's line counts by the twelfth, open until it ends": {
        lines: [line("03-15", "2025-03-15", 1200, { billing_interval: "year" })],
        is: ["2024-03-15.. 100.0000"],
      },
      // 99 / 3, with and without its interval
      "a quarter's line counts by the third": {
        lines: [
          line("01-01", "04-01", 99, { billing_interval: "quarter" }),
          line("04-01", "07-01", 99),
        ],
        is: ["2024-01-01..2024-04-01 33.0000", "2024-04-01.. 33.0000"],
      },
      // 10 × 365 / 84 = 43.452380…, by its interval and by its seven days
      "a week's line counts 365/84 times": {
        lines: [
          line("01-01", "01-08", 10, { billing_interval: "week" }),
          line("01-08", "01-15", 10),
        ],
        is: ["2024-01-01..2024-01-08 43.4524", "2024-01-08..2024-01-15 43.4524"],
      },
      // 1 × 365 / 12 = 30.41666…
      "a day's line counts 365/12 times": {
        lines: [line("01-01", "01-02", 1, { billing_interval: "day" })],
        is: ["2024-01-01..2024-01-02 30.4167"],
      },
      // 600 / 6 by its period; 600 / 2 by its interval
      "several months are divided by their number": {
        lines: [
          line("01-01", "07-01", 600),
          line("07-01", "09-01", 600, { billing_interval: "month", billing_interval_count: 2 }),
        ],
        is: ["2024-01-01.. 100.0000"],
      },
      "a start on the 31st stays one month long": {
        lines: [line("01-31", "02-29", 50), line("02-29", "03-31", 50), line("03-31", "04-30", 50)],
        is: [
          "2024-01-31..2024-02-29 50.0000",
          "2024-02-29..2024-03-31 50.0000",
          "2024-03-31..2024-04-30 50.0000",
        ],
      },
      "an end in the last second of a day is the midnight after it": {
        lines: [line("01-01", "01-31 23:59:59", 70), line("02-01", "02-29 23:59:59", 70)],
        is: ["2024-01-01..2024-02-01 70.0000", "2024-02-01..2024-03-01 70.0000"],
      },
      "a missing invoice between two paid ones is a gap": {
        lines: [line("01-01", "02-01", 100), line("03-01", "04-01", 100)],
        is: ["2024-01-01..2024-02-01 100.0000", "2024-03-01..2024-04-01 100.0000"],
      },
      "an upgrade at renewal changes the price from the renewal": {
        lines: [line("01-01", "02-01", 100), line("02-01", "03-01", 250, { plan: "pro" })],
        is: ["2024-01-01..2024-02-01 100.0000", "2024-02-01..2024-03-01 250.0000"],
      },
      "a downgrade at renewal lowers the price from the renewal": {
        lines: [line("01-01", "02-01", 250, { plan: "pro" }), line("02-01", "03-01", 100)],
        is: ["2024-01-01..2024-02-01 250.0000", "2024-02-01..2024-03-01 100.0000"],
      },
      // 100 - 20
      "a negative line takes off the line that starts with it": {
        lines: [line("01-01", "02-01", 100), line("01-01", "02-01", -20)],
        is: ["2024-01-01..2024-02-01 80.0000"],
      },
      "a negative line that starts by itself is a credit and ends nothing": {
        lines: [line("01-01", "02-01", 100), line("01-16", "02-01", -20)],
        is: ["2024-01-01..2024-02-01 100.0000"],
      },
      "a line of zero is a period of zero": {
        lines: [line("01-01", "02-01", 0)],
        is: ["2024-01-01..2024-02-01 0.0000"],
      },
      "one-time, usage, tax and credit lines carry no MRR": {
        lines: ["one_time", "usage", "tax", "credit"].map((kind) =>
          line("01-01", "02-01", 100, { kind }),
        ),
        is: [],
      },
      "a line of no kind with a service period is recurring": {
        lines: [line("01-01", "02-01", 100, { kind: null })],
        is: ["2024-01-01..2024-02-01 100.0000"],
      },
      "a line without a service period, or one that ends as it starts, carries none": {
        lines: [
          line("01-01", "01-01", 100),
          { amount: 100, invoiced_at: "2024-01-01", billing_interval: "month" },
        ],
        is: [],
      },
      "a void or a draft line never was": {
        lines: [
          line("01-01", "02-01", 100, { status: "void" }),
          line("02-01", "03-01", 100, { status: "draft" }),
        ],
        is: [],
      },
      "the tax of a line is no MRR": {
        lines: [line("01-01", "02-01", 100, { tax: 19 })],
        is: ["2024-01-01..2024-02-01 100.0000"],
      },
      "a service that begins at as_of has not begun": {
        lines: [line("06-01", "07-01", 100), line("07-01", "08-01", 200)],
        is: ["2024-06-01.. 100.0000"],
      },
    },
  );
});

let company: Company;
afterEach(() => company?.close());

const texts = async (sql: string) => (await company.rows(sql)).map((row) => row.text);

test("a term ending at midnight on the first is active at the end of the month before", async () => {
  company = await createCompany();
  await addLines(company, 0, { lines: [line("01-01", "02-01", 100)], is: [] });
  await company.build();
  expect(
    await texts(`select strftime(month, '%m') || ' ' || mrr as text
      from marts.account_months where month < '2024-04-01' order by month`),
  ).toEqual(["01 100.0000", "02 0.0000", "03 0.0000"]);
});

test.each([
  [0, ["2024-01-01 new", "2024-02-01 churn", "2024-03-01 reactivation", "2024-04-01 churn"]],
  [29, ["2024-01-01 new", "2024-04-01 churn"]],
])("a missing invoice is churn and come-back, bridged by a gap of %i days", async (gap, is) => {
  company = await createCompany({ revenue: { gap_days: gap } });
  const lines = [line("01-01", "02-01", 100), line("03-01", "04-01", 100)];
  await addLines(company, 0, { lines, is: [] });
  await company.build();
  expect(
    await texts(`select occurred_on::varchar || ' ' || movement as text
      from marts.mrr_movements order by occurred_on`),
  ).toEqual(is);
});

test("list_mrr adds the discount, whose end is named", async () => {
  company = await createCompany();
  const lines = [
    line("01-01", "02-01", 80, { discount: 20 }),
    line("02-01", "03-01", 80, { discount: 20 }),
    line("03-01", "2025-03-01", 1200, { billing_interval: "year" }),
  ];
  await addLines(company, 0, { lines, is: [] });
  await company.build();
  expect(
    await texts(`select list_mrr || ' ' || start_reason || ' ' || coalesce(end_reason, '') as text
      from core.subscription_periods order by starts_on`),
  ).toEqual([
    "100.0000 started ended",
    "100.0000 started discount_ended",
    "100.0000 discount_ended ",
  ]);
  expect(
    await texts(`select movement || ' ' || reason as text from marts.mrr_movements
      where occurred_on = '2024-03-01'`),
  ).toEqual(["expansion discount_ended"]);
});

test("a period of several plans is named for the largest and adds their seats", async () => {
  company = await createCompany();
  const lines = [
    line("01-01", "02-01", 30, { plan: "add-on", quantity: 2, product: "Storage" }),
    line("01-01", "02-01", 100, { plan: "pro", quantity: 5, product: "Suite" }),
  ];
  await addLines(company, 0, { lines, is: [] });
  await company.build();
  expect(
    await company.rows(
      "select plan, product, quantity, mrr, billing_months from core.subscription_periods",
    ),
  ).toEqual([
    {
      plan: "pro",
      product: "Suite",
      quantity: "7.000000",
      mrr: "130.0000",
      billing_months: "1.000000",
    },
  ]);
});

test("the rate at a subscription's first line holds for all of its lines", async () => {
  company = await createCompany();
  const lines = [
    line("01-10", "02-10", 100, { currency: "EUR" }),
    line("02-10", "03-10", 100, { currency: "EUR" }),
  ];
  await addLines(company, 0, { lines, is: [] });
  await addLines(company, 1, { lines: [{ ...lines[0], currency: "CHF" }], is: [] });
  for (const [date, value] of Object.entries({ "2024-01-01": 1.1, "2024-02-01": 1.5 })) {
    await company.add("fx_rates", { currency: "EUR", date, rate_to_reporting: value });
  }
  await company.build();
  expect(await periodsOf(company)).toEqual({
    S0: ["2024-01-10..2024-02-10 110.0000", "2024-02-10..2024-03-10 110.0000"],
    S1: ["2024-01-10..2024-02-10 0.0000"],
  });
  expect(
    await company.rows(
      "select mrr_native, currency from core.invoiced_periods where subscription_id = 'S0' limit 1",
    ),
  ).toEqual([{ mrr_native: "100.0000", currency: "EUR" }]);
});
