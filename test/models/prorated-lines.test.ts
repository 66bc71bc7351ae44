import { describe } from "vitest";
import { invoicesUnder, line, prorated } from "./invoiced.js";

describe("proration and overlaps", () => {
  invoicesUnder(
    {},
    {
      // the full month ending 1 February has 31 days: 34 × 31 / 17 = 62
      "a prorated line counts at its full-period rate": {
        lines: [line("01-15", "02-01", 34, prorated), line("02-01", "03-01", 62)],
        is: ["2024-01-15..2024-02-01 62.0000", "2024-02-01..2024-03-01 62.0000"],
      },
      // 61 days of the 366 that end on 1 May: 122 × 366 / 61 / 12 = 61
      "a prorated line of a yearly plan counts by its year": {
        lines: [line("03-01", "05-01", 122, { prorated: true, billing_interval: "year" })],
        is: ["2024-03-01..2024-05-01 61.0000"],
      },
      // last unprorated line: 3 months; full quarter ending 1 April is 91 days;
      // 60 × 91 / 30 / 3 = 60.6666…
      "without an interval a prorated line takes that of the last unprorated line": {
        lines: [
          line("01-01", "04-01", 90),
          line("03-02", "04-01", 60, { prorated: true, plan: "pro" }),
        ],
        is: ["2024-01-01..2024-03-02 30.0000", "2024-03-02..2024-04-01 90.6667"],
      },
      // 15 days of the 31 that end on 1 February: 45 × 31 / 15 = 93
      "a first line that is prorated counts by the month": {
        lines: [line("01-17", "02-01", 45, { prorated: true })],
        is: ["2024-01-17..2024-02-01 93.0000"],
      },
      "of two overlapping lines of a plan the later start wins from its start": {
        lines: [
          line("01-01", "2025-01-01", 1200, { billing_interval: "year" }),
          line("03-01", "2025-03-01", 1800, { billing_interval: "year" }),
        ],
        is: ["2024-01-01..2024-03-01 100.0000", "2024-03-01.. 150.0000"],
      },
      "lines of a plan that start together add up": {
        lines: [line("01-01", "02-01", 100), line("01-01", "02-01", 30)],
        is: ["2024-01-01..2024-02-01 130.0000"],
      },
      "lines of different plans add up": {
        lines: [line("01-01", "02-01", 100), line("01-11", "02-11", 30, { plan: "add-on" })],
        is: [
          "2024-01-01..2024-01-11 100.0000",
          "2024-01-11..2024-02-01 130.0000",
          "2024-02-01..2024-02-11 30.0000",
        ],
      },
      // basic is credited from the 16th; pro for 16 of 31 days: 128 × 31 / 16 = 248
      "a negative prorated line ends its plan's earlier line where it starts": {
        lines: [
          line("01-01", "02-01", 124),
          line("01-16", "02-01", -64, prorated),
          line("01-16", "02-01", 128, { ...prorated, plan: "pro" }),
        ],
        is: ["2024-01-01..2024-01-16 124.0000", "2024-01-16..2024-02-01 248.0000"],
      },
      // more seats of one plan in the middle of a month: 160 × 31 / 16 = 310
      "a change of seats of one plan replaces the line from its day": {
        lines: [
          line("01-01", "02-01", 155, { quantity: 5 }),
          line("01-16", "02-01", -80, { ...prorated, quantity: 5 }),
          line("01-16", "02-01", 160, { ...prorated, quantity: 10 }),
        ],
        is: ["2024-01-01..2024-01-16 155.0000", "2024-01-16..2024-02-01 310.0000"],
      },
      "a negative prorated line leaves other plans alone": {
        lines: [
          line("01-01", "02-01", 100),
          line("01-01", "02-01", 40, { plan: "add-on" }),
          line("01-20", "02-01", -15, { ...prorated, plan: "add-on" }),
        ],
        is: ["2024-01-01..2024-01-20 140.0000", "2024-01-20..2024-02-01 100.0000"],
      },
      "a line credited in full later never carried MRR": {
        lines: [
          line("01-01", "02-01", 100),
          line("01-01", "02-01", -100, { ...prorated, invoiced_at: "2024-01-05" }),
        ],
        is: [],
      },
      // 10 / 12 = 0.8333…; 0.00005 exactly rounds up
      "money is rounded half up once": {
        lines: [
          line("01-01", "2025-01-01", 10, { billing_interval: "year" }),
          line("01-01", "2025-01-01", 0.0006, { billing_interval: "year", plan: "tiny" }),
        ],
        is: ["2024-01-01.. 0.8334"],
      },
    },
  );
});
