import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { readMarts, revenueTables, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

oneIn(3);

let shop: Shop;
beforeEach(() => {
  shop = createShop();
});
afterEach(() => shop.remove());

const header = "id,account,plan,mrr,seats,status,from,to,updated\n";

// not so yet: every landing of the ledger is judged, also one that a later file replaced
test("an export that was over its limit of bad rows stops no run once it is mended", async () => {
  shop.write(
    "exports/subscriptions.csv",
    `${header}S1,A,pro,100,5,asleep,2024-01-10,,2024-01-10\n`,
  );
  await expect(runShop(shop, { tables: revenueTables })).rejects.toMatchObject({
    code: "stage/too-many-bad-rows",
  });
  shop.write(
    "exports/subscriptions.csv",
    `${header}S1,A,pro,100,5,active,2024-01-10,,2024-01-10\n`,
  );
  await expect(runShop(shop, { tables: revenueTables })).resolves.toMatchObject({
    kind: "published",
  });
});

test("an export that moves together with its glob keeps its rows", async () => {
  const metrics = { tables: ["marts.account_metrics"] };
  await runShop(shop, metrics);
  const before = await readMarts(warehouseOf(shop));
  renameSync(join(shop.folder, "exports/usage.csv"), join(shop.folder, "exports/events.csv"));
  shop.write("config/sources/shop.yml", sourceFile.replace("exports/usage*", "exports/events*"));
  await runShop(shop, metrics);
  expect(before.account_metrics?.length).toBeGreaterThan(0);
  expect((await readMarts(warehouseOf(shop))).account_metrics).toEqual(before.account_metrics);
});

test("bytes that came back under later names are nothing new the next time", async () => {
  const worth = (mrr: number): string => `${header}S1,A,pro,${mrr},5,active,2024-01-10,,\n`;
  const at = (day: number): string => `exports/subscriptions_0${day}.csv`;
  const undated = sourceFile.replace("\n      updated_at: updated", "");
  shop.write("config/sources/shop.yml", undated.replace("update: upsert", "update: snapshot"));
  for (const [nth, mrr] of [200, 300, 200].entries()) {
    shop.write(at(nth + 1), worth(mrr));
    await runShop(shop, { tables: revenueTables });
    const months = (await readMarts(warehouseOf(shop))).subscription_months ?? [];
    expect(JSON.parse(months.at(-1) ?? "{}")).toMatchObject({
      account_id: "A",
      mrr: `${mrr}.0000`,
    });
  }
  shop.write(at(4), worth(200));
  expect((await runShop(shop, { tables: revenueTables })).kind).toBe("nothing-new");
});
