import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { type Company, createCompany, type Settings } from "./company.js";
import { periodsOf, type Row } from "./periods-of.js";

oneIn(2);

interface Case {
  /** Versions of one subscription; `valid_from` and what is said from then on. */
  readonly versions: readonly Row[];
  /** The periods expected, as `start..end mrr`. */
  readonly is: readonly string[];
  /** The current row of the same subscription. */
  readonly current?: Row;
}

async function addVersions(company: Company, index: number, { versions, current }: Case) {
  const ids = { subscription_id: `S${index}`, account_id: `A${index}` };
  await company.add("accounts", { account_id: ids.account_id });
  for (const [at, row] of versions.entries()) {
    const given = { ...ids, version_id: `S${index}v${at}`, status: "active", ...row };
    await company.add("subscription_versions", given);
  }
  if (current !== undefined) await company.add("subscriptions", { ...ids, ...current });
}

function under(settings: Settings, cases: Readonly<Record<string, Case>>): void {
  let company: Company;
  let found: Record<string, string[]>;
  beforeAll(async () => {
    company = await createCompany(settings);
    for (const [index, one] of Object.values(cases).entries()) {
      await addVersions(company, index, one);
    }
    await company.build();
    found = await periodsOf(company);
  });
  afterAll(() => company.close());
  for (const [index, [name, { is }]] of Object.entries(cases).entries()) {
    test(name, () => expect(found[`S${index}`] ?? []).toEqual(is));
  }
}

const seats = (quantity: number, from: string): Row => ({
  valid_from: from,
  quantity,
  unit_amount: 10,
  billing_interval: "month",
});

