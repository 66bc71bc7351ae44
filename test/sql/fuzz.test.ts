import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openDriver, type SnapshotDriver } from "../../cube/driver.js";
import { isRefusal } from "../../cube/sql/refusal.js";
import type { View } from "../../cube/sql/views.js";
import { openDatabase, rows } from "../../pipeline/database.js";
import { sharedRun, sharedWarehouse } from "../cube/shared.js";
import { randomFrom, statementOf } from "./grammar.js";
import { csm, type Layer, openLayer } from "./semantic.js";

const isCampaign = process.env.TENURE_CAMPAIGN === "full";
// a campaign beside other work took longer than a test may
const campaignMilliseconds = 2 * 3_600_000;
const statements = isCampaign ? 20_000 : 1000;
const seed = Number(process.env.TENURE_SEED ?? 1);
// what a csm asks most, so that the short run compiles few questions twice; the campaign asks all
const mostAsked = ["accounts", "account_months", "mrr_movements", "renewals", "csm_books", "tiers"];

const folder = mkdtempSync(join(tmpdir(), "tenure-fuzz-"));
let layer: Layer;
let own: SnapshotDriver;
let views: readonly View[];

beforeAll(async () => {
  layer = await openLayer();
  const file = join(folder, "own.duckdb");
  copyFileSync(join(await sharedWarehouse(), "builds", `${sharedRun}.duckdb`), file);
  await keepOnlyTheirs(file);
  own = await openDriver(file);
  const seen = [...(await layer.semanticsOf(csm, layer.lease)).views.values()];
  views = isCampaign ? seen : seen.filter(({ name }) => mostAsked.includes(name));
});
afterAll(async () => {
  await own.release();
  await layer.close();
  rmSync(folder, { recursive: true });
});

// Casey, who is c1, has a1 and a2; tables of neither accounts nor CSMs are of the whole company
async function keepOnlyTheirs(file: string): Promise<void> {
  const { connection, close } = await openDatabase(file);
  const columns = await rows(
    connection,
    `select table_name as mart, list(column_name) as names from information_schema.columns
     where table_schema = 'marts' group by table_name`,
  );
  for (const { mart, names } of columns) {
    const has = (name: string): boolean => JSON.stringify(names).includes(`"${name}"`);
    const foreign = has("account_id")
      ? "account_id not in ('a1', 'a2')"
      : has("csm_id") && "csm_id is distinct from 'c1'";
    if (foreign) await connection.run(`delete from marts.${mart} where ${foreign}`);
  }
  close();
}

type Outcome =
  | { readonly kind: "rows"; readonly rows: readonly string[] }
  | { readonly kind: "failed" };

// sums of floats may end otherwise where rows come in another order
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable);
  return typeof value === "number" ? Number(value.toPrecision(9)) : value;
}

async function outcomeOf(driver: SnapshotDriver, sql: string): Promise<Outcome> {
  const { connection, giveBack } = await driver.hold();
  let hasFailed = false;
  try {
    const found = (await connection.runAndReadAll(sql)).getRowsJson();
    return { kind: "rows", rows: found.map((row) => JSON.stringify(comparable(row))).sort() };
  } catch {
    hasFailed = true;
    return { kind: "failed" };
  } finally {
    giveBack(hasFailed);
  }
}

async function planned(sql: string): Promise<string | undefined> {
  try {
    const plan = await layer.plan(sql, csm);
    return plan.kind === "data" ? plan.sql : undefined;
  } catch (error) {
    // nothing but a refusal: a crash of the planner would be a bug of its own
    if (isRefusal(error)) return undefined;
    throw new Error(`${sql}\nended with ${String(error)}`);
  }
}

test(
  `${statements} statements of a csm tell the same where nobody else's rows are (seed ${seed})`,
  async () => {
    const random = randomFrom(seed);
    const count = { refused: 0, failed: 0, rows: 0 };
    for (let at = 0; at < statements; at += 1) {
      const sql = statementOf(random, views);
      const plan = await planned(sql);
      if (plan === undefined) {
        count.refused += 1;
        continue;
      }
      const databases = [layer.lease.driver, own];
      const [among, alone] = await Promise.all(databases.map((each) => outcomeOf(each, plan)));
      if (among === undefined || !isDeepStrictEqual(among, alone)) {
        expect([at, sql, among]).toEqual([at, sql, alone]);
        continue;
      }
      count[among.kind] += 1;
    }
    // a grammar that is mostly refused would show nothing
    expect(count.rows).toBeGreaterThan(statements / 2);
  },
  campaignMilliseconds,
);
