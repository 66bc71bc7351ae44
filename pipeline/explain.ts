import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "./database.js";
import { exitCodes, TenureError } from "./error.js";
import { type EvidenceRow, evidenceRows } from "./explain-evidence.js";
import { openPublished } from "./published.js";

export interface ExplainOptions {
  readonly warehouse: string;
  readonly account: string;
  readonly index: string;
  /** `2025-03`; the newest month of the account when absent. */
  readonly month?: string | undefined;
}

type Row = Readonly<Record<string, unknown>>;

/** A score taken apart: what it is, what moved it since the month before, and what it rests on. */
export interface Explanation {
  readonly runId: string;
  /** The row of marts.index_scores, and that of the month before where there is one. */
  readonly score: Row;
  readonly before: Row | undefined;
  /** One row a factor; `change` adds up to the change of the score where both months have one. */
  readonly factors: readonly Row[];
  /** What is known of whether each factor tells lost accounts from others. */
  readonly evidence: readonly EvidenceRow[];
}

const scoresSql = `
  select index_score_id, account_id, month::varchar as month, index, score, status, computed_score,
    computed_status, coverage, profile, change_1m, change_3m, trend, override_id, config_version
  from marts.index_scores
  where account_id = $1 and index = $2 and month = $3::date`;

// both months side by side; what a factor adds changes by its score, and by its share of the weights
const factorsSql = `
  with months as (
    select month = $3::date as is_now, *,
      (contribution + points_lost) / 100 as share
    from marts.index_factors
    where account_id = $1 and index = $2
      and month in ($3::date, $3::date - interval 1 month)
  ),
  sides as (
    select coalesce(this.factor, past.factor) as factor,
      coalesce(this.element, past.element) as element, coalesce(this.input, past.input) as input,
      coalesce(this.metric, past.metric) as metric, this.value, this.score, this.weight,
      this.contribution, this.points_lost, coalesce(this.is_missing, true) as is_missing,
      past.value as value_before, past.score as score_before, past.weight as weight_before,
      past.contribution as contribution_before,
      coalesce(this.contribution, 0) - coalesce(past.contribution, 0) as change,
      coalesce(past.share * (this.score - past.score), 0) as change_by_score
    from (select * from months where is_now) as this
    full join (select * from months where not is_now) as past on past.factor = this.factor
  )
  select sides.factor, settings.title, sides.element, sides.input, settings.source, sides.metric,
    metrics.unit, sides.value, sides.value_before, settings.scale, settings.worst, settings.best,
    sides.score, sides.score_before, sides.weight, sides.weight_before, sides.contribution,
    sides.contribution_before, sides.points_lost, sides.is_missing, sides.change,
    sides.change_by_score, sides.change - sides.change_by_score as change_by_weight,
    peers.peer_group, peers.peer_n::integer as peer_n, peers.peer_percentile,
    evidence.evidence, evidence.auc
  from sides
  left join config.index_factors as settings
    on settings.index = $2 and settings.factor = sides.factor
  left join config.metrics as metrics
    on settings.source = 'metric' and metrics.metric = sides.metric
  left join marts.account_metrics as peers
    on settings.source = 'metric' and peers.metric = sides.metric
    and peers.account_id = $1 and peers.month = $3::date
  left join marts.factor_evidence as evidence
    on evidence.index = $2 and evidence.factor = sides.factor and evidence.segment = 'all'
  order by coalesce(settings.factor_number, 0), sides.factor`;

async function refuse(
  connection: DuckDBConnection,
  { account, index, month }: ExplainOptions,
): Promise<never> {
  const accounts = await rows(connection, "from marts.accounts where account_id = $1", [account]);
  if (accounts.length === 0) {
    throw new TenureError("cli/no-such-account", `the published build has no account ${account}`, {
      hint: "Take an account_id from marts.accounts.",
      exitCode: exitCodes.config,
    });
  }
  const known = await rows(connection, "select index from config.indexes order by index_number");
  const when = month === undefined ? "" : ` in ${month}`;
  throw new TenureError("cli/no-such-score", `${account} has no ${index}${when}`, {
    hint: `Indexes are ${known.map((row) => String(row["index"])).join(", ")}; months are those in which the account was a customer.`,
    exitCode: exitCodes.config,
  });
}

/**
 * Takes one score of the published build apart. Throws `cli/no-such-account`, `cli/no-such-score`
 * and what opening the build throws.
 */
export async function explainScore(options: ExplainOptions): Promise<Explanation> {
  const { account, index } = options;
  const { connection, close, is } = await openPublished(options.warehouse);
  try {
    const [newest] = await rows(
      connection,
      `select max(month)::varchar as month, (max(month) - interval 1 month)::date::varchar as before
       from marts.index_scores
       where account_id = $1 and index = $2 and ($3 = '' or strftime(month, '%Y-%m') = $3)`,
      [account, index, options.month ?? ""],
    );
    const month = newest?.["month"];
    if (typeof month !== "string") return await refuse(connection, options);
    const [score = {}] = await rows(connection, scoresSql, [account, index, month]);
    const past = [account, index, String(newest?.["before"])];
    const [before] = await rows(connection, scoresSql, past);
    const factors = await rows(connection, factorsSql, [account, index, month]);
    const evidence = await evidenceRows(connection, { account, month, factors });
    return { runId: is.run_id, score, before, factors, evidence };
  } finally {
    close();
  }
}

/** What the published build knows of whether factors tell lost accounts from others. */
export async function evidenceOf(warehouse: string, index: string): Promise<readonly Row[]> {
  const { connection, close } = await openPublished(warehouse);
  try {
    return await rows(
      connection,
      `select factor, segment, observations::integer as observations,
         accounts_lost::integer as accounts_lost, round(auc, 3) as auc, round(auc_low, 3) as low,
         round(auc_high, 3) as high, evidence
       from marts.factor_evidence where index = $1
       order by segment <> 'all', segment, factor <> 'index', auc desc nulls last, factor`,
      [index],
    );
  } finally {
    close();
  }
}
