import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "./database.js";
import { type Foresight, foresightIn, foresightText } from "./foresight.js";
import { openPublished } from "./published.js";

/** What of the ARR that was lost somebody could have seen coming, by any moment that warns. */
export interface Warnings {
  /** From so many days before its notice on a warning is early. */
  readonly earlyDays: number;
  readonly lostAccounts: number;
  readonly lostArr: number;
  readonly flaggedArr: number;
  readonly earlyArr: number;
  /** NULL where nothing was lost. */
  readonly earlyShare: number | null;
}

const sql = `
  select engagement.early_days::integer as early_days,
    coalesce(sum(cells.lost_accounts), 0)::integer as accounts,
    coalesce(sum(cells.lost_arr), 0)::double as lost,
    coalesce(sum(cells.flagged_arr), 0)::double as flagged,
    coalesce(sum(cells.early_arr), 0)::double as early
  from config.engagement as engagement
  left join marts.trigger_precision as cells on cells.source = 'any'
  group by engagement.early_days`;

/** Reads it off a build. */
export async function warningsIn(connection: DuckDBConnection): Promise<Warnings> {
  const [found = {}] = await rows(connection, sql);
  const [lostArr, earlyArr] = [Number(found["lost"]), Number(found["early"])];
  return {
    earlyDays: Number(found["early_days"]),
    lostAccounts: Number(found["accounts"]),
    lostArr,
    flaggedArr: Number(found["flagged"]),
    earlyArr,
    earlyShare: lostArr === 0 ? null : earlyArr / lostArr,
  };
}

const percent = (share: number) => `${(100 * share).toFixed(0)}%`;

/** One line about it, for the end of a run. */
export function warningsText(found: Warnings): string {
  const { earlyDays, lostAccounts, lostArr, flaggedArr, earlyShare } = found;
  if (earlyShare === null) return "warnings no ARR was lost that could have been flagged";
  const money = Math.round(lostArr).toLocaleString("en-US");
  return (
    `warnings ${percent(earlyShare)} of lost ARR was flagged at least ${earlyDays} days ahead, ` +
    `${percent(flaggedArr / lostArr)} at all (${money} of ${lostAccounts} losses)`
  );
}

/** What a published build says of whether health and its warnings can be relied on. */
export interface Reliance {
  readonly data: { readonly foresight: Foresight | undefined; readonly warnings: Warnings };
  readonly lines: readonly string[];
}

/** Reads both off the published build, for the end of a run. */
export async function relianceOf(warehouse: string): Promise<Reliance> {
  const { connection, close } = await openPublished(warehouse);
  try {
    const foresight = await foresightIn(connection);
    const warnings = await warningsIn(connection);
    const lines = [foresightText(foresight), warningsText(warnings)];
    return { data: { foresight, warnings }, lines };
  } finally {
    close();
  }
}