describe("a history of versions becomes periods", () => {
  under(
    {},
    {
      "each version counts until the next one": {
        versions: [seats(3, "2024-01-01"), seats(5, "2024-03-15"), seats(4, "2024-05-01")],
        is: [
          "2024-01-01..2024-03-15 30.0000",
          "2024-03-15..2024-05-01 50.0000",
          "2024-05-01.. 40.0000",
        ],
      },
      "valid_to ends a version, and what lies between is a gap": {
        versions: [{ ...seats(1, "2024-01-31"), valid_to: "2024-02-29" }, seats(1, "2024-03-31")],
        is: ["2024-01-31..2024-02-29 10.0000", "2024-03-31.. 10.0000"],
      },
      "where two versions overlap the later one wins from its start": {
        versions: [{ ...seats(1, "2024-01-01"), valid_to: "2024-06-01" }, seats(2, "2024-02-01")],
        is: ["2024-01-01..2024-02-01 10.0000", "2024-02-01.. 20.0000"],
      },
      "of two versions with one start the one updated last counts": {
        versions: [
          { ...seats(9, "2024-01-01"), updated_at: "2024-01-03" },
          { ...seats(2, "2024-01-01"), updated_at: "2024-01-02" },
        ],
        is: ["2024-01-01.. 90.0000"],
      },
      "a history wins over the current row": {
        versions: [seats(3, "2024-01-01")],
        current: { started_at: "2023-01-01", mrr: 777 },
        is: ["2024-01-01.. 30.0000"],
      },
      "a version that is valid before the start counts from the start": {
        versions: [{ ...seats(3, "2024-01-01"), started_at: "2024-02-01" }],
        is: ["2024-02-01.. 30.0000"],
      },
      "a trialing version carries nothing": {
        versions: [{ ...seats(3, "2024-01-01"), status: "trialing" }, seats(3, "2024-01-15")],
        is: ["2024-01-15.. 30.0000"],
      },
      "the days of a trial are cut out of any version": {
        versions: [
          { ...seats(3, "2024-01-01"), trial_start: "2024-01-01", trial_end: "2024-01-20" },
          { ...seats(4, "2024-01-10"), trial_start: "2024-01-01", trial_end: "2024-01-20" },
        ],
        is: ["2024-01-20.. 40.0000"],
      },
      "a paused version carries nothing": {
        versions: [
          seats(3, "2024-01-01"),
          { ...seats(3, "2024-02-01"), status: "paused" },
          seats(3, "2024-04-01"),
        ],
        is: ["2024-01-01..2024-02-01 30.0000", "2024-04-01.. 30.0000"],
      },
      "a cancelled version counts until ended_at": {
        versions: [
          seats(3, "2024-01-01"),
          { ...seats(3, "2024-02-10"), status: "cancelled", ended_at: "2024-04-01" },
        ],
        is: ["2024-01-01..2024-02-10 30.0000", "2024-02-10..2024-04-01 30.0000"],
      },
      "a cancelled version without an end counts to the end of its term": {
        versions: [{ ...seats(3, "2024-02-10"), status: "cancelled", term_end: "2024-03-01" }],
        is: ["2024-02-10..2024-03-01 30.0000"],
      },
      "a version expired without any date has ended when it begins": {
        versions: [seats(3, "2024-01-01"), { ...seats(3, "2024-05-20"), status: "expired" }],
        is: ["2024-01-01..2024-05-20 30.0000"],
      },
      // 1 February + 90 days is 1 May, in the second of the two past due versions
      "past due is churned 90 days after the first version that says so": {
        versions: [
          seats(3, "2024-01-01"),
          { ...seats(3, "2024-02-01"), status: "past_due" },
          { ...seats(4, "2024-03-01"), status: "past_due" },
        ],
        is: [
          "2024-01-01..2024-02-01 30.0000",
          "2024-02-01..2024-03-01 30.0000",
          "2024-03-01..2024-05-01 40.0000",
        ],
      },
      "a version paid again in time was never churned": {
        versions: [{ ...seats(3, "2024-01-01"), status: "past_due" }, seats(3, "2024-02-01")],
        is: ["2024-01-01..2024-02-01 30.0000", "2024-02-01.. 30.0000"],
      },
      // 30 × 0.8 = 24 until the end of the discount, which lies in the second version
      "a discount ends inside the version that it falls in": {
        versions: [
          { ...seats(3, "2024-01-01"), discount_percent: 20, discount_ends_at: "2024-03-01" },
          { ...seats(5, "2024-02-01"), discount_percent: 20, discount_ends_at: "2024-03-01" },
        ],
        is: [
          "2024-01-01..2024-02-01 24.0000",
          "2024-02-01..2024-03-01 40.0000",
          "2024-03-01.. 50.0000",
        ],
      },
      // 1200 / 12 = 100, then 2400 / 24 = 100, then 90 / 3 = 30
      "a renewal may change the interval and the price": {
        versions: [
          { valid_from: "2024-01-01", amount: 1200, billing_interval: "year" },
          {
            valid_from: "2024-02-01",
            amount: 2400,
            billing_interval: "year",
            billing_interval_count: 2,
          },
          { valid_from: "2024-03-01", amount: 90, billing_interval: "quarter" },
        ],
        is: [
          "2024-01-01..2024-02-01 100.0000",
          "2024-02-01..2024-03-01 100.0000",
          "2024-03-01.. 30.0000",
        ],
      },
      "a free plan is a period of zero": {
        versions: [{ ...seats(3, "2024-01-01"), unit_amount: 0 }],
        is: ["2024-01-01.. 0.0000"],
      },
      "an end at midnight on the first is exclusive": {
        versions: [{ ...seats(3, "2024-01-01"), valid_to: "2024-02-01 00:00:00" }],
        is: ["2024-01-01..2024-02-01 30.0000"],
      },
      "an end at as_of has not happened": {
        versions: [{ ...seats(3, "2024-01-01"), valid_to: "2024-07-01" }],
        is: ["2024-01-01.. 30.0000"],
      },
    },
  );
});

