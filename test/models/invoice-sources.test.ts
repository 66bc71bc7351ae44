import { describe } from "vitest";
import { invoicesUnder, line } from "./invoiced.js";
import type { Row } from "./periods-of.js";

describe("which source a subscription comes from", () => {
  invoicesUnder(
    {},
    {
      "invoice lines of a subscription that is stated add nothing": {
        subscription: { started_at: "2024-01-01", mrr: 90 },
        lines: [line("01-01", "02-01", 100)],
        is: ["2024-01-01.. 90.0000"],
      },
      "nor do those of one that is stated to pay nothing yet": {
        subscription: { started_at: "2024-01-01", mrr: 90, status: "unpaid" },
        lines: [line("01-01", "02-01", 100)],
        is: [],
      },
      "a subscription that only invoices know comes from them, beside others": {
        subscription: { started_at: "2024-01-01", mrr: 90 },
        lines: [line("01-01", "02-01", 40, { subscription_id: "extra" })],
        of: "extra",
        is: ["2024-01-01..2024-02-01 40.0000"],
      },
      "lines that name no subscription count by account and plan": {
        lines: [
          line("01-01", "02-01", 40, { subscription_id: null }),
          line("02-01", "03-01", 40, { subscription_id: null }),
        ],
        of: "A3/basic",
        is: ["2024-01-01..2024-02-01 40.0000", "2024-02-01..2024-03-01 40.0000"],
      },
      "lines that name none, of an account with stated subscriptions, add nothing": {
        subscription: { started_at: "2024-01-01", mrr: 90 },
        lines: [line("01-01", "02-01", 40, { subscription_id: null })],
        of: "A4/basic",
        is: [],
      },
    },
  );
});

const unpaid = (from: string, to: string, more: Row = {}): Row =>
  line(from, to, 100, { due_at: `2024-${from}`, paid_at: null, status: "open", ...more });

describe("lines that nobody pays", () => {
  invoicesUnder(
    {},
    {
      // 1 February + 90 days = 1 May
      "a subscription is churned 90 days after its oldest unpaid line was due": {
        lines: [
          line("01-01", "02-01", 100, { status: "paid" }),
          unpaid("02-01", "04-01", { billing_interval: "month", billing_interval_count: 2 }),
          unpaid("04-01", "2025-04-01", { amount: 1200, billing_interval: "year" }),
        ],
        is: [
          "2024-01-01..2024-02-01 100.0000",
          "2024-02-01..2024-04-01 50.0000",
          "2024-04-01..2024-05-01 100.0000",
        ],
      },
      "a payment after that brings it back on its day": {
        lines: [
          unpaid("01-01", "2025-01-01", {
            amount: 1200,
            billing_interval: "year",
            due_at: "2024-01-31",
            paid_at: "2024-06-10",
          }),
        ],
        // 31 January + 90 days = 30 April
        is: ["2024-01-01..2024-04-30 100.0000", "2024-06-10.. 100.0000"],
      },
      "an unpaid line between two paid ones ends nothing": {
        lines: [
          line("01-01", "02-01", 100, { due_at: "2024-01-01" }),
          unpaid("02-01", "03-01"),
          line("03-01", "2025-03-01", 1200, { due_at: "2024-03-01", billing_interval: "year" }),
        ],
        is: [
          "2024-01-01..2024-02-01 100.0000",
          "2024-02-01..2024-03-01 100.0000",
          "2024-03-01.. 100.0000",
        ],
      },
      "less than 90 days is none": {
        lines: [unpaid("05-01", "2025-05-01", { amount: 1200, billing_interval: "year" })],
        is: ["2024-05-01.. 100.0000"],
      },
    },
  );
});

describe("where no line says that it was paid", () => {
  invoicesUnder(
    {},
    {
      "nothing is churned for not being paid": {
        lines: [
          line("01-01", "2025-01-01", 1200, {
            billing_interval: "year",
            due_at: "2024-01-01",
            paid_at: null,
          }),
        ],
        is: ["2024-01-01.. 100.0000"],
      },
    },
  );
});

describe("lines under other policies", () => {
  invoicesUnder(
    { revenue: { past_due: "counts", metered: "included", discounts: "ignored" } },
    {
      "unpaid lines count where past due counts": {
        lines: [unpaid("01-01", "2025-01-01", { amount: 1200, billing_interval: "year" })],
        is: ["2024-01-01.. 100.0000"],
      },
      "metered lines count as a subscription of their own": {
        subscription: { started_at: "2024-01-01", mrr: 90 },
        lines: [
          line("01-01", "02-01", 40, { kind: "usage" }),
          line("02-01", "03-01", 55, { kind: "usage" }),
        ],
        of: "S1/usage",
        is: ["2024-01-01..2024-02-01 40.0000", "2024-02-01..2024-03-01 55.0000"],
      },
      "a discount that is ignored is added back": {
        lines: [line("01-01", "02-01", 80, { discount: 20 })],
        is: ["2024-01-01..2024-02-01 100.0000"],
      },
    },
  );
});
