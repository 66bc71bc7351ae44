import { afterAll, beforeAll, expect, test } from "vitest";
import type { Company } from "./company.js";
import { createJourneys } from "./journey-company.js";

let company: Company;
beforeAll(async () => {
  company = await createJourneys();
});
afterAll(() => company.close());

const visitsOf = async (account: string) =>
  (
    await company.rows(
      `select stage, visit, entered_on, exited_on from core.journey_visits
       where account_id = '${account}' order by entered_at`,
    )
  ).map(({ stage, visit, entered_on, exited_on }) => [stage, visit, entered_on, exited_on]);

const monthsOf = async (account: string) =>
  (
    await company.rows(
      `select journey_stage from core.journey_months where account_id = '${account}' order by month`,
    )
  ).map(({ journey_stage }) => journey_stage);

test("a stage begins with the last of its criteria, and never before the one in front of it", async () => {
  // the second person came on 5 March, after the training of 20 February; three people in the 28
  // days before 1 May; a second subscription on 15 June
  expect(await visitsOf("smooth")).toEqual([
    ["handover", 1, "2024-01-10", "2024-01-15"],
    ["onboarding", 1, "2024-01-15", "2024-03-05"],
    ["adoption", 1, "2024-03-05", "2024-05-01"],
    ["value", 1, "2024-05-01", "2024-06-15"],
    ["expansion", 1, "2024-06-15", null],
  ]);
});

test("a stage whose criteria were met before the one in front of it is entered with that one", async () => {
  expect(await visitsOf("jumps")).toEqual([
    ["handover", 1, "2024-01-20", "2024-03-01"],
    ["adoption", 1, "2024-03-01", null],
  ]);
});

test("a stage is lost after 60 days of failing, and found again as another visit", async () => {
  // nobody in the 28 days before 1 June: failing since then; 1 July is 30 days later, 1 August 61
  expect(await visitsOf("falls")).toEqual([
    ["handover", 1, "2024-01-10", "2024-01-15"],
    ["onboarding", 1, "2024-01-15", "2024-03-05"],
    ["adoption", 1, "2024-03-05", "2024-05-01"],
    ["value", 1, "2024-05-01", "2024-08-01"],
    ["adoption", 2, "2024-08-01", "2024-11-01"],
    ["value", 2, "2024-11-01", null],
  ]);
});

test("a metric of a month's end is that month's stage", async () => {
  expect(await monthsOf("smooth")).toEqual([
    ...["onboarding", "onboarding", "adoption", "value", "value"],
    ...["expansion", "expansion", "expansion", "expansion", "expansion", "expansion", "expansion"],
  ]);
});

test("who left is churned until they come back to where they were", async () => {
  expect(await visitsOf("returns")).toEqual([
    ["handover", 1, "2024-02-01", "2024-02-10"],
    ["onboarding", 1, "2024-02-10", "2024-05-01"],
    ["churn", 1, "2024-05-01", "2024-07-01"],
    ["onboarding", 2, "2024-07-01", null],
  ]);
  // an end on 1 May is not yet April's
  expect((await monthsOf("returns")).slice(0, 6)).toEqual([
    ...["onboarding", "onboarding", "onboarding", "churn", "churn", "onboarding"],
  ]);
});

test("a renewal is a stage from 90 days before it, unless terms are too short for that", async () => {
  expect(await visitsOf("renews")).toEqual([
    ["handover", 1, "2024-01-10", "2024-10-12"],
    ["renewal", 1, "2024-10-12", null],
  ]);
  expect(await visitsOf("quarterly")).toEqual([["handover", 1, "2024-01-10", null]]);
});

test("an account older than the milestones passed them before the data begins", async () => {
  expect(await visitsOf("old")).toEqual([
    ["onboarding", 1, "2023-06-01", "2024-02-03"],
    ["adoption", 1, "2024-02-03", null],
  ]);
  expect(await visitsOf("old_silent")).toEqual([["onboarding", 1, "2023-06-01", null]]);
});

test("slices can go by the stage that a month ended with", async () => {
  const rows = await company.rows(
    `select journey_stage, count(*)::integer as accounts from core.account_attributes
     where month = '2024-08-01' group by journey_stage order by journey_stage`,
  );
  // old, falls and jumps adopt; smooth expanded; silent and the two that renew were never begun
  expect(rows).toEqual([
    { journey_stage: "adoption", accounts: 3 },
    { journey_stage: "expansion", accounts: 1 },
    { journey_stage: "handover", accounts: 3 },
    { journey_stage: "onboarding", accounts: 2 },
  ]);
});

