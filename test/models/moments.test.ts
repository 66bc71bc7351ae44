import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Company, createCompany } from "./company.js";
import { happened, reviews, settings } from "./engagement-company.js";

let company: Company;
afterAll(() => company.close());

const ticket = (ticket_id: string, created_at: string, more = {}) => {
  return { ticket_id, created_at, priority: "Urgent", ...more };
};
const answer = (response_id: string, score: number) => {
  return { response_id, kind: "nps", score, responded_at: "2024-06-27 12:00:00" };
};

async function addPeople(): Promise<void> {
  await happened(company, "T1", 1000, {
    tickets: [
      ticket("K1", "2024-06-10 10:00:00", { solved_at: "2024-06-10 18:00:00" }),
      ticket("K2", "2024-06-10 11:00:00", { solved_at: "2024-06-11 09:00:00" }),
      ticket("K3", "2024-06-20 10:00:00"),
      ticket("K4", "2024-06-24 10:00:00"),
      ticket("K5", "2024-06-30 10:00:00"),
      ticket("K6", "2024-06-12 10:00:00", { priority: "high" }),
    ],
  });
  await happened(company, "T3", 10, { tickets: [ticket("K7", "2024-06-10")] });
  await happened(company, "N1", 300, { survey_responses: [answer("P6", 6)] }, { csm_id: null });
  await happened(company, "N2", 300, { survey_responses: [answer("P7", 7)] });
  await happened(company, "N3", 10, { survey_responses: [answer("P0", 0)] });
  const sponsor = { is_sponsor: true, is_executive: false };
  await happened(company, "S1", 300, {
    contacts: [
      { ...sponsor, contact_id: "old", left_at: "2024-06-15" },
      { ...sponsor, contact_id: "new", since: "2024-06-20" },
    ],
  });
  await happened(
    company,
    "S2",
    300,
    { contacts: [{ ...sponsor, contact_id: "gone", left_at: "2024-05-20" }] },
    {},
    { ended_at: "2024-06-01" },
  );
  await happened(company, "M1", 300, {
    milestones: [
      { milestone: "early", due_on: "2024-06-10", reached_at: "2024-06-01" },
      { milestone: "on the day", due_on: "2024-06-10", reached_at: "2024-06-10" },
      { milestone: "late", due_on: "2024-06-10", reached_at: "2024-06-12" },
    ],
  });
  const invoice = { amount: 5, due_at: "2024-06-10", invoiced_at: "2024-06-01" };
  await happened(company, "I1", 300, {
    invoice_lines: [
      { ...invoice, line_id: "L1", invoice_id: "F1", paid_at: "2024-06-19" },
      { ...invoice, line_id: "L2", invoice_id: "F2", paid_at: "2024-06-01" },
      { ...invoice, line_id: "L3", invoice_id: "F2" },
    ],
  });
}

async function addReviews(): Promise<void> {
  await happened(company, "R1", 1000, {}, {}, { started_at: "2024-01-10" });
  await happened(company, "R2", 1000, { activities: reviews("R2", "2024-03-31") });
  await happened(company, "R3", 1000, { activities: reviews("R3", "2024-04-02") });
  await happened(company, "R4", 300, { activities: reviews("R4", "2024-01-02") });
  await happened(company, "R5", 1000, { activities: reviews("R5", "2024-03-20", "2024-06-25") });
  await happened(company, "R6", 1000, { activities: reviews("R6", "2024-03-20", "2024-06-18") });
  const [cancelled = {}] = reviews("R7", "2024-05-01");
  const missed = [...reviews("R7", "2024-03-31"), { ...cancelled, status: "cancelled" }];
  await happened(company, "R7", 1000, { activities: missed });
}

/** So many people use it in the last days of each month. */
async function addUsage(users: Readonly<Record<string, number>>): Promise<void> {
  await happened(company, "U1", 300, {}, {}, { started_at: "2024-01-01" });
  for (const [month, number] of Object.entries(users)) {
    for (let user = 0; user < number; user += 1) {
      const occurred_at = `2024-${month}-25`;
      const row = { account_id: "U1", user_id: `u${user}`, event: "x", occurred_at };
      await company.add("usage_events", row);
    }
  }
}

async function addChanges(): Promise<void> {
  const days = ["2024-03-05", "2024-04-05", "2024-05-05"];
  const tickets = days.map((day, index) => ticket(`C${index}`, day, { priority: "low" }));
  await happened(company, "C1", 300, { tickets });
  await happened(company, "C2", 1000, {}, {}, { ended_at: "2024-05-10", plan: "Pro" });
  const lower = { subscription_id: "C2-2", account_id: "C2", plan: "Basic", mrr: 300 };
  await company.add("subscriptions", { ...lower, started_at: "2024-05-10" });
}

beforeAll(async () => {
  company = await createCompany({ ...settings, run: { as_of: "2024-07-01" } });
  await addPeople();
  await addReviews();
  await addUsage({ "01": 10, "02": 10, "03": 7, "04": 8, "05": 7, "06": 9 });
  await addChanges();
  await company.build("marts.engagement_moments");
});

async function moments(account: string, moment: string): Promise<unknown[][]> {
  const found = await company.rows(
    `select raised_on, due_on, closed_on, status, is_repeat from marts.engagement_moments
     where account_id = '${account}' and moment = '${moment}' order by raised_on`,
  );
  return found.map((row) => Object.values(row));
}

