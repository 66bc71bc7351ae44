import { afterEach, beforeEach, expect, test } from "vitest";
import { silent } from "../../pipeline/log.js";
import { quarantined } from "../../pipeline/quarantine.js";
import { publishedAsOf, replayQuarantine } from "../../pipeline/replay.js";
import { readMarts, revenueTables, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

let shop: Shop;
beforeEach(() => {
  shop = createShop();
});
afterEach(() => shop.remove());

const subscriptions = `id,account,plan,mrr,seats,status,from,to,updated
S1,A,pro,100,5,active,2024-01-10,,2024-01-10
S2,B,pro,30,5,asleep,2024-01-10,,2024-01-10
S3,C,pro,ten,5,active,2024-01-10,,2024-01-10
`;
const usage = "account,user,event,at\nA,u1,login,2024-03-01\nZ,u2,login,2024-03-02\n";
const lenient = sourceFile.replace("update: upsert", "update: upsert\n    max_bad_rows: 90%");

test("rows that fit the present contract come in, and the others are told with their reason", async () => {
  shop.write("config/sources/shop.yml", lenient);
  shop.write("exports/subscriptions.csv", subscriptions);
  shop.write("exports/usage.csv", usage);
  await runShop(shop, { at: "2024-07-01T01:00:00Z", tables: revenueTables });
  const reasons = async () =>
    (await quarantined(warehouseOf(shop), { limit: 10 })).map(({ reason }) => reason).sort();
  expect(await reasons()).toEqual(["not-an-amount", "unknown-account", "unknown-status"]);

  const mapped = "status: { from: status, map: { asleep: active } }";
  shop.write("config/sources/shop.yml", lenient.replace("status: status", mapped));
  const asOf = await publishedAsOf(warehouseOf(shop));
  expect(asOf).toEqual(new Date("2024-07-01T00:00:00Z"));
  const done = await replayQuarantine({
    config: `${shop.folder}/config`,
    ...{ warehouse: warehouseOf(shop), asOf: asOf ?? new Date(), knownAt: null, full: false },
    ...{ now: new Date("2024-07-02T01:00:00Z"), tenureVersion: "test", log: silent },
    tables: revenueTables,
  });
  expect(done.outcome.kind).toBe("published");
  expect(done.replayed).toBe(1);
  expect(done.left.map(({ rows, reason }) => `${rows} ${reason}`).sort()).toEqual([
    "1 not-an-amount",
    "1 unknown-account",
  ]);
  const marts = await readMarts(warehouseOf(shop), true);
  const told = (marts.quarantine ?? []).map((row) => JSON.parse(row) as Record<string, unknown>);
  // S2 fits now; the line of S3 was read again and set aside anew
  const replayed = told.filter((row) => row.replayed_at !== null).map(({ reason }) => reason);
  expect(replayed.sort()).toEqual(["not-an-amount", "unknown-status"]);
  const worth = (marts.subscription_months ?? []).map(
    (row) => JSON.parse(row) as Record<string, unknown>,
  );
  expect(worth.find(({ account_id }) => account_id === "B")?.mrr).toBe("30.0000");
});