const stageOf = async (account: string, stage: string, columns: string) =>
  (
    await company.rows(
      `select ${columns} from marts.journey_stages
       where account_id = '${account}' and stage = '${stage}' order by visit desc limit 1`,
    )
  )[0];

test("a customer is stuck one day after the days that a stage may last", async () => {
  const columns = "days, expected_days, is_current, is_stuck, arr";
  expect(await stageOf("at_bound", "handover", columns)).toEqual({
    ...{ days: 14, expected_days: 14, is_current: true, is_stuck: false, arr: "1200.0000" },
  });
  expect(await stageOf("past_bound", "handover", columns)).toMatchObject({
    ...{ days: 15, is_stuck: true },
  });
  // a stage that was left is not stuck, however long it took; value may last for ever
  expect(await stageOf("renews", "handover", columns)).toMatchObject({
    ...{ days: 276, is_current: false, is_stuck: false },
  });
  expect(await stageOf("falls", "value", columns)).toMatchObject({
    ...{ days: 30, expected_days: null, is_stuck: false },
  });
});

test("a stage names what keeps the customer from the next one, and what we still owe", async () => {
  await company.add("activities", {
    ...{ activity_id: "t1", account_id: "returns", kind: "training", occurred_at: "2024-08-01" },
  });
  await company.add("activities", {
    ...{ activity_id: "t2", account_id: "returns", kind: "training", occurred_at: "2024-09-01" },
    status: "cancelled",
  });
  await company.build("marts.journey_stages");
  expect(await stageOf("silent", "handover", "missing")).toEqual({ missing: "kickoff" });
  expect(await stageOf("returns", "onboarding", "visit, missing")).toEqual({
    visit: 2,
    missing: "trained; 2 active users; training (1 of 2)",
  });
  expect(await stageOf("smooth", "expansion", "missing, arr")).toEqual({
    missing: null,
    arr: "2400.0000",
  });
});

test("the ARR of a stage that was left is the one it was left with", async () => {
  expect(await stageOf("smooth", "value", "arr")).toEqual({ arr: "1200.0000" });
  expect(await stageOf("returns", "churn", "arr")).toEqual({ arr: "0.0000" });
});

test("nobody is called stuck before a step that no source can show", async () => {
  await company.connection.run(
    "update config.entities set is_configured = false where entity = 'milestones'",
  );
  await company.build("marts.journey_stages");
  expect(await stageOf("silent", "handover", "is_stuck")).toEqual({ is_stuck: null });
  await company.connection.run("update config.entities set is_configured = true");
});

test("milestones are due as stated or as expected, and overdue from the day after", async () => {
  await company.build("marts.journey_milestones");
  const rows = await company.rows(
    `select milestone, reached_on, due_on, days_from_start, days_from_previous, is_overdue
     from marts.journey_milestones where account_id in ('smooth', 'falls') and milestone <> 'trained'
     order by account_id, milestone`,
  );
  expect(rows.map((row) => Object.values(row))).toEqual([
    ["kickoff", "2024-01-15", "2024-01-17", 5, null, false],
    ["live", null, "2024-03-10", null, null, true],
    ["kickoff", "2024-01-15", "2024-01-17", 5, null, false],
    // 29 days after the training of 20 February
    ["live", "2024-03-20", "2024-03-10", 70, 29, false],
  ]);
  const overdue = await company.rows(
    `select account_id, milestone, due_on from marts.journey_milestones
     where is_overdue and account_id in ('at_bound', 'past_bound', 'old')
     order by account_id, milestone`,
  );
  // paying since 17 November: seven days later is past, 35 are not; of old ones nothing is expected
  expect(overdue).toEqual([
    { account_id: "at_bound", milestone: "kickoff", due_on: "2024-11-24" },
    { account_id: "past_bound", milestone: "kickoff", due_on: "2024-11-23" },
  ]);
});

test("the time to first value is known from the month in which value came", async () => {
  const rows = await company.rows(
    `select account_id, strftime(min(month), '%m') as since, min(value)::integer as days,
       count(*)::integer as months
     from metrics.time_to_first_value_days group by account_id order by account_id`,
  );
  // 10 January to 1 May is 112 days; what fell back since then had its first value all the same
  expect(rows).toEqual([
    { account_id: "falls", since: "04", days: 112, months: 9 },
    { account_id: "smooth", since: "04", days: 112, months: 9 },
  ]);
  const listed = await company.rows(
    `select count(*)::integer as months from core.all_metric_values
     where metric = 'time_to_first_value_days'`,
  );
  expect(listed).toEqual([{ months: 18 }]);
});
