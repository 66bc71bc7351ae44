import { afterAll, beforeAll, expect, test } from "vitest";
import { journeyTables } from "../../pipeline/config/journey-tables.js";
import { writeTable } from "../../pipeline/config/tables.js";
import { addAccount, type Cell, type Company, createCompany, insert } from "./company.js";
import { journey } from "./journey-company.js";

let company: Company;

async function add(
  name: string,
  started_at: string,
  kickoff: string | null,
  rest: { region?: string; ended_at?: string } = {},
): Promise<void> {
  const { region = null, ended_at = null }: Record<string, Cell> = rest;
  await addAccount(company, name, [{ started_at, ended_at, mrr: 10 }], { region });
  if (kickoff === null) return;
  await company.add("milestones", {
    ...{ account_id: name, milestone: "kickoff", reached_at: kickoff, due_on: "2024-03-01" },
  });
}

beforeAll(async () => {
  company = await createCompany({ run: { as_of: "2024-05-01" } });
  for (const table of journeyTables(journey)) await writeTable(company.connection, table);
  await insert(company.connection, "config.segments", { segment: "emea", title: "E", rule: "{}" });
  await insert(company.connection, "config.segment_rules", {
    ...{ segment: "emea", attribute: "region", value: "EMEA" },
  });
  await add("ten", "2024-03-01", "2024-03-11", { region: "EMEA" });
  await add("twenty", "2024-03-02", "2024-03-22", { region: "EMEA" });
  await add("left", "2024-03-03", null, { ended_at: "2024-03-23" });
  await add("thirty", "2024-03-05", "2024-04-04");
  await add("waiting", "2024-03-22", null);
  // milestones begin on 1 March, 25 days after these two began: one arrives 10 days later
  await add("late", "2024-02-05", "2024-03-11");
  await add("just_before", "2024-02-05", "2024-03-01");
  // this one is seen from its 61st day on, when nobody else is left, and arrives on the 65th
  await add("old", "2023-12-31", "2024-03-05");
  // and this one has no milestone at all, so nobody knows when it began
  await add("unknown", "2024-02-05", null);
});
afterAll(() => company.close());

const duration = async (segment: string) =>
  (
    await company.rows(
      `select n::integer as n, reached::integer as reached, median_days, p75_days
       from marts.journey_durations
       where from_stage = 'handover' and to_stage = 'onboarding' and segment = '${segment}'`,
    )
  )[0];

test("medians are those of Kaplan and Meier with censoring and late entry", async () => {
  // day 10: 1 of 5 arrives, 0.8 wait. Day 20: 1 of 4, one leaves that day: 0.6. Day 30: 1 of 3,
  // the late one is among them since day 25: 0.4. Day 35: 1 of 2, the other waits until day 40: 0.2
  expect(await duration("all")).toEqual({ n: 7, reached: 5, median_days: 30, p75_days: 35 });
});

test("ways stand in the order of the journey", async () => {
  const ways = await company.rows(
    `select from_position::integer as begins, to_position::integer as ends from marts.journey_durations
     where from_stage = 'handover' and to_stage = 'onboarding' and segment = 'all'`,
  );
  expect(ways).toEqual([{ begins: 1, ends: 2 }]);
});

test("a segment has its own, and a share of exactly a half is the median", async () => {
  // 1 of 2 on day 10, the other on day 20
  expect(await duration("emea")).toEqual({ n: 2, reached: 2, median_days: 10, p75_days: 20 });
});

test("who was over before it could be seen is not counted", async () => {
  const late = await company.rows(
    `select account_id, days, late_days from core.journey_times
     where to_position = 2 and from_position = 1 and (late_days > 0 or account_id = 'left')
     order by account_id`,
  );
  expect(late).toEqual([
    { account_id: "late", days: 35, late_days: 25 },
    { account_id: "left", days: 20, late_days: 0 },
    { account_id: "old", days: 65, late_days: 61 },
  ]);
});

test("a quantile that nobody has come to yet is unknown", async () => {
  const rows = await company.rows(
    `select reached::integer as reached, median_days from marts.journey_durations
     where from_stage = 'onboarding' and to_stage = 'adoption' and segment = 'all'`,
  );
  expect(rows).toEqual([{ reached: 0, median_days: null }]);
});

const curve = (cohort: string) =>
  company.rows(
    `select day, at_risk::integer as at_risk, arrivals::integer as arrivals,
         round(arrived_share, 9) as share, accounts::integer as n
     from marts.journey_curves
     where from_stage = 'handover' and to_stage = 'onboarding' and segment = 'all'
         and cohort = '${cohort}'
     order by day`,
  );

test("a curve has a step for each day of arrivals, and ends where nobody is seen any more", async () => {
  // the days of the medians above; on day 40 the one who waits is seen for the last time
  expect(await curve("2024")).toEqual([
    { day: 10, at_risk: 5, arrivals: 1, share: 0.2, n: 6 },
    { day: 20, at_risk: 4, arrivals: 1, share: 0.4, n: 6 },
    { day: 30, at_risk: 3, arrivals: 1, share: 0.6, n: 6 },
    { day: 35, at_risk: 2, arrivals: 1, share: 0.8, n: 6 },
    { day: 40, at_risk: 1, arrivals: 0, share: 0.8, n: 6 },
  ]);
});

test("a cohort is the year of the beginning, and all of them together are one more", async () => {
  expect(await curve("2023")).toEqual([{ day: 65, at_risk: 1, arrivals: 1, share: 1, n: 1 }]);
  const together = await curve("all");
  expect(together.map(({ day, share }) => [day, share])).toEqual([
    [10, 0.2],
    [20, 0.4],
    [30, 0.6],
    [35, 0.8],
    [65, 1],
  ]);
});

test("the accounts behind a curve are as many as it counts, with their days", async () => {
  const found = await company.rows(
    `select account_id, cohort, is_reached, days, segments from marts.journey_times
     where from_stage = 'handover' and to_stage = 'onboarding' order by days, not is_reached`,
  );
  expect(found.map((row) => Object.values(row))).toEqual([
    ["ten", "2024", true, 10, "/all/emea/"],
    ["twenty", "2024", true, 20, "/all/emea/"],
    ["left", "2024", false, 20, "/all/"],
    ["thirty", "2024", true, 30, "/all/"],
    ["late", "2024", true, 35, "/all/"],
    ["waiting", "2024", false, 40, "/all/"],
    ["old", "2023", true, 65, "/all/"],
  ]);
});

test("the times to onboard and to first value are named, and other ways are not", async () => {
  const named = await company.rows(
    `select distinct to_stage, duration_kind from marts.journey_curves
     where from_stage in ('handover', 'onboarding') and duration_kind is not null
     order by to_stage`,
  );
  expect(named).toEqual([
    { to_stage: "adoption", duration_kind: "time_to_onboard" },
    { to_stage: "value", duration_kind: "time_to_first_value" },
  ]);
});
