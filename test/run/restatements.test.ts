import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { openDatabase, rows } from "../../pipeline/database.js";
import { publishAgain } from "../../pipeline/publish/publish.js";
import { restatements } from "../../pipeline/restate.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { tenure } from "../cli/command.js";
import { oneIn } from "../sampled.js";
import { type Flow, readMarts, revenueTables, runShop, warehouseOf } from "./flow.js";
import { copyShop, createShop, type Shop, sourceFile } from "./shop.js";

oneIn(12);

/** What most tests begin with: run once, before anything was corrected. */
let published: { readonly shop: Shop; readonly runId: string };
let shop: Shop;
beforeAll(async () => {
  const first = createShop();
  const { runId } = await runShop(first, { at: "2024-07-02T00:00:00Z", tables: revenueTables });
  published = { shop: first, runId };
});
beforeEach(() => {
  shop = copyShop(published.shop);
});
afterEach(() => shop.remove());
afterAll(() => published.shop.remove());

/** A shop that nobody has run. */
function beginAnew(): void {
  shop.remove();
  shop = createShop();
}

const header = "id,account,plan,mrr,seats,status,from,to,updated\n";

// C pays 90.5 instead of 80.5, from its start on 15 March
const corrected = {
  "exports/subscriptions-2.csv": `${header}S3,C,pro,90.5,4,active,2024-03-15,,2024-06-01\n`,
};

async function runWith(files: Readonly<Record<string, string>>, flow: Flow = {}): Promise<string> {
  for (const [path, text] of Object.entries(files)) shop.write(path, text);
  const outcome = await runShop(shop, { tables: revenueTables, ...flow });
  expect(outcome.kind).toBe("published");
  return outcome.runId;
}

async function listed(since?: string): Promise<string[]> {
  const found = await restatements(warehouseOf(shop), since);
  return found.map((row) => [row.figure, row.period, row.old, row.new, row.files].join(" "));
}

const byCorrection = [
  // A 100, B 50 from February to April, C from 15 March
  "mrr 2024-03 230.5000 240.5000 exports/subscriptions-2.csv",
  "mrr_new 2024-03 80.5000 90.5000 exports/subscriptions-2.csv",
  "mrr 2024-04 230.5000 240.5000 exports/subscriptions-2.csv",
  "mrr 2024-05 180.5000 190.5000 exports/subscriptions-2.csv",
  "mrr 2024-06 180.5000 190.5000 exports/subscriptions-2.csv",
];

test("a corrected file restates closed months, and only files that can be the cause are named", async () => {
  expect(await listed()).toEqual([]);
  const second = await runWith({
    ...corrected,
    "exports/usage-2.csv": "account,user,event,at\nA,u1,login,2024-03-02T10:00:00Z\n",
  });
  expect(await listed()).toEqual(byCorrection);
  const [row] = await restatements(warehouseOf(shop));
  expect(row).toMatchObject({ run: second, difference: "10.0000", cause: "files" });
  // a later run keeps what earlier ones changed, and a figure that stays is no news
  await runWith({ "exports/usage-3.csv": "account,user,event,at\nA,u1,login,2024-03-04\n" });
  expect(await listed(published.runId)).toEqual(byCorrection);
  expect(await listed(second)).toEqual([]);
  await expect(listed("20200101T000000Z-0000")).rejects.toMatchObject({
    code: "publish/no-such-run",
    exitCode: 2,
  });
});

test("an accounts file is named when rows that waited for their account begin to count", async () => {
  beginAnew();
  const waiting = `${header}S4,D,pro,10,1,active,2023-12-05,2024-02-01,2023-12-05\n`;
  const limit = "update: upsert\n    max_bad_rows: 100%";
  shop.write("config/sources/shop.yml", sourceFile.replace("update: upsert", limit));
  await runWith({ "exports/subscriptions-2.csv": waiting });
  await runWith({ "exports/accounts_2.csv": "id,name,country,csm\nA,,,\nB,,,\nC,,,\nD,,,\n" });
  const file = "exports/accounts_2.csv";
  // December had no row before: nobody was a customer
  expect(await listed()).toEqual([
    `customers 2023-12 0.0000 1.0000 ${file}`,
    `mrr 2023-12 0.0000 10.0000 ${file}`,
    `mrr_new 2023-12 0.0000 10.0000 ${file}`,
    `customers 2024-01 1.0000 2.0000 ${file}`,
    `mrr 2024-01 100.0000 110.0000 ${file}`,
    `mrr_churn 2024-02 0.0000 -10.0000 ${file}`,
  ]);
});

