import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type MaturitySettings, maturityTables } from "../../pipeline/config/maturity.js";
import { writeTable } from "../../pipeline/config/tables.js";
import { addAccount, type Company, createCompany, insert } from "./company.js";

// three stages over what a few rows can say: users, seats in use, tickets and one feature
const maturity: MaturitySettings = {
  stage_zero: "Starting",
  feature_window_days: 28,
  plan_months: 12,
  plan_reach: 0.5,
  stages: [
    {
      name: "Live",
      behaviors: [
        { id: "people", title: "Two people", metric: "active_users_28d", at_least: 2 },
        { id: "calm", title: "At most one ticket", metric: "tickets_90d", at_most: 1 },
      ],
    },
    {
      name: "Regular",
      at_least: 1,
      behaviors: [
        { id: "seats", title: "Half the seats", metric: "seat_utilisation", at_least: 0.5 },
        { id: "automations", title: "Automations", feature: "automations" },
      ],
    },
    {
      name: "Leading",
      behaviors: [
        { id: "sharing", title: "Two people share", feature: "sharing", at_least: 2 },
        { id: "unheard", title: "A metric of nobody", metric: "no_such_metric", at_least: 1 },
      ],
    },
  ],
};

let company: Company;

/** One event of each of so many users on a day. */
async function use(account: string, day: string, users: number, feature = "x"): Promise<void> {
  for (let user = 1; user <= users; user++) {
    await company.add("usage_events", {
      ...{ account_id: account, user_id: `${account}-${user}`, event: "e", feature },
      ...{ event_id: `${account}/${day}/${user}/${feature}`, occurred_at: day },
    });
  }
}

async function ticket(account: string, day: string): Promise<void> {
  await company.add("tickets", {
    ...{ ticket_id: `${account}/${day}`, account_id: account, created_at: day },
  });
}

const stagesOf = async (account: string) =>
  Object.fromEntries(
    (
      await company.rows(
        `select strftime(month, '%m') as month, maturity_stage from core.maturity_stages
         where account_id = '${account}' order by month`,
      )
    ).map(({ month, maturity_stage }) => [month, maturity_stage]),
  );

