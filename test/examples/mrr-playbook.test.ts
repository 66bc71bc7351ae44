import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

  test("month-end MRR equals the sum of the open periods", () => {
    const periods = rawRows("mrr-playbook", "subscription_periods.csv").map((row) => ({
      account: row.customer_id ?? "",
      from: row.start_date ?? "",
      to: row.end_date ?? "",
      mrr: money(row.monthly_amount),
    }));
    const first = periods.map((period) => period.from).sort()[0] ?? "";
    const spine = monthsBetween(`${first.slice(0, 7)}-01`, "2020-02-01");
    expect(closingMrr(months)).toEqual(monthEndMrr(periods, spine, asOf));
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
