import type { Cell } from "./company.js";
import type { Accounts } from "./under-config.js";

type Row = Readonly<Record<string, Cell>>;

export const monthly: Row = { billing_interval: "month" };
export const yearly: Row = { billing_interval: "year" };

/** ChartMogul's published story, which says 'a few days' and 'two weeks later'; the days are ours. */
export const syncalytics: Accounts = {
  Syncalytics: [
    // 4 × 500 / 12 = 166.67, cancelled in March and paid to the end of the year
    {
      ...yearly,
      plan: "Gold",
      quantity: 4,
      unit_amount: 500,
      started_at: "2023-01-01",
      cancelled_at: "2023-03-20",
      ended_at: "2024-01-01",
    },
    // 2 × 30 = 60, cancelled in its second week and paid to the end of its month
    {
      ...monthly,
      plan: "Silver",
      quantity: 2,
      unit_amount: 30,
      started_at: "2023-01-05",
      cancelled_at: "2023-01-19",
      ended_at: "2023-02-05",
    },
    // 3 × 50 = 150
    { ...monthly, plan: "Gold", quantity: 3, unit_amount: 50, started_at: "2024-03-01" },
  ],
};
