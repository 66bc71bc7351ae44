import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Company } from "./company.js";
import { linesOf, twelveAccounts } from "./twelve-accounts.js";

let company: Company;
beforeAll(async () => {
  company = await twelveAccounts();
  await company.build(
    "marts.maturity_months",
    "marts.maturity_behaviors",
    "marts.journey_stages",
    "marts.engagement_moments",
    "marts.csm_books",
    "marts.coverage",
    "marts.objectives",
    "marts.accounts",
    "core.account_playbooks",
  );
});
afterAll(() => company.close());

const lines = (sql: string) => linesOf(company, sql);

describe("section 7", () => {
  const june = (columns: string) =>
    lines(`select account_id, ${columns} from marts.maturity_months
      where month = '2024-06-01' order by account_id`);

  test("a stage takes its behaviors at their bounds, and all stages below it", async () => {
    // 28 days before 1 July begin on 3 June: the two people of E came in the first instant, those of
    // G a second too early. Seats: B 2 of 5, C, E and J 2 of 4, of K none are known; D has one
    // automation in place of them. Of C come 4 tickets and of J 2, which is at the bound; E attained
    // 0.8, J 0.79, and D agreed on nothing. F has an automation and one person.
    expect(await june("stage")).toEqual([
      "A 0",
      "B 1",
      "C 2",
      "D 2",
      "E 3",
      "F 0",
      "G 0",
      "H 0",
      "I 0",
      "J 2",
      "K 1",
    ]);
  });

  test("what is not met of the next stage has its gap, and none where it is not known", async () => {
    const rows = await lines(`select account_id, behavior, value, target, is_met
      from marts.maturity_behaviors where month = '2024-06-01' and not is_met
        and (account_id, behavior) in (('A', 'people'), ('C', 'calm'), ('D', 'value'),
          ('J', 'value'), ('K', 'seats')) order by account_id`);
    expect(rows).toEqual([
      "A people 1 2 false",
      "C calm 4 2 false",
      "D value - 0.8 false",
      "J value 0.79 0.8 false",
      "K seats - 0.5 false",
    ]);
  });

  test("a start is settled in the first month that ends 30 days after it", async () => {
    // from 2 January to 1 February are 30 days, from the 3rd 29; A and L paid before anybody was seen
    const january = await lines(`select account_id, baseline_stage, settled_stage, is_left_censored
      from marts.maturity_months where month = '2024-01-01' order by account_id`);
    expect(january.filter((line) => /^[AEGHL] /.test(line))).toEqual([
      "A - - true",
      "E 0 0 false",
      "G 0 0 false",
      "H 0 - false",
      "L - - true",
    ]);
    expect((await june("progress")).filter((line) => /^[AEK] /.test(line))).toEqual([
      "A -",
      "E 3",
      // two people in January and in June
      "K 0",
    ]);
  });
});

describe("section 8", () => {
  test("stages follow one another, are lost after 60 days and stuck after their own", async () => {
    const told = await lines(`select account_id, stage, visit, entered_on::varchar as entered,
      exited_on::varchar as exited, is_stuck from marts.journey_stages
      where account_id in ('B', 'C', 'D', 'E', 'F', 'H', 'K', 'L')
      order by account_id, entered_on, stage`);
    expect(told).toEqual([
      // trained in February, and the second person came on 5 June
      "B handover 1 2024-01-01 2024-01-10 false",
      "B onboarding 1 2024-01-10 2024-06-05 false",
      // two people by the end of June, which is known as it ends
      "B adoption 1 2024-06-05 2024-07-01 false",
      "B value 1 2024-07-01 - false",
      // 60 days from 2 May to 1 July, and 61 from the first
      "C handover 1 2024-01-01 2024-05-02 false",
      "C onboarding 1 2024-05-02 - false",
      "D handover 1 2024-01-01 2024-05-01 false",
      "D onboarding 1 2024-05-01 - true",
      // 90 days before 29 September is 1 July, which has not begun; F renews a day sooner
      "E handover 1 2024-01-01 - true",
      "F handover 1 2024-01-01 2024-06-30 false",
      "F renewal 1 2024-06-30 - false",
      "H handover 1 2024-01-03 - true",
      // two people by the end of January; none by 1 March, which is 61 days before 1 May
      "K handover 1 2024-01-01 2024-01-05 false",
      "K onboarding 1 2024-01-05 2024-01-25 false",
      "K adoption 1 2024-01-25 2024-02-01 false",
      "K value 1 2024-02-01 2024-05-01 false",
      "K adoption 2 2024-05-01 2024-07-01 false",
      "K value 2 2024-07-01 - false",
      "L onboarding 1 2023-06-01 2024-04-10 false",
      "L churn 1 2024-04-10 - false",
    ]);
  });
});

