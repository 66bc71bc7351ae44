import { type EntityName, entityNames, entityOf } from "../../pipeline/entities.js";
import type { Cell, Company } from "./company.js";

export type Row = Readonly<Record<string, Cell>>;

/** Rows of every entity, with dates before and after any instant that a test may pick. */
export type Story = Readonly<Record<EntityName, readonly Row[]>>;

const accounts = ["A0", "A1", "A2", "A3", "A4"];
const months = ["01", "02", "03", "04", "05", "06"];

/** One row for each account and month, a few days apart. */
function monthly(row: (account: string, month: string, nth: number) => Row): Row[] {
  return accounts.flatMap((account, nth) => months.map((month) => row(account, month, nth)));
}

const on = (month: string, nth: number) => `2024-${month}-1${nth}`;

const accountRows: Row[] = [
  ...accounts.map((account_id, nth) => ({
    account_id,
    ...{ region: nth % 2 ? "EMEA" : "AMER", size: nth < 3 ? "small" : "large" },
    ...{ industry: "retail", csm_id: "C1", potential_arr: 9000 * nth },
    ...{ created_at: "2023-12-01", signed_at: "2024-01-02", go_live_at: `2024-0${nth + 2}-20` },
  })),
  ...["V", "I", "L"].map((account_id) => ({ account_id, csm_id: "C2", parent_id: "A1" })),
  { account_id: "M", valid_from: "2024-01-01", region: "EMEA", csm_id: "C1" },
  { account_id: "M", valid_from: "2024-04-10", region: "APAC", csm_id: "C2" },
  { account_id: "M", valid_from: "2024-05-12", region: "AMER", csm_id: "C3" },
];

const yearly = { term_start: "2024-01-05", term_end: "2025-01-05", billing_interval: "year" };

const subscriptionRows: Row[] = [
  // left in April, which the account had said in March
  {
    ...{ subscription_id: "S0", account_id: "A0", started_at: "2024-01-05", mrr: 100, quantity: 4 },
    ...{ ended_at: "2024-04-20", cancelled_at: "2024-03-15", status: "cancelled", plan: "pro" },
  },
  {
    ...{ subscription_id: "S1", account_id: "A1", started_at: "2024-02-05", mrr: 50, quantity: 2 },
    ...{ paused_from: "2024-05-10", paused_until: "2024-06-02", status: "paused", plan: "basic" },
  },
  // says in May that it leaves in June
  {
    ...{ subscription_id: "S2", account_id: "A2", started_at: "2024-01-31", mrr: 70, quantity: 2 },
    ...{ cancelled_at: "2024-05-02", ended_at: "2024-06-10", status: "cancelled", plan: "pro" },
  },
  {
    ...{ subscription_id: "S3", account_id: "A3", started_at: "2024-02-01", amount: 100 },
    ...{ billing_interval: "month", discount_percent: 50, discount_ends_at: "2024-05-15" },
    ...{ status: "active", plan: "basic", quantity: 3, term_end: "2024-08-01" },
  },
  {
    ...{ subscription_id: "S4", account_id: "A4", started_at: "2024-01-05", amount: 1200 },
    ...{ ...yearly, status: "past_due", past_due_since: "2024-02-20", plan: "pro", quantity: 9 },
  },
  {
    ...{ subscription_id: "S5", account_id: "A4", started_at: "2024-05-20", mrr: 900 },
    ...{ quantity: 9, status: "active", plan: "add-on", product: "extra" },
  },
  {
    ...{ subscription_id: "S6", account_id: "M", started_at: "2024-01-01", mrr: 55, plan: "pro" },
    ...{ status: "active", quantity: 5, term_start: "2024-01-01", term_end: "2024-07-01" },
  },
];

const versions: readonly (readonly [string, string])[] = [
  ["2024-01-05", "active"],
  ["2024-03-05", "paused"],
  ["2024-05-12", "active"],
];

