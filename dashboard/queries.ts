import type { Query } from "@cubejs-client/core";
import * as z from "zod/mini";
import type { Month } from "./figures/months.js";
import type { ParetoPoint, Tier } from "./figures/pareto.js";
import type { BuildRun, QuarantineReason, Source } from "./figures/quality.js";
import type { Question } from "./question.js";

/** Cube sends numbers as text, which is exact, and as numbers where they are small. */
const number = z.pipe(z.union([z.string(), z.number()]), z.transform(Number));
const numberOrNull = z.nullable(number);
const flag = z.pipe(
  z.union([z.boolean(), z.string()]),
  z.transform((value) => value === true || value === "true"),
);
const text = z.string();
const textOrNull = z.nullable(text);

/** The server's own limit; 20,000 customers fit, and the page says so when they do not. */
export const rowLimit = 50_000;

const monthColumns = z.object({
  "growth.month": text,
  "growth.is_closed": flag,
  "growth.mrr_opening": number,
  "growth.mrr_new": number,
  "growth.mrr_reactivation": number,
  "growth.mrr_expansion": number,
  "growth.mrr_contraction": number,
  "growth.mrr_churn": number,
  "growth.mrr_net_change": number,
  "growth.mrr": number,
  "growth.arr": number,
  "growth.customers": number,
  "growth.gross_mrr_churn_rate": numberOrNull,
});

/** Every month of the company, with what moved its MRR. */
export const monthsQuestion: Question<Month> = {
  query: {
    measures: measuresOf(monthColumns, ["growth.month", "growth.is_closed"]),
    dimensions: ["growth.is_closed"],
    timeDimensions: [{ dimension: "growth.month", granularity: "month" }],
    order: { "growth.month": "asc" },
  },
  row: z.pipe(
    monthColumns,
    z.transform((row) => ({
      month: day(row["growth.month"]),
      isClosed: row["growth.is_closed"],
      opening: row["growth.mrr_opening"],
      new: row["growth.mrr_new"],
      reactivation: row["growth.mrr_reactivation"],
      expansion: row["growth.mrr_expansion"],
      contraction: row["growth.mrr_contraction"],
      churn: row["growth.mrr_churn"],
      netNew: row["growth.mrr_net_change"],
      mrr: row["growth.mrr"],
      arr: row["growth.arr"],
      customers: row["growth.customers"],
      grossChurnRate: row["growth.gross_mrr_churn_rate"],
    })),
  ),
};

const rankColumns = z.object({
  "account_months.tier": number,
  "account_months.tier_rank": number,
  "account_months.customer_share": number,
  "account_months.cumulative_mrr_share": number,
  "account_months.customers": number,
  "account_months.mrr": number,
});

/** One month's customers by MRR, largest first; those of equal MRR are one point. */
export function paretoQuestion(month: string): Question<ParetoPoint> {
  return {
    query: {
      measures: ["account_months.customers", "account_months.mrr"],
      dimensions: [
        "account_months.tier",
        "account_months.tier_rank",
        "account_months.customer_share",
        "account_months.cumulative_mrr_share",
      ],
      timeDimensions: only("account_months.month", month),
      filters: [{ member: "account_months.is_customer", operator: "equals", values: ["true"] }],
      order: { "account_months.tier_rank": "asc" },
      limit: rowLimit,
    },
    row: z.pipe(
      rankColumns,
      z.transform((row) => ({
        tier: row["account_months.tier"],
        customers: row["account_months.tier_rank"] - 1 + row["account_months.customers"],
        customerShare: row["account_months.customer_share"],
        mrrShare: row["account_months.cumulative_mrr_share"],
        floor: row["account_months.mrr"] / row["account_months.customers"],
      })),
    ),
  };
}

const tierColumns = z.object({
  "tiers.tier": number,
  "tiers.tier_name": text,
  "tiers.touch_model": textOrNull,
  "tiers.customers": number,
  "tiers.customer_share": number,
  "tiers.mrr": number,
  "tiers.mrr_share": number,
  "tiers.floor_mrr": number,
  "tiers.cumulative_customer_share": number,
  "tiers.cumulative_mrr_share": number,
});

