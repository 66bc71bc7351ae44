import type { ProductSettings } from "../../../pipeline/config/product.js";
import type { Cell } from "../company.js";

type Row = Readonly<Record<string, Cell>>;

/** A row of an entity, without its account; its ids are made unique by it. */
export type Fact = readonly [entity: string, row: Row];

/** One account whose metric is worked out by hand. */
export interface MetricCase {
  readonly metric: string;
  readonly says: string;
  /** The account's subscriptions; four seats for 100 a month from 1 January 2024 when absent. */
  readonly subscriptions?: readonly Row[];
  /** What its row of accounts says beside its id. */
  readonly attributes?: Row;
  readonly facts: readonly Fact[];
  /** By month of 2024; null is no row. Other months are not looked at. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** The open month is June: its snapshot is noon of the 16th. */
export const asOf = "2024-06-16 12:00";

/** The lists of product.yml that the cases are made for. */
export const product: ProductSettings = {
  key_features: [
    { feature: "export", title: "Export" },
    { feature: "share", title: "Share" },
  ],
  integrations: ["api", "sync"],
  automations: ["rule", "api"],
};

export const use = (at: string, row: Row = {}): Fact => [
  "usage_events",
  { event: "click", occurred_at: at, ...row },
];
export const user = (user_id: string, row: Row): Fact => ["users", { user_id, ...row }];
export const ticket = (created_at: string, row: Row = {}): Fact => [
  "tickets",
  { ticket_id: created_at, created_at, ...row },
];
export const answer = (kind: string, score: number, at: string, row: Row = {}): Fact => [
  "survey_responses",
  { response_id: at, kind, score, responded_at: at, ...row },
];
export const activity = (kind: string, at: string, row: Row = {}): Fact => [
  "activities",
  { activity_id: `${kind} ${at}`, kind, occurred_at: at, ...row },
];
export const incident = (started_at: string, ended_at: string | null): Fact => [
  "incidents",
  { incident_id: started_at, started_at, ended_at },
];
export const line = (due_at: string, amount: number, row: Row = {}): Fact => [
  "invoice_lines",
  { line_id: `${due_at} ${amount}`, due_at, amount, ...row },
];
