import fc from "fast-check";
import type { Cell } from "./company.js";

type Row = Readonly<Record<string, Cell>>;

/** What a generated company has, as rows of the canonical entities. */
export interface History {
  readonly accounts: readonly Row[];
  readonly subscriptions: readonly Row[];
  readonly versions: readonly Row[];
  readonly lines: readonly Row[];
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

type Value<It> = It extends fc.Arbitrary<infer Given> ? Given : never;
type Shape = Value<typeof shape>;

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

// a part of a subscription's history: how long it lasts and what it is then
const part = fc.record({
  days: fc.integer({ min: 1, max: 200 }),
  status: fc.constantFrom("active", "active", "active", "paused", "trialing", "cancelled"),
  plan: fc.constantFrom("basic", "pro"),
  quantity: fc.constantFrom(1, 2, 5),
  unit_amount: fc.constantFrom(0, 9.99, 20, 33.3333),
  discount_percent: fc.constantFrom(null, null, 15),
  billing_interval: fc.constantFrom("week", "month", "quarter", "year"),
});

const versioned = fc.record({
  account: fc.integer({ min: 0, max: 7 }),
  starts: aDay,
  parts: fc.array(part, { minLength: 1, maxLength: 4 }),
  isOpen: fc.boolean(),
  currency: fc.constantFrom("USD", "USD", "EUR"),
});

function versionsOf(given: Value<typeof versioned>, index: number): Row[] {
  let from = given.starts;
  return given.parts.map(({ days, ...rest }, nth) => {
    const valid_from = day(from);
    from += days;
    const isLast = nth === given.parts.length - 1;
    return {
      version_id: `V${index}v${nth}`,
      subscription_id: `V${index}`,
      account_id: `A${given.account}`,
      currency: given.currency,
      valid_from,
      valid_to: isLast && given.isOpen ? null : day(from),
      ...rest,
    };
  });
}

// lines of a few subscriptions of each account, so that they touch, overlap and leave gaps
const line = fc.record({
  account: fc.integer({ min: 0, max: 7 }),
  subscription: fc.constantFrom(0, 0, 1, null),
  plan: fc.constantFrom("basic", "pro", null),
  kind: fc.constantFrom("recurring", "recurring", "recurring", "usage", "one_time", "credit", null),
  starts: aDay,
  days: fc.constantFrom(7, 30, 31, 31, 91, 365),
  billing_interval: fc.constantFrom(null, null, "month", "year"),
  amount: fc.constantFrom(-25, 0, 10, 33.3333, 100, 100, 1200),
  discount: fc.constantFrom(null, null, 20),
  prorated: fc.constantFrom(false, false, false, true),
  invoicedAfter: fc.integer({ min: 0, max: 40 }),
  paidAfter: fc.option(fc.integer({ min: 0, max: 120 }), { nil: null, freq: 4 }),
  status: fc.constantFrom(null, null, null, "void"),
  currency: fc.constantFrom("USD", "USD", "EUR"),
});

function lineOf(given: Value<typeof line>, index: number): Row {
  const { account, subscription, starts, days, invoicedAfter, paidAfter, ...rest } = given;
  return {
    line_id: `L${index}`,
    account_id: `A${account}`,
    subscription_id: subscription === null ? null : `I${account}-${subscription}`,
    service_start: day(starts),
    service_end: day(starts + days),
    invoiced_at: day(starts + invoicedAfter),
    due_at: day(starts + invoicedAfter + 14),
    paid_at: paidAfter === null ? null : day(starts + invoicedAfter + paidAfter),
    ...rest,
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
  metered: fc.constantFrom("excluded", "included"),
  same_month_new_and_churn: fc.constantFrom("both", "ignored"),
});

const account = fc.record({
  region: fc.constantFrom("EMEA", "APAC", null),
  size: fc.constantFrom("S", "L", null),
  parent_id: fc.constantFrom("P", "Q", null),
});

/**
 * Companies of eight accounts whose subscriptions begin, end, pause and change in every way, known
 * from rows, from histories of versions and from invoice lines.
 */
export const histories: fc.Arbitrary<History> = fc
  .record({
    accounts: fc.array(account, { minLength: 8, maxLength: 8 }),
    rows: fc.array(shape, { minLength: 4, maxLength: 20, size: "max" }),
    versioned: fc.array(versioned, { minLength: 2, maxLength: 8, size: "max" }),
    lines: fc.array(line, { minLength: 6, maxLength: 30, size: "max" }),
    policies,
  })
  .map((given) => ({
    accounts: given.accounts.map((row, index) => ({ account_id: `A${index}`, ...row })),
    subscriptions: given.rows.map(subscription),
    versions: given.versioned.flatMap(versionsOf),
    lines: given.lines.map(lineOf),
    policies: given.policies,
  }));

/** The same facts, their rows in another order. */
export function shuffled(history: History): fc.Arbitrary<History> {
  const any = (rows: readonly Row[]) =>
    fc.shuffledSubarray([...rows], { minLength: rows.length, maxLength: rows.length });
  return fc.record({
    accounts: any(history.accounts),
    subscriptions: any(history.subscriptions),
    versions: any(history.versions),
    lines: any(history.lines),
    policies: fc.constant(history.policies),
  });
}
