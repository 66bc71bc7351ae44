/** How a canonical column is stored in `staging.*`, and so how a source's text is cast. */
export type ColumnType = "text" | "timestamp" | "money" | "number" | "integer" | "boolean";

/** The DuckDB type behind each column type; money is exact, a number is too. */
export const sqlTypes: Readonly<Record<ColumnType, string>> = {
  text: "varchar",
  timestamp: "timestamp",
  money: "decimal(18, 4)",
  number: "decimal(18, 6)",
  integer: "bigint",
  boolean: "boolean",
};

export interface Column {
  readonly type: ColumnType;
  readonly required: boolean;
  /** The only values allowed; anything else is quarantined `unknown-<column>`. */
  readonly oneOf?: readonly string[];
}

export interface Entity {
  /** Columns that identify a row, for `update: snapshot` and `upsert`. */
  readonly key: readonly string[];
  /** The column that says when the row happened; rows at or after as_of are not seen. */
  readonly happenedAt: string | undefined;
  /** The column that says which of two rows with one key is newer. */
  readonly updatedAt: string | undefined;
  /** Unbounded entities stay in the lake as a view; bounded ones become tables. */
  readonly isUnbounded: boolean;
  /** Billing entities may create accounts where no accounts file is configured. */
  readonly createsAccounts: boolean;
  readonly columns: Readonly<Record<string, Column>>;
}

/** Column lists below read `name` or `name!` (required), by type. */
type Shape = Partial<Record<ColumnType, string>> & {
  readonly oneOf?: Readonly<Record<string, readonly string[]>>;
};

interface Traits {
  readonly key: string;
  readonly happenedAt?: string;
  readonly updatedAt?: string;
  readonly isUnbounded?: boolean;
  readonly createsAccounts?: boolean;
}

const columnTypes = Object.keys(sqlTypes) as ColumnType[];

function columnsOf(type: ColumnType, shape: Shape): [string, Column][] {
  const names = (shape[type] ?? "").split(/\s+/).filter((name) => name !== "");
  return names.map((written) => {
    const name = written.replace("!", "");
    const oneOf = shape.oneOf?.[name];
    const column = { type, required: written.endsWith("!") };
    return [name, oneOf === undefined ? column : { ...column, oneOf }];
  });
}

function entity(traits: Traits, shape: Shape): Entity {
  return {
    key: traits.key.split(/\s+/),
    happenedAt: traits.happenedAt,
    updatedAt: traits.updatedAt,
    isUnbounded: traits.isUnbounded ?? false,
    createsAccounts: traits.createsAccounts ?? false,
    columns: Object.fromEntries(columnTypes.flatMap((type) => columnsOf(type, shape))),
  };
}

const subscriptionStatus =
  "trialing active past_due unpaid paused cancelled expired incomplete".split(" ");
const intervals = "day week month quarter year".split(" ");

const subscriptionShape: Shape = {
  text: `subscription_id! account_id! plan product status billing_interval currency`,
  timestamp: `ended_at cancelled_at trial_start trial_end term_start term_end discount_ends_at
    paused_from paused_until past_due_since updated_at`,
  money: `unit_amount amount mrr discount_amount`,
  number: `quantity discount_percent`,
  integer: `billing_interval_count`,
  boolean: `auto_renew`,
  oneOf: { status: subscriptionStatus, billing_interval: intervals },
};

