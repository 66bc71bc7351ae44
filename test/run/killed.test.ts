import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLedger } from "../../pipeline/ledger.js";
import { verifySeals } from "../../pipeline/verify-seals.js";
import { tenureVersion } from "../../pipeline/version.js";
import { readPointer, warehouseAt } from "../../pipeline/warehouse.js";
import { startTenure } from "../cli/command.js";
import { isCampaign, seed } from "../mode.js";
import { oneIn } from "../sampled.js";
import { type Marts, readMarts, runShop, warehouseOf } from "./flow.js";
import { copyShop, createShop, type Shop } from "./shop.js";

oneIn(4);

// the publishing is short: a third of the points aim at it; the golden ratio spreads the rest
// from a start that the seed moves
const points = Array.from({ length: isCampaign ? 51 : 3 }, (_, at) => ({
  after: at % 3 === 2 ? "publish  started" : "extract  started",
  percent: Math.round(100 * ((0.4 * seed + at * 0.618_034) % 1)),
}));

// it closes July and August, whose forecasts are live and sealed
const run = ["run", "--as-of", "2024-09-01"];
const asOf = new Date("2024-09-01T00:00:00Z");
let shop: Shop;
let before: Marts;
let undisturbed: Marts;
let finished: Shop;
let milliseconds: number;

function addLateFiles(): void {
  const rows = Array.from({ length: 20_000 }, (_, at) => {
    const day = String(1 + (at % 28)).padStart(2, "0");
    return `${"ABC"[at % 3]},u${at % 40},login,2024-0${1 + (at % 6)}-${day}T00:00:${at % 60 < 10 ? "0" : ""}${at % 60}Z`;
  });
  shop.write("exports/usage-late.csv", `account,user,event,at\n${rows.join("\n")}\n`);
  shop.write(
    "exports/subscriptions-late.csv",
    "id,account,plan,mrr,seats,status,from,to,updated\nS1,A,pro,140,7,active,2024-01-10,,2024-06-01\n",
  );
}

beforeAll(async () => {
  shop = createShop();
  await runShop(shop, { tenureVersion: tenureVersion() });
  before = await readMarts(warehouseOf(shop));
  addLateFiles();
  finished = copyShop(shop);
  const started = startTenure(run, { cwd: finished.folder });
  await started.said("extract  started");
  const from = Date.now();
  expect((await started.finished).code).toBe(0);
  milliseconds = Date.now() - from;
  undisturbed = await readMarts(warehouseOf(finished));
  expect(undisturbed).not.toEqual(before);
});
afterAll(() => {
  shop.remove();
  finished.remove();
});

async function killAt(copy: Shop, after: string, percent: number): Promise<void> {
  const started = startTenure(run, { cwd: copy.folder });
  await started.said(after);
  const left = after.startsWith("publish") ? 50 : milliseconds;
  await Promise.race([wait((percent / 100) * left), started.finished]);
  started.child.kill("SIGKILL");
  await started.finished;
}

test.each(
  points,
)(`seed ${seed}: killed after $after and $percent% of what follows, readers, seals and the next run are well`, async ({
  after,
  percent,
}) => {
  const copy = copyShop(shop);
  const warehouse = warehouseAt(warehouseOf(copy));
  try {
    const old = readPointer(warehouse)?.run_id;
    await killAt(copy, after, percent);
    const isOld = readPointer(warehouse)?.run_id === old;
    expect(await readMarts(warehouse.folder)).toEqual(isOld ? before : undisturbed);
    expect((await seals(copy)).map(({ state }) => state.kind)).not.toContain("edited");
    const next = await runShop(copy, { asOf, tenureVersion: tenureVersion() });
    expect(next.kind).toBe(isOld ? "published" : "nothing-new");
    expect(await readMarts(warehouse.folder)).toEqual(undisturbed);
    // each once, and by the run that is served
    const served = readPointer(warehouse)?.run_id;
    expect((await seals(copy)).map((seal) => [seal.vintage, seal.state.kind, seal.runId])).toEqual([
      ["2024-07-01", "whole", served],
      ["2024-08-01", "whole", served],
    ]);
    expect(existsSync(warehouse.lock)).toBe(false);
    expect(readdirSync(warehouse.builds).filter((name) => !name.endsWith(".duckdb"))).toEqual([]);
  } finally {
    copy.remove();
  }
});

async function seals(copy: Shop): Promise<Awaited<ReturnType<typeof verifySeals>>> {
  const ledger = await openLedger(warehouseAt(warehouseOf(copy)), { memoryLimit: "256MB" }, "test");
  try {
    return await verifySeals(ledger.connection);
  } finally {
    ledger.close();
  }
}

test("a lock left by a process that is gone is taken over", async () => {
  finished.write("warehouse/lock", "run of a process that is gone\n");
  const next = await runShop(finished, { asOf, tenureVersion: tenureVersion() });
  expect(next.kind).toBe("nothing-new");
  expect(existsSync(join(warehouseOf(finished), "lock"))).toBe(false);
});