describe("section 12", () => {
  const moments = (moment: string) =>
    lines(`select account_id, raised_on::varchar as raised, closed_on::varchar as closed, status,
      owner, is_repeat from marts.engagement_moments
      where moment = '${moment}' and raised_on >= '2024-03-01' order by account_id, raised_on`);

  test("an event is overdue after 5 days, expired after 30, done by a call, a repeat within 14", async () => {
    // C 31 May: expired on 30 June. I 1 June: called on the last day but one. J 26 June: due on
    // 1 July, and the ticket of the day after is a repeat. K 1 June: expires on 1 July; 25 June: due
    // on 30 June. J has no CSM.
    expect(await moments("urgent")).toEqual([
      "C 2024-05-31 - expired x false",
      "I 2024-06-01 2024-06-30 done y false",
      "J 2024-06-26 - open unassigned false",
      "J 2024-06-27 - open unassigned true",
      "K 2024-06-01 - overdue y false",
      "K 2024-06-25 - overdue y false",
    ]);
  });

  test("a review is due 90 days after the last, in tier 1 alone", async () => {
    // A 31 March and 90 days are 29 June; B 2 April: 1 July has not come. Before its first review B
    // was a customer for 90 days on 31 March, and still on 1 April, which repeats it
    const told = await moments("review");
    expect(told.filter((line) => line.includes("A 2024-06"))).toEqual([
      "A 2024-06-29 - open x false",
    ]);
    expect(told.filter((line) => line.startsWith("B"))).toEqual([
      "B 2024-03-31 2024-04-02 done x false",
      "B 2024-04-01 2024-04-02 done x true",
    ]);
    expect(told.filter((line) => !/^[AB] /.test(line))).toEqual([]);
  });

  test("a quadrant that became exposed and a health that fell raise a moment when the month is over", async () => {
    expect(await moments("exposed")).toEqual([
      "B 2024-03-01 - expired x false",
      "C 2024-06-01 - overdue x false",
      "I 2024-06-01 - overdue y false",
    ]);
    // A 78 in March, F 55.5 in April, K 58 in March; G and H by their overrides: one that ended, one
    // that began. K falls once more in June, which is known as it ends
    expect(await moments("sicker")).toEqual([
      "A 2024-04-01 - expired x false",
      "F 2024-05-01 - expired automation false",
      "G 2024-06-01 - overdue automation false",
      "H 2024-05-01 - expired automation false",
      "K 2024-04-01 - expired y false",
      "K 2024-07-01 - open y false",
    ]);
  });

  test("the first playbook that fits health, quadrant and stage is the account's", async () => {
    // green or yellow at stage 0 or 1 builds habits; J is yellow, at stage 2, its quadrant unknown
    expect(
      await lines("select account_id, playbook from core.account_playbooks order by account_id"),
    ).toEqual([
      "A build_habits",
      "B executive_rescue",
      "C executive_rescue",
      "D executive_rescue",
      "E rescue",
      "F executive_rescue",
      "G build_habits",
      "H build_habits",
      "I build_habits",
      "J stabilise",
      "K executive_rescue",
    ]);
  });
});

describe("section 13", () => {
  test("a book needs the hours of its tiers and is within its bands at either bound", async () => {
    // x: A and B 5 hours, C 1, of 65; 12 × 7999.99, the least; 1/2 + 1/2 + 1/4 of the fewest
    // accounts. y: I and K 1 hour; 12 × 1200.01; 1/4 + 1/4.
    expect(
      await lines(`select csm_id, accounts, arr, hours_needed, hours_capacity, arr_band,
        accounts_band from marts.csm_books where month = '2024-06-01' order by csm_id`),
    ).toEqual(["x 3 95999.8800 11 65 within within", "y 5 14400.1200 2 65 below below"]);
  });

  test("half the service of the first tier takes half its hours", async () => {
    // 5 each for A and B and 1 each for C, D, I, J and K; the four of tier 3 have no person
    expect(
      await lines(`select option, hours_needed, customers_uncovered from marts.coverage
        order by option`),
    ).toEqual(["as_is 15 4", "half 10 4"]);
  });

  test("a customer that is critical to us and has no CSM is flagged", async () => {
    expect(
      await lines(
        "select account_id from marts.accounts where is_critical_without_csm order by account_id",
      ),
    ).toEqual(["D", "F"]);
  });
});

describe("section 14", () => {
  test("an objective is on track at the share of the time that has gone, and not below", async () => {
    // 182 of 364 days have gone: half. E (136 - 40)/120, J 94.8/120, B 60/120, C 59.4/120
    expect(
      await lines(`select account_id, attainment, expected_attainment, is_on_track
        from marts.objectives where objective = 'hours' order by account_id`),
    ).toEqual([
      "B 0.5 0.5 true",
      "C 0.495 0.5 false",
      "E 0.8 0.5 true",
      "I - 0.5 -",
      "J 0.79 0.5 true",
    ]);
  });

  test("the bar is raised by what is agreed within 30 days, and not on the 31st", async () => {
    expect(
      await lines(`select account_id, bar_not_raised from marts.objectives
        where objective = 'first' order by account_id`),
    ).toEqual(["F false", "G true"]);
  });

  test("value is set against the fees since it was agreed", async () => {
    // 96 units at 2, over 182 days of 199.99 a month
    const [row] = await company.rows(
      "select value_multiple, roi from marts.accounts where account_id = 'E'",
    );
    const multiple = 192 / ((199.99 * 12 * 182) / 365);
    expect(row?.["value_multiple"]).toBeCloseTo(multiple, 6);
    expect(row?.["roi"]).toBeCloseTo(multiple - 1, 6);
  });
});