const invoicesFile = `  - entity: invoice_lines
    match: exports/invoices*.csv
    format: csv
    update: upsert
    columns:
      line_id: id
      account_id: account
      subscription_id: subscription
      kind: kind
      amount: amount
      service_start: from
      service_end: to
      invoiced_at: invoiced
      paid_at: paid
`;
const lines = (...rows: readonly string[]): string =>
  ["id,account,subscription,kind,amount,from,to,invoiced,paid", ...rows, ""].join("\n");

/** B has no stated subscription: its MRR of 60 is known from the invoice of February alone. */
const invoiced = {
  "exports/subscriptions.csv": `${header}S1,A,pro,100,5,active,2024-01-10,,2024-01-10\n`,
  "exports/invoices-1.csv": lines(
    "l1,A,S1,recurring,100,2024-01-10,2024-02-10,2024-01-10,2024-01-20",
    "l2,B,S9,recurring,60,2024-02-01,2024-03-01,2024-02-01,2024-02-05",
    "l3,B,S9,usage,7,,,2024-02-20,",
  ),
};

test("a late and a corrected invoice restate what was invoiced, paid and recurring", async () => {
  beginAnew();
  shop.write("config/sources/shop.yml", sourceFile + invoicesFile);
  await runWith(invoiced);
  // March for B comes late; the usage of February was 9 and is paid; 10 are credited
  const run = await runWith({
    "exports/invoices-2.csv": lines(
      "l3,B,S9,usage,9,,,2024-02-20,2024-03-04",
      "l4,B,S9,recurring,60,2024-03-01,2024-04-01,2024-03-01,2024-03-03",
      "l5,B,S9,credit,-10,,,2024-02-25,",
    ),
    "exports/usage-2.csv": "account,user,event,at\nA,u1,login,2024-03-02T10:00:00Z\n",
  });
  const file = "exports/invoices-2.csv";
  expect(await listed()).toEqual([
    `credits 2024-02 0.0000 -10.0000 ${file}`,
    // 60 + 7, and 60 + 9 − 10
    `invoiced 2024-02 67.0000 59.0000 ${file}`,
    `usage_revenue 2024-02 7.0000 9.0000 ${file}`,
    // 60 + 9
    `collected 2024-03 0.0000 69.0000 ${file}`,
    `customers 2024-03 1.0000 2.0000 ${file}`,
    `invoiced 2024-03 0.0000 60.0000 ${file}`,
    `mrr 2024-03 100.0000 160.0000 ${file}`,
    `mrr_churn 2024-03 -60.0000 0.0000 ${file}`,
    `recurring_revenue 2024-03 0.0000 60.0000 ${file}`,
    `mrr_churn 2024-04 0.0000 -60.0000 ${file}`,
  ]);
  for (const row of await restatements(warehouseOf(shop))) {
    expect(row).toMatchObject({ run, cause: "files" });
  }
});

test("invoices that nobody had asked for before restate MRR, but nothing that was invoiced", async () => {
  beginAnew();
  await runWith({ "exports/subscriptions.csv": invoiced["exports/subscriptions.csv"] });
  shop.write("config/sources/shop.yml", sourceFile + invoicesFile);
  await runWith({ "exports/invoices-1.csv": invoiced["exports/invoices-1.csv"] });
  const file = "exports/invoices-1.csv";
  expect(await listed()).toEqual([
    `customers 2024-02 1.0000 2.0000 ${file}`,
    `mrr 2024-02 100.0000 160.0000 ${file}`,
    `mrr_new 2024-02 0.0000 60.0000 ${file}`,
    `mrr_churn 2024-03 0.0000 -60.0000 ${file}`,
  ]);
});

