import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BookSettings } from "../../pipeline/config/books.js";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterAll(() => company.close());

const monthly = (activity: string, hours: number, by: "csm" | "automation" = "csm") => {
  return { activity, times_per_year: 12, minutes: 60 * hours, by };
};

const books: BookSettings = {
  hours_per_month: 100,
  productive_share: 0.65,
  csm_hours: { y: 40 },
  onboarding_days: 90,
  arr_band: { at_least: 40_799.88, target: 42_000, at_most: 42_000 },
  touch_models: {
    high_touch: {
      accounts_band: { at_least: 2, at_most: 3 },
      onboarding: [monthly("training", 10), monthly("mails", 99, "automation")],
      ongoing: [monthly("call", 4), monthly("plan", 1)],
    },
    medium_touch: {
      accounts_band: { at_least: 4, at_most: 6 },
      onboarding: [monthly("training", 2)],
      ongoing: [monthly("call", 1)],
    },
    low_touch: { onboarding: [], ongoing: [monthly("mails", 5, "automation")] },
  },
  coverage: {
    higher: { title: "Higher", floor: { tier: 1, factor: 1.5 } },
    lower: { title: "Lower", floor: { tier: 1, factor: 0.2 } },
    half: { title: "Half", service_level: { touch_model: "high_touch", factor: 0.5 } },
    robots: { title: "Robots", automation: { touch_model: "medium_touch", share: 0.5 } },
    tenfold: { title: "Tenfold", service_level: { touch_model: "high_touch", factor: 10 } },
  },
};

// name, MRR, CSM, first day, live since; as_of is 1 July 2024
const accounts = [
  ["H1", 1000, "x", "2023-01-01", "2023-02-01"],
  ["H2", 2000, "x", "2024-05-01", null],
  ["H3", 1000, "y", "2024-04-02", null], // 90 days before as_of
  ["H4", 1500, "y", "2024-05-01", "2024-06-30"],
  ["H5", 1000, "y", "2024-05-01", "2024-07-01"], // live at as_of, which is not known yet
  ["M1", 200, "x", "2023-01-01", null],
  ["M2", 199.99, "x", "2023-01-01", null],
  ["M3", 200, null, "2023-01-01", null],
  ["M4", 300, "z", "2023-01-01", null],
] as const;

beforeAll(async () => {
  company = await createCompany({
    run: { as_of: "2024-07-01" },
    tierMethod: { method: "mrr_floor" },
    bounds: [1000, 200],
    books,
  });
  for (const [name, mrr, csm_id, started_at, go_live_at] of accounts) {
    await addAccount(company, name, [{ started_at, mrr }], { csm_id, go_live_at });
  }
  await company.build("marts.csm_books", "marts.coverage", "marts.tier_months");
});

describe("a CSM's book", () => {
  const bookOf = async (csm: string) =>
    (
      await company.rows(`from marts.csm_books where csm_id = '${csm}' and month = '2024-06-01'`)
    )[0];

  test("needs the hours of its accounts' touch models and phases", async () => {
    // H1 5 + H2 in onboarding 10 + M1 1 + M2 0; what automation does takes no hours
    expect(await bookOf("x")).toMatchObject({
      hours_needed: 16,
      hours_capacity: 65,
      load: 16 / 65,
      accounts_onboarding: "1",
    });
  });

  test("onboarding ends with go-live, and 90 days after the first MRR at the latest", async () => {
    // H3 5, H4 5, H5 still 10, of a CSM with 40 hours × 0.65
    expect(await bookOf("y")).toMatchObject({
      hours_needed: 20,
      hours_capacity: 26,
      load: 20 / 26,
      accounts_onboarding: "1",
    });
  });

  test("is within its bands at either bound", async () => {
    // x: 12 × 3399.99; 1/2 + 1/2 + 1/4 of the least and 1/3 + 1/3 + 1/6 of the most
    expect(await bookOf("x")).toMatchObject({
      arr: "40799.8800",
      arr_band: "within",
      accounts_band: "within",
    });
    // y: 12 × 3500, and 3 of 3 accounts
    expect(await bookOf("y")).toMatchObject({
      arr: "42000.0000",
      arr_to_target_ratio: 1,
      arr_band: "within",
      accounts_band: "within",
    });
    // z: 12 × 300, and 1 of 4 accounts
    expect(await bookOf("z")).toMatchObject({ arr_band: "below", accounts_band: "below" });
  });
});

