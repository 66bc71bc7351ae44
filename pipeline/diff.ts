import type { DuckDBConnection } from "@duckdb/node-api";
import { type Policies, policiesIn } from "./config/config.js";
import { presetPolicies } from "./config/presets.js";
import { literal, rows } from "./database.js";
import { type RowsTarget, writeRows } from "./export.js";
import type { Log } from "./log.js";
import { type PolicyStep, policySteps } from "./policy-steps.js";
import { openRemodelling } from "./remodel.js";

/** The other side of a comparison: the policies of a preset or of a config folder. */
export type Other = { readonly preset: string } | { readonly config: string };

export interface DiffOptions {
  readonly warehouse: string;
  readonly other: Other;
  /** How many lines the summary has about accounts. */
  readonly limit: number;
  /** Where every account and month is written, when that is asked for. */
  readonly target: RowsTarget | undefined;
  readonly log: Log;
}

type Row = Readonly<Record<string, unknown>>;

/** What other policies would make of the published build's rows. */
export interface Diff {
  readonly runId: string;
  readonly asOf: string;
  readonly other: string;
  readonly currencies: readonly [base: string, other: string];
  readonly changes: readonly Pick<PolicyStep, "rule" | "base" | "other">[];
  /** MRR and customers now, movements ever: base, other, difference. */
  readonly totals: readonly Row[];
  /** What each changed policy does, in the order in which they are switched. */
  readonly rules: readonly Row[];
  /** Runs of months with one difference; accounts with the largest difference of a month first. */
  readonly accounts: readonly Row[];
  readonly accountsDiffering: number;
}

/** The policies of the other side; what it leaves open is as in the build. */
export function otherPolicies(other: Other, base: Policies): Policies {
  return "preset" in other ? presetPolicies(other.preset, base) : policiesIn(other.config, base);
}

const differenceColumns = `nth integer, account_id varchar, month date, rule varchar,
  rule_base varchar, rule_other varchar, mrr_before decimal(18, 4), mrr_after decimal(18, 4),
  mrr_difference decimal(18, 4), is_customer_before boolean, is_customer_after boolean,
  movements_before varchar, movements_after varchar`;

async function compare(connection: DuckDBConnection, step: PolicyStep, nth: number): Promise<void> {
  const { rule, base, other } = step;
  await connection.run(
    `insert into outcomes.differences
     select ${nth}, account_id, month, ${[rule, base, other].map(literal).join(", ")},
       coalesce(earlier.mrr, 0), coalesce(later.mrr, 0),
       coalesce(later.mrr, 0) - coalesce(earlier.mrr, 0),
       coalesce(earlier.is_customer, false), coalesce(later.is_customer, false),
       earlier.movements, later.movements
     from outcomes.step_${nth - 1} as earlier
     full join outcomes.step_${nth} as later using (account_id, month)
     where coalesce(earlier.mrr, 0) <> coalesce(later.mrr, 0)
       or coalesce(earlier.is_customer, false) <> coalesce(later.is_customer, false)
       or earlier.movements is distinct from later.movements`,
  );
}

// movements ever add up to MRR now, on either side
function totalsOf(connection: DuckDBConnection, last: number): Promise<Row[]> {
  const sums = (table: string): string =>
    `select coalesce(sum(mrr) filter (where month = (select max(month) from outcomes.${table})), 0)
         as mrr,
       count(*) filter (where is_customer
         and month = (select max(month) from outcomes.${table}))::decimal(18, 4) as customers,
       ${["new", "reactivation", "expansion", "contraction", "churn"]
         .map((name) => `coalesce(sum(mrr_${name}), 0) as ${name}`)
         .join(", ")}
     from outcomes.${table}`;
  const long = (table: string): string =>
    `unpivot (${sums(table)}) on mrr, customers, "new", reactivation, expansion, contraction, churn
     into name figure value amount`;
  return rows(
    connection,
    `with base as (${long("step_0")}), other as (${long(`step_${last}`)})
     select figure, base.amount::decimal(18, 4) as base, other.amount::decimal(18, 4) as other,
       (other.amount - base.amount)::decimal(18, 4) as difference
     from base join other using (figure)
     order by list_position(['mrr', 'customers', 'new', 'reactivation', 'expansion',
       'contraction', 'churn'], figure)`,
  );
}

