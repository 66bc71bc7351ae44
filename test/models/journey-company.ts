import type { JourneySettings } from "../../pipeline/config/journey.js";
import { journeyTables } from "../../pipeline/config/journey-tables.js";
import { writeTable } from "../../pipeline/config/tables.js";
import { addAccount, type Cell, type Company, createCompany } from "./company.js";

/** Five steps over two milestones, people and one metric. */
export const journey: JourneySettings = {
  stages: [
    { stage: "handover", title: "Handover", expected_days: 14 },
    {
      stage: "onboarding",
      title: "Onboarding",
      expected_days: 60,
      entry: [{ milestone: "kickoff" }],
      exit: [{ milestone: "trained" }],
      activities: [{ kind: "training", at_least: 2 }],
    },
    { stage: "adoption", title: "Adoption", expected_days: 90, entry: [{ active_users: 2 }] },
    {
      stage: "value",
      title: "Value",
      entry: [{ metric: { name: "active_users_28d", at_least: 3 } }],
    },
    { stage: "expansion", title: "Expansion", entry: [{ movement: "expansion" }] },
  ],
  renewal: {
    ...{ title: "Renewal", entry: [{ days_before_renewal: 90 }], expected_days: 90 },
    ...{ min_term_months: 6, activities: [] },
  },
  churn: { title: "Churned" },
  hold_days: 60,
  onboarding_stage: "onboarding",
  value_stage: "value",
  milestones: [
    { milestone: "kickoff", title: "Kick-off", expected_days: 7 },
    { milestone: "trained", title: "Trained", expected_days: 35 },
    { milestone: "live", title: "Live", expected_days: 60 },
  ],
};

async function milestones(company: Company, account_id: string, reached: Cell[]): Promise<void> {
  for (const [index, reached_at] of reached.entries()) {
    const milestone = ["kickoff", "trained", "live"][index] ?? "";
    if (reached_at === "-") continue;
    await company.add("milestones", { account_id, milestone, reached_at });
  }
}

let event = 0;

/** One event of each of these people on a day. */
export async function use(
  company: Company,
  account_id: string,
  day: string,
  ...users: readonly string[]
): Promise<void> {
  for (const user_id of users) {
    event += 1;
    const row = { event_id: `e${event}`, account_id, user_id, event: "x", occurred_at: day };
    await company.add("usage_events", row);
  }
}

async function fillJourneys(company: Company): Promise<void> {
  const since = (started_at: string, rest: Readonly<Record<string, Cell>> = {}) => [
    { started_at, mrr: 100, ...rest },
  ];
  const add = (name: string, started: string, rest: Readonly<Record<string, Cell>> = {}) =>
    addAccount(company, name, since(started, rest));

  await addAccount(company, "smooth", [...since("2024-01-10"), ...since("2024-06-15")]);
  await milestones(company, "smooth", ["2024-01-15", "2024-02-20", "2024-03-20"]);
  await use(company, "smooth", "2024-02-01", "u1");
  await use(company, "smooth", "2024-03-05", "u1", "u2");
  await use(company, "smooth", "2024-04-10", "u1", "u2", "u3");

  await add("falls", "2024-01-10");
  await milestones(company, "falls", ["2024-01-15", "2024-02-20", null]);
  await use(company, "falls", "2024-03-05", "u1", "u2");
  await use(company, "falls", "2024-04-10", "u1", "u2", "u3");
  await use(company, "falls", "2024-10-10", "u1", "u2", "u3");

  await add("silent", "2024-03-01");
  await add("at_bound", "2024-11-17");
  await add("past_bound", "2024-11-16");

  await addAccount(company, "returns", [
    ...since("2024-02-01", { ended_at: "2024-05-01" }),
    ...since("2024-07-01"),
  ]);
  await milestones(company, "returns", ["2024-02-10", null, null]);

  await add("renews", "2024-01-10", { term_start: "2024-01-10", term_end: "2025-01-10" });
  await add("quarterly", "2024-01-10", { term_start: "2024-10-10", term_end: "2025-01-10" });

  // trained before the kick-off, people before both
  await add("jumps", "2024-01-20");
  await use(company, "jumps", "2024-01-22", "u1", "u2");
  await milestones(company, "jumps", ["2024-03-01", "2024-02-15", null]);

  // paying since before the first milestone and the first event of anybody
  await add("old", "2023-06-01");
  await use(company, "old", "2024-02-03", "u1", "u2");
  await add("old_silent", "2023-06-01");
}

/** About a dozen accounts seen from 1 December 2024. */
export async function createJourneys(asOf = "2024-12-01"): Promise<Company> {
  const company = await createCompany({ run: { as_of: asOf } });
  for (const table of journeyTables(journey)) await writeTable(company.connection, table);
  await fillJourneys(company);
  return company;
}
