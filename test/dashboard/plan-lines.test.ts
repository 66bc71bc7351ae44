import { expect, test } from "vitest";
import { plannedInAll } from "../../dashboard/figures/plan-lines.js";

const planned = (metric: string, period: string, forecast: number | null, line: number | null) => ({
  ...{ metric, period, forecast, line },
  vintage: "2024-12-01",
  path: line === null ? null : "plans/2025.csv",
});

test("plans of months are one of each metric, with the lines that they are written in", () => {
  const rows = [
    planned("churned_arr", "2025-01-01", 30, 4),
    planned("churned_arr", "2025-02-01", 12, 7),
    planned("churned_arr", "2025-02-01", 0, 6),
    planned("churned_arr", "2025-02-01", 0, 5),
    planned("churned_arr", "2025-02-01", 0, 9),
    // planned again in another file for a month that the first did not reach
    {
      ...planned("churned_arr", "2025-03-01", 8, 2),
      vintage: "2025-01-01",
      path: "plans/more.csv",
    },
    planned("new_arr", "2025-01-01", null, null),
  ];
  expect(plannedInAll(rows)).toEqual([
    {
      metric: "churned_arr",
      total: 50,
      from: "2025-01-01",
      to: "2025-03-01",
      vintages: ["2024-12-01", "2025-01-01"],
      files: [
        { path: "plans/2025.csv", lines: "4–7, 9" },
        { path: "plans/more.csv", lines: "2" },
      ],
    },
    {
      metric: "new_arr",
      total: 0,
      from: "2025-01-01",
      to: "2025-01-01",
      vintages: ["2024-12-01"],
      files: [],
    },
  ]);
});