test("a tier needs as many CSMs as its hours fill", async () => {
  const found = await company.rows(
    `select tier, hours_needed, csms_needed from marts.tier_months
     where month = '2024-06-01' order by tier`,
  );
  expect(found).toEqual([
    { tier: 1, hours_needed: 35, csms_needed: 35 / 65 },
    { tier: 2, hours_needed: 3, csms_needed: 3 / 65 },
    { tier: 3, hours_needed: 0, csms_needed: 0 },
  ]);
});

describe("coverage", () => {
  const option = async (name: string) =>
    (await company.rows(`from marts.coverage where option = '${name}'`))[0];

  test("as it is shows who has no person", async () => {
    // capacity of x, y and z: 65 + 26 + 65
    expect(await option("as_is")).toMatchObject({
      customers: "9",
      hours_needed: 38,
      hours_capacity: 156,
      csms_today: "3",
      csms_needed: 38 / 65,
      customers_uncovered: "1",
      arr_uncovered: "2399.8800",
      customers_beyond_capacity: "0",
    });
  });

  const behind = async (name: string, where: string) =>
    company.rows(
      `select account_id, hours_needed, hours_of_service from marts.coverage_accounts
       where option = '${name}' and ${where} order by account_id`,
    );

  test("each option has its accounts", async () => {
    // 199.99 is below the floor of the second tier, the one with a person
    expect(await behind("as_is", "not is_in_person")).toEqual([
      { account_id: "M2", hours_needed: "0.000000", hours_of_service: "0.000000" },
    ]);
    // an hour of a CSM for each of the second tier, half of it done by automation
    expect(await behind("robots", "tier = 2")).toEqual(
      ["M1", "M3", "M4"].map((account_id) => ({
        account_id,
        hours_needed: "0.500000",
        hours_of_service: "1.000000",
      })),
    );
    // at the moved floor of 1500 are H4 and H2, the others went to the second tier
    expect((await behind("higher", "tier = 1")).map(({ account_id }) => account_id)).toEqual([
      "H2",
      "H4",
    ]);
    // hours go to the largest first: H2 and H4 have theirs
    const left = await behind("tenfold", "is_beyond_capacity");
    expect(left.map(({ account_id }) => account_id)).toEqual(["H1", "H3", "H5", "M1", "M3", "M4"]);
  });

  test("a moved floor takes accounts over it, those at the floor stay", async () => {
    // the floor of 1000 becomes 1500: H1 and H3 1 each, H5 2, H2 10, H4 5, M1, M3 and M4 1 each
    expect(await option("higher")).toMatchObject({ hours_needed: 22 });
    // it becomes 200: M1, M3 and M4 take 5 each, M2 of the third tier stays there
    expect(await option("lower")).toMatchObject({ hours_needed: 50, customers_uncovered: "1" });
  });

  test("less service is less for the customer, automation is not", async () => {
    expect(await option("half")).toMatchObject({ hours_needed: 20.5, hours_of_service: 20.5 });
    expect(await option("robots")).toMatchObject({ hours_needed: 36.5, hours_of_service: 38 });
  });

  test("hours go to the largest accounts first until they are used up", async () => {
    // H2 100 + H4 50 of 156; H1, H3, H5, M1, M3 and M4 are left: 12 × (3000 + 700)
    expect(await option("tenfold")).toMatchObject({
      customers_beyond_capacity: "6",
      arr_beyond_capacity: "44400.0000",
      customers_uncovered: "1",
    });
  });
});
