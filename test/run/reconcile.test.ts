import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { reconciliationText } from "../../pipeline/diff-text.js";
import { silent } from "../../pipeline/log.js";
import {
  type ReconcileOptions,
  type Reconciliation,
  reconcileMrr,
} from "../../pipeline/reconcile.js";
import { shipped } from "../../pipeline/root.js";
import { type Flow, readMarts, revenueTables, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop } from "./shop.js";

const run = (of: Shop, flow: Flow = {}) =>
  runShop(of, { tables: [...revenueTables, "marts.mrr_reconciliation"], ...flow });

const source = `source: shop
files:
  - entity: accounts
    match: exports/accounts.csv
    columns: { account_id: id }
  - entity: subscriptions
    match: exports/subscriptions.csv
    columns:
      subscription_id: id
      account_id: account
      amount: amount
      discount_percent: percent
      discount_ends_at: until
      started_at: from
      cancelled_at: cancelled
      ended_at: to
      paused_from: paused
      paused_until: resumed
`;

const vendor = `  - entity: vendor_mrr
    match: exports/stripe-mrr.csv
    columns:
      account_id: customer
      vendor: { value: stripe }
      month: { from: month, format: "%b %Y" }
      mrr: mrr
`;

const subscriptions = `id,account,amount,percent,until,from,cancelled,to,paused,resumed
A1,A,100,10,,2024-01-10,,,,
B1,B,50,,,2024-02-01,2024-04-15,2024-06-01,,
C1,C,80.5,,,2024-03-15,,,2024-05-10,2024-06-10
D1,D,20,,,2024-03-01,,,,
E1,E,100,10,2024-12-31,2024-01-01,,,2024-04-10,
`;

// A at list price, B gone from the day it cancelled, C through its pause, D as it is, then not,
// E through its pause and without a discount that ends
const stripe = `customer,month,mrr
A,Apr 2024,100
A,May 2024,100
C,Apr 2024,80.50
C,May 2024,80.50
D,Apr 2024,20.01
D,May 2024,25
E,May 2024,100
`;

let shop: Shop;
beforeAll(async () => {
  shop = createShop();
  shop.write("config/sources/shop.yml", `${source}${vendor}`);
  shop.write("exports/accounts.csv", "id\nA\nB\nC\nD\nE\n");
  shop.write("exports/subscriptions.csv", subscriptions);
  shop.write("exports/stripe-mrr.csv", stripe);
  expect(await run(shop)).toMatchObject({ kind: "published" });
});
afterAll(() => shop.remove());

function reconcile(options: Partial<ReconcileOptions> = {}): Promise<Reconciliation> {
  return reconcileMrr({
    warehouse: warehouseOf(shop),
    preset: undefined,
    limit: 20,
    target: undefined,
    log: silent,
    ...options,
  });
}

test("each difference is put down to the policy under which ours is theirs, or flagged", async () => {
  const out = join(shop.folder, "rows.csv");
  const found = await reconcile({ target: { format: "csv", out, stream: process.stdout } });
  expect(readFileSync(out, "utf8").trim().split("\n")).toEqual([
    "account_id,month,vendor,vendor_mrr,mrr,difference,is_in_export,rule",
    // 100 less 10%
    "A,2024-04-01,stripe,100.0000,90.0000,-10.0000,true,discounts: ignored",
    "A,2024-05-01,stripe,100.0000,90.0000,-10.0000,true,discounts: ignored",
    // cancelled on 15 April, paid until 1 June
    "B,2024-04-01,stripe,0.0000,50.0000,50.0000,false,churn_date: cancelled_at",
    "B,2024-05-01,stripe,0.0000,50.0000,50.0000,false,churn_date: cancelled_at",
    "C,2024-04-01,stripe,80.5000,80.5000,0.0000,true,equal",
    "C,2024-05-01,stripe,80.5000,0.0000,-80.5000,true,paused: keeps",
    "D,2024-04-01,stripe,20.0100,20.0000,-0.0100,true,rounding",
    "D,2024-05-01,stripe,25.0000,20.0000,-5.0000,true,unexplained",
    // paused: keeps alone makes 90, discounts: only_forever alone leaves 0
    "E,2024-05-01,stripe,100.0000,0.0000,-100.0000,true,preset stripe",
  ]);
  expect(found).toMatchObject({ differing: 8, unexplained: 1 });
  expect(found.accounts[0]).toMatchObject({ account_id: "D", rule: "unexplained", months: 1 });
  expect(found.explanations[0]).toMatchObject({ rule: "unexplained", difference: "-5.0000" });
  const told = reconciliationText(found);
  expect(told).toMatch(/8 account-months differ, 1 of them unexplained/);
  expect(told).toMatch(/churn_date: cancelled_at \(not in the export\)/);
});

test("asked for one preset, only its policies explain", async () => {
  const found = await reconcile({ preset: "chargebee" });
  // pauses count there as well; ends of paid periods and discounts are as here: A, B, D and E stay
  expect(found).toMatchObject({ differing: 8, unexplained: 6 });
  expect(found.accounts.at(-1)).toMatchObject({ account_id: "D", rule: "rounding" });
});

test("nothing to reconcile and unknown presets are refused", async () => {
  await expect(reconcile({ preset: "strype" })).rejects.toMatchObject({
    code: "config/unknown-preset",
    exitCode: 2,
  });
  shop.write("plain/sources/shop.yml", source);
  const warehouse = join(shop.folder, "other-warehouse");
  await expect(reconcile({ warehouse })).rejects.toMatchObject({
    code: "publish/nothing-published",
  });
  await run(shop, { config: join(shop.folder, "plain"), data: shop.folder, warehouse });
  await expect(reconcile({ warehouse })).rejects.toMatchObject({
    code: "publish/no-vendor-mrr",
    exitCode: 2,
  });
});

