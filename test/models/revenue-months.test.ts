import { afterEach, expect, test } from "vitest";
import { checkBuild } from "../../pipeline/check/check.js";
import { oneIn } from "../sampled.js";
import { type Company, createCompany } from "./company.js";
import type { Row } from "./periods-of.js";

oneIn(3);

let company: Company;
afterEach(() => company.close());

let lines = 0;

async function build(rows: readonly Row[], more: readonly (readonly [string, Row])[] = []) {
  company = await createCompany();
  await company.add("accounts", { account_id: "A" });
  for (const row of rows) {
    lines += 1;
    await company.add("invoice_lines", { account_id: "A", line_id: `L${lines}`, ...row });
  }
  for (const [table, row] of more) await company.add(table, row);
  await company.build();
}

/** Months as `month recurring usage one-time credits = invoiced, tax, collected`. */
async function months(): Promise<string[]> {
  const found = await company.rows(
    `select strftime(month, '%Y-%m') as month, recurring_revenue::double as recurring,
       usage_revenue::double as usage, one_time_revenue::double as one_time,
       credits::double as credits, invoiced::double as invoiced, tax::double as tax,
       collected::double as collected
     from marts.revenue_months order by month`,
  );
  return found.map(
    (row) =>
      `${row.month} ${row.recurring} ${row.usage} ${row.one_time} ${row.credits} = ` +
      `${row.invoiced}, ${row.tax}, ${row.collected}`,
  );
}

async function failed(): Promise<string[]> {
  const { checks } = await checkBuild(company.connection, { findings: [] });
  return checks.filter((check) => check.outcome !== "passed").map((check) => check.name);
}

async function failedAfterBuild(): Promise<string[]> {
  await company.buildAll();
  return failed();
}

const january = { invoiced_at: "2024-01-31 22:00" };

test("each kind has its own measure, and together they are what was invoiced", async () => {
  await build([
    { ...january, kind: "recurring", amount: 100, tax: 19 },
    { ...january, kind: "recurring", amount: -40, prorated: true },
    { ...january, kind: "usage", amount: 12.5 },
    { ...january, kind: "one_time", amount: 500 },
    { ...january, kind: "credit", amount: -30 },
    { ...january, kind: "tax", amount: 7 },
  ]);
  // 60 + 12.5 + 500 − 30 = 542.5; tax 19 + 7
  expect(await months()).toEqual(["2024-01 60 12.5 500 -30 = 542.5, 26, 0"]);
  expect(await failedAfterBuild()).toEqual(["check/missing-service-period"]);
});

test("a credit reduces whichever sign it is exported with", async () => {
  await build([
    { ...january, kind: "credit", amount: 30 },
    { ...january, kind: "credit", amount: -12 },
  ]);
  expect(await months()).toEqual(["2024-01 0 0 0 -42 = -42, 0, 0"]);
  expect(await failedAfterBuild()).toEqual([]);
});

test("a year's invoice is revenue of the month of its invoice, and paid when it is paid", async () => {
  await build([
    {
      kind: "recurring",
      amount: 1200,
      tax: 228,
      billing_interval: "year",
      service_start: "2024-02-01",
      service_end: "2025-02-01",
      invoiced_at: "2024-01-20",
      paid_at: "2024-03-05",
    },
  ]);
  expect(await months()).toEqual([
    "2024-01 1200 0 0 0 = 1200, 228, 0",
    "2024-03 0 0 0 0 = 0, 0, 1200",
  ]);
});

test("a payment at as_of or later is not seen, one without a date counts with its invoice", async () => {
  await build([
    { ...january, kind: "one_time", amount: 10, paid_at: "2024-07-01", status: "paid" },
    { ...january, kind: "one_time", amount: 7, status: "paid" },
    { ...january, kind: "one_time", amount: 5, status: "open" },
  ]);
  expect(await months()).toEqual(["2024-01 0 0 22 0 = 22, 0, 7"]);
});

test("void and draft lines never were, a line without a kind is told by its service", async () => {
  await build([
    { ...january, kind: "recurring", amount: 100, status: "void" },
    { ...january, kind: "recurring", amount: 100, status: "draft" },
    { ...january, amount: 80, service_start: "2024-01-01", service_end: "2024-02-01" },
    { ...january, amount: 3 },
  ]);
  expect(await months()).toEqual(["2024-01 80 0 3 0 = 83, 0, 0"]);
  expect(await failedAfterBuild()).toEqual([]);
});

test("revenue is exchanged at the date of its invoice, each line rounded once", async () => {
  await build(
    [
      // 100 × 1.1; then 33.3333 × 1.25 = 41.666625, paid at the rate of its invoice
      { ...january, kind: "recurring", amount: 100, currency: "EUR" },
      {
        kind: "recurring",
        amount: 33.3333,
        currency: "EUR",
        invoiced_at: "2024-03-15",
        paid_at: "2024-05-01",
      },
    ],
    [
      ["fx_rates", { currency: "EUR", date: "2024-01-01", rate_to_reporting: 1.1 }],
      ["fx_rates", { currency: "EUR", date: "2024-03-01", rate_to_reporting: 1.25 }],
      ["fx_rates", { currency: "EUR", date: "2024-04-01", rate_to_reporting: 2 }],
    ],
  );
  expect(await months()).toEqual([
    "2024-01 110 0 0 0 = 110, 0, 0",
    "2024-03 41.6666 0 0 0 = 41.6666, 0, 0",
    "2024-05 0 0 0 0 = 0, 0, 41.6666",
  ]);
});

test("a line without a rate is a warning, a line without a service period too", async () => {
  await build([{ ...january, kind: "recurring", amount: 100, currency: "EUR" }]);
  expect(await months()).toEqual(["2024-01 0 0 0 0 = 0, 0, 0"]);
  expect(await failedAfterBuild()).toEqual([
    "check/missing-invoice-rate",
    "check/missing-service-period",
  ]);
});

test("months that do not add up to the invoices fail the build", async () => {
  await build([{ ...january, kind: "one_time", amount: 10 }]);
  await company.buildAll();
  await company.connection.run("update marts.revenue_months set invoiced = 10.01");
  expect(await failed()).toEqual(["check/revenue-equals-invoices"]);
});

test("where no invoices are there are no revenue months", async () => {
  await build([]);
  expect(await months()).toEqual([]);
});
