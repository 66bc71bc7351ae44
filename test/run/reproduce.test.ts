import { appendFileSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { earlierBuild, publishAgain } from "../../pipeline/publish/publish.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { readMarts, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

let shop: Shop;
beforeEach(() => {
  shop = createShop();
});
afterEach(() => shop.remove());

function pointer(): string {
  return readFileSync(join(warehouseOf(shop), "current.json"), "utf8");
}

const lateFiles = {
  "exports/accounts-2.csv": "id,name,country,csm\nA,Alpha,AT,m3\nB,Beta,FR,m1\nC,Gamma,,m2\nD,,,\n",
  "exports/subscriptions-2.csv":
    "id,account,plan,mrr,seats,status,from,to,updated\n" +
    "S1,A,pro,140,7,active,2024-01-10,,2024-06-01\nS4,D,pro,10,1,active,2023-12-05,,2023-12-05\n",
  "exports/usage-2.csv":
    "account,user,event,at\nA,u1,login,2024-02-11T10:00:00Z\nD,u9,login,2024-01-02T10:00:00Z\n" +
    "B,u2,login,whenever\nZ,u7,login,2024-02-02T10:00:00Z\n",
};

test("as_of and known_at of an earlier run give its tables again, row for row", async () => {
  shop.write(
    "exports/usage-1.csv",
    "account,user,event,at\nA,u4,x,never\nD,u5,x,2024-03-04T01:00:00Z\nA,u4,y,2024-03-05T01:00:00Z\nA,u4,z,2024-03-06T01:00:00Z\n",
  );
  await runShop(shop, { at: "2024-07-02T00:00:00Z", asOf: new Date("2024-06-15T00:00:00Z") });
  const first = await readMarts(warehouseOf(shop), true);
  expect(first.quarantine).toHaveLength(2);
  for (const [path, text] of Object.entries(lateFiles)) shop.write(path, text);
  const later = await runShop(shop, { at: "2024-07-03T00:00:00Z" });
  expect(later.kind).toBe("published");
  expect(await readMarts(warehouseOf(shop), true)).not.toEqual(first);
  const again = await runShop(shop, {
    at: "2024-07-04T00:00:00Z",
    asOf: new Date("2024-06-15T00:00:00Z"),
    knownAt: new Date("2024-07-03T00:00:00Z"),
  });
  expect(again.kind).toBe("published");
  expect(await readMarts(warehouseOf(shop), true)).toEqual(first);
});

const subscriptions = (mrr: number): string =>
  "id,account,plan,mrr,seats,status,from,to,updated\n" +
  `S1,A,pro,${mrr},5,active,2024-01-10,,\nS2,B,pro,50,2,active,2024-02-01,2024-05-01,\n`;

test("three later runs with late, corrected and returning files change no run that is asked for again", async () => {
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
  await runShop(shop, { at: "2024-07-02T00:00:00Z", asOf });
  const first = await seen();
  expect(first.quarantine).toHaveLength(1);
  // a corrected snapshot, an account that goes, late usage
  shop.write("exports/subscriptions.csv", subscriptions(140));
  shop.write("exports/accounts.csv", "id,name,country,csm\nA,Alpha,AT,m3\nB,Beta,FR,m1\n");
  shop.write("exports/usage-2.csv", "account,user,event,at\nB,u2,login,2024-02-03T10:00:00Z\n");
  await runShop(shop, { at: "2024-07-03T00:00:00Z" });
  const second = await seen();
  // A was restated from January to May, June was not closed before; B by nothing
  const restated = (second.restatements ?? []).map((row) => JSON.parse(row) as { metric: string });
  expect(restated.filter(({ metric }) => metric === "mrr")).toHaveLength(5);
  // bytes that come back, and a contract under which the bad row is read again
  shop.write("exports/subscriptions.csv", subscriptions(100));
  shop.write("config/sources/shop.yml", snapshots.replace("user_id: user, event", "event"));
  await runShop(shop, { at: "2024-07-04T00:00:00Z" });
  expect((await seen()).accounts).not.toEqual(second.accounts);
  shop.write("config/sources/shop.yml", snapshots);
  shop.write("exports/accounts.csv", "id,name,country,csm\nA,Alpha,AT,m3\nB,Beta,IT,m2\n");
  await runShop(shop, { at: "2024-07-05T00:00:00Z" });

  const again = async (known: string, of?: Date): Promise<unknown> => {
    const knownAt = new Date(`2024-07-${known}T00:00:00Z`);
    const flow = { at: "2024-07-06T00:00:00Z", knownAt, ...(of === undefined ? {} : { asOf: of }) };
    expect((await runShop(shop, flow)).kind).toBe("published");
    return seen();
  };
  expect(await again("04")).toEqual(second);
  expect(await again("03", asOf)).toEqual(first);
});

test("the same files again publish nothing, also under another name", async () => {
  await runShop(shop);
  const before = pointer();
  shop.write("exports/usage-copy.csv", readFileSync(join(shop.folder, "exports/usage.csv")));
  const again = await runShop(shop);
  expect(again.kind).toBe("nothing-new");
  expect(pointer()).toBe(before);
});

test("a build that somebody deleted is built again instead of called nothing new", async () => {
  await runShop(shop);
  const before = await readMarts(warehouseOf(shop));
  rmSync(join(warehouseOf(shop), "builds"), { recursive: true });
  expect((await runShop(shop)).kind).toBe("published");
  expect(await readMarts(warehouseOf(shop))).toEqual(before);
});

test("rollback serves an earlier build, and no sweep removes the served one", async () => {
  shop.write("config/tenure.yml", "builds_to_keep: 2\n");
  const ids: string[] = [];
  const warehouse = warehouseAt(warehouseOf(shop));
  for (const day of [1, 2, 3]) {
    appendFileSync(join(shop.folder, "exports/usage.csv"), `A,u${day},login,2024-04-0${day}\n`);
    ids.push((await runShop(shop, { at: `2024-07-0${day}T00:00:00Z` })).runId);
  }
  const kept = (): string[] => readdirSync(warehouse.builds).sort();
  expect(kept()).toEqual([`${ids[1]}.duckdb`, `${ids[2]}.duckdb`]);
  publishAgain(warehouse, earlierBuild(warehouse, undefined), new Date());
  expect(JSON.parse(pointer())).toMatchObject({ run_id: ids[1] });
  await expect(readMarts(warehouse.folder)).resolves.toBeDefined();
  shop.write("exports/accounts.csv", "id,name,country,csm\n");
  for (const day of [4, 5, 6]) {
    const failed = await runShop(shop, { at: `2024-07-0${day}T00:00:00Z` });
    expect(failed.kind).toBe("checks-failed");
  }
  expect(JSON.parse(pointer())).toMatchObject({ run_id: ids[1] });
  const failed = kept().filter((name) => name.endsWith(".failed.duckdb"));
  expect(failed.at(-1)).toMatch(/^20240706T/);
  expect(failed.length).toBeLessThan(3);
  expect(kept().filter((name) => !failed.includes(name))).toEqual([
    `${ids[1]}.duckdb`,
    `${ids[2]}.duckdb`,
  ]);
});
