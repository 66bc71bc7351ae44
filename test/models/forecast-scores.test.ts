import { readFileSync } from "node:fs";
import { afterAll, beforeEach, expect, test } from "vitest";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";

let database: Database;
afterAll(() => database.close());

beforeEach(async () => {
  database?.close();
  database = await openDatabase(":memory:");
  await database.connection.run(`
    create schema core; create schema config; create schema marts;
    create table config.forecast as select 1.959964 as z_95;
    create table core.forecast_cells (origin varchar, term_class varchar, lead_bucket varchar,
      status varchar, decided_month date, segment varchar, forecasts bigint, renewed bigint,
      probability_sum decimal(38, 9), probability_squares decimal(38, 9),
      probability_renewed decimal(38, 9), renewals decimal(38, 6), distinct_renewed decimal(38, 6),
      distinct_expected decimal(38, 9), distinct_chance decimal(38, 9), arr decimal(38, 4),
      arr_renewed decimal(38, 4), arr_expected decimal(38, 4));
    create table core.forecast_outcomes (origin varchar, metric varchar, segment varchar,
      lead_months integer, forecast decimal(18, 4), actual decimal(18, 4), low_80 decimal(18, 4),
      high_80 decimal(18, 4), low_95 decimal(18, 4), high_95 decimal(18, 4));`);
});

// one status in one decision month: n forecasts of one probability, each of its own renewal
async function cell(status: string, p: number, n: number, renewed: number): Promise<void> {
  await database.connection.run(
    `insert into core.forecast_cells values ('backcast', 'longer', '0-3', $1, date '2024-01-01',
       'all', $2::bigint, $3::bigint, $4::double * $2::double, $4::double * $4::double * $2::double,
       $4::double * $3::double, $2::double, $3::double, $4::double * $2::double,
       $4::double * (1 - $4::double) * $2::double, 100 * $2::double, 100 * $3::double,
       100 * $4::double * $2::double)`,
    [status, n, renewed, p],
  );
}

async function mart(name: string): Promise<Record<string, unknown>[]> {
  const sql = readFileSync(shipped("models", "marts", `${name}.sql`), "utf8");
  return await rows(database.connection, sql);
}

function rounded(value: unknown, digits: number): number {
  return Number(Number(value).toFixed(digits));
}

test("four probabilities and their outcomes have a Brier score of 0.085", async () => {
  // (0.1² + 0.4² + 0.4² + 0.1²) / 4
  await cell("a", 0.1, 1, 0);
  await cell("b", 0.4, 1, 0);
  await cell("c", 0.6, 1, 1);
  await cell("d", 0.9, 1, 1);
  const all = (await mart("forecast_calibration")).find(({ status }) => status === "all");
  expect(rounded(all?.brier, 9)).toBe(0.085);
});

test("the Brier score of four statuses falls into reliability, resolution and uncertainty", async () => {
  await cell("green", 0.95, 20, 18);
  await cell("yellow", 0.8, 10, 7);
  await cell("orange", 0.5, 10, 4);
  await cell("red", 0.2, 5, 2);
  const found = await mart("forecast_calibration");
  const all = found.find(({ status }) => status === "all");
  const parts = ["brier", "reliability", "resolution", "uncertainty", "within"] as const;
  expect(parts.map((part) => rounded(all?.[part], 6))).toEqual([
    0.176667, 0.01, 0.047654, 0.214321, 0,
  ]);
  // 31 of 45 renewed
  expect([Number(all?.n), Number(all?.renewed)]).toEqual([45, 31]);
  expect(found.find(({ status }) => status === "green")?.brier).toBeNull();
});

test.each([
  [8, 10, 0.4902, 0.9433],
  [45, 50, 0.7864, 0.9565],
  [0, 5, 0, 0.4345],
])("%i of %i renewed leaves between %f and %f", async (renewed, n, low, high) => {
  // a forecast that came true to the renewal, so that nothing moved together beyond chance
  await cell("green", renewed / n === 0 ? 0.001 : renewed / n, n, renewed);
  const green = (await mart("forecast_calibration")).find(({ status }) => status === "green");
  expect([rounded(green?.low, 4), rounded(green?.high, 4)]).toEqual([low, high]);
  expect(rounded(green?.n_effective, 6)).toBe(n);
});

test("an interval holds what was observed, also where everything renewed", async () => {
  await cell("green", 0.9444, 4, 4);
  const green = (await mart("forecast_calibration")).find(({ status }) => status === "green");
  expect(green?.high).toBe(1);
  expect(Number(green?.low)).toBeLessThan(1);
});

test("renewals that move together count as fewer", async () => {
  // 10 at 0.5 of which all renewed: (10 - 5)² / 2.5 = 10 times the variance of chance
  await cell("green", 0.5, 10, 10);
  const green = (await mart("forecast_calibration")).find(({ status }) => status === "green");
  expect(rounded(green?.n_effective, 9)).toBe(1);
});

test("forecasts of 90, 210 and 140 against 100, 200 and 150 have a WAPE of 6.67%", async () => {
  const months = [
    [90, 100],
    [210, 200],
    [140, 150],
  ];
  for (const [forecast, actual] of months) {
    await database.connection.run(
      `insert into core.forecast_outcomes
       values ('backcast', 'retained_arr', 'all', 1, $1, $2, $1 - 10, $1 + 5, $1 - 20, $1 + 20)`,
      [forecast ?? 0, actual ?? 0],
    );
  }
  const [row] = await mart("forecast_accuracy");
  // errors 10, 10, 10 of 450; the sum is 10 too low; 200 alone is within 5%
  expect([rounded(row?.wape, 4), rounded(row?.bias, 4)]).toEqual([0.0667, -0.0222]);
  expect(rounded(row?.within_5pct, 4)).toBe(0.3333);
  // 100 is above 95, 200 is within 200 and 215, 150 is above 145
  expect([rounded(row?.coverage_80, 4), rounded(row?.coverage_95, 4)]).toEqual([0.3333, 1]);
});
