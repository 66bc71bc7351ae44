import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

const share = z.number().gt(0).lt(1);
const months = z.int().min(1).max(120);
const strength = z.number().min(0.001).max(100_000);

const bucket = z.strictObject({
  bucket: z.string().min(1),
  up_to: z.int().min(1).max(12),
  pull: z.number().min(0).max(1),
});

const buckets = z
  .array(bucket)
  .min(1)
  .superRefine((list, context) => {
    for (const [index, { up_to }] of list.entries()) {
      const before = list[index - 1]?.up_to ?? 0;
      if (up_to > before) continue;
      const message = `must be above ${before}, because buckets are in order`;
      context.addIssue({ code: "custom", path: [index, "up_to"], message });
    }
    if (list.at(-1)?.up_to === 12) return;
    context.addIssue({ code: "custom", message: "must reach 12 months ahead" });
  });

const category = z.strictObject({
  category: z.string().min(1),
  at_least: z.number().min(0).max(1),
  stands_for: z.number().min(0).max(1),
});

const schema = z.strictObject({
  atr_min_term_months: months,
  min_history_months: months,
  priors: z.strictObject({
    green: share,
    yellow: share,
    orange: share,
    red: share,
    unknown: share,
  }),
  base: share,
  strength,
  lead_buckets: buckets,
  cap_percentile: z.number().gt(0).max(1),
  kept_share: z.number().gt(0).max(1),
  hazard: z.number().min(0).lt(1),
  hazard_strength: strength,
  regained_share: z.number().min(0).lt(1),
  regained_strength: strength,
  expansion_months: months,
  expansion_strength: strength,
  shock: z.number().min(0).max(10),
  shock_min_months: months,
  simulate_below: z.int().min(0),
  categories: z.array(category).min(1),
  draws: z.int().min(100).max(100_000),
  seed: z.int(),
});

export type ForecastSettings = z.infer<typeof schema>;

/** forecast.yml: what a renewal is expected to bring before anything was learned, and how fast it is. */
export const forecastFile: SettingsFile<ForecastSettings> = {
  name: "forecast.yml",
  schema,
  isText: ([list, , key]) =>
    (list === "lead_buckets" && key === "bucket") || (list === "categories" && key === "category"),
};

const numbers = {
  atr_min_term_months: "integer",
  min_history_months: "integer",
  base: "double",
  strength: "double",
  cap_percentile: "double",
  kept_share: "double",
  hazard: "double",
  hazard_strength: "double",
  regained_share: "double",
  regained_strength: "double",
  expansion_months: "integer",
  expansion_strength: "double",
  shock: "double",
  shock_min_months: "integer",
  simulate_below: "integer",
  draws: "integer",
  seed: "bigint",
} as const;

// of the normal distribution, for intervals that hold 80 and 95 of 100
const quantiles = { z_80: 1.281552, z_95: 1.959964 };

/** `config.forecast` (one row), `forecast_priors` by status, `forecast_leads` by months ahead. */
export function forecastTables(settings: ForecastSettings): ConfigTable[] {
  const names = Object.keys(numbers) as (keyof typeof numbers)[];
  const [green, yellow, orange, red] = ["green", "yellow", "orange", "red"] as const;
  return [
    {
      name: "forecast",
      columns: [...names.map((name) => `${name} ${numbers[name]}`), "z_80 double", "z_95 double"],
      rows: [[...names.map((name) => settings[name]), quantiles.z_80, quantiles.z_95]],
    },
    {
      name: "forecast_priors",
      columns: ["status varchar", "status_rank integer", "prior double"],
      rows: [
        ...[green, yellow, orange, red].map((name, at) => [name, at + 1, settings.priors[name]]),
        ["unknown", null, settings.priors.unknown],
      ],
    },
    {
      name: "forecast_leads",
      columns: ["lead_months integer", "lead_bucket varchar", "bucket_rank integer", "pull double"],
      rows: Array.from({ length: 13 }, (_, lead) => {
        const at = settings.lead_buckets.findIndex(({ up_to }) => lead <= up_to);
        const { bucket: name = "", pull = 1 } = settings.lead_buckets[at] ?? {};
        return [lead, name, at + 1, pull];
      }),
    },
    {
      name: "forecast_categories",
      columns: ["category varchar", "band integer", "at_least double", "stands_for double"],
      rows: settings.categories.map((row, at) => [
        row.category,
        at + 1,
        row.at_least,
        row.stands_for,
      ]),
    },
  ];
}
