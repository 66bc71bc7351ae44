import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, expect, test } from "vitest";
import { silent } from "../../pipeline/log.js";
import { buildModels } from "../../pipeline/model/model.js";
import { shipped } from "../../pipeline/root.js";
import { isCampaign } from "../mode.js";
import { oneIn } from "../sampled.js";
import { type Company, createCompany } from "./company.js";
import { addJudged, asked, indexOf } from "./index-company.js";

oneIn(3);

const settings = { numRuns: isCampaign ? 40 : 2, seed: 20_240_701, endOnFailure: !isCampaign };
const asOf = { run: { as_of: "2024-04-01" } };
const months = ["2024-01", "2024-02", "2024-03"] as const;

let company: Company;
afterEach(() => company.close());

const number = (min: number, max: number, places: number) =>
  fc.integer({ min: min * 10 ** places, max: max * 10 ** places }).map((it) => it / 10 ** places);

const line = fc
  .tuple(number(-100, 100, 2), number(-100, 100, 2))
  .filter(([worst, best]) => Math.abs(worst - best) > 0.5)
  .map(([worst, best]) => ({ linear: { worst, best } }));

/** Factors of an index: a line and a weight with up to six places each, the first never 0. */
const factors = fc
  .tuple(
    fc.array(fc.record({ scale: line, weight: fc.oneof(number(0.01, 999, 6), fc.constant(0)) }), {
      maxLength: 6,
    }),
    fc.record({ scale: line, weight: number(0.01, 999, 6) }),
  )
  .map(([rest, first]) => [first, ...rest]);

/** By account, month and factor: what was answered, or nothing. */
const answers = fc.array(
  fc.tuple(
    ...months.map(() =>
      fc.array(fc.option(number(-150, 150, 4), { freq: 4 }), { minLength: 7, maxLength: 7 }),
    ),
  ),
  { minLength: 25, maxLength: 25 },
);

type Factors = typeof factors extends fc.Arbitrary<infer Value> ? Value : never;

// the newest answer to each question holds on
function answeredBy(account: readonly (readonly (number | null)[])[], month: number, at: number) {
  const said = account.slice(0, month + 1).map((row) => row[at] ?? null);
  return said.findLast((value) => value !== null) ?? null;
}

/** The index by its definition, apart from the models: NULL under 60% of the weights. */
function scoreOf(made: Factors, values: readonly (number | null)[]): number | null {
  const placed = made.map(({ scale: { linear }, weight }, at) => {
    const value = values[at] ?? null;
    const share = value === null ? 0 : (value - linear.worst) / (linear.best - linear.worst);
    const score = 100 * Math.min(1, Math.max(0, share));
    return { weight, score, isThere: value !== null };
  });
  const sum = (of: (one: (typeof placed)[number]) => number) =>
    placed.reduce((total, one) => total + of(one), 0);
  const present = sum(({ weight, isThere }) => (isThere ? weight : 0));
  if (present === 0 || present < 0.6 * sum(({ weight }) => weight) - 1e-9) return null;
  return sum(({ weight, score, isThere }) => (isThere ? weight * score : 0)) / present;
}

test("contributions of any factors make the index and their changes its change, to 1e-9", async () => {
  await fc.assert(
    fc.asyncProperty(factors, answers, async (made, accounts) => {
      const asks = made.map(({ scale, weight }, at) => [
        `f${at}`,
        asked(`f${at}`, weight, { scale }),
      ]);
      company = await createCompany({ ...asOf, indexes: [indexOf(Object.fromEntries(asks))] });
      for (const [at, account] of accounts.entries()) {
        const told = account.map((row) =>
          Object.fromEntries(
            row.flatMap((value, factor) => (value === null ? [] : [[`f${factor}`, value]])),
          ),
        );
        await addJudged(
          company,
          `a${at}`,
          Object.fromEntries(months.map((it, of) => [it, told[of] ?? {}])),
        );
      }
      const found = await company.rows(`
        with summed as (
          select account_id, month, sum(contribution) as contributions,
            sum(contribution + points_lost) as whole
          from marts.index_factors group by account_id, month
        )
        select scores.account_id, strftime(scores.month, '%Y-%m') as month, computed_score,
          contributions, whole, change_1m,
          contributions - lag(contributions) over (partition by scores.account_id
            order by scores.month) as changed
        from marts.index_scores as scores join summed using (account_id, month)
        where scores.month < '2024-04-01'`);
      expect(found).toHaveLength(accounts.length * months.length);
      for (const row of found) {
        const month = months.findIndex((it) => it === row["month"]);
        const account = accounts[Number(String(row["account_id"]).slice(1))] ?? [];
        const values = made.map((_, at) => answeredBy(account, month, at));
        const expected = scoreOf(made, values);
        expect(row["computed_score"] === null).toBe(expected === null);
        if (expected === null) continue;
        expect(Math.abs(Number(row["computed_score"]) - expected)).toBeLessThan(1e-9);
        expect(Math.abs(Number(row["contributions"]) - expected)).toBeLessThan(1e-9);
        expect(Math.abs(Number(row["whole"]) - 100)).toBeLessThan(1e-9);
        expect(Math.abs(Number(row["change_1m"]) - Number(row["changed"]))).toBeLessThan(1e-9);
      }
      company.close();
    }),
    settings,
  );
});

test("a contribution that is one part in a million off fails the run", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenure-broken-factor-"));
  try {
    cpSync(shipped("models"), folder, { recursive: true });
    const path = join(folder, "marts", "index_factors.sql");
    const right = "/ known.weight_scored as contribution";
    const sql = readFileSync(path, "utf8");
    expect(sql).toContain(right);
    writeFileSync(path, sql.replace(right, `/ known.weight_scored * 1.000001 as contribution`));
    company = await createCompany({ ...asOf, indexes: [indexOf({ a: asked("a", 1) })] });
    await addJudged(company, "a", { "2024-01": { a: 50 } });
    const options = { log: silent, full: true, targets: ["core.index_computed"] };
    const broken = await buildModels(company.connection, { ...options, folder });
    const rule = "contribution_gap <= 1e-9";
    expect(broken.findings.filter(({ violations }) => violations > 0)).toMatchObject([
      { model: "core.index_computed", rule, violations: 4 },
    ]);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the smallest weights that may be written pass the check of a run", async () => {
  // thirds of a millionth of a point are far from whole in the 12 places of a product
  const tiny = { a: asked("a", 0.000001), b: asked("b", 0.000002), c: asked("c", 0.000001) };
  company = await createCompany({ ...asOf, indexes: [indexOf(tiny)] });
  await addJudged(company, "a", { "2024-01": { a: 100 / 3, b: 200 / 7, c: 1000 / 11 } });
  const options = { folder: shipped("models"), log: silent, full: true };
  const built = await buildModels(company.connection, {
    ...options,
    targets: ["core.index_computed"],
  });
  expect(built.findings.filter(({ violations }) => violations > 0)).toEqual([]);
  const [row] = await company.rows("select computed_score from core.index_computed limit 1");
  expect(row?.["computed_score"]).toBeCloseTo((100 / 3 + 400 / 7 + 1000 / 11) / 4, 5);
});
