import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isRefusal } from "../../cube/sql/refusal.js";
import type { View } from "../../cube/sql/views.js";
import { openDatabase, rows } from "../../pipeline/database.js";
import { sharedRun, sharedWarehouse } from "../cube/shared.js";
import { isCampaign, isSample, seed } from "../mode.js";
import { randomFrom, statementOf } from "./grammar.js";
import { csm, type Layer, openLayer } from "./semantic.js";

// a campaign beside other work took longer than a test may
const campaignMilliseconds = 2 * 3_600_000;
const statements = isCampaign ? 20_000 : isSample ? 250 : 1000;
// what a csm asks most, so that the short run compiles few questions twice; the campaign asks all
const mostAsked = ["accounts", "account_months", "mrr_movements", "renewals", "csm_books", "tiers"];

const folder = mkdtempSync(join(tmpdir(), "tenure-fuzz-"));
// while DuckDB works on one statement, the next is planned
const atOnce = 4;
const progressEvery = 1000;

let layer: Layer;
/** Among everybody's rows, and alone with one's own. */
let databases: readonly [DuckDBInstance, DuckDBInstance];
let views: readonly View[];

beforeAll(async () => {
  layer = await openLayer();
  const build = join(await sharedWarehouse(), "builds", `${sharedRun}.duckdb`);
  const [whole, own] = [join(folder, "whole.duckdb"), join(folder, "own.duckdb")];
  for (const file of [whole, own]) copyFileSync(build, file);
  await keepOnlyTheirs(own);
  databases = [await readOnly(whole), await readOnly(own)];
  const seen = [...(await layer.semanticsOf(csm, layer.lease)).views.values()];
  views = isCampaign ? seen : seen.filter(({ name }) => mostAsked.includes(name));
});
afterAll(async () => {
  for (const database of databases) database.closeSync();
  await layer.close();
  rmSync(folder, { recursive: true });
});

// one thread each: a statement over a few rows waits for more of them longer than it works
function readOnly(file: string): Promise<DuckDBInstance> {
  return DuckDBInstance.create(file, { access_mode: "READ_ONLY", threads: "1" });
}

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

async function outcomeOf(connection: DuckDBConnection, sql: string): Promise<Outcome> {
  try {
    const found = (await connection.runAndReadAll(sql)).getRowsJson();
    return { kind: "rows", rows: found.map((row) => JSON.stringify(comparable(row))).sort() };
  } catch {
    return { kind: "failed" };
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

/** Where a campaign stands. */
interface Count {
  asked: number;
  refused: number;
  failed: number;
  rows: number;
}

// each asker takes the next statement, so that all of them ask what one alone would have asked
async function askThrough(next: () => [number, string] | undefined, count: Count): Promise<void> {
  const [among, alone] = await Promise.all(
    databases.map(async (database) => {
      const connection = await database.connect();
      await connection.run("set timezone = 'UTC'");
      return connection;
    }),
  );
  if (among === undefined || alone === undefined) throw new Error("there are two databases");
  for (let asked = next(); asked !== undefined; asked = next()) {
    const [at, sql] = asked;
    const plan = await planned(sql);
    if (plan === undefined) {
      count.refused += 1;
      continue;
    }
    const [found, expected] = await Promise.all([outcomeOf(among, plan), outcomeOf(alone, plan)]);
    if (!isDeepStrictEqual(found, expected)) {
      expect([at, sql, found]).toEqual([at, sql, expected]);
    }
    count[found.kind] += 1;
  }
  among.closeSync();
  alone.closeSync();
}

function tell({ asked, ...count }: Count): void {
  if (isCampaign && asked % progressEvery === 0) {
    process.stderr.write(`fuzz: ${asked} statements, ${JSON.stringify(count)}\n`);
  }
}

test(
  `${statements} statements of a csm tell the same where nobody else's rows are (seed ${seed})`,
  async () => {
    const random = randomFrom(seed);
    const count: Count = { asked: 0, refused: 0, failed: 0, rows: 0 };
    const next = (): [number, string] | undefined => {
      if (count.asked === statements) return undefined;
      count.asked += 1;
      tell(count);
      return [count.asked, statementOf(random, views)];
    };
    await Promise.all(Array.from({ length: atOnce }, () => askThrough(next, count)));
    expect(count.refused + count.failed + count.rows).toBe(statements);
    // a grammar that is mostly refused would show nothing
    expect(count.rows).toBeGreaterThan(statements / 2);
  },
  campaignMilliseconds,
);
