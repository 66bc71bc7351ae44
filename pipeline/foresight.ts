import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "./database.js";
import { openPublished } from "./published.js";

/** Whether health, as it stood some months before renewals, told those that were kept from others. */
export interface Foresight {
  readonly months: number;
  readonly renewals: number;
  readonly lost: number;
  /** The chance that a lost renewal had less health than a kept one; NULL without both. */
  readonly auc: number | null;
  readonly low: number | null;
  readonly high: number | null;
}

// the month that had ended so many months before the renewal, or before a loss ahead of it; equal
// scores share their rank
const sql = `
  with judged as (
    select renewals.outcome <> 'churned' as is_kept, scores.computed_score as score
    from marts.renewals as renewals
    join config.indexes as indexes on indexes.index = 'health'
    join marts.index_scores as scores
      on scores.account_id = renewals.account_id and scores.index = indexes.index
      and scores.month = date_trunc('month',
        least(renewals.renewal_on, renewals.churned_on) - to_months(indexes.evidence_from_months)) - interval 1 month
    where renewals.outcome <> 'open' and renewals.term_months > 1
      and scores.computed_score is not null
  ),
  ranked as (
    select is_kept,
      rank() over (order by score) + (count(*) over (partition by score) - 1) / 2.0 as place
    from judged
  )
  select (select evidence_from_months from config.indexes where index = 'health')::integer
      as months,
    count(*)::integer as renewals, count(*) filter (where not is_kept)::integer as lost,
    coalesce(sum(place) filter (where is_kept), 0)::double as places
  from ranked`;

// Hanley and McNeil's error of an area
function errorOf(auc: number, kept: number, lost: number): number {
  const [one, other] = [auc / (2 - auc), (2 * auc * auc) / (1 + auc)];
  const sum = auc * (1 - auc) + (kept - 1) * (one - auc * auc) + (lost - 1) * (other - auc * auc);
  return Math.sqrt(Math.max(0, sum) / (kept * lost));
}

/** Reads it off a build; `undefined` where there is no index `health`. */
export async function foresightIn(connection: DuckDBConnection): Promise<Foresight | undefined> {
  const [found = {}] = await rows(connection, sql);
  const { months, renewals: all, lost: gone, places } = found;
  if (typeof months !== "number") return undefined;
  const [renewals, lost] = [Number(all), Number(gone)];
  const kept = renewals - lost;
  if (kept === 0 || lost === 0) return { months, renewals, lost, auc: null, low: null, high: null };
  const auc = (Number(places) - (kept * (kept + 1)) / 2) / (kept * lost);
  const half = 1.959964 * errorOf(auc, kept, lost);
  const [low, high] = [Math.max(0, auc - half), Math.min(1, auc + half)];
  return { months, renewals, lost, auc, low, high };
}

/** One line about it, for the end of a run. */
export function foresightText(found: Foresight | undefined): string {
  if (found === undefined || found.auc === null) {
    return "foresight health cannot be held against renewals: none of both kinds had a score";
  }
  const { months, renewals, lost, auc, low, high } = found;
  const interval = `${(low ?? 0).toFixed(2)} to ${(high ?? 1).toFixed(2)}`;
  const verdict =
    (low ?? 0) > 0.5
      ? "it tells renewals that are lost from those that are kept"
      : (high ?? 1) < 0.5
        ? "renewals that are lost had more of it than those that are kept"
        : "no better than chance";
  return `foresight health ${months} months before ${renewals} renewals, ${lost} of them lost: AUC ${auc.toFixed(2)} (${interval}), ${verdict}`;
}

/** Reads the foresight of the published build. */
export async function foresightOf(warehouse: string): Promise<Foresight | undefined> {
  const { connection, close } = await openPublished(warehouse);
  try {
    return await foresightIn(connection);
  } finally {
    close();
  }
}
