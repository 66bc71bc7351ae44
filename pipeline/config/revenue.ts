import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";

const days = z.int().min(0).max(36_500);

const presets = ["chartmogul", "profitwell", "stripe", "chargebee"] as const;

const schema = z.strictObject({
  preset: z.enum(presets).optional(),
  churn_date: z.enum(["end_of_paid_period", "cancelled_at"]),
  past_due: z.union([
    // `never` is short for `churn_after_days: never`
    z.enum(["counts", "never"]),
    z.strictObject({ churn_after_days: z.union([days, z.literal("never")]) }),
  ]),
  paused: z.enum(["zero", "keeps"]),
  trial: z.enum(["excluded"]),
  free_plan: z.enum(["customer_at_zero", "not_customer"]),
  gap_days: days,
  reactivation_within_days: z.union([days, z.literal("any")]),
  discounts: z.enum(["in_force", "only_forever", "ignored"]),
  metered: z.enum(["excluded", "included"]),
  same_month_new_and_churn: z.enum(["both", "ignored"]),
  fx: z.enum(["constant"]),
  late_days: days,
});

export type RevenueSettings = z.infer<typeof schema>;

/** revenue.yml: the policies by which subscriptions become monthly recurring revenue. */
export const revenueFile: SettingsFile<RevenueSettings> = {
  name: "revenue.yml",
  schema,
  preset: { key: "preset", names: presets, folder: "presets" },
};
