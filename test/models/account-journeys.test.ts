import { afterAll, beforeAll, expect, test } from "vitest";
import type { Company } from "./company.js";
import { createJourneys } from "./journey-company.js";

let company: Company;
beforeAll(async () => {
  company = await createJourneys();
  const set = (account: string, changes: string) =>
    company.connection.run(
      `update staging.accounts set ${changes} where account_id = '${account}'`,
    );
  await set("smooth", "signed_at = '2024-01-02', go_live_at = '2024-03-20'");
  await set("silent", "signed_at = '2024-02-20'");
  // on 1 December nobody knows of the day after
  await set("at_bound", "signed_at = '2024-11-10', go_live_at = '2024-12-02'");
  await set("past_bound", "signed_at = '2024-12-02', go_live_at = '2024-11-20'");
  for (const [line_id, status, invoiced_at] of [
    ["i0", "void", "2024-01-05"],
    ["i1", "paid", "2024-01-12"],
    ["i2", "paid", "2024-02-12"],
  ] as const) {
    const row = { line_id, status, invoiced_at, account_id: "smooth", kind: "one_time", amount: 1 };
    await company.add("invoice_lines", row);
  }
});
afterAll(() => company.close());

const account = async (name: string, columns: string) =>
  (await company.rows(`select ${columns} from marts.accounts where account_id = '${name}'`))[0];

test("an account carries its stage, its days in it and the times it took", async () => {
  const columns = `journey_stage, days_in_stage, is_stuck, time_to_onboard_days,
    time_to_first_value_days, first_invoice_lag_days`;
  // onboarding was over on 5 March, 55 days after 10 January; value came on 1 May. The voided
  // invoice does not count, so the first was ten days after the signature
  expect(await account("smooth", columns)).toEqual({
    ...{ journey_stage: "expansion", days_in_stage: 169, is_stuck: false },
    ...{ time_to_onboard_days: 55, time_to_first_value_days: 112, first_invoice_lag_days: 10 },
  });
  expect(await account("old", columns)).toMatchObject({
    ...{ journey_stage: "adoption", time_to_onboard_days: null, first_invoice_lag_days: null },
  });
});

test("what was signed and is not live yet counts as contracted, not live", async () => {
  const columns = "signed_on, go_live_on, contracted_not_live_arr as arr";
  expect(await account("smooth", columns)).toMatchObject({
    go_live_on: "2024-03-20",
    arr: "0.0000",
  });
  expect(await account("silent", columns)).toMatchObject({ go_live_on: null, arr: "1200.0000" });
  expect(await account("at_bound", columns)).toMatchObject({ go_live_on: null, arr: "1200.0000" });
  expect(await account("past_bound", columns)).toEqual({
    ...{ signed_on: null, go_live_on: "2024-11-20", arr: "0.0000" },
  });
});

test("the ARR of who is stuck is exposed, and that of others only where health is poor", async () => {
  const columns = "is_stuck, arr_exposed";
  expect(await account("past_bound", columns)).toEqual({
    is_stuck: true,
    arr_exposed: "1200.0000",
  });
  const rows = await company.rows(
    `select account_id from marts.accounts
     where (arr_exposed > 0)
       <> (arr > 0 and (coalesce(is_stuck, false) or health_status in ('red', 'orange')))`,
  );
  expect(rows).toEqual([]);
  expect(await account("at_bound", columns)).toMatchObject({ is_stuck: false });
});

test("a month names the stage before it", async () => {
  const [row] = await company.rows(
    `select journey_stage, journey_stage_previous from marts.account_months
     where account_id = 'returns' and month = '2024-05-01'`,
  );
  expect(row).toEqual({ journey_stage: "churn", journey_stage_previous: "onboarding" });
});
