import { z } from "zod";
import { anyOf, didYouMean, type Report } from "./mistakes.js";
import type { SettingsFile } from "./settings-file.js";

const schema = z.strictObject({
  reporting_currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "must be three capital letters such as USD")
    .describe("All money is given in this currency."),
  fiscal_year_start_month: z.int().min(1).max(12).describe("1 = January."),
  min_peers: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe("The smallest group an account is compared with."),
  baseline_days: z
    .int()
    .min(0)
    .max(36_500)
    .describe("Days until the starting point of an account is settled."),
  retention_windows: z
    .array(z.int().min(1).max(1200))
    .min(1)
    .refine((windows) => new Set(windows).size === windows.length, "must not repeat a window")
    .describe("Months over which retention is measured."),
  lifetime_months: z
    .int()
    .min(1)
    .max(1200)
    .describe("Closed months whose customer churn the lifetime value rests on."),
  freshness: z
    .record(z.string(), z.int().min(0))
    .describe("Days without new rows until a source is stale: `default`, or by source."),
  builds_to_keep: z.int().min(1).max(10_000).describe("Published builds kept for a rollback."),
  memory_limit: z
    .string()
    .regex(/^\d+(\.\d+)? ?[KMGT]i?B$/i, "must be an amount of memory such as 3GB")
    .describe("What the database may use before it spills to disk."),
  threads: z
    .int()
    .min(1)
    .max(1024)
    .exactOptional()
    .describe("Processor threads; the machine's when absent."),
});

export type TenureSettings = z.infer<typeof schema>;

/** tenure.yml: settings of the whole project. */
export const tenureFile: SettingsFile<TenureSettings> = { name: "tenure.yml", schema };

/** Freshness limits, as they are written, may only name sources that exist. */
export function checkFreshness(written: unknown, sources: readonly string[], report: Report): void {
  const limits = z.object({ freshness: z.record(z.string(), z.unknown()) }).safeParse(written);
  const known = ["default", ...sources];
  for (const name of Object.keys(limits.data?.freshness ?? {})) {
    if (known.includes(name)) continue;
    const list = `; write ${anyOf(known)}`;
    report(["freshness", name], `"${name}" is not a source${didYouMean(name, known, list)}`);
  }
}
