import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

const monthColumns = [
  "arr",
  "mrr",
  "seats",
  "mrr_opening",
  "mrr_new",
  "mrr_reactivation",
  "mrr_expansion",
  "mrr_contraction",
  "mrr_churn",
] as const;
const ofVintages = ["retained_arr", "grr", "nrr"];

const aggregated = { aggregation: z.enum(["sum", "mean", "median"]) };
const actual = z.discriminatedUnion("mart", [
  z.strictObject({
    mart: z.literal("account_months"),
    columns: z.array(z.enum(monthColumns)).min(1),
    times: z.number().exactOptional(),
    ...aggregated,
  }),
  z.strictObject({
    mart: z.literal("account_metrics"),
    columns: z.array(z.string().min(1)).length(1),
    times: z.number().exactOptional(),
    ...aggregated,
  }),
]);

const metric = z.strictObject({
  title: z.string().min(1),
  unit: z.string().min(1),
  direction: z.enum(["higher_is_better", "lower_is_better"]),
  population: z.enum(["all_accounts", "vintage_accounts"]),
  actual: actual.exactOptional(),
  period_grain: z.enum(["month", "quarter"]).exactOptional(),
  flow: z.boolean().exactOptional(),
});

const metricName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as churned_arr");

const schema = z
  .strictObject({ metrics: z.record(metricName, metric) })
  .superRefine(({ metrics }, context) => {
    for (const [name, { population, actual: from }] of Object.entries(metrics)) {
      const isOfVintages = population === "vintage_accounts";
      const path = ["metrics", name, "population"];
      if (isOfVintages && !ofVintages.includes(name)) {
        const message = `is known over the vintage's accounts for ${ofVintages.join(", ")} only`;
        context.addIssue({ code: "custom", path, message });
      } else if (!isOfVintages && from === undefined) {
        const message = "needs an `actual`: the mart, the columns and the aggregation";
        context.addIssue({ code: "custom", path, message });
      }
    }
  });

export type WaterfallSettings = z.infer<typeof schema>;

/** waterfall.yml: where the actual of each planned metric comes from. */
export const waterfallFile: SettingsFile<WaterfallSettings> = { name: "waterfall.yml", schema };

/** The tables `waterfall_metrics` and `waterfall_columns`. */
export function waterfallTables({ metrics }: WaterfallSettings): ConfigTable[] {
  const named = Object.entries(metrics);
  return [
    {
      name: "waterfall_metrics",
      columns: [
        ...[
          "metric",
          "title",
          "unit",
          "direction",
          "population",
          "aggregation",
          "period_grain",
        ].map((column) => `${column} varchar`),
        "is_flow boolean",
      ],
      rows: named.map(([name, it]) => [
        name,
        it.title,
        it.unit,
        it.direction,
        it.population,
        it.actual?.aggregation ?? null,
        it.period_grain ?? "month",
        it.flow ?? false,
      ]),
    },
    {
      name: "waterfall_columns",
      columns: ["metric varchar", "mart varchar", "column_name varchar", "times decimal(18, 6)"],
      rows: named.flatMap(([name, { actual: from }]) =>
        (from?.columns ?? []).map((column) => [
          name,
          from?.mart ?? null,
          column,
          String(from?.times ?? 1),
        ]),
      ),
    },
  ];
}