/** The canonical entities: to add one, add its declaration here. Units are those of docs/sources.md. */
export const entities = {
  accounts: entity(
    { key: "account_id", happenedAt: "created_at" },
    {
      text: `account_id! name parent_id acquisition_channel industry region country size csm_id
        csm_name csm_email`,
      timestamp: `valid_from created_at signed_at go_live_at`,
      money: `potential_arr`,
      integer: `employees`,
    },
  ),
  subscriptions: entity(
    {
      key: "subscription_id",
      happenedAt: "started_at",
      updatedAt: "updated_at",
      createsAccounts: true,
    },
    { ...subscriptionShape, timestamp: `started_at! ${subscriptionShape.timestamp}` },
  ),
  subscription_versions: entity(
    { key: "version_id", happenedAt: "valid_from", updatedAt: "updated_at", createsAccounts: true },
    {
      ...subscriptionShape,
      text: `version_id! ${subscriptionShape.text}`,
      timestamp: `valid_from! valid_to started_at ${subscriptionShape.timestamp}`,
    },
  ),
  invoice_lines: entity(
    { key: "line_id", happenedAt: "invoiced_at", createsAccounts: true },
    {
      text: `line_id! invoice_id account_id! subscription_id plan kind currency status product
        billing_interval`,
      timestamp: `service_start service_end invoiced_at due_at paid_at`,
      money: `amount! tax discount`,
      number: `quantity`,
      integer: `billing_interval_count`,
      boolean: `prorated`,
      oneOf: {
        kind: ["recurring", "usage", "one_time", "tax", "credit"],
        billing_interval: intervals,
      },
    },
  ),
  usage_events: entity(
    { key: "event_id", happenedAt: "occurred_at", isUnbounded: true },
    {
      text: `event_id account_id! user_id event! feature attributes`,
      timestamp: `occurred_at!`,
      number: `quantity`,
    },
  ),
  tickets: entity(
    { key: "ticket_id", happenedAt: "created_at", updatedAt: "updated_at" },
    {
      text: `ticket_id! account_id! status priority topic`,
      timestamp: `created_at! first_response_at solved_at updated_at`,
      number: `csat`,
      integer: `reopened_count`,
    },
  ),
  survey_responses: entity(
    { key: "response_id", happenedAt: "responded_at" },
    {
      text: `response_id! account_id! kind contact_id`,
      timestamp: `responded_at!`,
      number: `score!`,
      oneOf: { kind: ["nps", "csat", "ces"] },
    },
  ),
  contacts: entity(
    { key: "contact_id", happenedAt: "since" },
    {
      text: `contact_id! account_id! role`,
      timestamp: `since left_at`,
      boolean: `is_sponsor is_executive`,
    },
  ),
  activities: entity(
    { key: "activity_id", happenedAt: "occurred_at" },
    {
      text: `activity_id! account_id! kind direction initiated_by status contact_id csm_id outcome`,
      timestamp: `occurred_at!`,
      number: `minutes`,
      oneOf: {
        kind: [
          "meeting",
          "call",
          "email",
          "business_review",
          "training",
          "incident_notice",
          "reference",
        ],
        status: ["held", "cancelled", "no_show", "rescheduled"],
      },
    },
  ),
  milestones: entity(
    { key: "account_id milestone" },
    { text: `account_id! milestone!`, timestamp: `reached_at due_on` },
  ),
  users: entity(
    { key: "user_id", happenedAt: "created_at" },
    {
      text: `user_id! account_id! role department`,
      timestamp: `created_at deactivated_at`,
      boolean: `is_admin`,
    },
  ),
  assessments: entity(
    { key: "account_id question assessed_at author", happenedAt: "assessed_at" },
    {
      text: `account_id! question! author!`,
      timestamp: `assessed_at!`,
      number: `score!`,
    },
  ),
  metric_values: entity(
    { key: "account_id metric measured_at", happenedAt: "measured_at" },
    { text: `account_id! metric!`, timestamp: `measured_at!`, number: `value!` },
  ),
  churn_reasons: entity(
    { key: "account_id subscription_id noticed_at", happenedAt: "noticed_at" },
    {
      text: `account_id! subscription_id reason! class competitor recorded_by`,
      timestamp: `noticed_at`,
      oneOf: { class: ["controllable", "uncontrollable", "unknown"] },
    },
  ),
  releases: entity(
    { key: "release_id", happenedAt: "released_at" },
    { text: `release_id! feature`, timestamp: `released_at!` },
  ),
  variance_notes: entity(
    { key: "metric period author" },
    { text: `metric! author! why! action`, timestamp: `period!` },
  ),
  plays: entity(
    { key: "account_id playbook started_at", happenedAt: "started_at" },
    { text: `account_id! playbook! owner outcome`, timestamp: `started_at! done_at` },
  ),
  objectives: entity(
    { key: "account_id objective measured_at", happenedAt: "agreed_on" },
    {
      text: `account_id! objective! unit value_period attribution origin agreed_by`,
      timestamp: `agreed_on due_on measured_at`,
      money: `value_per_unit`,
      number: `baseline target value`,
    },
  ),
  incidents: entity(
    { key: "incident_id account_id", happenedAt: "started_at" },
    { text: `incident_id! account_id severity`, timestamp: `started_at! ended_at` },
  ),
  opportunities: entity(
    { key: "opportunity_id", updatedAt: "updated_at" },
    {
      text: `opportunity_id! account_id! kind stage forecast_category`,
      timestamp: `close_date updated_at`,
      money: `amount`,
      number: `probability`,
      oneOf: { kind: ["new", "renewal", "expansion"] },
    },
  ),
  plans: entity(
    { key: "metric segment vintage period" },
    { text: `metric! segment`, timestamp: `vintage! period!`, number: `value!` },
  ),
  overrides: entity(
    { key: "account_id index starts_on", happenedAt: "starts_on" },
    {
      text: `account_id! index! status reason! author!`,
      timestamp: `starts_on! expires_on!`,
      number: `score`,
    },
  ),
  fx_rates: entity(
    { key: "currency date", happenedAt: "date" },
    { text: `currency!`, timestamp: `date!`, number: `rate_to_reporting!` },
  ),
  // which account another system means by an id of its own; of every system where none is named
  account_ids: entity({ key: "system id" }, { text: `system id! account_id!` }),
  // what a billing tool's own report says an account was worth at a month's end
  vendor_mrr: entity(
    { key: "account_id vendor month subscription_id", happenedAt: "month" },
    {
      text: `account_id! vendor! subscription_id`,
      timestamp: `month!`,
      money: `mrr!`,
    },
  ),
} as const satisfies Record<string, Entity>;

export type EntityName = keyof typeof entities;

export const entityNames = Object.keys(entities) as EntityName[];

/** The declaration of an entity, widened so that every trait can be read. */
export function entityOf(name: EntityName): Entity {
  return entities[name];
}
