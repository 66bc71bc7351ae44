import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addAccount, type Cell, type Company, createCompany } from "./company.js";

type Stated = Readonly<Record<string, Cell>>;

let company: Company;
afterAll(() => company.close());

/** Adds the rows of one objective; what the first row says of it the others repeat. */
async function agree(account: string, objective: string, rows: readonly Stated[]): Promise<void> {
  for (const row of rows) {
    await company.add("objectives", { account_id: account, objective, ...row });
  }
}

// as_of is 1 July: 182 of the 364 days from 1 January to 30 December have gone
const year = { agreed_on: "2024-01-01", due_on: "2024-12-30" };
const hours = { ...year, unit: "hours", baseline: 40, target: 160 };

beforeAll(async () => {
  company = await createCompany({ run: { as_of: "2024-07-01" } });
  await addAccount(company, "A", [
    { started_at: "2023-06-01", mrr: 100 },
    { started_at: "2024-04-01", mrr: 100 },
  ]);
  for (const account of ["B", "C", "D", "E", "F", "G"]) {
    await addAccount(company, account, [{ started_at: "2024-01-01", mrr: 10 }]);
  }
  await addAccount(company, "N", [{ started_at: "2024-01-01", mrr: 10 }]);
  await addAccount(company, "P", []);
  const worth = { ...hours, value_per_unit: 45, value_period: "Month", attribution: "Measured" };
  await agree("A", "hours saved", [
    { ...worth, value: 70, measured_at: "2024-03-31" },
    { ...worth, value: 100, measured_at: "2024-06-29" },
    { ...worth, value: 160, measured_at: "2024-07-01" },
  ]);
  const errors = { agreed_on: "2024-02-01", due_on: "2024-06-01", baseline: 9, target: 3 };
  await agree("A", "error rate", [
    { ...errors, value_per_unit: 400, attribution: "agreed" },
    { value: 6, measured_at: "2024-04-01", agreed_on: "2024-02-01" },
    { value: 4.5, measured_at: "2024-05-01", agreed_on: "2024-02-01" },
  ]);
  await checkpointsOf("B", 20);
  await checkpointsOf("C", 19);
  await agree("D", "no date", [{ agreed_on: "2024-01-01", baseline: 0, target: 10 }]);
  await agree("D", "no baseline", [{ ...year, target: 10, value: 9, measured_at: "2024-06-01" }]);
  await agree("P", "before the first bill", [{ ...hours }]);
  await moved();
  await attained("E", "2024-05-10", "2024-06-09");
  await attained("F", "2024-05-10", "2024-06-10");
  await attained("G", "2024-06-01", null);
  await company.build("marts.objectives", "marts.objective_months", "marts.accounts");
});

async function checkpointsOf(account: string, value: number): Promise<void> {
  const agreed = { agreed_on: "2024-01-01", baseline: 0, value_per_unit: 3, value_period: "year" };
  await agree(account, "rollout", [
    { ...agreed, target: 100, due_on: "2024-12-31" },
    { ...agreed, target: 20, due_on: "2024-04-01" },
    { ...agreed, target: 60, due_on: "2024-09-01" },
    { agreed_on: "2024-01-01", value, measured_at: "2024-06-15" },
  ]);
}

/** 100 until June, given up for 80 until December. */
async function moved(): Promise<void> {
  await agree("D", "moved", [
    { agreed_on: "2024-01-01", due_on: "2024-06-15", baseline: 0, target: 100 },
    { agreed_on: "2024-01-01", value: 40, measured_at: "2024-04-20" },
    { agreed_on: "2024-05-01", due_on: "2024-12-31", baseline: 0, target: 80 },
  ]);
}

async function attained(account: string, on: string, next: string | null): Promise<void> {
  const terms = { agreed_on: "2024-01-05", due_on: "2024-12-31", baseline: 0, target: 10 };
  await agree(account, "first", [{ ...terms, value: 10, measured_at: on }]);
  if (next !== null) await agree(account, "second", [{ ...terms, agreed_on: next }]);
}

async function objective(account: string, name: string): Promise<Record<string, unknown>> {
  const [row] = await company.rows(
    `from marts.objectives where account_id = '${account}' and objective = '${name}'`,
  );
  return row ?? {};
}

async function month(account: string, name: string, day: string): Promise<Record<string, unknown>> {
  const [row] = await company.rows(
    `from marts.objective_months
     where account_id = '${account}' and objective = '${name}' and month = '${day}'`,
  );
  return row ?? {};
}

