import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { earlierBuild, publishAgain } from "../../pipeline/publish/publish.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { oneIn } from "../sampled.js";
import { readMarts, revenueTables, runShop, sampledTables, warehouseOf } from "./flow.js";
import { copyShop, createShop, type Shop, sourceFile } from "./shop.js";

oneIn(3);

/** Run once, on the first of July, as two of these tests begin. */
let published: { readonly shop: Shop; readonly runId: string };
let shop: Shop;
beforeAll(async () => {
  const first = createShop();
  first.write("config/tenure.yml", "builds_to_keep: 2\nthreads: 1\n");
  const { runId } = await runShop(first, { at: "2024-07-01T00:00:00Z", tables: revenueTables });
  published = { shop: first, runId };
});
beforeEach(() => {
  shop = copyShop(published.shop);
});
afterEach(() => shop.remove());
afterAll(() => published.shop.remove());

function pointer(): string {
  return readFileSync(join(warehouseOf(shop), "current.json"), "utf8");
}

const subscriptions = (mrr: number): string =>
  "id,account,plan,mrr,seats,status,from,to,updated\n" +
  `S1,A,pro,${mrr},5,active,2024-01-10,,\nS2,B,pro,50,2,active,2024-02-01,2024-05-01,\n`;

test("three later runs with late, corrected and returning files change no run that is asked for again", async () => {
  shop.remove();
  shop = createShop();
  const snapshots = sourceFile
    .replace("update: upsert", "update: snapshot")
    .replace("\n      updated_at: updated", "");
  shop.write("config/sources/shop.yml", snapshots);
  shop.write("exports/subscriptions.csv", subscriptions(100));
  shop.write(
    "exports/usage-1.csv",
    "account,user,event,at\nA,u4,x,never\nA,u4,y,2024-03-05\nA,u4,z,2024-03-06\n",
  );
  const seen = () => readMarts(warehouseOf(shop), true);
  const asOf = new Date("2024-06-15T00:00:00Z");
  await runShop(shop, { at: "2024-07-02T00:00:00Z", asOf, ...sampledTables });
  const first = await seen();
  expect(first.quarantine).toHaveLength(1);
  // a corrected snapshot, an account that goes, late usage
  shop.write("exports/subscriptions.csv", subscriptions(140));
  shop.write("exports/accounts.csv", "id,name,country,csm\nA,Alpha,AT,m3\nB,Beta,FR,m1\n");
  shop.write("exports/usage-2.csv", "account,user,event,at\nB,u2,login,2024-02-03T10:00:00Z\n");
  await runShop(shop, { at: "2024-07-03T00:00:00Z", ...sampledTables });
  const second = await seen();
  // A was restated from January to May, June was not closed before; B by nothing
  const restated = (second.restatements ?? []).map((row) => JSON.parse(row) as { metric: string });
  expect(restated.filter(({ metric }) => metric === "mrr")).toHaveLength(5);
  // bytes that come back, and a contract under which the bad row is read again
  shop.write("exports/subscriptions.csv", subscriptions(100));
  shop.write("config/sources/shop.yml", snapshots.replace("user_id: user, event", "event"));
  await runShop(shop, { at: "2024-07-04T00:00:00Z", ...sampledTables });
  expect((await seen()).subscription_months).not.toEqual(second.subscription_months);
  shop.write("config/sources/shop.yml", snapshots);
  shop.write("exports/accounts.csv", "id,name,country,csm\nA,Alpha,AT,m3\nB,Beta,IT,m2\n");
  await runShop(shop, { at: "2024-07-05T00:00:00Z", ...sampledTables });

  const again = async (known: string, of?: Date): Promise<unknown> => {
    const knownAt = new Date(`2024-07-${known}T00:00:00Z`);
    const flow = {
      at: `2024-07-06T00:00:${known}Z`,
      knownAt,
      ...(of === undefined ? {} : { asOf: of }),
    };
    expect((await runShop(shop, { ...flow, ...sampledTables })).kind).toBe("published");
    return seen();
  };
  expect(await again("04")).toEqual(second);
  expect(await again("03", asOf)).toEqual(first);
});

test("the same files again publish nothing, unless somebody deleted the build", async () => {
  const before = pointer();
  const marts = await readMarts(warehouseOf(shop));
  shop.write("exports/usage-copy.csv", readFileSync(join(shop.folder, "exports/usage.csv")));
  const again = await runShop(shop, { tables: revenueTables });
  expect(again.kind).toBe("nothing-new");
  expect(pointer()).toBe(before);
  rmSync(join(warehouseOf(shop), "builds"), { recursive: true });
  expect((await runShop(shop, { tables: revenueTables })).kind).toBe("published");
  const { source_files: files, ...figures } = await readMarts(warehouseOf(shop));
  const { source_files: filesBefore, ...figuresBefore } = marts;
  expect(figures).toEqual(figuresBefore);
  expect(files).toHaveLength(filesBefore?.length ?? 0);
});

test("rollback serves an earlier build, and no sweep removes the served one", async () => {
  const ids = [published.runId];
  const warehouse = warehouseAt(warehouseOf(shop));
  for (const day of [2, 3]) {
    appendFileSync(join(shop.folder, "exports/usage.csv"), `A,u${day},login,2024-04-0${day}\n`);
    ids.push(
      (await runShop(shop, { at: `2024-07-0${day}T00:00:00Z`, tables: revenueTables })).runId,
    );
  }
  const kept = (): string[] => readdirSync(warehouse.builds).sort();
  expect(kept()).toEqual([`${ids[1]}.duckdb`, `${ids[2]}.duckdb`]);
  publishAgain(warehouse, earlierBuild(warehouse, undefined), new Date());
  expect(JSON.parse(pointer())).toMatchObject({ run_id: ids[1] });
  await expect(readMarts(warehouse.folder)).resolves.toBeDefined();
  shop.write("exports/accounts.csv", "id,name,country,csm\n");
  for (const day of [4, 5]) {
    const failed = await runShop(shop, { at: `2024-07-0${day}T00:00:00Z` });
    expect(failed.kind).toBe("checks-failed");
  }
  expect(JSON.parse(pointer())).toMatchObject({ run_id: ids[1] });
  const failed = kept().filter((name) => name.endsWith(".failed.duckdb"));
  expect(failed.at(-1)).toMatch(/^20240705T/);
  expect(failed.length).toBeLessThan(3);
  expect(kept().filter((name) => !failed.includes(name))).toEqual([
    `${ids[1]}.duckdb`,
    `${ids[2]}.duckdb`,
  ]);
});
