import { describe } from "vitest";
import type { Cell } from "./company.js";
import { from, span, under } from "./movement-cases.js";

type Row = Readonly<Record<string, Cell>>;

/** A monthly price of a plan, with what else a case says. */
const priced = (started_at: string, amount: number, more: Row = {}): Row => ({
  started_at,
  amount,
  billing_interval: "month",
  plan: "basic",
  quantity: 1,
  ...more,
});

const january = "2024-01-01 new 100.0 subscription_added";

describe("the reason of a movement", () => {
  under(
    {},
    {
      "is price where only the price differs": {
        has: [priced("2024-01-01", 100, { ended_at: "2024-03-01" }), priced("2024-03-01", 110)],
        is: [january, "2024-03-01 expansion 10.0 price"],
      },
      // 5 × 20 and 7 × 20
      "is quantity where the quantity differs": {
        has: [
          priced("2024-01-01", 0, { unit_amount: 20, quantity: 5, ended_at: "2024-03-01" }),
          priced("2024-03-01", 0, { unit_amount: 20, quantity: 7 }),
        ],
        is: [january, "2024-03-01 expansion 40.0 quantity"],
      },
      "is plan where the plan differs, whatever the quantity": {
        has: [
          priced("2024-01-01", 100, { ended_at: "2024-03-01" }),
          priced("2024-03-01", 60, { plan: "lite", quantity: 3 }),
        ],
        is: [january, "2024-03-01 contraction -40.0 plan"],
      },
      "is subscription_added and subscription_ended beside others": {
        has: [priced("2024-01-01", 100), span("2024-02-01", "2024-03-01", 30)],
        is: [
          january,
          "2024-02-01 expansion 30.0 subscription_added",
          "2024-03-01 contraction -30.0 subscription_ended",
        ],
      },
      // 100 × 0.8; the price before discounts stays at 100
      "is discount_started where the same price is discounted from now on": {
        has: [
          priced("2024-01-01", 100, { ended_at: "2024-03-01" }),
          priced("2024-03-01", 100, { discount_percent: 20 }),
        ],
        is: [january, "2024-03-01 contraction -20.0 discount_started"],
      },
      "is discount_ended where a discount reaches its end": {
        has: [priced("2024-01-01", 125, { discount_percent: 20, discount_ends_at: "2024-04-01" })],
        is: [january, "2024-04-01 expansion 25.0 discount_ended"],
      },
      "is discount_ended also at the first cent after a full discount": {
        has: [priced("2024-01-01", 100, { discount_percent: 100, discount_ends_at: "2024-02-01" })],
        is: ["2024-02-01 new 100.0 discount_ended"],
      },
      "is discount_ended where the same price is renewed without its discount": {
        has: [
          priced("2024-01-01", 125, { discount_amount: 25, ended_at: "2024-03-01" }),
          priced("2024-03-01", 125),
        ],
        is: [january, "2024-03-01 expansion 25.0 discount_ended"],
      },
      // both discounted by a fifth: 100 = 125 × 0.8, 120 = 150 × 0.8
      "is price where a discounted price rises and the discount stays": {
        has: [
          priced("2024-01-01", 125, { discount_percent: 20, ended_at: "2024-03-01" }),
          priced("2024-03-01", 150, { discount_percent: 20 }),
        ],
        is: [january, "2024-03-01 expansion 20.0 price"],
      },
      "is mixed where a price rises and a discount starts with it": {
        has: [
          priced("2024-01-01", 100, { ended_at: "2024-03-01" }),
          priced("2024-03-01", 200, { plan: "pro", discount_percent: 25 }),
        ],
        is: [january, "2024-03-01 expansion 50.0 mixed"],
      },
      "is mixed where one product is left for another": {
        has: [
          priced("2024-01-01", 100, { product: "mail", ended_at: "2024-03-01" }),
          priced("2024-03-01", 110, { product: "chat" }),
        ],
        is: [january, "2024-03-01 expansion 10.0 mixed"],
      },
      "is mixed where two subscriptions change for unlike reasons": {
        has: [
          priced("2024-01-01", 60),
          priced("2024-01-01", 50, { discount_amount: 10, discount_ends_at: "2024-03-01" }),
          priced("2024-03-01", 5),
        ],
        is: [january, "2024-03-01 expansion 15.0 mixed"],
      },
      "is one reason where two subscriptions change for the same": {
        has: [
          priced("2024-01-01", 60, { discount_amount: 10, discount_ends_at: "2024-03-01" }),
          priced("2024-01-01", 60, { discount_amount: 10, discount_ends_at: "2024-03-01" }),
        ],
        is: [january, "2024-03-01 expansion 20.0 discount_ended"],
      },
      "is pause and resume beside other subscriptions too": {
        has: [
          from("2024-01-01", 60),
          from("2024-01-01", 40, { paused_from: "2024-02-01", paused_until: "2024-03-01" }),
        ],
        is: [january, "2024-02-01 contraction -40.0 pause", "2024-03-01 expansion 40.0 resume"],
      },
      "is mixed where one subscription is paused and another one begins": {
        has: [from("2024-01-01", 100, { paused_from: "2024-02-01" }), from("2024-02-01", 30)],
        is: [january, "2024-02-01 contraction -70.0 mixed"],
      },
      "is late_renewal for a come-back 30 days after the end of the term": {
        has: [
          span("2024-01-01", "2024-02-01", 100, { term_end: "2024-02-01" }),
          from("2024-03-02", 120),
        ],
        is: [
          january,
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-03-02 reactivation 120.0 late_renewal",
        ],
      },
      "is subscription_added for a come-back a day later than that": {
        has: [
          span("2024-01-01", "2024-02-01", 100, { term_end: "2024-02-01" }),
          from("2024-03-03", 120),
        ],
        is: [
          january,
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-03-03 reactivation 120.0 subscription_added",
        ],
      },
    },
  );
});