test("a month that closes is no restatement, and neither is one that a run no longer closes", async () => {
  beginAnew();
  const asOf = (month: string): Flow => ({ asOf: new Date(`2024-${month}-01T00:00:00Z`) });
  await runWith({}, asOf("06"));
  await runWith({}, asOf("07"));
  await runWith({}, asOf("04"));
  expect(await listed()).toEqual([]);
  // March is closed at 1 April; what was published of April to June is compared once they close again
  const text = corrected["exports/subscriptions-2.csv"].replace("06-01", "03-20");
  await runWith({ "exports/subscriptions-2.csv": text }, asOf("04"));
  expect(await listed()).toEqual(byCorrection.slice(0, 2));
  await runWith({}, asOf("07"));
  expect(await listed()).toEqual([...byCorrection.slice(2), ...byCorrection.slice(0, 2)]);
});

test("a figure that another config changes is restated without a file", async () => {
  beginAnew();
  await runWith({
    "exports/subscriptions-2.csv": `${header}S1,A,pro,100,5,paused,2024-01-10,,2024-06-01\n`,
  });
  await runWith({ "config/revenue.yml": "paused: keeps\n" });
  const found = await restatements(warehouseOf(shop));
  expect(found.length).toBeGreaterThan(0);
  for (const row of found) expect(row).toMatchObject({ files: "", cause: "config" });
});

test("a run with known_at shows what was restated by then, and restates nothing itself", async () => {
  await runWith(corrected, { at: "2024-07-03T00:00:00Z" });
  const knownAt = new Date("2024-07-03T00:00:00Z");
  await runWith({}, { at: "2024-07-04T00:00:00Z", knownAt });
  expect(await listed()).toEqual([]);
  await runWith({}, { at: "2024-07-05T00:00:00Z" });
  expect(await listed()).toEqual(byCorrection);
});

test("a run that fails its checks or was never served leaves no restatement behind", async () => {
  shop.write("exports/accounts.csv", "id,name,country,csm\n");
  // the check that there are accounts is about a table that a part of the build does not have
  expect((await runShop(shop)).kind).toBe("checks-failed");
  const warehouse = warehouseAt(warehouseOf(shop));
  const unserved = await runWith({
    ...corrected,
    "exports/accounts.csv": "id,name,country,csm\nA,,,\nB,,,\nC,,,\n",
  });
  // as if the process had been killed between the ledger's entry and the pointer
  publishAgain(warehouse, published.runId, new Date("2024-01-01T00:00:00Z"));
  const next = await runWith({});
  expect(await listed()).toEqual(byCorrection);
  const runs = (await restatements(warehouse.folder)).map((row) => row.run);
  expect(new Set(runs)).toEqual(new Set([next]));
  const ledger = await openDatabase(join(warehouse.folder, "ledger.duckdb"));
  const [entry] = await rows(ledger.connection, "select outcome from runs where run_id = $1", [
    unserved,
  ]);
  ledger.close();
  expect(entry).toEqual({ outcome: "interrupted" });
});

test("a full run tells the same restatements as an incremental one", async () => {
  await runWith(corrected);
  const incremental = await readMarts(warehouseOf(shop), true);
  await runWith({}, { full: true });
  expect((await readMarts(warehouseOf(shop), true)).restatements).toEqual(incremental.restatements);
  expect(incremental.restatements).toHaveLength(5);
});

test("the end of a run counts restated months, and tenure restate lists them", async () => {
  beginAnew();
  const place = { cwd: shop.folder };
  const run = ["run", "--as-of", "2024-07-01"];
  expect((await tenure(run, place)).stdout).not.toContain("restated");
  expect((await tenure(["restate"], place)).stdout).toBe("no closed figure was changed\n");
  shop.write("exports/subscriptions-2.csv", corrected["exports/subscriptions-2.csv"]);
  // 10 more from March to June
  expect((await tenure(run, place)).stdout).toContain("restated 4 closed months (tenure restate)");
  const listed = await tenure(["restate"], place);
  expect(listed.stdout).toMatch(
    /mrr_new +2024-03 +80\.5000 +90\.5000 +10\.0000 .* files +exports\/subscriptions-2\.csv/,
  );
  const unknown = await tenure(["restate", "--since", "yesterday"], place);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain(
    "publish/no-such-run: the published build knows no run yesterday",
  );
});

test("what is made of the present files alone is not held against another company", async () => {
  await runWith(corrected, { onlyPresent: true });
  expect(await listed()).toEqual([]);
});