describe("effectiveness stages of a company in the first half of 2024", () => {
  beforeAll(async () => {
    company = await createCompany({ run: { as_of: "2024-04-01" } });
    for (const table of maturityTables(maturity)) await writeTable(company.connection, table);
    const paying = [{ started_at: "2024-01-03", mrr: 10, quantity: 4 }];
    for (const name of ["one", "two", "noisy", "half", "feature", "top", "skips"]) {
      await addAccount(company, name, paying);
    }
    await addAccount(company, "seatless", [{ started_at: "2024-01-03", mrr: 10 }]);
    await addAccount(company, "gone", [
      { started_at: "2024-01-03", ended_at: "2024-02-10", mrr: 10, quantity: 4 },
    ]);
    await addAccount(company, "rises", paying);
    await addAccount(company, "older", [{ ...paying[0], started_at: "2023-12-20" }]);
    await use("rises", "2024-03-20", 2);
    await use("older", "2024-01-20", 2);
    await use("one", "2024-01-20", 1);
    await use("two", "2024-01-20", 2);
    // two tickets of the last 90 days before the end of February, one before the end of April
    await use("noisy", "2024-01-20", 2);
    await use("noisy", "2024-02-20", 2);
    await use("noisy", "2024-03-20", 2);
    await ticket("noisy", "2024-01-02");
    await ticket("noisy", "2024-02-05");
    await use("half", "2024-01-20", 2);
    await use("feature", "2024-01-20", 1);
    await use("feature", "2024-01-20", 2, "automations");
    await use("top", "2024-01-20", 3, "sharing");
    // the second stage without the first
    await use("skips", "2024-01-20", 1, "automations");
    await use("seatless", "2024-01-20", 2);
    await use("gone", "2024-01-20", 3);
    await insert(company.connection, "config.segments", {
      ...{ segment: "effective", title: "Effective", rule: "{}" },
    });
    await insert(company.connection, "config.segment_rules", {
      ...{ segment: "effective", attribute: "maturity_stage", at_least: 2 },
    });
    await company.build();
  });
  afterAll(() => company.close());

  test("one user is below a bound of two, and two users are at it", async () => {
    expect(await stagesOf("one")).toEqual({ "01": 0, "02": 0, "03": 0, "04": 0 });
    // 2 of 4 seats: half of them, which is the bound of the second stage too
    expect(await stagesOf("two")).toMatchObject({ "01": 2 });
  });

  test("a window that passes takes the stage back", async () => {
    // the 28 days before 1 March begin on 2 February: nobody came
    expect(await stagesOf("two")).toEqual({ "01": 2, "02": 0, "03": 0, "04": 0 });
  });

  test("at_most counts what is at the bound as met", async () => {
    // 1 February: one ticket. 1 March: two. 1 April: 90 days before is 2 January, midnight: two
    expect(await stagesOf("noisy")).toEqual({ "01": 2, "02": 0, "03": 0, "04": 0 });
  });

  test("a feature is a behavior by its users, and one of two behaviors is enough where it says so", async () => {
    expect(await stagesOf("feature")).toMatchObject({ "01": 2 });
    const values = await company.rows(
      `select behavior, value, is_met from core.behavior_months
       where account_id = 'feature' and month = '2024-01-01' order by behavior`,
    );
    expect(values).toEqual([
      { behavior: "automations", value: 2, is_met: true },
      { behavior: "calm", value: 0, is_met: true },
      { behavior: "people", value: 2, is_met: true },
      { behavior: "seats", value: 0.5, is_met: true },
      { behavior: "sharing", value: 0, is_met: false },
    ]);
  });

  test("a metric that is not known is not met", async () => {
    // three users share, so only the metric of nobody keeps it from the third stage
    expect(await stagesOf("top")).toMatchObject({ "01": 2 });
    // no seats are known and no automation is used
    expect(await stagesOf("seatless")).toMatchObject({ "01": 1 });
  });

  test("a stage counts only with all those below it", async () => {
    expect(await stagesOf("skips")).toMatchObject({ "01": 0 });
  });

  test("a customer that left has no stage", async () => {
    expect(await stagesOf("gone")).toEqual({ "01": 2 });
  });

  test("segments and slices can go by the stage", async () => {
    const attributes = await company.rows(
      `select account_id, maturity_stage from core.account_attributes
       where month = '2024-01-01' and account_id in ('one', 'two') order by account_id`,
    );
    expect(attributes).toEqual([
      { account_id: "one", maturity_stage: 0 },
      { account_id: "two", maturity_stage: 2 },
    ]);
    const members = await company.rows(
      `select account_id from core.account_segments
       where segment = 'effective' and month = '2024-01-01' order by account_id`,
    );
    expect(members.map(({ account_id }) => account_id)).toEqual([
      ...["feature", "gone", "half", "noisy", "older", "top", "two"],
    ]);
  });

  const monthOf = async (account: string, month: string, columns: string) =>
    (
      await company.rows(
        `select ${columns} from marts.maturity_months
         where account_id = '${account}' and month = '2024-${month}-01'`,
      )
    )[0];

  test("progress is counted from the first month until the starting point is settled", async () => {
    // first MRR on 3 January, so February is the first month that ends 30 days later
    const columns = "stage, baseline_stage, settled_stage, progress, is_left_censored";
    expect(await monthOf("two", "01", columns)).toEqual({
      ...{ stage: 2, baseline_stage: 2, settled_stage: null, progress: 0 },
      is_left_censored: false,
    });
    expect(await monthOf("two", "02", columns)).toMatchObject({
      ...{ stage: 0, baseline_stage: 2, settled_stage: 0, progress: 0 },
    });
    expect(await monthOf("rises", "02", columns)).toMatchObject({ settled_stage: 0, progress: 0 });
    expect(await monthOf("rises", "03", columns)).toMatchObject({
      ...{ stage: 2, baseline_stage: 0, settled_stage: 0, progress: 2 },
    });
  });

  test("who paid before the sources began has no starting point", async () => {
    const columns = "stage, baseline_stage, settled_stage, progress, is_left_censored";
    expect(await monthOf("older", "01", columns)).toEqual({
      ...{ stage: 2, baseline_stage: null, settled_stage: null, progress: null },
      is_left_censored: true,
    });
  });

  test("the next stage says what is not met, with value, target and gap", async () => {
    const at = async (account: string) => {
      const row = await monthOf(account, "01", "stage_name, next_behaviors");
      return [row?.stage_name, JSON.parse(String(row?.next_behaviors))];
    };
    const none = { metric: null, feature: null };
    const people = { behavior: "people", title: "Two people", metric: "active_users_28d" };
    expect(await at("one")).toEqual([
      "Starting",
      [{ ...none, ...people, value: 1, target: 2, gap: 1 }],
    ]);
    const unheard = { behavior: "unheard", title: "A metric of nobody", metric: "no_such_metric" };
    expect(await at("top")).toEqual([
      "Regular",
      [{ ...none, ...unheard, value: null, target: 1, gap: null }],
    ]);
  });

  test("a behavior was first met in a month that no earlier row knows of", async () => {
    const rows = await company.rows(
      `select strftime(month, '%m') as month, value, target, is_met, first_met_month
       from marts.maturity_behaviors where account_id = 'rises' and behavior = 'people'
       order by month`,
    );
    expect(rows).toEqual([
      { month: "01", value: 0, target: 2, is_met: false, first_met_month: null },
      { month: "02", value: 0, target: 2, is_met: false, first_met_month: null },
      { month: "03", value: 2, target: 2, is_met: true, first_met_month: "2024-03-01" },
      { month: "04", value: 2, target: 2, is_met: true, first_met_month: "2024-03-01" },
    ]);
    const missing = await company.rows(
      `select distinct behavior, value, is_met from marts.maturity_behaviors where metric is not null
       and value is null order by behavior`,
    );
    expect(missing).toEqual([
      { behavior: "seats", value: null, is_met: false },
      { behavior: "unheard", value: null, is_met: false },
    ]);
  });
});
