import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { openLedger } from "../../pipeline/ledger.js";
import { openPublished } from "../../pipeline/published.js";
import { toldSeals, verifySeals } from "../../pipeline/verify-seals.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { oneIn } from "../sampled.js";
import { runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop } from "./shop.js";

oneIn(4);

let shop: Shop;
/** What is said before any month ended that a run had seen open. */
let first: Awaited<ReturnType<typeof toldSeals>>;
afterAll(() => shop.remove());

async function published(sql: string): Promise<Record<string, unknown>[]> {
  const { connection, close } = await openPublished(warehouseOf(shop));
  try {
    return await rows(connection, sql);
  } finally {
    close();
  }
}

async function inLedger<Result>(
  use: (connection: Parameters<typeof verifySeals>[0]) => Promise<Result>,
): Promise<Result> {
  const ledger = await openLedger(warehouseAt(warehouseOf(shop)), { memoryLimit: "256MB" }, "test");
  try {
    return await use(ledger.connection);
  } finally {
    ledger.close();
  }
}

const origins = `select strftime(vintage, '%Y-%m') as vintage, any_value(origin) as origin,
    sum(arr)::double as arr
  from marts.forecast_months where not is_provisional and period = vintage + interval 1 month
  group by vintage order by vintage`;

beforeAll(async () => {
  shop = createShop();
  await runShop(shop, { asOf: new Date("2024-09-01T00:00:00Z") });
  first = await toldSeals(warehouseOf(shop));
  await runShop(shop, { asOf: new Date("2024-10-01T00:00:00Z") });
});

test("months before the first run are back-cast, the month that a later run closed is live", async () => {
  expect(first).toMatchObject({
    exitCode: 0,
    text: "no vintage is sealed yet: a run seals those of months that ended after the first run",
  });
  // A pays 100 and C 80.50 a month, together 2,166 a year; B left in May
  expect(await published(origins)).toEqual([
    { vintage: "2024-07", origin: "backcast", arr: 2166 },
    { vintage: "2024-08", origin: "backcast", arr: 2166 },
    { vintage: "2024-09", origin: "live", arr: 2166 },
  ]);
});

test("a late file changes back-cast vintages and no sealed one, and seals follow one another", async () => {
  // S1 was worth 40 all along
  shop.write(
    "exports/subscriptions-2.csv",
    "id,account,plan,mrr,seats,status,from,to,updated\nS1,A,pro,40,5,active,2024-01-10,,2024-10-20\n",
  );
  await runShop(shop, { asOf: new Date("2024-11-01T00:00:00Z") });
  // 40 and 80.50 are 1,446 a year
  expect(await published(origins)).toEqual([
    { vintage: "2024-07", origin: "backcast", arr: 1446 },
    { vintage: "2024-08", origin: "backcast", arr: 1446 },
    { vintage: "2024-09", origin: "live", arr: 2166 },
    { vintage: "2024-10", origin: "live", arr: 1446 },
  ]);
  const [first, second] = await inLedger(verifySeals);
  expect([first?.state.kind, second?.state.kind]).toEqual(["whole", "whole"]);
  expect(second?.previous).toBe(first?.sha256);
});

test("a run that is asked for again publishes the sealed vintages as they are", async () => {
  const before = await published("select * from marts.renewal_forecasts order by all");
  await runShop(shop, { asOf: new Date("2024-11-01T00:00:00Z"), full: true });
  expect(await published("select * from marts.renewal_forecasts order by all")).toEqual(before);
});

test("an edit of a sealed vintage is seen, and so is a seal that is gone", async () => {
  expect(await toldSeals(warehouseOf(shop))).toMatchObject({
    exitCode: 0,
    text: "2 of 2 sealed vintages are as they were published",
  });
  const states = await inLedger(async (connection) => {
    await connection.run(
      "update ledger.sealed_months set retained_arr = 1 where vintage = '2024-09-01' and account_id = 'A'",
    );
    return await verifySeals(connection);
  });
  expect(states.map(({ vintage, state }) => [vintage, state.kind])).toEqual([
    ["2024-09-01", "edited"],
    ["2024-10-01", "whole"],
  ]);
  expect(await toldSeals(warehouseOf(shop))).toMatchObject({
    exitCode: 3,
    text: "vintage 2024-09 was edited: its rows are not those that were sealed\n1 of 2 sealed vintages are as they were published",
  });
  const cut = await inLedger(async (connection) => {
    await connection.run("delete from ledger.seals where vintage = '2024-09-01'");
    return await verifySeals(connection);
  });
  expect(cut.map(({ state }) => state)).toEqual([
    { kind: "edited", because: "it does not follow the vintage before it" },
  ]);
});