describe("an objective without checkpoints", () => {
  test("is on track while its attainment is at least the share of the time gone", async () => {
    // (100 − 40) / (160 − 40) = 182 / 364; what is measured at as_of has not happened
    expect(await objective("A", "hours saved")).toMatchObject({
      current_value: 100,
      measured_on: "2024-06-29",
      attainment: 0.5,
      expected_attainment: 0.5,
      is_on_track: true,
      is_attained: false,
      attribution: "measured",
    });
  });

  test("has a curve, known month by month", async () => {
    expect(await month("A", "hours saved", "2024-02-01")).toMatchObject({
      current_value: null,
      attainment: null,
      is_on_track: null,
      value: null,
    });
    // 70 is a quarter of the way, and on 1 April 91 of 364 days are over
    expect(await month("A", "hours saved", "2024-03-01")).toMatchObject({
      attainment: 0.25,
      expected_attainment: 0.25,
      is_on_track: true,
      value: "3994.5205",
    });
    // on 1 May it is 121 of 364 days
    expect(await month("A", "hours saved", "2024-04-01")).toMatchObject({
      attainment: 0.25,
      is_on_track: false,
    });
    expect(await month("A", "hours saved", "2023-12-01")).toEqual({});
  });

  test("is behind once its date has gone and it is not attained", async () => {
    expect(await objective("A", "error rate")).toMatchObject({
      attainment: 0.75,
      expected_attainment: 1,
      is_on_track: false,
      attribution: "agreed",
    });
  });

  test("is neither on track nor behind without a date or without a baseline", async () => {
    const unknown = {
      attainment: null,
      is_on_track: null,
      is_attained: null,
      attribution: "stated",
    };
    expect(await objective("D", "no date")).toMatchObject(unknown);
    expect(await objective("D", "no baseline")).toMatchObject({ ...unknown, current_value: 9 });
  });
});

describe("dated checkpoints", () => {
  test("ask for the last one that is due, not for a share of the time", async () => {
    // 20 of 100 until April, 60 until September; half of the year would ask for 50
    const row = { expected_attainment: 0.2, target: 100, due_on: "2024-12-31" };
    expect(await objective("B", "rollout")).toMatchObject({ ...row, is_on_track: true });
    expect(await objective("C", "rollout")).toMatchObject({ ...row, is_on_track: false });
  });

  test("ask for nothing before the first of them is due", async () => {
    expect(await month("B", "rollout", "2024-03-01")).toMatchObject({ expected_attainment: 0 });
    expect(await month("B", "rollout", "2024-04-01")).toMatchObject({ expected_attainment: 0.2 });
  });

  test("are not what an agreement was that a later one replaced", async () => {
    expect(await month("D", "moved", "2024-04-01")).toMatchObject({
      target: 100,
      due_on: "2024-06-15",
      attainment: 0.4,
    });
    // 40 of 80, and 182 of the 365 days from 1 January to 31 December
    expect(await objective("D", "moved")).toMatchObject({
      target: 80,
      attainment: 0.5,
      expected_attainment: 182 / 365,
      is_on_track: true,
    });
  });
});

describe("the value of an objective", () => {
  test("is units attained × value per unit × the share of the period since the last time", async () => {
    // 90 days each of a month of 365/12: 30 × 45 × 1080/365 and 60 × 45 × 1080/365
    expect(await objective("A", "hours saved")).toMatchObject({ value: "11983.5616" });
    // 20 units × 3 a year × 166 of 365 days from 1 January to 15 June
    expect(await objective("B", "rollout")).toMatchObject({ value: "27.2877" });
  });

  test("counts once where it has no period, and downwards where the target lies below", async () => {
    // 9 → 6 is 3 units, 6 → 4.5 another 1.5, at 400 each
    expect(await objective("A", "error rate")).toMatchObject({ value: "1800.0000" });
  });

  test("is set against the account's recurring fees since the first agreement, once", async () => {
    const [row] = await company.rows(
      `select objective_value, value_attribution, value_multiple, roi
       from marts.accounts where account_id = 'A'`,
    );
    // fees: 91 days at 100 and 91 at 200 a month = 27300 × 12/365
    expect(row).toMatchObject({ objective_value: "13783.5616", value_attribution: "agreed" });
    expect(row?.value_multiple).toBeCloseTo((4_374_000 + 657_000) / 327_600, 6);
    expect(row?.roi).toBeCloseTo((4_374_000 + 657_000) / 327_600 - 1, 6);
  });
});

test("the bar was not raised when no next objective was agreed within 30 days", async () => {
  const flags = await company.rows(
    `select account_id, bar_not_raised from marts.objectives
     where objective = 'first' order by account_id`,
  );
  // attained on 10 May: 9 June is day 30 and 10 June day 31; of 1 June the 30 days still run
  expect(flags).toEqual([
    { account_id: "E", bar_not_raised: false },
    { account_id: "F", bar_not_raised: true },
    { account_id: "G", bar_not_raised: false },
  ]);
});

test("each account says how success is measured and whether it is achieved", async () => {
  const found = await company.rows(
    `select account_id, has_objective, success_status, success_measures
     from marts.accounts order by account_id`,
  );
  const statuses = found.map((row) => [row.account_id, row.has_objective, row.success_status]);
  expect(statuses).toEqual([
    ["A", true, "behind"],
    ["B", true, "on_track"],
    ["C", true, "behind"],
    ["D", true, "on_track"],
    // the second objective is not measured yet
    ["E", true, "unknown"],
    ["F", true, "unknown"],
    ["G", true, "attained"],
    ["N", false, null],
    ["P", true, "unknown"],
  ]);
  expect(found[0]?.success_measures).toBe(
    "error rate: 9.0 to 3.0; hours saved: 40.0 to 160.0 hours",
  );
});

test("an objective of an account that does not pay yet is there", async () => {
  expect(await objective("P", "before the first bill")).toMatchObject({ target: 160 });
});
