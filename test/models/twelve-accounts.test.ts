import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Company } from "./company.js";
import { linesOf, twelveAccounts } from "./twelve-accounts.js";

let company: Company;
beforeAll(async () => {
  company = await twelveAccounts();
  await company.build("marts.index_scores", "marts.account_months", "marts.quadrants");
});
afterAll(() => company.close());

const lines = (sql: string) => linesOf(company, sql);

const scores = (index: string, month: string, columns: string) =>
  lines(`select account_id, ${columns} from marts.index_scores
    where index = '${index}' and month = '${month}-01' order by account_id`);

const months = (account: string, columns: string) =>
  lines(`select strftime(month, '%m') as month, ${columns} from marts.index_scores
    where index = 'health' and account_id = '${account}' and month >= '2024-01-01' order by month`);

describe("section 5, scales", () => {
  const placed = (factor: string) =>
    lines(`select account_id, score from marts.index_factors where index = 'scales'
      and factor = '${factor}' and month = '2024-06-01' and not is_missing order by account_id`);

  test("a line from 7 to 30 gives 18 its place, and nothing beyond its ends", async () => {
    // 100 × (18 − 7) / 23; 5 lies before, 35 behind, 7 and 30 at the ends
    expect(await placed("line")).toEqual(["A 47.826087", "B 0", "C 100", "D 0", "E 100"]);
  });

  test("a line may fall: three tickets are the worst and one the best", async () => {
    // (v − 3) / (1 − 3): 0 and 1 ticket 100, 2 half of it, 3 and 4 nothing
    const calm = ["A", "B", "D", "E", "F", "G", "H", "I"].map((account) => `${account} 100`);
    expect((await placed("falling")).sort()).toEqual([...calm, "C 0", "J 50", "K 0"].sort());
  });

  test("a bound belongs to the higher step, and below the first bound is nothing", async () => {
    expect(await placed("step")).toEqual(["A 0", "B 25", "C 25", "D 60"]);
  });

  test("a percentile counts from above where less is better", async () => {
    // of 11 customers 7 have no ticket: 100 − 100 × (0 + 7/2) / 11; then 1, 2, 3 and 4 tickets:
    // 100 − 100 × (7 + 1/2) / 11 and so on. No tier has 8 customers, so the peers are all.
    const calm = ["A", "B", "D", "E", "F", "G", "H"].map((account) => `${account} 68.181818`);
    const rest = ["C 4.545455", "I 31.818182", "J 22.727273", "K 13.636364"];
    expect((await placed("place")).sort()).toEqual([...calm, ...rest].sort());
  });
});

describe("section 5, what is missing", () => {
  test("60% of the weights are enough, 59% are not, and no element may be without any", async () => {
    // weights 40, 20 | 39, 1. A (2000 + 1600 + 780 + 100) / 100; C (1600 + 780 + 100) / 60;
    // F (2000 + 780) / 79; B has b and c alone; D all of the first element and nothing of the other
    expect(await scores("gaps", "2024-06", "coverage, score, status")).toEqual([
      "A 1 44.8 orange",
      "B 0.59 - unknown",
      "C 0.6 41.333333 orange",
      "D 0.6 - unknown",
      "E 0 - unknown",
      "F 0.79 35.189873 red",
      ...["G", "H", "I", "J", "K"].map((account) => `${account} 0 - unknown`),
    ]);
  });

  test("contributions and points lost are shares of the weights that are there", async () => {
    // C: 20 × 80 / 60, 39 × 20 / 60, 1 × 100 / 60 and 20 × 20 / 60, 39 × 80 / 60, 0
    expect(
      await lines(`select factor, contribution, points_lost, is_missing from marts.index_factors
        where index = 'gaps' and account_id = 'C' and month = '2024-06-01' order by factor`),
    ).toEqual(["a - - true", "b 26.666667 6.666667 false", "c 13 52 false", "d 1.666667 0 false"]);
  });

  test("a score in place of a missing one enters the index and not the coverage", async () => {
    // A: (60 × 90 + 40 × 50) / 100; B has 40% of the weights; C both
    const [a, b, c] = await scores("assumed", "2024-06", "coverage, score, status");
    expect([a, b, c]).toEqual(["A 0.6 74 yellow", "B 0.4 - unknown", "C 1 90 green"]);
  });

  test("an answer of the 30th day before counts, a second older not, and none of the next month", async () => {
    const [a, b, c] = await scores("aged", "2024-06", "score, status");
    expect([a, b, c]).toEqual(["A 70 yellow", "B - unknown", "C 10 red"]);
  });
});

test("section 5: the first profile that fits gives the weights, and every row names it", async () => {
  // h 100 and i 0, weights of one each but: A is of tier 1 and buys Data: 300 / 4; C buys Data:
  // 100 / 4, and that goes before its onboarding; D is in onboarding: i weighs nothing; E is nordic
  // and of tier 3: h weighs nothing; K nothing of it: 100 / 2
  const told = await scores("weighed", "2024-06", "score, profile");
  expect(told.filter((line) => /^[ACDEFK] /.test(line))).toEqual([
    "A 75 first_tier",
    "C 25 data",
    "D 100 starting",
    "E 0 small_nordic",
    "F - small_nordic",
    "K 50 default",
  ]);
  const versions = await lines(`select index from marts.index_scores group by index
    having count(distinct config_version) = 1 and count(config_version) = count(*)`);
  expect(versions).toHaveLength(7);
});

