import fc from "fast-check";
import type { Cell } from "./company.js";

type Row = Readonly<Record<string, Cell>>;

/** What a generated company has, as rows of the canonical entities. */
export interface History {
  readonly accounts: readonly Row[];
  readonly subscriptions: readonly Row[];
  /** Columns of config.revenue. */
  readonly policies: Row;
}

const first = Date.UTC(2023, 0, 1);

/** Day n of the story, which begins with 2023. */
function day(number: number): string {
  return new Date(first + number * 86_400_000).toISOString().slice(0, 10);
}

// the stage step lets through what began before as_of, 1 July 2024, day 547; days bunch up on the first of months, so that ends and starts meet and months are touched
const aDay = fc.oneof(
  fc.integer({ min: 0, max: 546 }),
  fc.integer({ min: 0, max: 17 }).map((month) => (Date.UTC(2023, month, 1) - first) / 86_400_000),
);

const price = fc.oneof(
  fc.record({ mrr: fc.integer({ min: 0, max: 90 }).map((amount) => amount + 0.1) }),
  fc.record({
    amount: fc.constantFrom(0, 0.1, 0.07, 33.3333, 100, 1000),
    billing_interval: fc.constantFrom("day", "week", "month", "quarter", "year"),
    billing_interval_count: fc.constantFrom(1, 1, 2, 7),
  }),
  fc.record({
    unit_amount: fc.constantFrom(0.01, 7, 19.99),
    quantity: fc.constantFrom(1, 3, 7),
    billing_interval: fc.constantFrom("month", "year"),
  }),
);

const discount = fc.record({
  discount_percent: fc.constantFrom(10, 33.3333, 100),
  until: fc.option(fc.integer({ min: 1, max: 200 }), { nil: null }),
});

const shape = fc.record({
  account: fc.integer({ min: 0, max: 7 }),
  starts: aDay,
  ends: fc.option(aDay, { nil: null }),
  price,
  discount: fc.option(discount, { nil: null, freq: 2 }),
  pause: fc.option(fc.tuple(fc.integer({ min: 1, max: 90 }), fc.integer({ min: 1, max: 60 })), {
    nil: null,
    freq: 3,
  }),
  trial: fc.option(fc.integer({ min: 1, max: 40 }), { nil: null, freq: 4 }),
  status: fc.constantFrom("active", "active", "active", "past_due", "cancelled", "trialing", null),
  plan: fc.constantFrom("basic", "pro", null),
  currency: fc.constantFrom("USD", "USD", "EUR"),
});

type Shape = typeof shape extends fc.Arbitrary<infer Value> ? Value : never;

function pausedDays({ pause, starts }: Shape): Row {
  if (pause === null) return {};
  const [after, length] = pause;
  return { paused_from: day(starts + after), paused_until: day(starts + after + length) };
}

function discounted({ discount, starts }: Shape): Row {
  if (discount === null) return {};
  const { discount_percent, until } = discount;
  return { discount_percent, discount_ends_at: until === null ? null : day(starts + until) };
}

function subscription(given: Shape, index: number): Row {
  const { starts, ends, status } = given;
  return {
    subscription_id: `S${index}`,
    account_id: `A${given.account}`,
    started_at: day(starts),
    ended_at: ends === null ? null : day(Math.max(starts, ends)),
    trial_end: given.trial === null ? null : day(starts + given.trial),
    cancelled_at: status === "cancelled" ? day(starts + 3) : null,
    past_due_since: status === "past_due" ? day(starts + 5) : null,
    status,
    plan: given.plan,
    currency: given.currency,
    ...given.price,
    ...discounted(given),
    ...pausedDays(given),
  };
}

const policies = fc.record({
  churn_date: fc.constantFrom("end_of_paid_period", "cancelled_at"),
  past_due: fc.constantFrom("counts", "churn_after_days"),
  paused: fc.constantFrom("zero", "keeps"),
  free_plan: fc.constantFrom("not_customer", "customer_at_zero"),
  gap_days: fc.constantFrom(0, 5, 40),
  reactivation_within_days: fc.constantFrom(null, 60),
  discounts: fc.constantFrom("in_force", "only_forever", "ignored"),
  same_month_new_and_churn: fc.constantFrom("both", "ignored"),
});

/** Companies of eight accounts whose subscriptions begin, end, pause and change in every way. */
export const histories: fc.Arbitrary<History> = fc
  .record({
    shapes: fc.array(shape, { minLength: 30, maxLength: 60, size: "max" }),
    regions: fc.array(fc.constantFrom("EMEA", "APAC", null), { minLength: 8, maxLength: 8 }),
    policies,
  })
  .map(({ shapes, regions, policies: given }) => ({
    accounts: regions.map((region, index) => ({ account_id: `A${index}`, region })),
    subscriptions: shapes.map(subscription),
    policies: given,
  }));
