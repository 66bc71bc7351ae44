import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { movementsOfPeriods } from "./movements.js";
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

// The data ends in 2020-02: a period that was still running then is written with the end
// 2020-02-01. Ends are exclusive, so as of 2020-02-01 every such period is still open and its end
// has not happened; a day later all of them would be read as churn of one day.
const asOf = "2020-02-01";

const periods = () =>
  rawRows("mrr-playbook", "subscription_periods.csv").map((row) => ({
    account: row.customer_id ?? "",
    from: row.start_date ?? "",
    to: row.end_date ?? "",
    mrr: money(row.monthly_amount),
  }));

describe.skipIf(isAbsent("mrr-playbook"))("mrr-playbook (skipped without ../shared/data)", () => {
  let playbook: Example;
  let months: Row[];
  let movements: Row[];
  beforeAll(async () => {
    playbook = example("mrr-playbook");
    expect((await playbook.run(asOf)).code).toBe(0);
    months = await playbook.mart("marts.account_months");
    movements = await playbook.mart("marts.mrr_movements");
  });
  afterAll(() => playbook.remove());

  test("all 121 periods of the 55 customers are loaded", async () => {
    const [file] = await playbook.mart("marts.source_files");
    expect(file).toMatchObject({ rows_read: "121", rows_loaded: "121" });
    expect(await playbook.mart("marts.accounts")).toHaveLength(55);
    expect(new Set(months.map((row) => row.account_id)).size).toBe(55);
  });

  test("no two periods of a customer overlap, so movements can be read off pair by pair", () => {
    const spans = periods().sort((one, other) => (one.from < other.from ? -1 : 1));
    for (const { account, from, to } of spans) {
      const inside = spans.filter((one) => one.account === account && one.from > from);
      expect(inside.filter((one) => to === "" || one.from < to)).toEqual([]);
    }
  });

  test("every movement is the one that two neighbouring periods make", () => {
    const accounts = [...new Set(periods().map(({ account }) => account))];
    const told = accounts.flatMap((account) =>
      movementsOfPeriods(
        periods().filter((one) => one.account === account),
        asOf,
      ),
    );
    const found = movements.map((row) =>
      [row.account_id, row.occurred_on, row.movement, Number(row.amount)].join(" "),
    );
    expect(found.sort()).toEqual(told.map((one) => one.join(" ")).sort());
  });

  test("the movements add up to these sums by type, and to the MRR of today", () => {
    // Worked out from the CSV by going through each customer's periods in the order of their
    // starts: the first of each of the 55 is new (2,295); three come back after a gap (150); where
    // one period ends on the day the next begins, 30 rise (660) and 27 fall (−555); a gap or an
    // end before 2020-02-01 is churn, 54 times (−2,375). Together 175, which is what the periods
    // that run on 2020-02-01 add up to.
    const sums = new Map<string, [number, number]>();
    for (const { movement = "", amount } of movements) {
      const [count, sum] = sums.get(movement) ?? [0, 0];
      sums.set(movement, [count + 1, sum + Number(amount)]);
    }
    expect(Object.fromEntries(sums)).toEqual({
      new: [55, 2295],
      reactivation: [3, 150],
      expansion: [30, 660],
      contraction: [27, -555],
      churn: [54, -2375],
    });
    const now = months.filter((row) => row.month === "2020-02-01");
    expect(now.reduce((total, row) => total + Number(row.mrr), 0)).toBe(175);
  });

  test("month-end MRR equals the sum of the open periods", () => {
    const first =
      periods()
        .map((period) => period.from)
        .sort()[0] ?? "";
    const spine = monthsBetween(`${first.slice(0, 7)}-01`, "2020-02-01");
    expect(closingMrr(months)).toEqual(monthEndMrr(periods(), spine, asOf));
  });

  test("opening and the movements add up to closing in every month", () => {
    expect(brokenMonths(months, movements)).toEqual([]);
  });

  test("the end of the data is not churn", () => {
    const late = movements.filter((row) => (row.occurred_on ?? "") >= asOf);
    expect(late).toEqual([]);
    const open = months.filter((row) => row.month === "2020-02-01" && row.mrr !== "0.0000");
    const running = rawRows("mrr-playbook", "subscription_periods.csv").filter(
      (row) => row.end_date === "" || (row.end_date ?? "") >= asOf,
    );
    expect(open.map((row) => row.account_id).sort()).toEqual(
      [...new Set(running.map((row) => row.customer_id))].sort(),
    );
  });
});