describe("an event", () => {
  test("is a moment once it stood unresolved, and a repeat while an earlier one cools down", async () => {
    expect(await moments("T1", "urgent_ticket")).toEqual([
      // K1 was solved on its day; K2 on the next one
      ["2024-06-11", "2024-06-13", "2024-06-11", "done", false],
      // K3 came 10 days after, K4 exactly 14; K5 would be raised on the day of as_of
      ["2024-06-21", "2024-06-23", null, "overdue", true],
      ["2024-06-25", "2024-06-27", null, "overdue", false],
    ]);
  });

  test("counts for the tiers of its moment only", async () => {
    expect(await moments("T3", "urgent_ticket")).toEqual([]);
    expect(await moments("N3", "detractor")).toHaveLength(1);
  });

  test("may be bounded by its number, the bound included", async () => {
    expect(await moments("N1", "detractor")).toEqual([
      ["2024-06-27", "2024-07-02", null, "open", false],
    ]);
    expect(await moments("N2", "detractor")).toEqual([]);
  });

  test("is settled by its own end", async () => {
    expect(await moments("S1", "sponsor_left")).toEqual([
      ["2024-06-15", "2024-06-25", "2024-06-20", "done", false],
    ]);
  });

  test("of what was due is none where it was settled in time", async () => {
    expect(await moments("M1", "milestone_late")).toEqual([
      ["2024-06-11", "2024-06-18", "2024-06-12", "done", false],
    ]);
    // F1 was paid after 9 days; of F2 a line is still unpaid after 10
    expect(await moments("I1", "payment_failed")).toEqual([
      ["2024-06-20", "2024-06-30", null, "overdue", false],
    ]);
  });

  test("expires with the customer", async () => {
    const [row] = await company.rows(
      "select status, expires_on from marts.engagement_moments where account_id = 'S2' and moment = 'sponsor_left'",
    );
    expect(row).toEqual({ status: "expired", expires_on: "2024-06-01" });
  });
});

describe("time without a review", () => {
  test("is counted from the first MRR, and again once a month while it goes on", async () => {
    // 10 January + 90 days; R1 is in no tier before the end of January
    expect(await moments("R1", "business_review")).toEqual([
      ["2024-04-09", "2024-04-30", null, "expired", false],
      ["2024-05-01", "2024-05-22", null, "expired", true],
      ["2024-06-01", "2024-06-22", null, "overdue", true],
    ]);
  });

  test("is 90 days in tier 1 and 180 in tier 2, and nothing in tier 3", async () => {
    const last = async (account: string) => (await moments(account, "business_review")).at(-1);
    expect(await last("R2")).toEqual(["2024-06-29", "2024-07-20", null, "open", expect.anything()]);
    expect(await last("R4")).toEqual(["2024-06-30", "2024-07-21", null, "open", expect.anything()]);
    expect(await moments("T3", "business_review")).toEqual([]);
    // 2 April + 90 days is the day of as_of
    expect((await last("R3"))?.[0]).toBe("2024-04-01");
  });

  test("ends with the next one that is held, also on its very day", async () => {
    const since = async (account: string) =>
      (await moments(account, "business_review")).filter(([raised]) => String(raised) > "2024-04");
    expect(await since("R5")).toEqual([
      ["2024-06-18", "2024-07-09", "2024-06-25", "done", expect.anything()],
    ]);
    expect(await since("R6")).toEqual([]);
    // a cancelled review is none
    expect((await since("R7")).map(([raised]) => raised)).toEqual(["2024-06-29"]);
  });
});

describe("a closed month", () => {
  test("in which a metric is 30% below its baseline raises once until it recovers", async () => {
    // 7 of 10 in March is just enough; 8 in April is a recovery; 7 again in May
    expect(await moments("U1", "usage_fell")).toEqual([
      ["2024-04-01", "2024-04-11", "2024-05-01", "done", false],
      ["2024-06-01", "2024-06-11", "2024-07-01", "done", true],
    ]);
  });

  test("in which a metric comes to its bound raises a moment for automation if it says so", async () => {
    // March, April and May are within 90 days of 1 June
    const found = await company.rows(
      `select raised_on, owner, evidence from marts.engagement_moments
       where account_id = 'C1' and moment = 'many_tickets'`,
    );
    const evidence = "tickets_90d 3.0";
    expect(found).toEqual([{ raised_on: "2024-06-01", owner: "automation", evidence }]);
  });

  test("in which an attribute changed raises a moment", async () => {
    expect(await moments("C2", "tier_fell")).toEqual([
      ["2024-06-01", "2024-06-06", null, "overdue", false],
    ]);
    expect(await moments("C2", "plan_left")).toHaveLength(1);
  });
});

test("a moment is the CSM's, nobody's where there is none, and automation's in the last tier", async () => {
  const found = await company.rows(
    `select account_id, owner from marts.engagement_moments
     where moment = 'detractor' or moment_id = 'T1/urgent_ticket/K4' order by account_id`,
  );
  expect(found).toEqual([
    { account_id: "N1", owner: "unassigned" },
    { account_id: "N3", owner: "automation" },
    { account_id: "T1", owner: "c1" },
  ]);
});

test("silence of a source that is not configured says nothing", async () => {
  const silent = await createCompany({
    ...settings,
    run: { as_of: "2024-07-01" },
    configured: ["accounts", "subscriptions"],
  });
  await happened(silent, "A", 1000);
  const found = await silent.rows(
    "select distinct moment from marts.engagement_moments where kind in ('time', 'absence')",
  );
  silent.close();
  expect(found).toEqual([]);
});
