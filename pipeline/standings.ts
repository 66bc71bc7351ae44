import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows } from "./database.js";
import { type RowsTarget, writeRows } from "./export.js";
import type { Log } from "./log.js";
import { openTrial, type Trial } from "./trial.js";

type Row = Readonly<Record<string, unknown>>;

/** Who stands elsewhere under another config, at the as_of of the published build. */
export interface Standings {
  /** By what moves, from where and where to: how many accounts, and their ARR. */
  readonly moves: readonly Row[];
  /** Accounts that move anywhere, those with most ARR first. */
  readonly accounts: readonly Row[];
  readonly accountsMoving: number;
  readonly arrMoving: string;
  readonly customers: number;
}

export interface StandingsOptions {
  readonly warehouse: string;
  /** Puts the other config in the place of the build's. */
  readonly apply: (trial: Trial) => Promise<void>;
  readonly limit: number;
  readonly target: RowsTarget | undefined;
  readonly log: Log;
}

/** What a config can move, in the order in which it is told. */
const attributes = [
  "tier",
  "health_status",
  "dependence_status",
  "maturity_stage",
  "journey_stage",
  "quadrant",
  "book",
  "playbook",
] as const;

const targets = ["core.account_attributes", "core.account_playbooks"];

// a book is the CSM's whose touch model has a person, else that of automation
function standingsSql(from: string): string {
  return `
    with now as (
      select date_trunc('month', as_of) as month from ${from}config.run
    )
    select months.account_id, months.arr,
      coalesce(months.tier::varchar, 'none') as tier,
      coalesce(attributes.health_status, 'unknown') as health_status,
      coalesce(dependence.status, 'unknown') as dependence_status,
      coalesce(attributes.maturity_stage::varchar, 'unknown') as maturity_stage,
      coalesce(attributes.journey_stage, 'unknown') as journey_stage,
      coalesce(attributes.quadrant, 'unknown') as quadrant,
      case when automated.touch_model is not null then 'automation'
        else coalesce(attributes.csm_id, 'unassigned') end as book,
      coalesce(playbooks.playbook, 'none') as playbook
    from ${from}core.account_months as months
    join now on now.month = months.month
    join ${from}core.account_attributes as attributes
      on attributes.account_id = months.account_id and attributes.month = months.month
    left join ${from}marts.index_scores as dependence
      on dependence.account_id = months.account_id and dependence.month = months.month
      and dependence.index = 'dependence'
    left join ${from}core.account_playbooks as playbooks
      on playbooks.account_id = months.account_id
    left join ${from}config.tiers as tiers on tiers.tier = months.tier
    left join ${from}config.automated_touch_models as automated
      on automated.touch_model = tiers.touch_model
    where months.is_customer`;
}

// who is a customer on one side only stands nowhere on the other
const movesSql = `
  with base as (
    unpivot outcomes.base_standings on ${attributes.join(", ")} into name attribute value before
  ),
  other as (
    unpivot outcomes.other_standings on ${attributes.join(", ")} into name attribute value after
  )
  select account_id, attribute, coalesce(before, 'no customer') as before,
    coalesce(after, 'no customer') as after, coalesce(base.arr, other.arr) as arr
  from base full join other using (account_id, attribute)
  where before is distinct from after`;

const orderOf = `list_position([${attributes.map(literal).join(", ")}], attribute)`;

async function summary(
  connection: DuckDBConnection,
  limit: number,
): Promise<Omit<Standings, "customers">> {
  const moves = await rows(
    connection,
    `select attribute, before, after, count(*)::integer as accounts,
       sum(arr)::decimal(18, 4) as arr
     from outcomes.moves group by attribute, before, after
     order by ${orderOf}, arr desc, before, after`,
  );
  const accounts = await rows(
    connection,
    `select account_id, any_value(arr)::decimal(18, 4) as arr,
       string_agg(attribute || ' ' || before || ' → ' || after, '; ' order by ${orderOf}) as moves
     from outcomes.moves group by account_id order by arr desc, account_id limit ${limit}`,
  );
  const [total = {}] = await rows(
    connection,
    `with moving as (select account_id, any_value(arr) as arr from outcomes.moves group by account_id)
     select count(*)::integer as accounts, coalesce(sum(arr), 0)::decimal(18, 4)::varchar as arr
     from moving`,
  );
  return {
    moves,
    accounts,
    accountsMoving: Number(total["accounts"]),
    arrMoving: String(total["arr"]),
  };
}

/** Builds what places accounts under another config, and lists who would stand elsewhere. */
export async function compareStandings(options: StandingsOptions): Promise<Standings> {
  const trial = await openTrial(options.warehouse, options.log);
  const { connection } = trial;
  try {
    await connection.run(`create table outcomes.base_standings as ${standingsSql("published.")}`);
    await options.apply(trial);
    await trial.build(targets);
    await connection.run(`create table outcomes.other_standings as ${standingsSql("")}`);
    await connection.run(`create table outcomes.moves as ${movesSql}`);
    const ordered = `from outcomes.moves order by account_id, ${orderOf}`;
    if (options.target !== undefined) await writeRows(connection, ordered, options.target);
    const [count = {}] = await rows(
      connection,
      "select count(*)::integer as customers from outcomes.base_standings",
    );
    return { ...(await summary(connection, options.limit)), customers: Number(count["customers"]) };
  } finally {
    trial.close();
  }
}