const invoiceRows: Row[] = [
  ...["01", "02", "03", "05", "06"].map((month, nth) => ({
    ...{ line_id: `I${month}`, subscription_id: "I", account_id: "I", kind: "recurring" },
    ...{ amount: 30 + nth, service_start: `2024-${month}-03`, invoiced_at: `2024-${month}-03` },
    ...{ service_end: `2024-0${Number(month) + 1}-03`, due_at: `2024-${month}-03` },
    ...{ paid_at: `2024-${month}-29`, status: "paid", invoice_id: `N${month}` },
  })),
  // due on 20 January: churned 90 days later, on 19 April, and back on 20 May
  {
    ...{ line_id: "L1", subscription_id: "L", account_id: "L", kind: "recurring", amount: 1200 },
    ...{ service_start: "2024-01-10", service_end: "2025-01-10", billing_interval: "year" },
    ...{ invoiced_at: "2024-01-10", due_at: "2024-01-20", paid_at: "2024-05-20", status: "paid" },
  },
  ...monthly((account_id, month, nth) => ({
    ...{ line_id: `U${account_id}${month}`, account_id, kind: "usage", amount: 5 + nth },
    ...{ invoiced_at: on(month, nth), due_at: on(month, nth + 2), status: "paid" },
    ...{ paid_at: `2024-0${Number(month) + 1}-0${nth + 1}`, subscription_id: `S${nth}` },
  })),
];

const usersOf = (account: string) => ["admin", "member"].map((role) => `${account}-${role}`);

// who is used in which month, so that windows of 28 days differ
const eventRows: Row[] = monthly((account_id, month, nth) => ({
  ...{ event_id: `E${account_id}${month}`, account_id, event: "opened", quantity: nth + 1 },
  ...{ user_id: usersOf(account_id)[Number(month) % 2] ?? null, occurred_at: on(month, nth) },
  ...{ feature: Number(month) % 3 === nth % 3 ? "reports" : "exports", attributes: "{}" },
}));

const ticketRows: Row[] = monthly((account_id, month, nth) => ({
  ...{ ticket_id: `T${account_id}${month}`, account_id, created_at: on(month, nth) },
  ...{ first_response_at: `${on(month, nth)} 05:00`, status: "solved", topic: "billing" },
  // opened in one month, solved in the next, and answered then
  ...{ solved_at: `2024-0${Number(month) + 1}-0${nth + 1}`, csat: 1 + nth, reopened_count: nth },
  ...{ priority: nth === 1 ? "urgent" : "normal", updated_at: `2024-0${Number(month) + 1}-09` },
}));

const responseRows: Row[] = monthly((account_id, month, nth) => ({
  ...{ response_id: `R${account_id}${month}`, account_id, contact_id: `K${account_id}` },
  ...{ kind: ["nps", "csat", "ces"][Number(month) % 3] ?? "nps", score: (nth * 3 + 1) % 10 },
  responded_at: on(month, nth),
}));

const activityKinds = [
  "meeting",
  "business_review",
  "training",
  "email",
  "incident_notice",
  "call",
];
const activityRows: Row[] = monthly((account_id, month, nth) => ({
  ...{ activity_id: `X${account_id}${month}`, account_id, occurred_at: on(month, nth) },
  ...{ kind: activityKinds[(Number(month) + nth) % 6] ?? "call", contact_id: `K${account_id}` },
  ...{ status: Number(month) % 4 === 0 ? "no_show" : "held", direction: "outbound", minutes: 30 },
}));

const perAccount = (row: (account: string, nth: number) => Row) => accounts.map(row);