test("a file with a column a month says the same as one with a row a month", async () => {
  // the figures above, laid out wide: B is not in it, an empty cell says nothing
  const other = createShop();
  try {
    const wide = vendor
      .replace('      month: { from: month, format: "%b %Y" }\n', "")
      .replace("mrr: mrr", 'mrr: { months: "%b %Y" }');
    other.write("config/sources/shop.yml", `${source}${wide}`);
    other.write("exports/accounts.csv", "id\nA\nB\nC\nD\nE\n");
    other.write("exports/subscriptions.csv", subscriptions);
    other.write(
      "exports/stripe-mrr.csv",
      `customer,name,Apr 2024,May 2024
A,Alpha,100,100
C,Gamma,80.50,80.50
D,Delta,20.01,25
E,Epsilon,,100
`,
    );
    expect(await run(other)).toMatchObject({ kind: "published" });
    const long = (await readMarts(warehouseOf(shop))).mrr_reconciliation;
    const marts = await readMarts(warehouseOf(other));
    expect(marts.mrr_reconciliation).toEqual(long);
    expect(long?.length).toBeGreaterThan(6);
    // a row of the file is one row, however many months it holds
    const files = (marts.source_files ?? []).map(
      (row) => JSON.parse(row) as Record<string, unknown>,
    );
    expect(files.find(({ entity }) => entity === "vendor_mrr")).toMatchObject({
      rows_read: "4",
      rows_loaded: "4",
    });
  } finally {
    other.remove();
  }
});

// what ChartMogul documents of its table of subscriptions: ids of its own, amounts in cents, lists
// apart by pipes, a row a subscription and no month
const chartmogul = `source: chartmogul
files:
  - entity: vendor_mrr
    match: exports/chartmogul.csv
    columns:
      account_id: CUSTOMER_UUID
      subscription_id: CUSTOMER_SUBSCRIPTION_ID
      vendor: { value: chartmogul }
      month: { value: "2024-05-31" }
      mrr: { from: MRR, unit: minor }
`;

const links = `source: links
files:
  - entity: account_ids
    match: exports/links.csv
    columns: { system: { value: chartmogul }, id: uuid, account_id: account }
`;

const chartmogulHead = [
  ...["CUSTOMER_UUID", "CUSTOMER_EXTERNAL_IDS", "CUSTOMER_NAME", "CUSTOMER_SUBSCRIPTION_ID"],
  ...["PLAN_NAME", "QUANTITY", "MRR", "ARR", "CURRENCY", "INTERVAL_UNIT", "INTERVAL_COUNT"],
];

test("ChartMogul's own columns, ids and cents are reconciled account by account", async () => {
  const other = createShop();
  try {
    other.write("config/sources/shop.yml", source);
    other.write("config/sources/chartmogul.yml", chartmogul);
    other.write("config/sources/links.yml", links);
    other.write("config/identity.yml", "sources:\n  chartmogul: [mapping]\n");
    other.write("exports/accounts.csv", "id\nA\nC\nD\n");
    other.write("exports/links.csv", "uuid,account\ncus_1,A\ncus_3,C\ncus_4,D\n");
    // A pays 90 and 30, C is paused in May, D pays 20
    other.write(
      "exports/subscriptions.csv",
      `id,account,amount,percent,until,from,cancelled,to,paused,resumed
A1,A,100,10,,2024-01-10,,,,
A2,A,30,,,2024-03-01,,,,
C1,C,80.5,,,2024-03-15,,,2024-05-10,2024-06-10
D1,D,20,,,2024-03-01,,,,
`,
    );
    other.write(
      "exports/chartmogul.csv",
      `${chartmogulHead.join()}
cus_1,A|A-old,Alpha,A1,Basic|Add-on,1,9000,108000,USD,month,1
cus_1,A|A-old,Alpha,A2,Basic,1,3000,36000,USD,month,1
cus_3,C,Gamma,C1,Pro,1,8050,96600,USD,month,1
cus_4,D,Delta,D1,Pro,1,2500,30000,USD,month,1
`,
    );
    expect(await run(other)).toMatchObject({ kind: "published" });
    const out = join(other.folder, "rows.csv");
    const target = { format: "csv", out, stream: process.stdout } as const;
    const found = await reconcile({ warehouse: warehouseOf(other), target });
    expect(readFileSync(out, "utf8").trim().split("\n").slice(1)).toEqual([
      "A,2024-05-01,chartmogul,120.0000,120.0000,0.0000,true,equal",
      // ChartMogul goes on counting a subscription that is paused
      "C,2024-05-01,chartmogul,80.5000,0.0000,-80.5000,true,paused: keeps",
      "D,2024-05-01,chartmogul,25.0000,20.0000,-5.0000,true,unexplained",
    ]);
    expect(found).toMatchObject({ differing: 2, unexplained: 1 });
  } finally {
    other.remove();
  }
});

const oracle = join(shipped(".."), "shared", "oracles", "published-examples.json");
test.skipIf(!existsSync(oracle))(
  "the columns are those that ChartMogul publishes (skipped without ../shared/oracles)",
  () => {
    const fact = z.object({ id: z.string(), columns: z.array(z.string()).optional() });
    const file = z.object({ vendor_format_facts: z.array(fact) });
    const published = file
      .parse(JSON.parse(readFileSync(oracle, "utf8")))
      .vendor_format_facts.find(({ id }) => id === "chartmogul-destination-subscriptions")?.columns;
    expect(published).toEqual(expect.arrayContaining(chartmogulHead));
  },
);
