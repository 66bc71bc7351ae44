import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Backtest, backtest } from "../../pipeline/backtest.js";
import { applying } from "../../pipeline/diff-command.js";
import { backtestText } from "../../pipeline/diff-text.js";
import { silent } from "../../pipeline/log.js";
import { type Finished, tenure } from "../cli/command.js";
import { runShop, warehouseOf } from "./flow.js";
import { pulseAlone } from "./pulse.js";
import { createShop, type Shop } from "./shop.js";

const source = `source: shop
files:
  - entity: accounts
    match: exports/accounts.csv
    columns: { account_id: id }
  - entity: subscriptions
    match: exports/subscriptions.csv
    columns:
      subscription_id: id
      account_id: account
      mrr: mrr
      billing_interval: { value: quarter }
      started_at: from
      ended_at: to
  - entity: assessments
    match: exports/pulse.csv
    columns: { account_id: account, question: question, author: author, assessed_at: at, score: score }
`;

interface Account {
  readonly id: string;
  /** Month of the first payment, counted from January 2023; terms are quarters from then on. */
  readonly from: number;
  /** Month in which it left, at the end of a quarter. */
  readonly to: number | undefined;
}

// nine stay; nine leave after 3, 4 or 5 quarters, one in each month from October 2023 to June 2024
const accounts: readonly Account[] = Array.from({ length: 18 }, (_, at) => {
  const from = at % 3;
  return { id: `A${at}`, from, to: at < 9 ? undefined : from + 3 * Math.floor(at / 3) };
});

const dayOf = (month: number, day: string) =>
  `${2023 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-${day}`;

/** The CSM says 90 every month, and 10 from four months before a loss on. */
function pulses({ id, from, to }: Account): string[] {
  const months = Array.from({ length: (to ?? 18) - from }, (_, at) => from + at);
  return months.map((month) => {
    const score = to !== undefined && month >= to - 4 ? 10 : 90;
    return `${id},csm_pulse,m1,${dayOf(month, "20")},${score}\n`;
  });
}

let shop: Shop;
let better: Finished;
let worse: Backtest;

beforeAll(async () => {
  shop = createShop();
  shop.write("config/sources/shop.yml", source);
  // both 90 and 10 are orange: (90 + 400)/1000 and (10 + 400)/1000
  shop.write("config/indexes/health.yml", pulseAlone(-400, 600));
  shop.write("better/indexes/health.yml", pulseAlone(0, 100));
  shop.write("worse/indexes/health.yml", pulseAlone(100, 0));
  shop.write("exports/accounts.csv", `id\n${accounts.map(({ id }) => `${id}\n`).join("")}`);
  const paid = accounts.map(
    ({ id, from, to }) =>
      `S${id},${id},100,${dayOf(from, "05")},${to === undefined ? "" : dayOf(to, "05")}\n`,
  );
  shop.write("exports/subscriptions.csv", `id,account,mrr,from,to\n${paid.join("")}`);
  const said = accounts.flatMap(pulses);
  shop.write("exports/pulse.csv", `account,question,author,at,score\n${said.join("")}`);
  const tables = [
    ...["marts.renewal_forecasts", "marts.forecast_months", "core.forecast_actuals"],
    ...["core.line_renewals", "core.account_attributes", "core.account_playbooks"],
    ...["core.account_mrr_months", "marts.mrr_movements", "marts.subscription_months"],
  ];
  expect(await runShop(shop, { tables })).toMatchObject({ kind: "published" });
  const command = ["diff", "--config", "better", "--backtest", "--warehouse", "warehouse"];
  better = await tenure(command, { cwd: shop.folder });
  const apply = applying({ config: join(shop.folder, "worse") });
  worse = await backtest({ warehouse: warehouseOf(shop), apply, log: silent });
});
afterAll(() => shop.remove());

const scoresOf = (lead: string) =>
  worse.scores.filter((row) => row["months"] === "later" && row["lead_bucket"] === lead);

/** Mean Brier score of the later renewals, each counted once for each lead. */
function brierOf(config: "base" | "other"): number {
  const own = worse.scores.filter((row) => row["months"] === "later" && row["config"] === config);
  const total = own.reduce((sum, row) => sum + Number(row["renewals"]), 0);
  return own.reduce((sum, row) => sum + Number(row["brier"]) * Number(row["renewals"]), 0) / total;
}

test("the command tells that a config which reads the CSM rightly would have foreseen better", () => {
  expect([better.code, better.stderr]).toEqual([0, ""]);
  const verdict =
    /the other config would have foreseen them better: Brier ([\d.]+) against ([\d.]+)/;
  const [, other, base] = verdict.exec(better.stdout) ?? [];
  expect(Number(other)).toBeLessThan(Number(base) - 0.01);
  // both calls made the base anew
  expect(Number(base)).toBeCloseTo(brierOf("base"), 4);
  // two and three months before, 10 was said of every renewal that was lost and of no other one
  expect(better.stdout).toMatch(/later +2-3 +other +\d+ +1 /);
  // who stays had 49 points, which is orange, and has 90
  expect(better.stdout).toMatch(/health_status +orange +green +9 +10800\.00/);
});

test("a config that reads the CSM the wrong way round would have foreseen worse", () => {
  expect(brierOf("other")).toBeGreaterThan(brierOf("base") + 0.001);
  expect(backtestText(worse)).toContain("the other config would have foreseen them worse");
  const [base, other] = scoresOf("2-3");
  expect([base?.["config"], other?.["config"]]).toEqual(["base", "other"]);
  expect(base?.["renewals"]).toBe(other?.["renewals"]);
  expect(other?.["auc"]).toBe(0);
  // nothing was red or green in the build: all were orange
  expect([base?.["green_lost"], base?.["red_renewed"]]).toEqual([0, 0]);
  const { green_lost = 0, red_renewed = 0, renewals } = other ?? {};
  expect(Number(green_lost) + Number(red_renewed)).toBe(renewals);
});
