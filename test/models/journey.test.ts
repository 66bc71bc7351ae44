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