describe("a currency is never a reason", () => {
  const rate = (date: string, value: number) =>
    ["fx_rates", { currency: "EUR", date, rate_to_reporting: value }] as const;
  under(
    {},
    {
      // 100 EUR × 1.0; the rates of February and March move nothing
      "rates that move after the start are no movement": {
        has: [from("2024-01-01", 100, { currency: "EUR" })],
        is: [january],
      },
      // 100 EUR × 1.0, then 100 EUR × 1.2: another period, another rate, the same currency
      "a renewal at another rate is a change of price": {
        has: [
          span("2024-01-01", "2024-02-01", 100, { currency: "EUR" }),
          from("2024-02-01", 100, { currency: "EUR" }),
        ],
        is: [january, "2024-02-01 expansion 20.0 price"],
      },
      "a renewal in another currency is a change of price": {
        has: [
          span("2024-01-01", "2024-02-01", 100, { currency: "EUR" }),
          from("2024-02-01", 110, { currency: "USD" }),
        ],
        is: [january, "2024-02-01 expansion 10.0 price"],
      },
    },
    [rate("2024-01-01", 1), rate("2024-02-01", 1.2), rate("2024-03-01", 0.8)],
  );
});

describe("under a gap of ten days", () => {
  under(
    { revenue: { gap_days: 10 } },
    {
      "a come-back at the same MRR is no movement": {
        has: [span("2024-01-01", "2024-02-01", 100), from("2024-02-11", 100)],
        is: [january],
      },
      "a come-back on another plan is a change of plan on its own day": {
        has: [
          span("2024-01-01", "2024-02-01", 100, { plan: "basic" }),
          from("2024-02-05", 140, { plan: "pro" }),
        ],
        is: [january, "2024-02-05 expansion 40.0 plan"],
      },
      "a short pause is bridged as well": {
        has: [from("2024-01-01", 100, { paused_from: "2024-02-01", paused_until: "2024-02-09" })],
        is: [january],
      },
    },
  );
});
