import { describe } from "vitest";
import type { Cell } from "./company.js";
import { line, prorated } from "./invoiced.js";
import { from, invoicesMove, span, under } from "./movement-cases.js";

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
  const euro = (more: Row = {}): Row => ({ currency: "EUR", ...more });
  under(
    {},
    {
      // 100 EUR × 1.0; the rates of February and March move nothing
      "rates that move after the start are no movement": {
        has: [from("2024-01-01", 100, euro())],
        is: [january],
      },
      // the second subscription is counted at the rate of January too
      "a renewal as a new subscription at another rate is no movement": {
        has: [span("2024-01-01", "2024-02-01", 100, euro()), from("2024-02-01", 100, euro())],
        is: [january],
      },
      // 100 EUR to 130 EUR, both at 1.0: 1.2 would make it 56
      "a change of plan at another rate is what the price makes it": {
        has: [
          span("2024-01-01", "2024-02-01", 100, euro({ plan: "basic" })),
          from("2024-02-01", 130, euro({ plan: "pro" })),
        ],
        is: [january, "2024-02-01 expansion 30.0 plan"],
      },
      // 40 EUR are added at 1.0 and taken away at 1.0, whatever the rates of those days
      "what is added and ended at other rates weighs the same": {
        has: [from("2024-01-01", 100, euro()), span("2024-02-01", "2024-03-01", 40, euro())],
        is: [
          january,
          "2024-02-01 expansion 40.0 subscription_added",
          "2024-03-01 contraction -40.0 subscription_ended",
        ],
      },
      // back after 20 days, within late_days (30): a renewal, at the rate of what it renews
      "a late renewal comes back at the rate that it left with": {
        has: [
          span("2024-01-01", "2024-02-01", 100, euro({ term_end: "2024-02-01" })),
          from("2024-02-21", 100, euro()),
        ],
        is: [
          january,
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-02-21 reactivation 100.0 late_renewal",
        ],
      },
      // 29 days of February and 1 of March are 30; a day later it begins anew, at March's 0.8
      "who comes back later than that buys at the rate of that day": {
        has: [span("2024-01-01", "2024-02-01", 100, euro()), from("2024-03-03", 100, euro())],
        is: [
          january,
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-03-03 reactivation 80.0 subscription_added",
        ],
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

describe("the reason of a movement of an invoiced subscription", () => {
  const january100 = line("01-01", "02-01", 100);
  const open = line("03-01", "2024-08-01", 500);
  invoicesMove(
    {
      // 5 seats at 20, then 7 at 20
      "is quantity where the lines have another quantity": {
        lines: [
          line("01-01", "02-01", 100, { quantity: 5 }),
          line("02-01", "2024-08-01", 840, { quantity: 7 }),
        ],
        is: [january, "2024-02-01 expansion 40.0 quantity"],
      },
      "is price where the lines differ in their amount alone": {
        lines: [january100, line("02-01", "2024-08-01", 660)],
        is: [january, "2024-02-01 expansion 10.0 price"],
      },
      // five months at 60
      "is plan where the lines are of another plan": {
        lines: [january100, line("02-01", "2024-08-01", 360, { plan: "lite", quantity: 3 })],
        is: [january, "2024-02-01 contraction -40.0 plan"],
      },
      // 80 net of 20: the price before discounts stays at 100
      "is discount_started where a line comes with a discount": {
        lines: [january100, line("02-01", "2024-08-01", 480, { discount: 120 })],
        is: [january, "2024-02-01 contraction -20.0 discount_started"],
      },
      "is discount_ended where a line comes without the discount of the one before": {
        lines: [line("01-01", "02-01", 100, { discount: 25 }), line("02-01", "2024-08-01", 750)],
        is: [january, "2024-02-01 expansion 25.0 discount_ended"],
      },
      // the upgrade of 11 January bills 20 of 31 days at 150 a month, and takes back 20 at 100
      "is plan where a prorated line upgrades in the middle of a month": {
        lines: [
          january100,
          line("01-12", "02-01", 96.7742, { ...prorated, plan: "pro" }),
          line("01-12", "02-01", -64.5161, { ...prorated }),
          line("02-01", "2024-08-01", 900, { plan: "pro" }),
        ],
        is: [january, "2024-01-12 expansion 50.0 plan"],
      },
      // the second plan is there beside the first, then alone
      "is plan where a second plan comes beside the first and the first goes": {
        lines: [
          line("01-01", "02-01", 100),
          line("02-01", "03-01", 100),
          line("02-01", "03-01", 150, { plan: "pro" }),
          line("03-01", "2024-08-01", 750, { plan: "pro" }),
        ],
        is: [january, "2024-02-01 expansion 150.0 plan", "2024-03-01 contraction -100.0 plan"],
      },
      "is a subscription that ended and one that was added around a missing invoice": {
        lines: [january100, open],
        is: [
          january,
          "2024-02-01 churn -100.0 subscription_ended",
          "2024-03-01 reactivation 100.0 late_renewal",
        ],
      },
      // 100 EUR a month throughout, invoiced at 1.0 and 1.2
      "is none where another rate holds for the next line": {
        lines: [
          line("01-01", "02-01", 100, { currency: "EUR" }),
          line("02-01", "2024-08-01", 600, { currency: "EUR" }),
        ],
        is: [january],
      },
    },
    [
      ["fx_rates", { currency: "EUR", date: "2024-01-01", rate_to_reporting: 1 }],
      ["fx_rates", { currency: "EUR", date: "2024-02-01", rate_to_reporting: 1.2 }],
    ],
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
