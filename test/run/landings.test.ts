import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readMarts, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

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
  await expect(runShop(shop)).rejects.toMatchObject({ code: "stage/too-many-bad-rows" });
  shop.write(
    "exports/subscriptions.csv",
    `${header}S1,A,pro,100,5,active,2024-01-10,,2024-01-10\n`,
  );
  await expect(runShop(shop)).resolves.toMatchObject({ kind: "published" });
});

test("an export that moves together with its glob keeps its rows", async () => {
  await runShop(shop);
  const before = await readMarts(warehouseOf(shop));
  renameSync(join(shop.folder, "exports/usage.csv"), join(shop.folder, "exports/events.csv"));
  shop.write("config/sources/shop.yml", sourceFile.replace("exports/usage*", "exports/events*"));
  await runShop(shop);
  expect((await readMarts(warehouseOf(shop))).account_metrics).toEqual(before.account_metrics);
});
