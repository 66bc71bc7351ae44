import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount, type Company, createCompany } from "./company.js";

let company: Company;
afterAll(() => company.close());

/** The ratios of one window as the definitions write them, over any rows of the mart. */
function ratios(where: string, group = ""): Promise<Record<string, unknown>[]> {
  return company.rows(
    `select ${group === "" ? "" : `${group},`}
       sum(mrr_retained)::double / sum(mrr_then)::double as grr,
       sum(mrr_now)::double / sum(mrr_then)::double as nrr,
       (count(*) filter (where is_lost))::double / count(*) as logo_churn,
       (count(distinct ultimate_parent_id) filter (where is_parent_lost))::double
         / count(distinct ultimate_parent_id) as parent_logo_churn
     from marts.retention where ${where}
     ${group === "" ? "" : `group by ${group} order by ${group}`}`,
  );
}

// prices change by one subscription following another; as_of is the middle of February 2025
beforeAll(async () => {
  company = await createCompany({ run: { as_of: "2025-02-15" } });
  const from = (started_at: string, ended_at: string | null, mrr: number, plan = "basic") => ({
    started_at,
    ended_at,
    mrr,
    plan,
  });
  // 100 all along, 160 from September on
  await addAccount(
    company,
    "grown",
    [from("2024-01-01", "2024-09-01", 100), from("2024-09-01", null, 160, "pro")],
    { region: "EMEA", parent_id: "group" },
  );
  // 200, then 120 from November on
  await addAccount(
    company,
    "shrunk",
    [from("2024-01-01", "2024-11-10", 200), from("2024-11-10", null, 120)],
    { region: "EMEA" },
  );
  // away from June to the end of September, back with less
  await addAccount(
    company,
    "back",
    [from("2024-01-01", "2024-06-10", 50), from("2024-10-05", null, 30)],
    { region: "AMER" },
  );
  // its last month is December
  await addAccount(company, "lost", [from("2024-01-01", "2025-01-20", 150, "pro")], {
    region: "AMER",
    parent_id: "group",
  });
  // not there in January 2024, so in no window of twelve months that ends in January 2025
  await addAccount(company, "late", [from("2024-12-01", null, 500)], { region: "AMER" });
  await company.add("accounts", { account_id: "group" });
  await company.build();
});

const january = "month = '2025-01-01' and window_months = ";

test("a window of twelve months takes the smaller amount of each account, not of the sums", async () => {
  // then 100 + 200 + 50 + 150 = 500; now 160 + 120 + 30 + 0 = 310; least 100 + 120 + 30 + 0 = 250
  // min over the totals would give 310 / 500
  expect(await ratios(`${january} 12`)).toEqual([
    { grr: 0.5, nrr: 0.62, logo_churn: 0.25, parent_logo_churn: 0 },
  ]);
});

test("a window of one month and one of three see their own beginnings", async () => {
  // December: 160 + 120 + 30 + 150 + 500 = 960, now 810; October: 160 + 200 + 30 + 150 = 540,
  // now 160 + 120 + 30 + 0 = 310, none of them larger than it was
  expect(await ratios(`${january} 1`)).toEqual([
    { grr: 810 / 960, nrr: 810 / 960, logo_churn: 0.2, parent_logo_churn: 0 },
  ]);
  expect(await ratios(`${january} 3`)).toEqual([
    { grr: 310 / 540, nrr: 310 / 540, logo_churn: 0.25, parent_logo_churn: 0 },
  ]);
});

test("an account that left and came back inside the window counts with what it pays now", async () => {
  const found = await company.rows(
    `select mrr_then, mrr_now, mrr_retained, was_customer, is_customer, is_lost
     from marts.retention where account_id = 'back' and ${january} 12`,
  );
  expect(found).toEqual([
    {
      mrr_then: "50.0000",
      mrr_now: "30.0000",
      mrr_retained: "30.0000",
      was_customer: true,
      is_customer: true,
      is_lost: false,
    },
  ]);
});

test("an account that did not pay when a window began is not in it", async () => {
  // back paid at the ends of January to May, which is April to August three months later, and
  // again from the end of October on, which is January
  const found = await company.rows(
    `select month::varchar as month from marts.retention
     where account_id = 'back' and window_months = 3 order by month`,
  );
  expect(found.map(({ month }) => month)).toEqual([
    "2024-04-01",
    "2024-05-01",
    "2024-06-01",
    "2024-07-01",
    "2024-08-01",
    "2025-01-01",
  ]);
});

test("slices go by the attribute when the window began and add up to the whole", async () => {
  // a year before, grown was basic and lost was pro: 350 of basic became 310, 150 of pro nothing
  expect(await ratios(`${january} 12`, "plan")).toEqual([
    { plan: "basic", grr: 250 / 350, nrr: 310 / 350, logo_churn: 0, parent_logo_churn: 0 },
    { plan: "pro", grr: 0, nrr: 0, logo_churn: 1, parent_logo_churn: 0 },
  ]);
  // tiers of January 2024, ceil(0.1 × 4) = 1 and ceil(0.3 × 4) = 2: 200, 150, then 100 and 50
  const tiers = await company.rows(
    `select tier, sum(mrr_then) as mrr_then from marts.retention where ${january} 12
     group by tier order by tier`,
  );
  expect(tiers).toEqual([
    { tier: 1, mrr_then: "200.0000" },
    { tier: 2, mrr_then: "150.0000" },
    { tier: 3, mrr_then: "150.0000" },
  ]);
});

test("an open month is in no window", async () => {
  const [last] = await company.rows("select max(month)::varchar as month from marts.retention");
  expect(last).toEqual({ month: "2025-01-01" });
});

describe("a parent", () => {
  let group: Company;
  afterAll(() => group.close());

  test("is lost when nothing of it pays any more, and then once", async () => {
    group = await createCompany({ run: { as_of: "2024-05-01" }, windows: [2] });
    const first = { started_at: "2024-01-01", mrr: 10 };
    const child = (name: string, parent_id: string, row: object) =>
      addAccount(group, name, [{ ...first, ...row }], { parent_id });
    await group.add("accounts", { account_id: "P" });
    await group.add("accounts", { account_id: "Q" });
    await group.add("accounts", { account_id: "R" });
    // all of P leaves; of Q one stays; R left one account and won another
    await child("P1", "P", { ended_at: "2024-03-10" });
    await child("P2", "P", { ended_at: "2024-04-10" });
    await child("Q1", "Q", { ended_at: "2024-03-10" });
    await child("Q2", "Q", {});
    await child("R1", "R", { ended_at: "2024-03-10" });
    await child("R2", "R", { started_at: "2024-04-10" });
    await group.build();
    // five accounts paid at the end of February, four of them are gone; one of three parents is
    const found = await group.rows(
      `select count(*)::integer as accounts, (count(*) filter (where is_lost))::integer as lost,
         count(distinct ultimate_parent_id)::integer as parents,
         (count(distinct ultimate_parent_id) filter (where is_parent_lost))::integer as gone
       from marts.retention where month = '2024-04-01' and window_months = 2`,
    );
    expect(found).toEqual([{ accounts: 5, lost: 4, parents: 3, gone: 1 }]);
  });
});
