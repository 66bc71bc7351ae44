import type { DuckDBConnection } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { openLedger } from "../../pipeline/ledger.js";
import { openPublished } from "../../pipeline/published.js";
import { toldSeals, verifySeals } from "../../pipeline/verify-seals.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { oneIn } from "../sampled.js";
import { runShop, warehouseOf } from "./flow.js";
import { copyShop, createShop, type Shop } from "./shop.js";

oneIn(4);

/** Its September was sealed by a run and read back by the next, which sealed October. */
let shop: Shop;
afterAll(() => shop.remove());

const asOf = new Date("2024-11-01T00:00:00Z");

beforeAll(async () => {
  shop = createShop();
  settings(shop, { shock: 0.25, where: "country: DE" });
  await runShop(shop, { asOf: new Date("2024-09-01T00:00:00Z") });
  await runShop(shop, { asOf: new Date("2024-10-01T00:00:00Z") });
  await runShop(shop, { asOf });
});

// by the moments alone, in which the shock shows however few the accounts are
function settings(of: Shop, { shock, where }: { shock: number; where: string }): void {
  of.write("config/forecast.yml", `draws: 100\nsimulate_below: 1\nshock: ${shock}\n`);
  of.write("config/segments.yml", `segments:\n  home: { title: At home, where: { ${where} } }\n`);
}

interface Row {
  readonly vintage: string;
  readonly segment: string;
  readonly metric: string;
  readonly lead: number;
  readonly forecast: number;
  readonly low: number | null;
  readonly high: number | null;
}

async function waterfall(of: Shop): Promise<readonly Row[]> {
  const { connection, close } = await openPublished(warehouseOf(of));
  try {
    const found = await rows(
      connection,
      `select strftime(vintage, '%Y-%m') as vintage, segment, metric, lead_months as lead,
         forecast::double as forecast, low::double as low, high::double as high
       from marts.forecast_waterfall where kind = 'model' and vintage < '2024-11-01' order by all`,
    );
    return found as unknown as readonly Row[];
  } finally {
    close();
  }
}

async function inLedger<Result>(
  of: Shop,
  use: (connection: DuckDBConnection) => Promise<Result>,
): Promise<Result> {
  const ledger = await openLedger(warehouseAt(warehouseOf(of)), { memoryLimit: "256MB" }, "test");
  try {
    return await use(ledger.connection);
  } finally {
    ledger.close();
  }
}

/** How every vintage stands after an edit that is taken back again. */
function afterEdit(sql: string): Promise<readonly string[]> {
  return inLedger(shop, async (connection) => {
    await connection.run(`begin; ${sql}`);
    const verified = await verifySeals(connection);
    await connection.run("rollback");
    return verified.map(({ vintage, state }) => `${vintage.slice(0, 7)} ${state.kind}`);
  });
}

test("another shock and another rule of a segment move back-cast vintages and no sealed one", async () => {
  const copy = copyShop(shop);
  try {
    const before = await waterfall(shop);
    settings(copy, { shock: 1, where: "plan: pro" });
    await runShop(copy, { asOf });
    const after = await waterfall(copy);
    const sealed = (found: readonly Row[]) => found.filter(({ vintage }) => vintage >= "2024-09");
    // two vintages of two segments and five metrics, a year each
    expect(sealed(before)).toHaveLength(2 * 2 * 5 * 12);
    expect(sealed(after)).toEqual(sealed(before));
    const august = (found: readonly Row[], of: string) =>
      found.find(
        ({ vintage, segment, metric, lead }) =>
          vintage === "2024-08" && segment === of && metric === "retained_arr" && lead === 1,
      );
    // A alone is at home, then C as well, who pays 80.50 beside its 100
    const share = (august(after, "home")?.forecast ?? 0) / (august(before, "home")?.forecast ?? 0);
    expect(share).toBeCloseTo(1.805, 3);
    expect(august(after, "all")?.forecast).toBe(august(before, "all")?.forecast);
    expect(august(after, "all")?.low).toBeLessThan(august(before, "all")?.low ?? 0);
    expect((await toldSeals(warehouseOf(copy))).exitCode).toBe(0);
  } finally {
    copy.remove();
  }
});

test("a figure of a segment that was edited, added or taken away is seen", async () => {
  const where = "where vintage = '2024-09-01' and segment = 'home'";
  const seen = ["2024-09 edited", "2024-10 whole"];
  expect(await afterEdit("select 1")).toEqual(["2024-09 whole", "2024-10 whole"]);
  expect(await afterEdit(`update ledger.sealed_totals set low_80 = 1 ${where}`)).toEqual(seen);
  expect(await afterEdit(`delete from ledger.sealed_totals ${where}`)).toEqual(seen);
  const september = "where vintage = '2024-09-01'";
  expect(await afterEdit(`delete from ledger.sealed_totals ${september}`)).toEqual(seen);
  const twice = `insert into ledger.sealed_totals from ledger.sealed_totals ${where}`;
  expect(await afterEdit(twice)).toEqual(seen);
});

test("a vintage that was sealed before figures of segments were still holds", async () => {
  const lines = (table: string) => `(select string_agg(line, '' order by line) from (
    select sha256(to_json(sealed)::varchar) as line from ledger.${table} as sealed
    where vintage = '2024-10-01'))`;
  const sealedAsThen = `delete from ledger.sealed_totals where vintage = '2024-10-01';
    update ledger.seals set sha256 = sha256(previous || chr(10) || config_version || chr(10)
      || '2024-10-01' || chr(10) || ${lines("sealed_renewals")} || chr(10)
      || ${lines("sealed_months")}) where vintage = '2024-10-01'`;
  expect(await afterEdit(sealedAsThen)).toEqual(["2024-09 whole", "2024-10 whole"]);
});

test("the last seals cannot go unseen, nor be replaced: they were published", async () => {
  const copy = copyShop(shop);
  const tables = ["seals", "sealed_renewals", "sealed_months", "sealed_totals"];
  const cut = (from: string) =>
    inLedger(copy, async (connection) => {
      for (const table of tables) {
        await connection.run(`delete from ledger.${table} where vintage >= '${from}'`);
      }
      return await verifySeals(connection);
    });
  const gone = "was edited: it was published and its seal is gone";
  try {
    // the chain by itself is whole
    expect((await cut("2024-10-01")).map(({ state }) => state.kind)).toEqual(["whole"]);
    expect(await toldSeals(warehouseOf(copy))).toMatchObject({
      exitCode: 3,
      text: `vintage 2024-10 ${gone}\n1 of 2 sealed vintages are as they were published`,
    });
    await inLedger(copy, (connection) =>
      connection.run("update ledger.seals set sha256 = sha256('other')"),
    );
    expect((await toldSeals(warehouseOf(copy))).text).toContain(
      "vintage 2024-09 was edited: its seal is not the one that it was published with\n",
    );
    expect(await cut("2024-09-01")).toEqual([]);
    expect(await toldSeals(warehouseOf(copy))).toMatchObject({
      exitCode: 3,
      text: `vintage 2024-09 ${gone}\nvintage 2024-10 ${gone}\n0 of 2 sealed vintages are as they were published`,
    });
  } finally {
    copy.remove();
  }
});