describe("section 5, status and trend", () => {
  test("a band begins with its bound", async () => {
    expect(await scores("health", "2024-01", "status")).toEqual([
      "A green",
      "B red",
      "C red",
      "D orange",
      "E orange",
      "F yellow",
      "G yellow",
      "H green",
      "I green",
      "J unknown",
      "K yellow",
      "L green",
    ]);
  });

  test("a status is left when the bound is passed by two points", async () => {
    // down at 78 and not at 79, up at 82 and not at 81.5
    expect(await months("A", "score, status")).toEqual([
      "01 80 green",
      "02 79 green",
      "03 78 yellow",
      "04 81.5 yellow",
      "05 82 green",
      "06 78.5 green",
      "07 78.5 green",
    ]);
    // 39 is near a bound, but not of the status that it leaves
    expect(await months("K", "score, status")).toEqual([
      "01 61 yellow",
      "02 59 yellow",
      "03 58 orange",
      "04 61.5 orange",
      "05 62 yellow",
      "06 39 red",
      "07 39 red",
    ]);
  });

  test("after an unknown month the band alone decides", async () => {
    expect((await months("J", "score, status")).slice(4, 6)).toEqual([
      "05 - unknown",
      "06 60 yellow",
    ]);
  });

  test("five points in three months are a trend, four and a half are steady", async () => {
    const april = await scores("health", "2024-04", "change_1m, change_3m, trend");
    expect(april.slice(2, 6)).toEqual([
      "C 5 5 improving",
      "D 4.5 4.5 steady",
      "E -5 -5 declining",
      "F -4.5 -4.5 steady",
    ]);
    expect(await scores("health", "2024-03", "trend")).toContain("C -");
  });
});

describe("section 5, overrides", () => {
  test("a score sets the status by its band, until it expires, and nothing that was computed", async () => {
    expect(
      await months("G", "score, computed_score, status, computed_status, override_id"),
    ).toEqual([
      "01 79.5 79.5 yellow yellow -",
      "02 79.5 79.5 yellow yellow -",
      "03 85 79.5 green yellow G/health/2024-03-31",
      "04 85 79.5 green yellow G/health/2024-03-31",
      ...["05", "06", "07"].map((month) => `${month} 79.5 79.5 yellow yellow -`),
    ]);
  });

  test("a status leaves the score, from the month that it starts in to the last it does not end in", async () => {
    expect((await months("H", "score, status, computed_status")).slice(2, 6)).toEqual([
      "03 80 green green",
      "04 80 red green",
      "05 80 red green",
      "06 80 green green",
    ]);
  });
});

test("section 5: an account that left keeps its last index, whatever is said of it later", async () => {
  expect(await months("L", "score, status")).toEqual(["01 80 green", "02 80 green", "03 80 green"]);
  expect(
    await lines("select account_id, churned_on::varchar as churned_on from marts.churn_surprises"),
  ).toEqual(["L 2024-04-10"]);
});

describe("section 6", () => {
  const quadrants = (month: string, columns: string) =>
    lines(`select account_id, ${columns} from marts.quadrants
      where month = '${month}-01' order by account_id`);

  test("a customer is critical from 2% of all MRR, 250,000 of potential or tier 1 on; we from 60 on", async () => {
    // All pay 10,000 in June. D 200 is 2%, E 199.99 is not; F has the potential, G a cent less; C
    // pays 10%. A 60, E 60 and K 60 depend on us, B, C and G with 59.5 do not; H and J did not say.
    expect(await quadrants("2024-06", "quadrant, missing")).toEqual([
      "A mutual -",
      "B exposed -",
      "C exposed -",
      "D mutual -",
      "E needy -",
      "F exposed -",
      "G transactional -",
      "H unknown stops",
      "I exposed -",
      "J unknown stops",
      "K mutual -",
    ]);
    // All pay 97,000 in April: 1,000 is less than 2% and tier 1 all the same, 999.99 is neither
    const april = await quadrants("2024-04", "quadrant");
    expect(april.slice(1, 3)).toEqual(["B exposed", "C transactional"]);
  });

  test("importance is the largest of place, share and potential; asymmetry what dependence lacks of it", async () => {
    // E 199.99 / 200; G 249,999.99 / 250,000; H 1% of 2%; all others one of them in full
    const june = await quadrants("2024-06", "importance, asymmetry");
    expect(june).toEqual([
      "A 100 40",
      "B 100 40.5",
      "C 100 40.5",
      "D 100 0",
      "E 99.995 39.995",
      "F 100 100",
      "G 99.999996 40.499996",
      "H 50 -",
      "I 100 90",
      "J 100 -",
      "K 100 40",
    ]);
  });

  test("a month names the quadrant before it", async () => {
    const moved = await lines(`select account_id, strftime(month, '%m') as month,
      quadrant_previous, quadrant from marts.account_months
      where quadrant_previous <> quadrant order by account_id`);
    // in May all MRR falls from 97,000 to 10,000, which makes C, D, I and K critical to us
    expect(moved).toEqual([
      "A 01 unknown mutual",
      "B 02 mutual exposed",
      "C 05 transactional exposed",
      "D 05 needy mutual",
      "I 05 transactional exposed",
      "K 05 needy mutual",
      "L 01 unknown needy",
    ]);
  });

  test("a guess stands beside the quadrant while it is in force, and surprises where they differ", async () => {
    // that of G has run out; H has no quadrant that it could differ from
    const june = await quadrants("2024-06", "quadrant_guess, is_surprise");
    expect([0, 1, 4, 6, 7].map((at) => june[at])).toEqual([
      "A mutual false",
      "B needy true",
      "E transactional true",
      "G - -",
      "H exposed -",
    ]);
  });
});
