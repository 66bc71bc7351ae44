import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Finished } from "../cli/command.js";
import {
  brokenMonths,
  closingMrr,
  type Example,
  example,
  isAbsent,
  money,
  monthEndMrr,
  monthsBetween,
  type Row,
  rawRows,
} from "./published.js";

const asOf = "2025-01-01";

describe.skipIf(isAbsent("ravenstack"))("RavenStack (skipped without ../shared/data)", () => {
  let ravenstack: Example;
  let first: Finished;
  let months: Row[];
  beforeAll(async () => {
    ravenstack = example("ravenstack");
    first = await ravenstack.run(asOf);
    expect(first.stderr).not.toContain(" → ");
    expect(first.code).toBe(0);
    months = await ravenstack.mart("marts.account_months");
  });
  afterAll(() => ravenstack.remove());

  test("every row of every file is loaded, also usage with a repeated id", async () => {
    const files = await ravenstack.mart("marts.source_files");
    const rows = files.map(({ entity, rows_read, rows_loaded }) => [
      entity,
      rows_read,
      rows_loaded,
    ]);
    expect(Object.fromEntries(rows.map(([entity, ...counts]) => [entity, counts]))).toEqual({
      accounts: ["500", "500"],
      subscriptions: ["5000", "5000"],
      usage_events: ["25000", "25000"],
      tickets: ["2000", "2000"],
      churn_reasons: ["600", "600"],
    });
    expect(await ravenstack.mart("marts.quarantine")).toEqual([]);
    expect(await ravenstack.mart("marts.accounts")).toHaveLength(500);
  });

  test("month-end MRR of every account and month is the sum of its open paid subscriptions", () => {
    const paid = rawRows("ravenstack", "ravenstack_subscriptions.csv")
      .filter((row) => row.is_trial === "False")
      .map((row) => ({
        account: row.account_id ?? "",
        from: row.start_date ?? "",
        to: row.end_date ?? "",
        mrr: money(row.mrr_amount),
      }));
    const spine = monthsBetween("2023-01-01", "2025-01-01");
    const expected = monthEndMrr(paid, spine, asOf);
    expect(expected.size).toBeGreaterThan(5000);
    expect(closingMrr(months)).toEqual(new Map([...expected].filter(([, mrr]) => mrr !== 0n)));
  });

  test("opening and the movements add up to closing in every month", async () => {
    const movements = await ravenstack.mart("marts.mrr_movements");
    expect(brokenMonths(months, movements)).toEqual([]);
    const total = movements.reduce((sum, row) => sum + money(row.amount), 0n);
    const last = months.filter((row) => row.month === "2025-01-01");
    expect(total).toBe(last.reduce((sum, row) => sum + money(row.mrr), 0n));
  });

  test("health tells nothing about labels that are random, and the run says so plainly", () => {
    const told =
      /foresight health 3 months before (\d+) renewals, (\d+) of them lost: AUC ([\d.]+)/;
    const [, renewals, lost, auc] = told.exec(first.stdout) ?? [];
    expect(Number(renewals)).toBeGreaterThan(200);
    expect(Number(lost)).toBeGreaterThan(50);
    expect(Math.abs(Number(auc) - 0.5)).toBeLessThan(0.1);
    expect(first.stdout).toContain("no better than chance");
  });

  test("a second run says nothing new and publishes nothing", async () => {
    const pointer = join(ravenstack.warehouse, "current.json");
    const before = readFileSync(pointer, "utf8");
    const second = await ravenstack.run(asOf);
    expect(second.code).toBe(0);
    expect(second.stdout).toContain("nothing new");
    expect(readFileSync(pointer, "utf8")).toBe(before);
  });
});
