import { activity, type Fact, type MetricCase } from "./case.js";

const measured = (objective: string, at: string, row: Fact[1]): Fact => [
  "objectives",
  { objective, measured_at: at, agreed_on: "2024-01-10", ...row },
];

export const value: readonly MetricCase[] = [
  {
    metric: "mrr_change_12m",
    says: "compares with the end of the month a year before",
    subscriptions: [
      { started_at: "2023-01-01", ended_at: "2023-06-30", mrr: 100 },
      { started_at: "2023-06-30", mrr: 150 },
    ],
    facts: [],
    // May 2023 ended with 100, June 2023 with 150
    values: { "05": 0.5, "06": 0 },
  },
  {
    metric: "mrr_change_12m",
    says: "is unknown in the first year",
    facts: [],
    values: { "01": null, "06": null },
  },
  {
    metric: "expansion_mrr_12m",
    says: "sums the expansion of twelve months",
    subscriptions: [
      { started_at: "2023-01-01", mrr: 100 },
      { started_at: "2023-06-10", mrr: 20 },
      { started_at: "2023-07-10", mrr: 30 },
      { started_at: "2024-05-31", mrr: 5 },
    ],
    facts: [],
    // May: June 2023 to May 2024; June: July 2023 to June 2024
    values: { "04": 50, "05": 55, "06": 35 },
  },
  {
    metric: "products_owned",
    says: "counts a product once, and until its subscription's end",
    subscriptions: [
      { started_at: "2024-01-01", ended_at: "2024-05-15", mrr: 100, product: "core" },
      { started_at: "2024-01-01", ended_at: "2024-05-15", mrr: 100, product: "core" },
      { started_at: "2024-02-01", ended_at: "2024-04-01", mrr: 10, product: "extra" },
    ],
    facts: [],
    // what begins or ends on a snapshot is in force at March's, not at January's; none since May
    values: { "01": 1, "02": 2, "03": 2, "04": 1, "05": 0 },
  },
  {
    metric: "products_owned",
    says: "is unknown where what is in force names no product",
    facts: [],
    values: { "05": null },
  },
  {
    metric: "objective_attainment",
    says: "is the mean of what was measured last, also of an objective that falls",
    facts: [
      measured("up", "2024-05-10", { baseline: 0, target: 100, value: 50 }),
      measured("up", "2024-06-01", { baseline: 0, target: 100, value: 80 }),
      measured("down", "2024-04-01", { baseline: 10, target: 5, value: 6 }),
      measured("flat", "2024-04-01", { baseline: 10, target: 10, value: 10 }),
      measured("silent", "2024-04-01", { baseline: 1, target: 2, value: null }),
    ],
    // (6 - 10) / (5 - 10) is 0.8; May: 0.5 and 0.8; June: 0.8 and 0.8
    values: { "03": null, "04": 0.8, "05": 0.65, "06": 0.8 },
  },
  {
    metric: "training_completed_share",
    says: "is the share of all trainings so far that were held",
    facts: [
      activity("training", "2024-01-10", { status: "held" }),
      activity("training", "2024-01-11", { status: "rescheduled" }),
      activity("training", "2024-05-10", { status: "no_show" }),
      activity("training", "2024-06-01", { status: "held" }),
    ],
    values: { "01": 1, "04": 1, "05": 0.5, "06": 2 / 3 },
  },
  {
    metric: "training_completed_share",
    says: "is unknown before the first training",
    facts: [activity("training", "2024-02-01", { status: "held" })],
    values: { "01": null, "02": 1 },
  },
  {
    metric: "references_365d",
    says: "counts references of a year",
    facts: [
      activity("reference", "2023-06-01 23:59"),
      activity("reference", "2023-06-02"),
      activity("reference", "2024-05-31 23:59", { status: "held" }),
      activity("reference", "2024-05-30", { status: "cancelled" }),
    ],
    // 365 days before 1 June 2024 is 2 June 2023
    values: { "04": 2, "05": 2, "06": 1 },
  },
];