describe("versions under other policies", () => {
  under(
    { revenue: { paused: "keeps", past_due: "counts", churn_date: "cancelled_at" } },
    {
      "a paused version keeps its MRR where the policy says so": {
        versions: [seats(3, "2024-01-01"), { ...seats(3, "2024-02-01"), status: "paused" }],
        is: ["2024-01-01..2024-02-01 30.0000", "2024-02-01.. 30.0000"],
      },
      "a past due version counts where it counts": {
        versions: [{ ...seats(3, "2024-01-01"), status: "past_due" }],
        is: ["2024-01-01.. 30.0000"],
      },
      "cancelled_at ends a version where the policy says so": {
        versions: [{ ...seats(3, "2024-01-01"), cancelled_at: "2024-03-10" }],
        is: ["2024-01-01..2024-03-10 30.0000"],
      },
    },
  );
});

let company: Company;
afterEach(() => company?.close());

test("the exchange rate at the start holds for all versions, so that rates never move MRR", async () => {
  company = await createCompany();
  const versions = [
    { ...seats(10, "2024-01-10"), currency: "EUR" },
    { ...seats(10, "2024-03-10"), currency: "EUR" },
  ];
  await addVersions(company, 0, { versions, is: [] });
  for (const [date, value] of Object.entries({ "2024-01-01": 1.1, "2024-03-01": 1.5 })) {
    await company.add("fx_rates", { currency: "EUR", date, rate_to_reporting: value });
  }
  await company.build();
  expect(await periodsOf(company)).toEqual({
    S0: ["2024-01-10..2024-03-10 110.0000", "2024-03-10.. 110.0000"],
  });
  expect(await company.rows("select movement from marts.mrr_movements")).toEqual([
    { movement: "new" },
  ]);
});

test("a pause between versions, a change of seats and of plan are named as such", async () => {
  company = await createCompany();
  const plan = (name: string, row: Row): Row => ({ ...row, plan: name });
  const versions = [
    plan("basic", seats(3, "2024-01-01")),
    plan("basic", seats(5, "2024-02-01")),
    plan("basic", { ...seats(5, "2024-03-01"), status: "paused" }),
    plan("basic", seats(5, "2024-04-01")),
    plan("pro", { ...seats(5, "2024-05-01"), unit_amount: 20 }),
  ];
  await addVersions(company, 0, { versions, is: [] });
  await company.build();
  const movements = await company.rows(
    `select occurred_on::varchar || ' ' || movement || ' ' || reason || ' ' || amount as text
     from marts.mrr_movements order by occurred_on`,
  );
  expect(movements.map((row) => row.text)).toEqual([
    "2024-01-01 new subscription_added 30.0000",
    "2024-02-01 expansion quantity 20.0000",
    "2024-03-01 churn pause -50.0000",
    "2024-04-01 reactivation resume 50.0000",
    "2024-05-01 expansion plan 50.0000",
  ]);
});

test("list_mrr is the MRR before discounts", async () => {
  company = await createCompany();
  const discounted = { discount_percent: 20, discount_amount: 4, discount_ends_at: "2024-03-01" };
  await addVersions(company, 0, {
    versions: [{ ...seats(5, "2024-01-01"), ...discounted }],
    is: [],
  });
  await company.build();
  // 50 × 0.8 − 4 = 36 of 50, then 50 of 50
  expect(
    await company.rows("select mrr, list_mrr from core.subscription_periods order by starts_on"),
  ).toEqual([
    { mrr: "36.0000", list_mrr: "50.0000" },
    { mrr: "50.0000", list_mrr: "50.0000" },
  ]);
});

test("notice is that of the version in force, once", async () => {
  company = await createCompany();
  await addVersions(company, 0, {
    versions: [seats(1, "2024-01-01"), { ...seats(3, "2024-03-01"), cancelled_at: "2024-05-05" }],
    is: [],
  });
  await company.build();
  const [account] = await company.rows(
    "select notice_given_on::varchar as day, pending_churn_arr as arr from marts.accounts",
  );
  expect(account).toEqual({ day: "2024-05-05", arr: "360.0000" });
});
