import { type EntityName, entityNames, entityOf } from "../../pipeline/entities.js";
import type { Row, Story } from "./story.js";

/** How an export of an entity would have looked at an earlier instant. */
interface Rule {
  /** A row dated later by one of these was not in the export. */
  readonly vanishes?: readonly string[];
  /** A value dated later was empty, and with it what was not known before: NULL, or another text. */
  readonly becomes?: Readonly<Record<string, Readonly<Record<string, string | null>>>>;
  /** Dates of what was agreed or planned ahead: known although they lie in the future. */
  readonly planned?: readonly string[];
}

const active = { status: "active" } as const;
const subscription: Omit<Rule, "vanishes"> = {
  becomes: {
    ended_at: active,
    cancelled_at: {},
    paused_from: { paused_until: null, status: "active" },
    past_due_since: active,
    updated_at: {},
  },
  planned: [
    "trial_start",
    "trial_end",
    "term_start",
    "term_end",
    "discount_ends_at",
    "paused_until",
  ],
};

/** One rule an entity; every column that is a time is in one of its three lists. */
export const truncationRules: Readonly<Record<EntityName, Rule>> = {
  accounts: {
    vanishes: ["created_at", "valid_from"],
    becomes: { signed_at: {}, go_live_at: {} },
  },
  subscriptions: { ...subscription, vanishes: ["started_at"] },
  subscription_versions: {
    ...subscription,
    vanishes: ["valid_from", "started_at"],
    becomes: { ...subscription.becomes, valid_to: {} },
  },
  invoice_lines: {
    vanishes: ["invoiced_at"],
    becomes: { paid_at: { status: "open" } },
    planned: ["service_start", "service_end", "due_at"],
  },
  usage_events: { vanishes: ["occurred_at"] },
  tickets: {
    vanishes: ["created_at"],
    becomes: {
      first_response_at: {},
      solved_at: { csat: null, reopened_count: null, status: "open" },
      updated_at: {},
    },
  },
  survey_responses: { vanishes: ["responded_at"] },
  contacts: { vanishes: ["since"], becomes: { left_at: {} } },
  activities: { vanishes: ["occurred_at"] },
  milestones: { becomes: { reached_at: {} }, planned: ["due_on"] },
  users: { vanishes: ["created_at"], becomes: { deactivated_at: {} } },
  assessments: { vanishes: ["assessed_at"] },
  metric_values: { vanishes: ["measured_at"] },
  churn_reasons: { vanishes: ["noticed_at"] },
  releases: { vanishes: ["released_at"] },
  variance_notes: { vanishes: ["period"] },
  plays: { vanishes: ["started_at"], becomes: { done_at: { outcome: null } } },
  objectives: { vanishes: ["agreed_on", "measured_at"], planned: ["due_on"] },
  incidents: { vanishes: ["started_at"], becomes: { ended_at: {} } },
  opportunities: { vanishes: ["updated_at"], planned: ["close_date"] },
  plans: { vanishes: ["vintage"], planned: ["period"] },
  overrides: { vanishes: ["starts_on"], planned: ["expires_on"] },
  fx_rates: { vanishes: ["date"] },
  account_ids: {},
  vendor_mrr: { vanishes: ["month"] },
};

/** Columns that are a time and that no rule speaks of. */
export function unruledTimes(entity: EntityName): readonly string[] {
  const { vanishes = [], becomes = {}, planned = [] } = truncationRules[entity];
  const ruled = [...vanishes, ...Object.keys(becomes), ...planned];
  return Object.entries(entityOf(entity).columns)
    .filter(([column, { type }]) => type === "timestamp" && !ruled.includes(column))
    .map(([column]) => column);
}

const isLater = (row: Row, column: string, cut: string) =>
  typeof row[column] === "string" && row[column] >= cut;

// an end that was announced before was known before
function isHidden(row: Row, column: string, cut: string): boolean {
  const isAnnounced = typeof row.cancelled_at === "string" && row.cancelled_at < cut;
  return isLater(row, column, cut) && !(column === "ended_at" && isAnnounced);
}

function truncatedRow(row: Row, rule: Rule, cut: string): Row {
  const hidden = Object.entries(rule.becomes ?? {}).filter(([column]) =>
    isHidden(row, column, cut),
  );
  const changes = hidden.map(([column, others]) => ({ [column]: null, ...others }));
  return Object.assign({}, row, ...changes);
}

/** The story as its exports would have been written just before an instant. */
export function truncated(told: Story, cut: string): Story {
  const rewritten = entityNames.map((name) => {
    const rule = truncationRules[name];
    const there = told[name].filter(
      (row) => !(rule.vanishes ?? []).some((column) => isLater(row, column, cut)),
    );
    return [name, there.map((row) => truncatedRow(row, rule, cut))];
  });
  return Object.fromEntries(rewritten) as unknown as Story;
}
