import { describe } from "vitest";
import { from, span, under } from "./movement-cases.js";

describe("movements", () => {
  under(
    {},
    {
      "the first MRR is new": {
        has: [from("2024-01-10", 100)],
        is: ["2024-01-10 new 100.0 subscription_added"],
      },
      "the end of the data is not churn": {
        has: [span("2024-01-10", "2024-07-01", 100)],
        is: ["2024-01-10 new 100.0 subscription_added"],
      },
      "a second subscription is expansion and its end contraction": {
        has: [from("2024-01-01", 100), span("2024-02-01", "2024-03-01", 60)],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 expansion 60.0 subscription_added",
          "2024-03-01 contraction -60.0 subscription_ended",
        ],
      },
      "losing the last subscription is churn, coming back is reactivation": {
        has: [span("2024-01-01", "2024-02-01", 100), from("2024-05-01", 150)],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-05-01 reactivation 150.0 subscription_added",
        ],
      },
      "a come-back within the late days of its term's end is a late renewal": {
        has: [span("2024-01-01", "2024-02-01", 100), from("2024-02-20", 100)],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-02-20 reactivation 100.0 late_renewal",
        ],
      },
      "a come-back after leaving in the middle of a term is no late renewal": {
        has: [
          span("2024-01-01", "2024-02-01", 100, { term_end: "2025-01-01" }),
          from("2024-02-20", 100),
        ],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-02-20 reactivation 100.0 subscription_added",
        ],
      },
      "an end and a start on one day touch and net to nothing": {
        has: [span("2024-01-01", "2024-02-01", 100), from("2024-02-01", 100)],
        is: ["2024-01-01 new 100.0 subscription_added"],
      },
      "a swap on one day is one movement, named by what differs": {
        has: [
          span("2024-01-01", "2024-02-01", 100, { plan: "basic", quantity: 5 }),
          span("2024-02-01", "2024-03-01", 120, { plan: "pro", quantity: 5 }),
          span("2024-03-01", "2024-04-01", 144, { plan: "pro", quantity: 6 }),
          from("2024-04-01", 140, { plan: "pro", quantity: 6 }),
        ],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 expansion 20.0 plan",
          "2024-03-01 expansion 24.0 quantity",
          "2024-04-01 contraction -4.0 price",
        ],
      },
      "two unlike changes of one day are mixed": {
        has: [
          span("2024-01-01", "2024-03-01", 100),
          from("2024-03-01", 10),
          span("2024-01-01", "2024-03-01", 30),
        ],
        is: ["2024-01-01 new 130.0 subscription_added", "2024-03-01 contraction -120.0 mixed"],
      },
      "a pause of the only subscription is churn by pause, its end a reactivation": {
        has: [from("2024-01-01", 100, { paused_from: "2024-02-01", paused_until: "2024-03-01" })],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 churn -100.0 pause",
          "2024-03-01 reactivation 100.0 resume",
        ],
      },
      "a discount that ends is expansion": {
        has: [
          {
            started_at: "2024-01-01",
            amount: 100,
            billing_interval: "month",
            discount_percent: 25,
            discount_ends_at: "2024-03-01",
          },
        ],
        is: ["2024-01-01 new 75.0 subscription_added", "2024-03-01 expansion 25.0 discount_ended"],
      },
      "a trial alone is no movement": {
        has: [from("2024-01-01", 9, { status: "trialing" })],
        is: [],
      },
      "a free plan is no movement": { has: [from("2024-01-01", 0)], is: [] },
      "leaving a free plan for a paid one is new": {
        has: [span("2024-01-01", "2024-02-01", 0), from("2024-02-01", 50)],
        is: ["2024-02-01 new 50.0 subscription_added"],
      },
      "new and churn in one month are both counted": {
        has: [span("2024-01-05", "2024-01-20", 100)],
        is: [
          "2024-01-05 new 100.0 subscription_added",
          "2024-01-20 churn -100.0 subscription_ended",
        ],
      },
      "a gap of one day is churn and reactivation": {
        has: [span("2024-01-01", "2024-02-01", 100), from("2024-02-02", 100)],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-02-02 reactivation 100.0 late_renewal",
        ],
      },
    },
  );
});

describe("movements under other policies", () => {
  const revenue = {
    gap_days: 10,
    reactivation_within_days: 60,
    same_month_new_and_churn: "ignored",
  };
  under(
    { revenue },
    {
      "a gap of the allowed days is bridged at the earlier MRR": {
        has: [span("2024-01-01", "2024-02-01", 100), from("2024-02-11", 80)],
        is: ["2024-01-01 new 100.0 subscription_added", "2024-02-11 contraction -20.0 price"],
      },
      "a gap of one day more is churn": {
        has: [span("2024-01-01", "2024-02-01", 100), from("2024-02-12", 80)],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-02-12 reactivation 80.0 late_renewal",
        ],
      },
      // 1 February to 2 April 2024 is 61 days
      "a come-back after more than the allowed days is new": {
        has: [span("2024-01-01", "2024-02-01", 100), from("2024-04-02", 80)],
        is: [
          "2024-01-01 new 100.0 subscription_added",
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-04-02 new 80.0 subscription_added",
        ],
      },
      "new and churn in one month are left out, and what follows is the first": {
        has: [span("2024-01-05", "2024-01-20", 100), from("2024-03-01", 70)],
        is: ["2024-03-01 new 70.0 subscription_added"],
      },
      "a stint over the end of a month is not left out": {
        has: [span("2024-01-20", "2024-02-05", 100)],
        is: [
          "2024-01-20 new 100.0 subscription_added",
          "2024-02-05 churn -100.0 subscription_ended",
        ],
      },
    },
  );
});
