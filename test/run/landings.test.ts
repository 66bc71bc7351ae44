import { renameSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Flow, readMarts, runShop, warehouseOf } from "./flow.js";
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

/** What account A is worth after a run on these exports. */
async function mrrAfter(files: Readonly<Record<string, string>>, flow: Flow = {}): Promise<string> {
  for (const [path, text] of Object.entries(files)) shop.write(path, text);
  await runShop(shop, flow);
  const [account] = (await readMarts(warehouseOf(shop))).accounts ?? [];
  return String((JSON.parse(account ?? "{}") as Record<string, unknown>).mrr);
}

function updateBy(mode: "snapshot" | "upsert"): void {
  const undated = sourceFile.replace("\n      updated_at: updated", "");
  shop.write("config/sources/shop.yml", undated.replace("update: upsert", `update: ${mode}`));
}

function worth(mrr: number): string {
  return `${header}S1,A,pro,${mrr},5,active,2024-01-10,,\n`;
}

const one = (mrr: number): Record<string, string> => ({
  "exports/subscriptions.csv": worth(mrr),
});

test.each([
  "snapshot",
  "upsert",
] as const)("bytes that come back are in force again and loaded once, under %s", async (mode) => {
  updateBy(mode);
  for (const mrr of [100, 300, 100]) {
    expect(await mrrAfter(one(mrr))).toBe(`${mrr}.0000`);
  }
  const files = (await readMarts(warehouseOf(shop))).source_files ?? [];
  expect(files.filter((file) => file.includes('"subscriptions"'))).toHaveLength(2);
});

test("bytes that come back under a later name are in force again, and then nothing is new", async () => {
  updateBy("snapshot");
  const at = (day: number): string => `exports/subscriptions_0${day}.csv`;
  expect(await mrrAfter({ [at(1)]: worth(200) })).toBe("200.0000");
  expect(await mrrAfter({ [at(2)]: worth(300) })).toBe("300.0000");
  expect(await mrrAfter({ [at(3)]: worth(200) })).toBe("200.0000");
  shop.write(at(3), worth(200));
  shop.write(at(4), worth(200));
  expect((await runShop(shop)).kind).toBe("nothing-new");
});

test("bytes are not known to have come back before they did", async () => {
  updateBy("snapshot");
  await mrrAfter(one(100), { at: "2024-07-02T00:00:00Z" });
  await mrrAfter(one(300), { at: "2024-07-03T00:00:00Z" });
  expect(await mrrAfter(one(100), { at: "2024-07-04T00:00:00Z" })).toBe("100.0000");
  const knownAt = new Date("2024-07-04T00:00:00Z");
  expect(await mrrAfter({}, { at: "2024-07-05T00:00:00Z", knownAt })).toBe("300.0000");
});

test("a day's usage is that of the file whose bytes came last", async () => {
  shop.write(
    "config/sources/shop.yml",
    sourceFile.replace("update: append", "update: replace_by_day"),
  );
  const users = async (names: readonly string[]): Promise<unknown[]> => {
    const lines = names.map((name) => `A,${name},login,2024-03-20T10:00:00Z\n`);
    shop.write("exports/usage.csv", `account,user,event,at\n${lines.join("")}`);
    await runShop(shop);
    const found = (await readMarts(warehouseOf(shop))).account_metrics ?? [];
    return found
      .map((row) => JSON.parse(row) as Record<string, unknown>)
      .filter((row) => row.metric === "active_users_28d" && row.account_id === "A")
      .filter((row) => row.month === "2024-03-01")
      .map((row) => row.value);
  };
  expect(await users(["u1"])).toEqual([1]);
  expect(await users(["u1", "u2"])).toEqual([2]);
  expect(await users(["u1"])).toEqual([1]);
});
