import { afterAll, beforeAll, expect, test } from "vitest";
import { type MaturitySettings, maturityTables } from "../../pipeline/config/maturity.js";
import { writeTable } from "../../pipeline/config/tables.js";
import { addAccount, type Company, createCompany } from "./company.js";

const people = { id: "people", title: "Five people", metric: "active_users_28d", at_least: 5 };
const calm = { id: "calm", title: "No ticket", metric: "tickets_90d", at_most: 0 };
const maturity: MaturitySettings = {
  ...{ stage_zero: "Starting", feature_window_days: 28, plan_months: 12, plan_reach: 0.5 },
  stages: [
    { name: "One", behaviors: [people] },
    { name: "Two", behaviors: [calm] },
    { name: "Three", behaviors: [{ ...people, id: "more_people", at_least: 50 }] },
  ],
};

let company: Company;

async function use(account_id: string, day: string, users: number): Promise<void> {
  for (let user = 1; user <= users; user++) {
    const ids = { event_id: `${account_id}${day}${user}`, user_id: `${account_id}${user}` };
    await company.add("usage_events", { ...ids, account_id, event: "x", occurred_at: day });
  }
}

// nine equal customers; one to nine people today, in February those of `began`
const began: Readonly<Record<number, number>> = { 2: 1, 3: 1, 8: 8, 9: 9 };

beforeAll(async () => {
  company = await createCompany({ run: { as_of: "2024-07-01" } });
  for (const table of maturityTables(maturity)) await writeTable(company.connection, table);
  for (let today = 1; today <= 9; today++) {
    const account = `c${today}`;
    await addAccount(company, account, [{ started_at: "2024-01-03", mrr: 10 }]);
    await use(account, "2024-01-01", 1);
    await use(account, "2024-02-20", began[today] ?? 0);
    await use(account, "2024-06-20", today);
  }
  await company.add("tickets", { ticket_id: "t", account_id: "c1", created_at: "2024-06-01" });
});
afterAll(() => company.close());

const plan = async (account: string, columns: string, metric = "active_users_28d") =>
  (
    await company.rows(
      `select ${columns} from marts.improvement_plans
       where account_id = '${account}' and metric = '${metric}'`,
    )
  )[0];

test("the target is halfway from where the customer began to the best quarter of its peers", async () => {
  // the peers have 1 to 9 people: 1 + 0.75 × 8 = 7 and 1 + 0.9 × 8 = 8.2; 1 + 0.5 × (7 − 1) = 4
  const columns = `baseline_on, baseline, current, peer_p75, round(best_in_class, 9) as best, target,
    due_on, behavior`;
  expect(await plan("c2", columns)).toEqual({
    ...{ baseline_on: "2024-03-01", baseline: 1, current: 2, peer_p75: 7, best: 8.2, target: 4 },
    ...{ due_on: "2025-03-01", behavior: "people" },
  });
});

test("on track is as far as the time has run", async () => {
  // 122 of 365 days of the way from 1 to 4: 2.003 people
  expect(await plan("c2", "is_on_track")).toEqual({ is_on_track: false });
  expect(await plan("c3", "is_on_track")).toEqual({ is_on_track: true });
});

test("who began above the best quarter aims at the best, and who began above those stays", async () => {
  // 8 + 0.5 × (8.2 − 8)
  expect(await plan("c8", "round(target, 9) as target, behavior")).toEqual({
    ...{ target: 8.1, behavior: "more_people" },
  });
  expect(await plan("c9", "target, is_on_track")).toEqual({ target: 9, is_on_track: true });
});

test("where less is better, the best quarter is the low one", async () => {
  // tickets begin on 1 June, so June is the first month that is seen: one ticket. The best quarter
  // has none, half of the way there is 0.5, and no time has run on 1 July
  const columns = `baseline_on, peer_p75, best_in_class, baseline, current, target, due_on,
    is_on_track, behavior`;
  expect(await plan("c1", columns, "tickets_90d")).toEqual({
    ...{ baseline_on: "2024-07-01", peer_p75: 0, best_in_class: 0, baseline: 1, current: 1 },
    ...{ target: 0.5, due_on: "2025-07-01", is_on_track: true, behavior: "calm" },
  });
});