/** A company to which something of everything happens between January and July 2024. */
export const story: Story = {
  accounts: accountRows,
  subscriptions: subscriptionRows,
  subscription_versions: versions.map(([valid_from, status], nth) => ({
    ...{ version_id: `V${nth}`, subscription_id: "V", account_id: "V", valid_from, status },
    ...{ mrr: 60, valid_to: versions[nth + 1]?.[0] ?? null, started_at: "2024-01-05" },
  })),
  invoice_lines: invoiceRows,
  usage_events: eventRows,
  tickets: ticketRows,
  survey_responses: responseRows,
  contacts: perAccount((account_id, nth) => ({
    ...{ contact_id: `K${account_id}`, account_id, role: "sponsor", since: "2024-01-03" },
    ...{ is_sponsor: true, is_executive: nth % 2 === 0, left_at: `2024-0${nth + 3}-08` },
  })),
  activities: activityRows,
  milestones: perAccount((account_id, nth) => ({
    ...{ account_id, milestone: "first report", due_on: "2024-03-10" },
    reached_at: `2024-0${nth + 2}-25`,
  })),
  users: accounts.flatMap((account_id, nth) =>
    usersOf(account_id).map((user_id, at) => ({
      ...{ user_id, account_id, role: at ? "member" : "admin", department: at ? "sales" : "it" },
      ...{ is_admin: at === 0, created_at: `2024-0${nth + 1}-04` },
      deactivated_at: at ? `2024-0${nth + 2}-18` : null,
    })),
  ),
  assessments: monthly((account_id, month, nth) => ({
    ...{ account_id, question: nth % 2 ? "pulse" : "criticality", author: "C1" },
    ...{ score: 20 * nth, assessed_at: on(month, nth) },
  })),
  metric_values: monthly((account_id, month, nth) => ({
    ...{ account_id, metric: "nps_elsewhere", value: Number(month) + nth },
    measured_at: on(month, nth),
  })),
  churn_reasons: [
    {
      ...{ account_id: "A0", subscription_id: "S0", reason: "price", class: "controllable" },
      ...{ noticed_at: "2024-04-22", competitor: "Other", recorded_by: "C1" },
    },
    { account_id: "A2", reason: "closed", class: "uncontrollable", noticed_at: "2024-06-11" },
  ],
  releases: ["02", "05", "06"].map((month) => ({
    ...{ release_id: `Y${month}`, feature: "reports", released_at: `2024-${month}-07` },
  })),
  variance_notes: [{ metric: "mrr", period: "2024-03-01", author: "C1", why: "late" }],
  plays: perAccount((account_id, nth) => ({
    ...{ account_id, playbook: "rescue", started_at: `2024-0${nth + 1}-15`, owner: "C1" },
    ...{ done_at: `2024-0${nth + 2}-15`, outcome: "saved" },
  })),
  objectives: accounts.flatMap((account_id, nth) =>
    ["02", "04", "06"].map((month, at) => ({
      ...{ account_id, objective: "hours saved", unit: "hours", baseline: 0, target: 100 },
      ...{ value: 30 * (at + 1) + nth, value_per_unit: 2, value_period: "month" },
      ...{ attribution: "agreed", agreed_on: "2024-01-08", due_on: "2024-06-30" },
      measured_at: `2024-${month}-2${nth}`,
    })),
  ),
  incidents: [
    { incident_id: "Q1", started_at: "2024-02-03", ended_at: "2024-02-03 04:00", account_id: "A1" },
    { incident_id: "Q2", started_at: "2024-03-31 22:00", ended_at: "2024-04-01 02:00" },
    { incident_id: "Q3", started_at: "2024-05-05", ended_at: "2024-05-06", severity: "high" },
  ],
  opportunities: perAccount((account_id, nth) => ({
    ...{ opportunity_id: `O${account_id}`, account_id, kind: nth % 2 ? "renewal" : "expansion" },
    ...{ amount: 500 * nth, close_date: "2024-07-15", probability: 0.5, stage: "open" },
    ...{ forecast_category: "commit", updated_at: `2024-0${nth + 2}-05` },
  })),
  plans: ["01", "02", "03", "04", "05", "06"].map((month) => ({
    ...{ metric: "mrr", vintage: `2024-${month}-01`, period: "2024-06-01", value: 500 },
  })),
  overrides: perAccount((account_id, nth) => ({
    ...{ account_id, index: "health", status: "red", reason: "call", author: "C1" },
    ...{ starts_on: `2024-0${nth + 1}-06`, expires_on: `2024-0${nth + 2}-06` },
  })),
  fx_rates: ["2024-01-01", "2024-06-01"].map((date, nth) => ({
    ...{ currency: "EUR", date, rate_to_reporting: 1 + nth },
  })),
  account_ids: perAccount((account_id) => ({ system: "desk", id: `D${account_id}`, account_id })),
  vendor_mrr: monthly((account_id, month) => ({
    ...{ account_id, vendor: "other", month: `2024-${month}-01`, mrr: 100 },
  })),
};

/** The story as the stage hands it over: what happened at or after as_of is not there yet. */
export function stagedAt(told: Story, asOf: string): Story {
  const staged = entityNames.map((name) => {
    const { happenedAt } = entityOf(name);
    const isSeen = (row: Row) => {
      const at = happenedAt === undefined ? null : (row[happenedAt] ?? null);
      return at === null || String(at) < asOf;
    };
    return [name, told[name].filter(isSeen)];
  });
  return Object.fromEntries(staged) as unknown as Story;
}

/** Fills the staging tables of a company. */
export async function tell(company: Company, told: Story): Promise<void> {
  for (const name of entityNames) {
    for (const row of told[name]) await company.add(name, row);
  }
}
