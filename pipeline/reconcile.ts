import type { DuckDBConnection } from "@duckdb/node-api";
import { knownPolicies } from "./config/alternatives.js";
import type { Policies } from "./config/config.js";
import { presetPolicies } from "./config/presets.js";
import { literal, rows } from "./database.js";
import { exitCodes, TenureError } from "./error.js";
import { type RowsTarget, writeRows } from "./export.js";
import type { Log } from "./log.js";
import { policyKeys, policySteps, policyValue, withKey } from "./policy-steps.js";
import { openRemodelling, type Remodelling } from "./remodel.js";

export interface ReconcileOptions {
  readonly warehouse: string;
  /** Explain by the policies of this preset only; by every known policy when absent. */
  readonly preset: string | undefined;
  /** How many lines the summary has about accounts. */
  readonly limit: number;
  readonly target: RowsTarget | undefined;
  readonly log: Log;
}

type Row = Readonly<Record<string, unknown>>;

/** Our MRR against a vendor's export: what is equal, what a rule explains, what nothing does. */
export interface Reconciliation {
  readonly runId: string;
  readonly asOf: string;
  /** By vendor and explanation. */
  readonly explanations: readonly Row[];
  /** Runs of months with one difference, the unexplained ones first. */
  readonly accounts: readonly Row[];
  readonly differing: number;
  readonly unexplained: number;
}

interface Alternative {
  readonly label: string;
  readonly policies: Policies;
  /** One policy explains better than a whole preset. */
  readonly isSingle: boolean;
}

function singles(base: Policies, other: Policies): Alternative[] {
  return policyKeys(base)
    .filter((key) => policyValue(base, key) !== policyValue(other, key))
    .map((key) => ({
      label: `${key}: ${policyValue(other, key)}`,
      policies: withKey(base, key, other),
      isSingle: true,
    }));
}

function alternativesOf(base: Policies, preset: string | undefined): readonly Alternative[] {
  const known = knownPolicies(base);
  const presets =
    preset === undefined ? [...known.presets] : [[preset, presetPolicies(preset, base)] as const];
  const wholes = presets
    .filter(([, policies]) => policySteps(base, policies).length > 1)
    .map(([name, policies]) => ({ label: `preset ${name}`, policies, isSingle: false }));
  const others = [
    ...(preset === undefined ? known.single : []),
    ...presets.map(([, policies]) => policies),
  ];
  const found = [...others.flatMap((other) => singles(base, other)), ...wholes];
  return [...new Map(found.map((one) => [one.label, one])).values()];
}

async function copyRows(connection: DuckDBConnection): Promise<void> {
  const [there] = await rows(
    connection,
    `select count(*)::integer as n from duckdb_tables() where database_name = 'published'
     and schema_name = 'marts' and table_name = 'mrr_reconciliation'`,
  );
  const isThere = Number(there?.["n"]) === 1;
  const copy = "create table outcomes.compared as select * from published.marts.mrr_reconciliation";
  if (isThere) await connection.run(copy);
  const [count] = isThere
    ? await rows(connection, "select count(*)::integer as n from outcomes.compared")
    : [];
  if (Number(count?.["n"] ?? 0) > 0) return;
  throw new TenureError(
    "publish/no-vendor-mrr",
    "the published build has no vendor's figures of a closed month",
    {
      hint: "Describe the export as the entity vendor_mrr (docs/config.md) and run tenure run.",
      exitCode: exitCodes.config,
    },
  );
}

/** A cent up or down is what rounding each subscription by itself does. */
const cent = "0.01";

async function explain(remodelling: Remodelling, alternatives: readonly Alternative[]) {
  const { connection, base, under } = remodelling;
  await connection.run(
    `create table outcomes.matches as
     select account_id, month, vendor, 'rounding' as label, true as is_single, 0 as nth
     from outcomes.compared where not is_equal and abs(difference) <= ${cent}`,
  );
  await under(base, "alternative");
  for (const [at, { label, policies, isSingle }] of alternatives.entries()) {
    await under(policies, "alternative");
    await connection.run(
      `insert into outcomes.matches
       select account_id, month, vendor, ${literal(label)}, ${isSingle}, ${at + 1}
       from outcomes.compared left join outcomes.alternative using (account_id, month)
       where not is_equal and round(coalesce(alternative.mrr, 0), 2) = round(vendor_mrr, 2)`,
    );
  }
  await connection.run(
    `create table outcomes.explained as
     with chosen as (
       select * from outcomes.matches
       qualify is_single or not bool_or(is_single) over (partition by account_id, month, vendor)
     ),
     told as (
       select account_id, month, vendor, string_agg(label, ' or ' order by nth) as rule
       from chosen group by account_id, month, vendor
     )
     select compared.* exclude (mrr_reconciliation_id),
       case when is_equal then 'equal' else coalesce(told.rule, 'unexplained') end as rule
     from outcomes.compared left join told using (account_id, month, vendor)`,
  );
}

function explanationsOf(connection: DuckDBConnection): Promise<Row[]> {
  return rows(
    connection,
    `select vendor, rule, count(distinct account_id)::integer as accounts,
       count(*)::integer as account_months, sum(mrr)::decimal(18, 4) as mrr,
       sum(vendor_mrr)::decimal(18, 4) as vendor_mrr,
       sum(difference)::decimal(18, 4) as difference
     from outcomes.explained group by vendor, rule
     order by vendor, rule <> 'unexplained', rule = 'equal', account_months desc, rule`,
  );
}

function accountsOf(connection: DuckDBConnection, limit: number): Promise<Row[]> {
  return rows(
    connection,
    `select vendor, account_id, strftime(min(month), '%Y-%m') as first,
       strftime(max(month), '%Y-%m') as last, count(*)::integer as months, mrr, vendor_mrr,
       difference, case when is_in_export then rule else rule || ' (not in the export)' end as rule
     from outcomes.explained where rule <> 'equal'
     group by vendor, account_id, mrr, vendor_mrr, difference, explained.rule, is_in_export
     order by explained.rule <> 'unexplained', abs(difference) desc, account_id, min(month)
     limit ${limit}`,
  );
}

async function countsOf(connection: DuckDBConnection) {
  const [row] = await rows(
    connection,
    `select count(*) filter (where rule <> 'equal')::integer as differing,
       count(*) filter (where rule = 'unexplained')::integer as unexplained
     from outcomes.explained`,
  );
  return { differing: Number(row?.["differing"]), unexplained: Number(row?.["unexplained"]) };
}

const allRows = `select account_id, month, vendor, vendor_mrr, mrr, difference, is_in_export, rule
  from outcomes.explained order by vendor, account_id, month`;

/**
 * Explains each difference between our MRR and a vendor's by the policy, or the preset, under
 * which ours would be theirs to the cent; what none explains stays flagged.
 */
export async function reconcileMrr(options: ReconcileOptions): Promise<Reconciliation> {
  const remodelling = await openRemodelling(options.warehouse, options.log);
  const { connection, base, runId, asOf } = remodelling;
  try {
    await copyRows(connection);
    await explain(remodelling, alternativesOf(base, options.preset));
    if (options.target !== undefined) await writeRows(connection, allRows, options.target);
    return {
      runId,
      asOf,
      explanations: await explanationsOf(connection),
      accounts: await accountsOf(connection, options.limit),
      ...(await countsOf(connection)),
    };
  } finally {
    remodelling.close();
  }
}
