import { beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { ask, rowsOf } from "./client.js";
import { sharedDemo } from "./shared.js";

let serving: Serving;

beforeAll(async () => {
  serving = await sharedDemo();
});

const year2024and5 = ["2024-11-01", "2025-02-28"];

async function figures(query: object, member = "account_months.mrr"): Promise<unknown[]> {
  return (await rowsOf(serving, query)).map((row) => row[member]);
}

function by(granularity: string | undefined, dateRange: string[] | undefined = year2024and5) {
  return [{ dimension: "account_months.month", granularity, dateRange }];
}

describe("a stock over several months", () => {
  const measures = ["account_months.mrr"];

  test("is that of the last month there is when nothing is asked for", async () => {
    expect(await figures({ measures })).toEqual(["1700"]);
  });

  test("is that of the last month of the range", async () => {
    expect(await figures({ measures, timeDimensions: by(undefined) })).toEqual(["1650"]);
  });

  test("is each month's own when grouped by month", async () => {
    const timeDimensions = by("month");
    expect(await figures({ measures, timeDimensions })).toEqual(["1600", "2300", "2500", "1650"]);
  });

  test("is that of the last month of each quarter, and of each year", async () => {
    expect(await figures({ measures, timeDimensions: by("quarter") })).toEqual(["2300", "1650"]);
    expect(await figures({ measures, timeDimensions: by("year") })).toEqual(["2300", "1650"]);
  });

  test("is 0, not an older figure, for a slice that is empty in the last month", async () => {
    const rows = await rowsOf(serving, {
      measures: ["account_months.mrr", "account_months.customers"],
      dimensions: ["account_months.account_id"],
      timeDimensions: by(undefined),
      order: { "account_months.account_id": "asc" },
    });
    expect(
      rows.map((row) => [row["account_months.account_id"], row["account_months.mrr"]]),
    ).toEqual([
      ["a1", "1200"],
      ["a2", "300"],
      ["a3", "0"],
      ["a4", "150"],
    ]);
    const filters = [{ member: "account_months.tier", operator: "equals", values: ["3"] }];
    const range = by(undefined, ["2024-11-01", "2025-01-31"]);
    expect(await figures({ measures, filters, timeDimensions: range })).toEqual(["0"]);
  });

  test("stands beside a flow that does add up over the months", async () => {
    const rows = await rowsOf(serving, {
      measures: ["account_months.mrr", "account_months.mrr_new", "account_months.mrr_opening"],
      timeDimensions: by(undefined),
    });
    expect(rows).toEqual([
      {
        "account_months.mrr": "1650",
        "account_months.mrr_new": "2400",
        "account_months.mrr_opening": "0",
      },
    ]);
  });

  test("opens with the first month of the range", async () => {
    const query = { measures: ["account_months.mrr_opening"] };
    const range = ["2024-12-01", "2025-02-28"];
    expect(
      await figures({ ...query, timeDimensions: by(undefined, range) }, query.measures[0]),
    ).toEqual(["1600"]);
    expect(
      await figures({ ...query, timeDimensions: by("quarter", range) }, query.measures[0]),
    ).toEqual(["1600", "2300"]);
  });

  test("reads the last closed month when only closed months are asked for", async () => {
    const filters = [{ member: "account_months.is_closed", operator: "equals", values: ["true"] }];
    expect(await figures({ measures, filters })).toEqual(["1650"]);
  });

  test("follows filters on months, wherever an `and` holds them", async () => {
    const month = { member: "account_months.month" };
    const before = { ...month, operator: "beforeDate", values: ["2025-02-01"] };
    const not = { ...month, operator: "notInDateRange", values: ["2025-01-01", "2025-01-31"] };
    expect(await figures({ measures, filters: [before] })).toEqual(["2500"]);
    expect(await figures({ measures, filters: [before, not] })).toEqual(["2300"]);
    expect(await figures({ measures, filters: [{ and: [before, not] }] })).toEqual(["2300"]);
  });

  test("follows a filter on the key of a row", async () => {
    const values = ["a1/2025-01"];
    const filters = [{ member: "account_months.account_month_id", operator: "equals", values }];
    expect(await figures({ measures, filters })).toEqual(["1200"]);
  });

  test("is refused where an `or` leaves the range of months open", async () => {
    const or = [
      { member: "account_months.month", operator: "equals", values: ["2025-01-01"] },
      { member: "account_months.region", operator: "equals", values: ["EMEA"] },
    ];
    expect((await ask(serving, { measures, filters: [{ or }] })).status).toBe(400);
    const dimensions = ["account_months.is_closed"];
    expect((await ask(serving, { measures, dimensions })).status).toBe(400);
  });

  test("filters and sorts by the figure that is shown", async () => {
    const rows = await rowsOf(serving, {
      dimensions: ["account_months.account_id"],
      measures,
      filters: [{ member: "account_months.mrr", operator: "gt", values: ["200"] }],
      order: { "account_months.mrr": "asc" },
    });
    expect(rows.map((row) => row["account_months.account_id"])).toEqual(["a2", "a1"]);
  });

  test("is the same for tiers and for metrics", async () => {
    expect(await figures({ measures: ["tiers.mrr"] }, "tiers.mrr")).toEqual(["1700"]);
    const dimensions = ["metrics.metric"];
    const order = { "metrics.metric": "asc" };
    const query = { measures: ["metrics.value_total"], dimensions, order };
    expect(await figures(query, "metrics.value_total")).toEqual(["1.3", "9"]);
  });
});

describe("a rate", () => {
  test("reads closed months only", async () => {
    // losses 100 + 800 + 200 over openings 0 + 1600 + 2300 + 2500; March is open
    const rows = await rowsOf(serving, {
      measures: ["growth.gross_mrr_churn_rate", "growth.quick_ratio"],
    });
    expect(rows).toEqual([
      { "growth.gross_mrr_churn_rate": "0.171875", "growth.quick_ratio": String(2600 / 1100) },
    ]);
  });

  test("is empty, not 0 and not an error, where nothing could churn", async () => {
    const dateRange = ["2024-11-01", "2024-11-30"];
    const query = {
      measures: ["growth.gross_mrr_churn_rate"],
      timeDimensions: [{ dimension: "growth.month", dateRange }],
    };
    expect(await figures(query, query.measures[0])).toEqual([null]);
  });

  test("is offered by no view that slices by what an account became", async () => {
    const measures = ["account_months.gross_mrr_churn_rate"];
    expect((await ask(serving, { measures })).status).toBe(400);
  });
});

describe("the lifetime value", () => {
  const ltv = "lifetime_value.ltv";
  const small = { member: "lifetime_value.size", operator: "equals", values: ["small"] };

  test("divides ARPA by the mean of the monthly rates, not by churn over all months", async () => {
    // small: of 2 in December one left, of 1 in January and of 1 in February none: a mean of 1/6
    // (all that left over all that could have would be 1/4); March's ARPA is (300 + 150 + 50) / 3
    const measures = [ltv, "lifetime_value.mean_customer_churn_rate", "lifetime_value.arpa"];
    const [row] = await rowsOf(serving, { measures, filters: [small] });
    expect(Number(row?.["lifetime_value.mean_customer_churn_rate"])).toBeCloseTo(1 / 6, 12);
    expect(Number(row?.["lifetime_value.arpa"])).toBeCloseTo(500 / 3, 9);
    expect(Number(row?.[ltv])).toBeCloseTo(1000, 9);
  });

  test("slices each month's churn by what the account was as that month began", async () => {
    // tier 2 held a2 in December and January, a2 and a3 in February, when a3 left: (0 + 0 + 1/2)/3;
    // a2 alone pays in March: 300 × 6. Of tier 1 (a1, in January also a3) nobody ever left
    const dimensions = ["lifetime_value.tier"];
    const found = await rowsOf(serving, { measures: [ltv], dimensions });
    const tiers = new Map(found.map((row) => [row["lifetime_value.tier"], row[ltv]]));
    expect(Number(tiers.get(2) ?? tiers.get("2"))).toBeCloseTo(1800, 9);
    expect(tiers.get(1) ?? tiers.get("1") ?? null).toBeNull();
  });

  test("is each month's own when grouped by month, and empty before anybody left", async () => {
    const timeDimensions = [{ dimension: "lifetime_value.month", granularity: "month" }];
    const order = { "lifetime_value.month": "asc" };
    const found = await rowsOf(serving, { measures: [ltv], timeDimensions, order });
    // December lost 1 of 3, January 0 of 3, February 1 of 3; ARPA 2500/3, 1650/3 and 1700/4
    const figure = (row: (typeof found)[number]) =>
      row[ltv] === null ? null : Math.round(Number(row[ltv]) * 1e6) / 1e6;
    expect(found.map(figure)).toEqual([null, null, 2500, 3300, 1912.5]);
  });

  test("of the last closed month is found by asking for closed months", async () => {
    const filters = [{ member: "lifetime_value.is_closed", operator: "equals", values: ["true"] }];
    const [row] = await rowsOf(serving, { measures: [ltv], filters });
    expect(Number(row?.[ltv])).toBeCloseTo(3300, 9);
  });
});

describe("a figure of one window, segment or currency", () => {
  const order = { "retention.window_months": "asc" };

  test("is each window's own when grouped by window, and empty where windows are mixed", async () => {
    // February: of 1200 + 500 + 800 a month before 1500 were kept, and 150 were not in the window;
    // three months before 1000 + 500 + 100 are now 1200 + 300 + 150, of which 1000 + 300 + 100
    const measures = ["retention.grr", "retention.accounts"];
    const dimensions = ["retention.window_months"];
    expect(await rowsOf(serving, { measures, dimensions, order })).toEqual([
      { "retention.window_months": "1", "retention.grr": "0.6", "retention.accounts": "3" },
      { "retention.window_months": "3", "retention.grr": "0.875", "retention.accounts": "3" },
    ]);
    expect(await rowsOf(serving, { measures })).toEqual([
      { "retention.grr": null, "retention.accounts": null },
    ]);
  });

  test("is that of the last closed month of each quarter", async () => {
    const filters = [{ member: "retention.window_months", operator: "equals", values: ["1"] }];
    const timeDimensions = [{ dimension: "retention.month", granularity: "quarter" }];
    const measures = ["retention.logo_churn"];
    // December lost one of three, February one of three
    const third = String(1 / 3);
    expect(await figures({ measures, filters, timeDimensions }, "retention.logo_churn")).toEqual([
      third,
      third,
    ]);
  });

  test("is empty where cohorts of several ages or segments are mixed", async () => {
    const filters = [{ member: "cohorts.segment", operator: "equals", values: ["all"] }];
    const measures = ["cohorts.logo_retention"];
    expect(await figures({ measures, filters }, measures[0])).toEqual([null]);
    const dimensions = ["cohorts.months_since"];
    const order = { "cohorts.months_since": "asc" };
    // of a1, a2, a4 (November) and a3 (December): all; without a4; without a4; without a3
    expect(await figures({ measures, filters, dimensions, order }, measures[0])).toEqual([
      "1",
      "0.75",
      "0.5",
      "1",
    ]);
  });

  test("is empty where subscriptions are billed in several currencies", async () => {
    const measures = ["subscription_months.mrr", "subscription_months.mrr_native"];
    expect(await rowsOf(serving, { measures })).toEqual([
      { "subscription_months.mrr": "1700", "subscription_months.mrr_native": null },
    ]);
  });
});
