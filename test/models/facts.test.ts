import { afterEach, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterEach(() => company.close());

const values = async (sql: string) => (await company.rows(sql)).map((row) => Object.values(row));

test("a month of a feature has its users and events, and the day of its first use ever", async () => {
  company = await createCompany({
    product: { key_features: [{ feature: "a", title: "Ay" }], integrations: [], automations: [] },
  });
  await addAccount(company, "A", [{ started_at: "2024-05-01", mrr: 10 }]);
  const use = (at: string, user_id: string | null, feature: string | null) =>
    company.add("usage_events", {
      account_id: "A",
      user_id,
      event: "b",
      feature,
      occurred_at: at,
    });
  await use("2024-04-30 23:59", "u", "a");
  await use("2024-05-01", "u", "a");
  await use("2024-05-31 23:59", "u", "a");
  await use("2024-05-31 23:59", "v", "a");
  await use("2024-06-01", null, null);
  expect(
    await values(
      `select strftime(month, '%m') as month, feature, title, is_key_feature, users::integer,
         events::integer, first_used_on::varchar
       from marts.feature_months order by month`,
    ),
  ).toEqual([
    ["04", "a", "Ay", true, 1, 1, "2024-04-30"],
    ["05", "a", "Ay", true, 2, 3, "2024-04-30"],
    ["06", "b", "b", false, null, 1, "2024-06-01"],
  ]);
});

async function withTiers(): Promise<void> {
  // tier 1 from 100 a month: A rises to it in May
  company = await createCompany({ tierMethod: { method: "mrr_floor" }, bounds: [100, 1] });
  await addAccount(
    company,
    "A",
    [
      { started_at: "2024-03-15", ended_at: "2024-05-10", mrr: 10 },
      { started_at: "2024-05-10", mrr: 100 },
    ],
    { region: "North" },
  );
}

test("a ticket carries the attributes of its month's beginning and nothing of after as_of", async () => {
  await withTiers();
  const ticket = (ticket_id: string, created_at: string, solved_at: string) =>
    company.add("tickets", {
      ticket_id,
      account_id: "A",
      created_at,
      first_response_at: solved_at,
      solved_at,
      csat: 4,
      reopened_count: 1,
    });
  await ticket("before the account paid", "2024-03-01", "2024-03-02 12:00");
  await ticket("may", "2024-05-20", "2024-05-20 06:00");
  await ticket("june", "2024-06-20", "2024-07-01");
  expect(
    await values(
      `select ticket_id, tier, region, solved_at is not null as is_solved, csat::integer,
         reopened_count::integer, first_response_hours, resolution_hours
       from marts.tickets order by created_at`,
    ),
  ).toEqual([
    // the first known tier is March's; May began with 10 a month
    ["before the account paid", 2, "North", true, 4, 1, 36, 36],
    ["may", 2, "North", true, 4, 1, 6, 6],
    ["june", 1, "North", false, null, null, null, null],
  ]);
});

test("an answer carries the attributes of its month's beginning, and points where it is NPS", async () => {
  await withTiers();
  const answer = (response_id: string, kind: string, score: number, responded_at: string) =>
    company.add("survey_responses", {
      response_id,
      account_id: "A",
      kind,
      score,
      responded_at,
    });
  await answer("1", "nps", 6, "2024-05-31");
  await answer("2", "nps", 7, "2024-06-01");
  await answer("3", "nps", 9, "2024-06-02");
  await answer("4", "ces", 7, "2024-06-03");
  expect(
    await values("select response_id, tier, score::integer, nps from marts.surveys order by 1"),
  ).toEqual([
    ["1", 2, 6, -100],
    ["2", 1, 7, 0],
    ["3", 1, 9, 100],
    ["4", 1, 7, null],
  ]);
});

test("a contact has the last contact that was held with them, and nothing of after as_of", async () => {
  company = await createCompany({ run: { as_of: "2024-07-01" } });
  const person = (contact_id: string, since: string | null, left_at: string | null = null) =>
    company.add("contacts", {
      ...{ contact_id, account_id: "A", role: "buyer", since, left_at },
      ...{ is_sponsor: true, is_executive: null },
    });
  await person("here", "2024-01-05");
  await person("gone", "2023-01-05", "2024-06-30");
  await person("leaving", null, "2024-07-01");
  await person("later", "2024-07-01");
  const touch = (activity_id: string, occurred_at: string, rest: Record<string, string> = {}) =>
    company.add("activities", {
      ...{ activity_id, account_id: "A", contact_id: "here", kind: "call" },
      ...{ occurred_at, status: "held", ...rest },
    });
  await touch("held", "2024-06-20 13:00");
  await touch("before", "2024-05-20");
  await touch("cancelled", "2024-06-25", { status: "cancelled" });
  await touch("after as_of", "2024-07-02");
  await touch("no contact", "2024-06-28", { kind: "incident_notice" });
  await touch("of another account", "2024-06-29", { account_id: "B" });
  expect(
    await values(
      `select contact_id, since_on::varchar, left_on::varchar, is_current,
         last_contact_on::varchar, days_since_contact
       from marts.contacts order by contact_id`,
    ),
  ).toEqual([
    ["gone", "2023-01-05", "2024-06-30", false, null, null],
    // from 20 June 13:00 to 1 July 00:00 are ten whole days
    ["here", "2024-01-05", null, true, "2024-06-20", 10],
    ["leaving", null, null, true, null, null],
  ]);
});
