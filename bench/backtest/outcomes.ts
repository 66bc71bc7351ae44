import { readFileSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";
import { type Outcome, outcomesSchema } from "./scores.js";

/** The outcomes of a build's vintages and of the rivals on the same positions. */
export async function outcomesOf(connection: DuckDBConnection): Promise<readonly Outcome[]> {
  const rivals = readFileSync(shipped("bench", "backtest", "rivals.sql"), "utf8");
  const shocks = readFileSync(shipped("pipeline", "demo", "company", "shocks.sql"), "utf8");
  // decisions rest on the state of the three months before them
  const found = await rows(
    connection,
    `with outcomes as (${rivals}), shocks as (${shocks}),
     first as (select min(month) as month from core.account_months)
     select forecaster, strftime(outcomes.month, '%Y-%m') as month, metric,
       lead_months::integer as lead, forecast, actual, is_covered as "isCovered",
       exists (select 1 from shocks where kind <> 'release'
         and datediff('month', first.month, outcomes.month) - month_no between 1 and 3)
         as "isShocked"
     from outcomes cross join first order by all`,
  );
  return outcomesSchema.parse(found);
}
