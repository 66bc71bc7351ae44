import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { openPublished } from "../../pipeline/published.js";
import { oneIn } from "../sampled.js";
import { revenueTables, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop } from "./shop.js";

oneIn(2);

let shop: Shop;
beforeEach(() => {
  shop = createShop();
});
afterEach(() => shop.remove());

const versionsFile = `
  - entity: subscription_versions
    match: exports/versions*.csv
    format: csv
    update: upsert
    columns:
      version_id: id
      subscription_id: subscription
      account_id: account
      plan: plan
      status: status
      quantity: seats
      unit_amount: { from: price, unit: minor }
      billing_interval: every
      valid_from: from
      valid_to: to
`;

const invoicesFile = `
  - entity: invoice_lines
    match: exports/invoices*.csv
    format: csv
    update: append
    columns:
      line_id: id
      account_id: account
      subscription_id: subscription
      plan: plan
      kind: { from: kind, map: { setup: one_time, sub: recurring } }
      amount: amount
      discount: discount
      tax: tax
      service_start: from
      service_end: to
      prorated: prorated
      invoiced_at: invoiced
      paid_at: paid
`;

// S1 and S2 are stated in subscriptions.csv too, as 100 and 50; the history of S1 wins
const versions = `id,subscription,account,plan,status,seats,price,every,from,to
v1,S1,A,pro,trialing,5,2000,month,2024-01-10,2024-01-24
v2,S1,A,pro,active,5,2000,month,2024-01-24,2024-04-01
v3,S1,A,pro,active,8,2000,month,2024-04-01,
`;

// a line of S2 which is stated, and a subscription S9 which is not
const invoices = `id,account,subscription,plan,kind,amount,discount,tax,from,to,prorated,invoiced,paid
l1,B,S2,basic,sub,999,0,0,2024-02-01,2024-03-01,false,2024-02-01,2024-02-05
l2,C,S9,add-on,sub,80,20,16,2024-05-01,2024-06-01,false,2024-05-01,2024-05-09
l3,C,S9,add-on,sub,100,0,19,2024-06-01,2024-07-01,false,2024-06-01,
l4,C,S9,add-on,setup,250,0,0,,,,2024-05-01,2024-05-09
`;

async function published(sql: string): Promise<unknown[]> {
  const { connection, close } = await openPublished(warehouseOf(shop));
  try {
    return (await rows(connection, sql)).map((row) => row.text);
  } finally {
    close();
  }
}

test("versions, rows and invoice lines of one company give each subscription once", async () => {
  const config = readFileSync(join(shop.folder, "config/sources/shop.yml"), "utf8");
  shop.write("config/sources/shop.yml", `${config.trimEnd()}${versionsFile}${invoicesFile}`);
  shop.write("exports/versions.csv", versions);
  shop.write("exports/invoices.csv", invoices);
  expect((await runShop(shop, { tables: [...revenueTables, "marts.accounts"] })).kind).toBe(
    "published",
  );
  // 5 × 20 = 100 and 8 × 20 = 160; S2 and S3 as stated; S9 from its lines, open at as_of
  expect(
    await published(`select subscription_id || ' ' || starts_on || '..'
        || coalesce(ends_on::varchar, '') || ' ' || mrr || ' of ' || list_mrr as text
      from core.subscription_periods order by text`),
  ).toEqual([
    "S1 2024-01-24..2024-04-01 100.0000 of 100.0000",
    "S1 2024-04-01.. 160.0000 of 160.0000",
    "S2 2024-02-01..2024-05-01 50.0000 of 50.0000",
    "S3 2024-03-15.. 80.5000 of 80.5000",
    "S9 2024-05-01..2024-06-01 80.0000 of 100.0000",
    "S9 2024-06-01.. 100.0000 of 100.0000",
  ]);
  expect(
    await published(`select revenue_month_id || ' ' || recurring_revenue || ' ' || one_time_revenue
        || ' ' || tax || ' ' || collected as text
      from marts.revenue_months order by text`),
  ).toEqual([
    "B/2024-02 999.0000 0.0000 0.0000 999.0000",
    "C/2024-05 80.0000 250.0000 16.0000 330.0000",
    "C/2024-06 100.0000 0.0000 19.0000 0.0000",
  ]);
});

test("a company with nothing but invoices has accounts and MRR", async () => {
  shop.write("config/sources/shop.yml", `source: shop\ntimezone: UTC\nfiles:${invoicesFile}`);
  shop.write("exports/invoices.csv", invoices);
  expect((await runShop(shop, { tables: [...revenueTables, "marts.accounts"] })).kind).toBe(
    "published",
  );
  expect(
    await published(`select account_id || ' ' || mrr || ' ' || customer_since as text
      from marts.accounts order by text`),
  ).toEqual(["B 0.0000 2024-02-01", "C 100.0000 2024-05-01"]);
});
