import type { DuckDBConnection } from "@duckdb/node-api";
import { sqlTime } from "./database.js";

interface PlanRun {
  readonly runId: string;
  readonly now: Date;
  readonly knownAt: Date | null;
  readonly onlyPresent?: boolean;
}

/** Sets the plans of an open build aside that nobody has published yet. */
export async function collectPlans(connection: DuckDBConnection, run: PlanRun): Promise<void> {
  // a company made anew has plans of its own
  await connection.run(`create or replace temp table plans as from ledger.plans limit 0;
    create or replace temp table plans_to_leave as
      select distinct run_id from ledger.plans where ${run.onlyPresent === true}`);
  if (run.knownAt !== null) return;
  await connection.run(
    `insert into temp.plans by name
     select *, $1::timestamp as published_at, $2 as run_id
     from temp.staged_plans anti join staging.ledger_plans using (metric, segment, vintage)`,
    [sqlTime(run.now), run.runId],
  );
}

/** Enters the plans that were set aside; the caller's transaction makes it all or nothing. */
export async function enterPlans(connection: DuckDBConnection): Promise<void> {
  await connection.run(`delete from ledger.plans
      where run_id in (select run_id from temp.plans_to_leave);
    insert into ledger.plans by name select * from temp.plans`);
}

/** Takes the plans of runs that were never served out of the ledger. */
export async function forgetPlans(connection: DuckDBConnection): Promise<void> {
  await connection.run(`delete from ledger.plans where run_id not in (
    select run_id from ledger.runs where outcome = 'published')`);
}
