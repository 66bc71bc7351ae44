import { type RevenueSettings, revenueFile } from "./revenue.js";
import { shippedValues } from "./settings-file.js";
import { revenueTable } from "./tables.js";

/** What decides over revenue, by the columns of `config.revenue`, and the reporting currency. */
export type Policies = Readonly<Record<string, string | number | null>>;

/** The key of revenue.yml that a column says: `past_due: { churn_after_days: 90 }` is two columns. */
export function policyKeyOf(column: string): string {
  return column === "past_due_days" ? "past_due" : column;
}

/** The policies as the models read them. */
export function policyColumns(revenue: RevenueSettings, reportingCurrency: string): Policies {
  const { columns, rows } = revenueTable({ revenue });
  const row = rows[0] ?? [];
  const cells = columns.map((column, at): [string, string | number | null] => {
    const value = row[at] ?? null;
    return [column.split(" ")[0] ?? "", typeof value === "boolean" ? String(value) : value];
  });
  return { ...Object.fromEntries(cells), reporting_currency: reportingCurrency };
}

/** Columns that this version knows policies by, in their order. */
export function policyColumnNames(): readonly string[] {
  const { defaults } = shippedValues(revenueFile, undefined);
  return Object.keys(policyColumns(revenueFile.schema.parse(defaults), ""));
}

/** Names of the presets that ship. */
export function presetNames(): readonly string[] {
  return revenueFile.preset?.names ?? [];
}
