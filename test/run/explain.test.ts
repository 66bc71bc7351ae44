import { afterAll, beforeAll, expect, test } from "vitest";
import { evidenceOf, explainScore } from "../../pipeline/explain.js";
import { explain } from "../../pipeline/explain-command.js";
import { evidenceText, explainText } from "../../pipeline/explain-text.js";
import { runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop } from "./shop.js";

const pulse = `account,question,author,at,score
A,csm_pulse,m1,2024-04-10T00:00:00Z,50
A,csm_pulse,m1,2024-05-20T00:00:00Z,80
A,contract_risk,m1,2024-04-10T00:00:00Z,30
`;

const source = `source: success
files:
  - entity: assessments
    match: exports/pulse*.csv
    format: csv
    update: append
    columns: { account_id: account, question: question, author: author, assessed_at: at, score: score }
`;

// two questions: 3 of 4 parts the pulse, 1 the risk
const index = `title: Trust
says: An index of a test.
min_coverage: 0.5
hysteresis: 0
trend_points: 5
bands: [{ status: low, from: 0 }, { status: high, from: 50 }]
evidence: { from_months: 1, to_months: 1, over_months: 12, every_months: 1, min_lost: 1, z: 1.96 }
elements: [all]
factors:
  pulse:
    title: Pulse
    element: all
    input: qualitative
    question: csm_pulse
    weight: 3
    scale: { linear: { worst: 0, best: 100 } }
  risk:
    title: Risk
    element: all
    input: qualitative
    question: contract_risk
    weight: 1
    max_age_days: 40
    scale: { linear: { worst: 0, best: 100 } }
profiles: []
`;

let shop: Shop;
beforeAll(async () => {
  shop = createShop();
  shop.write("exports/pulse.csv", pulse);
  shop.write("config/sources/success.yml", source);
  shop.write("config/indexes/trust.yml", index);
  await runShop(shop);
});
afterAll(() => shop.remove());

const explained = (month?: string) =>
  explainScore({ warehouse: warehouseOf(shop), account: "A", index: "trust", month });

test("a change is the sum of what factors changed, by their score and by their weight", async () => {
  // April: (3·50 + 1·30)/4 = 45. In May the risk is 51 days old and missing: 80.
  const { score, before, factors } = await explained("2024-05");
  expect([score["score"], score["status"], before?.["score"], score["change_1m"]]).toEqual([
    80,
    "high",
    45,
    35,
  ]);
  const change = factors.reduce((sum, factor) => sum + Number(factor["change"]), 0);
  expect(change).toBeCloseTo(35, 9);
  const parts = factors.map((factor) => [
    factor["factor"],
    factor["contribution"],
    factor["contribution_before"],
    factor["change_by_score"],
    factor["change_by_weight"],
  ]);
  // the pulse had ¾ of the weight: ¾·30 of its 42.5 come from its score, the rest from its weight
  expect(parts).toEqual([
    ["pulse", 80, 37.5, 22.5, 20],
    ["risk", null, 7.5, 0, -7.5],
  ]);
});

test("each judgement behind a factor is named by its file and line", async () => {
  const { evidence } = await explained("2024-04");
  expect(evidence).toEqual([
    {
      factor: "pulse",
      entity: "assessments",
      path: "exports/pulse.csv",
      line: 2,
      happened_at: "2024-04-10 00:00:00",
    },
    {
      factor: "risk",
      entity: "assessments",
      path: "exports/pulse.csv",
      line: 4,
      happened_at: "2024-04-10 00:00:00",
    },
  ]);
});

test("the text says what moved, and which factor is missing", async () => {
  const text = explainText(await explained("2024-05"));
  expect(text).toMatch(/^A {2}trust 80\.00 {2}high$/m);
  expect(text).toMatch(/^\+35\.00 since 2024-04: low → high, coverage 1\.00 → 0\.75$/m);
  expect(text).toMatch(/^ *risk +all +missing/m);
});

test("an account, an index or a month that is not there is told from one another", async () => {
  const warehouse = warehouseOf(shop);
  await expect(explain(undefined, { warehouse, index: "trust" })).rejects.toMatchObject({
    code: "cli/no-account",
  });
  const failing = (account: string, name: string, month?: string) =>
    explainScore({ warehouse, account, index: name, month });
  await expect(failing("Z", "trust")).rejects.toMatchObject({ code: "cli/no-such-account" });
  await expect(failing("A", "trsut")).rejects.toMatchObject({ code: "cli/no-such-score" });
  await expect(failing("A", "trust", "2031-01")).rejects.toMatchObject({
    code: "cli/no-such-score",
  });
});

test("an index that nobody left under says that nothing can be said", async () => {
  const found = await evidenceOf(warehouseOf(shop), "trust");
  expect(evidenceText("trust", found)).toMatch(/^trust: no lost account was seen long enough/);
});
