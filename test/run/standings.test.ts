import { cpSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { applying } from "../../pipeline/diff-command.js";
import { standingsText } from "../../pipeline/diff-text.js";
import { silent } from "../../pipeline/log.js";
import { openPublished } from "../../pipeline/published.js";
import { compareStandings, type Standings } from "../../pipeline/standings.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { runShop, warehouseOf } from "./flow.js";
import { pulseAlone } from "./pulse.js";
import { createShop, type Shop } from "./shop.js";

const source = `source: shop
files:
  - entity: accounts
    match: exports/accounts.csv
    columns: { account_id: id, csm_id: csm }
  - entity: subscriptions
    match: exports/subscriptions.csv
    columns: { subscription_id: id, account_id: account, mrr: mrr, started_at: from }
  - entity: assessments
    match: exports/pulse.csv
    columns: { account_id: account, question: question, author: author, assessed_at: at, score: score }
  - entity: usage_events
    match: exports/usage.csv
    columns: { account_id: account, user_id: user, event: event, feature: event, occurred_at: at }
`;

const tryout = {
  "tiers.yml": "customer_share: [0.5, 0.75]\n",
  "indexes/health.yml": pulseAlone(0, 100),
  "playbooks.yml":
    "playbooks: [{ playbook: vip, title: Vip, says: Call them., where: { tier: 1 } }]\n",
};

let shop: Shop;
let found: Standings;
beforeAll(async () => {
  shop = createShop();
  shop.write("config/sources/shop.yml", source);
  shop.write("config/indexes/health.yml", pulseAlone(20, 80));
  shop.write("exports/accounts.csv", "id,csm\nA,m1\nB,m1\nC,m2\nD,\n");
  shop.write(
    "exports/subscriptions.csv",
    "id,account,mrr,from\n1,A,400,2024-01-10\n2,B,300,2024-01-10\n3,C,200,2024-01-10\n4,D,100,2024-01-10\n",
  );
  shop.write(
    "exports/pulse.csv",
    "account,question,author,at,score\nA,csm_pulse,m1,2024-06-20,70\n",
  );
  shop.write("exports/usage.csv", "account,user,event,at\nA,u,export,2024-06-20\n");
  for (const [file, text] of Object.entries(tryout)) shop.write(`tryout/${file}`, text);
  expect(await runShop(shop)).toMatchObject({ kind: "published" });
  found = await standings("tryout", join(shop.folder, "moves.csv"));
});
afterAll(() => shop.remove());

function standings(config: string, out?: string): Promise<Standings> {
  return compareStandings({
    warehouse: warehouseOf(shop),
    apply: applying({ config: join(shop.folder, config) }),
    limit: 10,
    target: out === undefined ? undefined : { format: "csv", out, stream: process.stdout },
    log: silent,
  });
}

test("accounts that would stand elsewhere are told with their ARR, what they leave and reach", () => {
  // Ten percent of four customers is one, thirty are two; with 50% and 75% two and three. A pulse of
  // 70 is (70 - 20)/60 = 83.3, or 70. The third tier is for automation, so C gets a person.
  expect(found.moves.map((row) => Object.values(row))).toEqual([
    ["tier", "2", "1", 1, "3600.0000"],
    ["tier", "3", "2", 1, "2400.0000"],
    ["health_status", "green", "yellow", 1, "4800.0000"],
    ["book", "automation", "m2", 1, "2400.0000"],
    ["playbook", "build_habits", "vip", 1, "4800.0000"],
    ["playbook", "find_out", "none", 2, "3600.0000"],
    ["playbook", "find_out", "vip", 1, "3600.0000"],
  ]);
  expect(found).toMatchObject({ accountsMoving: 4, customers: 4, arrMoving: "12000.0000" });
  expect(found.accounts[0]).toEqual({
    account_id: "A",
    arr: "4800.0000",
    moves: "health_status green → yellow; playbook build_habits → vip",
  });
  expect(readFileSync(join(shop.folder, "moves.csv"), "utf8").split("\n").slice(0, 4)).toEqual([
    "account_id,attribute,before,after,arr",
    "A,health_status,green,yellow,4800.0000",
    "A,playbook,build_habits,vip,4800.0000",
    "B,tier,2,1,3600.0000",
  ]);
  expect(standingsText(found)).toMatch(/^4 of 4 customers would stand elsewhere, with 12000.00 of/);
});

test("a run by the other config publishes where the comparison said they would stand", async () => {
  cpSync(join(shop.folder, "tryout"), join(shop.folder, "whole"), { recursive: true });
  shop.write("whole/sources/shop.yml", source);
  const config = join(shop.folder, "whole");
  const warehouse = join(shop.folder, "other-warehouse");
  await runShop(shop, { config, data: shop.folder, warehouse });
  const standing = async (folder: string) => {
    const { connection, close } = await openPublished(folder);
    const accounts = await rows(
      connection,
      `select account_id, tier::varchar as tier, health_status, maturity_stage::varchar as stage,
         journey_stage, quadrant, coalesce(playbook, 'none') as playbook from marts.accounts order by account_id`,
    );
    close();
    return accounts;
  };
  const [before, after] = [await standing(warehouseOf(shop)), await standing(warehouse)];
  const moved = before.flatMap((row, at) =>
    Object.entries(row)
      .filter(([name, value]) => value !== after[at]?.[name])
      .map(([name, value]) => [row["account_id"], name, value ?? "unknown", after[at]?.[name]]),
  );
  const told = found.accounts.flatMap(({ account_id, moves }) =>
    String(moves)
      .split("; ")
      .map((move) => /^(\w+) (\w+) → (\w+)$/.exec(move)?.slice(1) ?? [])
      .filter(([name]) => name !== "book")
      .map((move) => [account_id, ...move]),
  );
  expect(told.sort()).toEqual(moved.sort());
  expect(moved.length).toBe(7);
});

test("settings that say the same move nobody", async () => {
  shop.write("same/tiers.yml", "customer_share: [0.10, 0.30]\n");
  const same = await standings("same");
  expect(same).toMatchObject({ moves: [], accountsMoving: 0, arrMoving: "0.0000" });
  expect(standingsText(same)).toBe("none of 4 customers would stand elsewhere");
});

test("a metric that nobody delivers is refused before anything is compared", async () => {
  shop.write("typo/sources/shop.yml", source);
  shop.write("typo/indexes/health.yml", "factors: { csat: { metric: csat_91d } }\n");
  expect(() => applying({ config: join(shop.folder, "typo") })).toThrow(
    /"csat_91d" is not a metric/,
  );
});

test("events are read again from the lake, and a lake that is gone is told", async () => {
  const other = warehouseAt(join(shop.folder, "moved"));
  cpSync(warehouseOf(shop), other.folder, { recursive: true });
  rmSync(join(warehouseOf(shop), "lake", "usage_events"), { recursive: true });
  await expect(standings("same")).rejects.toMatchObject({ code: "publish/no-lake" });
  const apply = applying({ config: join(shop.folder, "tryout") });
  const options = { warehouse: other.folder, apply, limit: 1, target: undefined, log: silent };
  expect(await compareStandings(options)).toMatchObject({ accountsMoving: 4 });
});
