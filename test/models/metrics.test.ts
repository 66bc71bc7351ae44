import { afterEach, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { addAccount, type Company, createCompany } from "./company.js";

oneIn(2);

let company: Company;
afterEach(() => company.close());

const event = (account: string, user: string | null, at: string) =>
  company.add("usage_events", { account_id: account, user_id: user, event: "x", occurred_at: at });

const values = async (metric: string, account = "A") =>
  (
    await company.rows(
      `select strftime(month, '%m') || ' ' || value as text from core.metric_values
       where metric = '${metric}' and account_id = '${account}' order by month`,
    )
  ).map((row) => row.text);

test("the 28 days end at the snapshot and begin at its hour", async () => {
  company = await createCompany({ run: { as_of: "2024-05-10 12:00" } });
  await addAccount(company, "A", [{ started_at: "2024-03-01", mrr: 10, quantity: 4 }]);
  // March's window is [4 March, 1 April): one user on its first instant, one just before it
  await event("A", "in", "2024-03-04 00:00");
  await event("A", "out", "2024-03-03 23:59:59");
  await event("A", "in", "2024-03-31 23:59:59");
  // April's is [3 April, 1 May), May's open one [12 April 12:00, 10 May 12:00): both hold the 20th
  await event("A", "both", "2024-04-20");
  await event("A", "april", "2024-04-12 11:59");
  await event("A", "both-2", "2024-04-12 12:00");
  await event("A", "may", "2024-05-10 11:00");
  await event("A", null, "2024-05-10 11:00");
  await event("B", "both", "2024-04-20");
  await company.build();
  expect(await values("active_users_28d")).toEqual(["03 1.0", "04 3.0", "05 3.0"]);
  expect(await values("seat_utilisation")).toEqual(["03 0.25", "04 0.75", "05 0.75"]);
});

test("a ticket counts in every month whose 90 days hold it", async () => {
  company = await createCompany();
  await addAccount(company, "A", [{ started_at: "2024-01-01", mrr: 10 }]);
  const ticket = (id: string, at: string) =>
    company.add("tickets", { ticket_id: id, account_id: "A", created_at: at });
  // 90 days before 1 April 2024 is 2 January; before 1 May 1 February
  await ticket("1", "2024-01-02");
  await ticket("2", "2024-01-01 23:00");
  await ticket("3", "2024-02-01");
  await company.build();
  expect(await values("tickets_90d")).toEqual([
    "01 2.0",
    "02 3.0",
    "03 2.0",
    "04 1.0",
    "05 0.0",
    "06 0.0",
    "07 0.0",
  ]);
});

test("a source that is configured and silent gives zeros, one that is not gives no rows", async () => {
  company = await createCompany({ configured: ["subscriptions", "tickets"] });
  await addAccount(company, "A", [{ started_at: "2024-06-01", mrr: 10, quantity: 4 }]);
  await company.build();
  expect(await values("tickets_90d")).toEqual(["06 0.0", "07 0.0"]);
  expect(await values("active_users_28d")).toEqual([]);
  expect(await values("seat_utilisation")).toEqual([]);
});

test("events that name no user give no active users, not zero", async () => {
  company = await createCompany();
  await addAccount(company, "A", [{ started_at: "2024-06-01", mrr: 10, quantity: 4 }]);
  await event("A", null, "2024-06-10");
  await company.build();
  expect(await values("active_users_28d")).toEqual([]);
});

test("seats that are not known give no utilisation", async () => {
  company = await createCompany();
  await addAccount(company, "A", [{ started_at: "2024-06-01", mrr: 10 }]);
  await company.build();
  expect(await values("active_users_28d")).toEqual(["06 0.0", "07 0.0"]);
  expect(await values("seat_utilisation")).toEqual([]);
});

test("changes look back one and three months, and the baseline is known from its month on", async () => {
  company = await createCompany();
  await addAccount(company, "A", [{ started_at: "2024-01-31", mrr: 10, quantity: 4 }]);
  // users by month: January 1, February 2, March 4, April 3, May 0, June 5
  const users = { "01": 1, "02": 2, "03": 4, "04": 3, "06": 5 };
  for (const [month, count] of Object.entries(users)) {
    for (let user = 0; user < count; user += 1) await event("A", `u${user}`, `2024-${month}-20`);
  }
  await company.build();
  const found = await company.rows(
    `select strftime(month, '%m') as month, value, baseline, change_1m, change_3m
     from marts.account_metrics where metric = 'active_users_28d' order by month`,
  );
  // 31 January + 30 days is 1 March, which is when February closes
  expect(found.map((row) => Object.values(row))).toEqual([
    ["01", 1, null, null, null],
    ["02", 2, 2, 1, null],
    ["03", 4, 2, 2, null],
    ["04", 3, 2, -1, 2],
    ["05", 0, 2, -3, -2],
    ["06", 5, 2, 5, 1],
    ["07", 5, 2, 0, 2],
  ]);
});

test("a change over a month without a value is unknown, one beyond it is not", async () => {
  company = await createCompany({ run: { as_of: "2024-06-01" } });
  // seats are unknown in March, so utilisation has no row there
  await addAccount(company, "A", [
    { started_at: "2024-01-01", ended_at: "2024-03-15", mrr: 10, quantity: 4 },
    { started_at: "2024-03-15", ended_at: "2024-04-15", mrr: 10 },
    { started_at: "2024-04-15", mrr: 10, quantity: 4 },
  ]);
  for (const month of ["01", "02", "04"]) await event("A", "u", `2024-${month}-20`);
  await event("A", "v", "2024-04-20");
  await company.build();
  const found = await company.rows(
    `select strftime(month, '%m') as month, value, change_1m, change_3m
     from marts.account_metrics where metric = 'seat_utilisation' order by month`,
  );
  expect(found.map((row) => Object.values(row))).toEqual([
    ["01", 0.25, null, null],
    ["02", 0.25, 0, null],
    ["04", 0.5, null, 0.25],
    ["05", 0, -0.5, -0.25],
    ["06", 0, 0, null],
  ]);
});

test("headers become config.metrics", async () => {
  company = await createCompany();
  await company.buildAll();
  const found = await company.rows(
    `select metric, unit, direction, provenance, window_days, sources from config.metrics
     where metric in ('active_users_28d', 'seat_utilisation', 'tickets_90d') order by 1`,
  );
  expect(found.map((row) => Object.values(row))).toEqual([
    ["active_users_28d", "users", "higher_is_better", "product", 28, "usage_events"],
    ["seat_utilisation", "share", "higher_is_better", "product", 28, "usage_events, subscriptions"],
    ["tickets_90d", "tickets", "lower_is_better", "customer_reported", 90, "tickets"],
  ]);
});
