import { expect, test } from "vitest";
import { monthsQuestion, paretoQuestion, tiersQuestion } from "../../dashboard/queries.js";

const monthRow = {
  "growth.month": "2025-12-01T00:00:00.000",
  "growth.month.month": "2025-12-01T00:00:00.000",
  "growth.is_closed": true,
  "growth.mrr_opening": "0.0000",
  "growth.mrr_new": "1250.5000",
  "growth.mrr_reactivation": "0.0000",
  "growth.mrr_expansion": "0.0000",
  "growth.mrr_contraction": "-50.2500",
  "growth.mrr_churn": "0.0000",
  "growth.mrr_net_change": "1200.2500",
  "growth.mrr": "1200.2500",
  "growth.arr": "14403.0000",
  "growth.customers": "3",
  "growth.gross_mrr_churn_rate": null,
};

test("numbers that come as text become numbers, and a rate over nothing stays null", () => {
  expect(monthsQuestion.row.parse(monthRow)).toEqual({
    month: "2025-12-01",
    isClosed: true,
    opening: 0,
    new: 1250.5,
    reactivation: 0,
    expansion: 0,
    contraction: -50.25,
    churn: 0,
    netNew: 1200.25,
    mrr: 1200.25,
    arr: 14_403,
    customers: 3,
    grossChurnRate: null,
  });
});

test("an answer that lacks a member is refused rather than shown as zero", () => {
  const { "growth.mrr": _, ...withoutMrr } = monthRow;
  expect(monthsQuestion.row.safeParse(withoutMrr).success).toBe(false);
  expect(monthsQuestion.row.safeParse({ ...monthRow, "growth.mrr": null }).success).toBe(false);
});

test("customers of equal MRR are one point that counts them all", () => {
  const row = {
    "account_months.tier": "2",
    "account_months.tier_rank": "4",
    "account_months.customer_share": "0.6",
    "account_months.cumulative_mrr_share": "0.9",
    "account_months.customers": "3",
    "account_months.mrr": "300.0000",
  };
  expect(paretoQuestion("2025-12-01").row.parse(row)).toEqual({
    tier: 2,
    customers: 6,
    customerShare: 0.6,
    mrrShare: 0.9,
    floor: 100,
  });
});

test("customers and tiers are asked of one month only", () => {
  const range = [{ dateRange: ["2025-12-01", "2025-12-01"] }];
  expect(paretoQuestion("2025-12-01").query).toMatchObject({ timeDimensions: range });
  expect(tiersQuestion("2025-12-01").query).toMatchObject({ timeDimensions: range });
});
