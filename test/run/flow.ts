import { join } from "node:path";
import { rows } from "../../pipeline/database.js";
import { silent } from "../../pipeline/log.js";
import { openPublished } from "../../pipeline/published.js";
import { type RunOptions, type RunOutcome, runFlow } from "../../pipeline/run.js";
import { isCampaign } from "../mode.js";
import type { Shop } from "./shop.js";

/** What a test says about a run; the rest is the shop's. */
export type Flow = Partial<RunOptions> & { readonly at?: string };

/** What tests about revenue build; all tables of a small shop take five times as long. */
export const revenueTables = [
  "core.subscription_periods",
  "core.account_months",
  "marts.subscription_months",
  "marts.mrr_movements",
  "marts.revenue_months",
] as const;

/** All tables in the campaign, in which a run takes five times as long; else those of revenue. */
export const sampledTables: Pick<RunOptions, "tables"> = isCampaign
  ? {}
  : { tables: revenueTables };

/** Runs the whole flow on a shop in this process, at a time the test chooses. */
export function runShop(shop: Shop, flow: Flow = {}): Promise<RunOutcome> {
  const { at, ...options } = flow;
  return runFlow({
    config: join(shop.folder, "config"),
    warehouse: warehouseOf(shop),
    asOf: new Date("2024-07-01T00:00:00Z"),
    knownAt: null,
    full: false,
    now: at === undefined ? new Date() : new Date(at),
    tenureVersion: "test",
    log: silent,
    ...options,
  });
}

export function warehouseOf(shop: Shop): string {
  return join(shop.folder, "warehouse");
}

/** When and by which run something was noticed, which no figure depends on. */
const clockColumns = ["landed_at", "first_seen_at", "replayed_at", "run_id", "restatement_id"];

/** Rows of every mart by its name, in order, as text; `marts.runs` is a diary and stays out. */
export type Marts = Readonly<Record<string, readonly string[]>>;

/** Reads every mart that the published build has, found by listing them. */
export async function readMarts(warehouse: string, isTimed = false): Promise<Marts> {
  const { connection, close } = await openPublished(warehouse);
  try {
    const listed = await rows(
      connection,
      `select table_name as name from information_schema.tables
       where table_schema = 'marts' and table_name <> 'runs' order by name`,
    );
    const marts: Record<string, readonly string[]> = {};
    for (const { name } of listed) {
      const clocks = isTimed ? [] : clockColumns;
      const found = await rows(
        connection,
        `select columns(name -> name not in (${clocks.map((it) => `'${it}'`).join(", ") || "''"}))
         from marts."${name}" order by all`,
      );
      marts[String(name)] = found.map((row) => JSON.stringify(row));
    }
    return marts;
  } finally {
    close();
  }
}