function rulesOf(connection: DuckDBConnection): Promise<Row[]> {
  return rows(
    connection,
    `select any_value(rule) as rule, any_value(rule_base) as base, any_value(rule_other) as other,
       count(distinct account_id)::integer as accounts, count(*)::integer as account_months,
       coalesce(sum(mrr_difference) filter (where month = (select max(month) from outcomes.step_0)),
         0)::decimal(18, 4) as mrr_now,
       count(*) filter (where movements_before is distinct from movements_after)::integer
         as months_moved
     from outcomes.differences group by nth order by nth`,
  );
}

// runs of months with one difference are told in one line
function accountsOf(connection: DuckDBConnection, limit: number): Promise<Row[]> {
  return rows(
    connection,
    `with ranked as (
       select account_id, max(abs(mrr_difference)) as largest from outcomes.differences
       group by account_id
     )
     select account_id, rule, strftime(min(month), '%Y-%m') as first,
       strftime(max(month), '%Y-%m') as last, count(*)::integer as months,
       mrr_before, mrr_after, mrr_difference,
       arg_min(
         case when movements_before is distinct from movements_after
           then coalesce(movements_before, 'none') || ' → ' || coalesce(movements_after, 'none')
         end,
         month
       ) as movements
     from outcomes.differences join ranked using (account_id)
     group by account_id, largest, nth, rule, mrr_before, mrr_after, mrr_difference
     order by largest desc, account_id, min(month), nth, mrr_before limit ${limit}`,
  );
}

const allRows = `select account_id, month, rule, rule_base, rule_other, mrr_before, mrr_after,
  mrr_difference, is_customer_before, is_customer_after, movements_before, movements_after
  from outcomes.differences order by account_id, month, nth`;

async function summary(connection: DuckDBConnection, steps: number, limit: number) {
  const [count] = await rows(
    connection,
    "select count(distinct account_id)::integer as accounts from outcomes.differences",
  );
  return {
    totals: await totalsOf(connection, steps),
    rules: await rulesOf(connection),
    accounts: await accountsOf(connection, limit),
    accountsDiffering: Number(count?.["accounts"]),
  };
}

/**
 * Models the published rows again, switching one policy after the other to that of the other
 * side, and puts each account-month's difference down to the policy that makes it.
 */
export async function diffPolicies(options: DiffOptions): Promise<Diff> {
  const { other, limit, log } = options;
  const remodelling = await openRemodelling(options.warehouse, log);
  const { connection, base, under, runId, asOf } = remodelling;
  try {
    const wanted = otherPolicies(other, base);
    const steps = policySteps(base, wanted);
    await connection.run(`create table outcomes.differences (${differenceColumns})`);
    await under(base, "step_0");
    for (const [at, step] of steps.entries()) {
      await under(step.after, `step_${at + 1}`);
      await compare(connection, step, at + 1);
      // the first and the last step stay for the totals
      if (at > 0) await connection.run(`drop table outcomes.step_${at}`);
    }
    if (options.target !== undefined) await writeRows(connection, allRows, options.target);
    return {
      runId,
      asOf,
      other: "preset" in other ? `preset ${other.preset}` : other.config,
      currencies: [String(base["reporting_currency"]), String(wanted["reporting_currency"])],
      changes: steps.map((step) => ({ rule: step.rule, base: step.base, other: step.other })),
      ...(await summary(connection, steps.length, limit)),
    };
  } finally {
    remodelling.close();
  }
}
