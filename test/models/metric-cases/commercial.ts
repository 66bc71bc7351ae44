import { line, type MetricCase } from "./case.js";

// 90 days before 1 June begin on 3 March, before 1 May on 1 February, before 16 June 12:00 on
// 18 March 12:00
export const commercial: readonly MetricCase[] = [
  {
    metric: "overdue_amount",
    says: "is what was due and not paid, with tax and less credits",
    facts: [
      line("2024-05-10", 100, { tax: 8, paid_at: "2024-06-01" }),
      line("2024-06-01", 50),
      line("2024-05-01", 20, { kind: "credit" }),
      line("2024-05-01", 70, { status: "void" }),
      line("2024-05-01", 30, { status: "paid" }),
    ],
    // May: 108 - 20; June: 50 - 20
    values: { "04": 0, "05": 88, "06": 30 },
  },
  {
    metric: "overdue_days_max",
    says: "counts from the oldest due date that is unpaid",
    facts: [
      line("2024-05-10", 100, { paid_at: "2024-06-01" }),
      line("2024-05-20", 50),
      line("2024-02-01", 10, { paid_at: "2024-02-01" }),
    ],
    // 10 May to 1 June; 20 May to 16 June
    values: { "04": 0, "05": 22, "06": 27 },
  },
  {
    metric: "failed_payments_90d",
    says: "counts an invoice once, seven days after it was due and not paid",
    facts: [
      line("2024-02-24", 10, { invoice_id: "a" }),
      line("2024-02-25", 10, { invoice_id: "b", paid_at: "2024-03-03 01:00" }),
      line("2024-02-25", 20, { invoice_id: "b", paid_at: "2024-03-03 01:00" }),
      line("2024-02-25", 30, { invoice_id: "c", paid_at: "2024-03-03" }),
      line("2024-05-25", 10, { invoice_id: "d" }),
    ],
    // a fails on 2 March, b on 3 March, d on 1 June
    values: { "02": 0, "04": 2, "05": 1, "06": 1 },
  },
  {
    metric: "discount_share",
    says: "is the share of the list price that discounts take while they last",
    subscriptions: [
      {
        started_at: "2024-01-01",
        quantity: 10,
        unit_amount: 10,
        discount_percent: 20,
        discount_ends_at: "2024-04-15",
      },
    ],
    facts: [],
    values: { "01": 0.2, "03": 0.2, "04": 0 },
  },
  {
    metric: "discount_share",
    says: "has no row after the end",
    subscriptions: [
      { started_at: "2024-01-01", ended_at: "2024-03-15", quantity: 10, unit_amount: 10 },
    ],
    facts: [],
    values: { "02": 0, "03": null },
  },
  {
    metric: "months_to_renewal",
    says: "looks at the largest subscription's term",
    subscriptions: [
      { started_at: "2024-01-01", mrr: 100, term_start: "2024-01-01", term_end: "2025-01-01" },
      { started_at: "2024-01-01", mrr: 10, billing_interval: "month" },
    ],
    facts: [],
    values: { "01": 11, "05": 7, "06": 6 },
  },
  {
    metric: "months_to_renewal",
    says: "knows an earlier term by the length of the present one",
    subscriptions: [
      { started_at: "2023-09-10", mrr: 100, term_start: "2024-09-10", term_end: "2025-09-10" },
    ],
    facts: [],
    // the term before ended on 10 September 2024
    values: { "05": 3, "06": 2 },
  },
  {
    metric: "months_to_renewal",
    says: "repeats the billing interval where there is no term",
    subscriptions: [{ started_at: "2023-06-01", mrr: 100, billing_interval: "year" }],
    facts: [],
    // an end on the snapshot is to come; 16 June 2024 to 1 June 2025 is 11 months
    values: { "04": 1, "05": 0, "06": 11 },
  },
  {
    metric: "seats_change_90d",
    says: "compares with the seats 90 days before",
    subscriptions: [
      { started_at: "2024-01-01", ended_at: "2024-03-04", mrr: 100, quantity: 10 },
      { started_at: "2024-03-04", mrr: 150, quantity: 15 },
    ],
    facts: [],
    // May: 10 on 3 March; June: 15 on 18 March
    values: { "02": null, "05": 0.5, "06": 0 },
  },
  {
    metric: "seats_change_90d",
    says: "is -1 after the end",
    subscriptions: [{ started_at: "2024-01-01", ended_at: "2024-05-15", mrr: 100, quantity: 10 }],
    facts: [],
    values: { "04": 0, "05": -1 },
  },
  {
    metric: "seats_change_90d",
    says: "is unknown where seats are",
    subscriptions: [{ started_at: "2024-01-01", mrr: 100 }],
    facts: [],
    values: { "05": null },
  },
];