/** One month's tiers, the top one first. */
export function tiersQuestion(month: string): Question<Tier> {
  const dimensions = ["tiers.tier", "tiers.tier_name", "tiers.touch_model"];
  return {
    query: {
      measures: measuresOf(tierColumns, dimensions),
      dimensions,
      timeDimensions: only("tiers.month", month),
      order: { "tiers.tier": "asc" },
    },
    row: z.pipe(
      tierColumns,
      z.transform((row) => ({
        tier: row["tiers.tier"],
        name: row["tiers.tier_name"],
        touchModel: (row["tiers.touch_model"] ?? "").replaceAll("_", " "),
        customers: row["tiers.customers"],
        customerShare: row["tiers.customer_share"],
        mrr: row["tiers.mrr"],
        mrrShare: row["tiers.mrr_share"],
        floor: row["tiers.floor_mrr"],
        cumulativeCustomerShare: row["tiers.cumulative_customer_share"],
        cumulativeMrrShare: row["tiers.cumulative_mrr_share"],
      })),
    ),
  };
}

const sourceColumns = z.object({
  "data_quality.source": text,
  "data_quality.files": number,
  "data_quality.rows_read": number,
  "data_quality.rows_loaded": number,
  "data_quality.rows_quarantined": number,
  "data_quality.rows_duplicate": number,
  "data_quality.rows_filtered": number,
  "data_quality.last_landed_at": textOrNull,
});

/** What each source delivered and what became of its rows. */
export const sourcesQuestion: Question<Source> = {
  query: {
    measures: measuresOf(sourceColumns, ["data_quality.source"]),
    dimensions: ["data_quality.source"],
    order: { "data_quality.source": "asc" },
  },
  row: z.pipe(
    sourceColumns,
    z.transform((row) => ({
      source: row["data_quality.source"],
      files: row["data_quality.files"],
      read: row["data_quality.rows_read"],
      loaded: row["data_quality.rows_loaded"],
      quarantined: row["data_quality.rows_quarantined"],
      duplicate: row["data_quality.rows_duplicate"],
      filtered: row["data_quality.rows_filtered"],
      newestLanding: row["data_quality.last_landed_at"],
    })),
  ),
};

const reasonColumns = z.object({
  "quarantine.entity": text,
  "quarantine.column_name": textOrNull,
  "quarantine.reason": text,
  "quarantine.open_rows": number,
});

/** Rows set aside and not yet replayed, the most frequent reason first. */
export const quarantineQuestion: Question<QuarantineReason> = {
  query: {
    measures: ["quarantine.open_rows"],
    dimensions: ["quarantine.entity", "quarantine.column_name", "quarantine.reason"],
    filters: [{ member: "quarantine.open_rows", operator: "gt", values: ["0"] }],
    order: {
      "quarantine.open_rows": "desc",
      "quarantine.entity": "asc",
      "quarantine.reason": "asc",
    },
    limit: 100,
  },
  row: z.pipe(
    reasonColumns,
    z.transform((row) => ({
      entity: row["quarantine.entity"],
      column: row["quarantine.column_name"],
      reason: row["quarantine.reason"],
      rows: row["quarantine.open_rows"],
    })),
  ),
};

const runColumns = z.object({
  "runs.run_id": text,
  "runs.started_at": text,
  "runs.as_of": text,
  "runs.config_version": textOrNull,
  "runs.tenure_version": textOrNull,
});

/** The run that made this build: the newest that the build knows of. */
export const buildQuestion: Question<BuildRun> = {
  query: {
    dimensions: Object.keys(runColumns.def.shape),
    order: { "runs.started_at": "desc" },
    limit: 1,
  },
  row: z.pipe(
    runColumns,
    z.transform((row) => ({
      id: row["runs.run_id"],
      startedAt: row["runs.started_at"],
      asOf: row["runs.as_of"],
      configVersion: row["runs.config_version"],
      tenureVersion: row["runs.tenure_version"],
    })),
  ),
};

function measuresOf(
  columns: { readonly def: { readonly shape: object } },
  others: readonly string[],
): string[] {
  return Object.keys(columns.def.shape).filter((member) => !others.includes(member));
}

function only(dimension: string, month: string): NonNullable<Query["timeDimensions"]> {
  return [{ dimension, dateRange: [month, month] }];
}

function day(timestamp: string): string {
  return timestamp.slice(0, 10);
}
