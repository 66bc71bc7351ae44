import { readFileSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../../pipeline/database.js";
import { builderOf } from "../../pipeline/demo/company.js";
import { shipped } from "../../pipeline/root.js";
import { type Outcome, outcomesSchema } from "./scores.js";

// the generator's own list, whose months are counted from the company's first
async function makeShocks(connection: DuckDBConnection): Promise<void> {
  await connection.run("create schema if not exists demo");
  await connection.run(
    "set variable window_start = (select cast(min(month) as date) from core.account_months)",
  );
  const build = builderOf(connection);
  for (const table of ["months", "shocks"]) await build(table);
}

/** The outcomes of a build's vintages and of the rivals on the same positions. */
export async function outcomesOf(connection: DuckDBConnection): Promise<readonly Outcome[]> {
  const rivals = readFileSync(shipped("bench", "backtest", "rivals.sql"), "utf8");
  await makeShocks(connection);
  // decisions rest on the state of the three months before them
  const found = await rows(
    connection,
    `with outcomes as (${rivals}),
     first as (select min(month) as month from core.account_months)
     select forecaster, strftime(outcomes.month - to_months(lead_months::integer), '%Y-%m')
         as vintage, strftime(outcomes.month, '%Y-%m') as month, metric,
       lead_months::integer as lead, forecast, actual, is_covered as "isCovered",
       exists (select 1 from demo.shocks where kind <> 'release'
         and datediff('month', first.month, outcomes.month) - month_no between 1 and 3)
         as "isShocked"
     from outcomes cross join first order by all`,
  );
  return outcomesSchema.parse(found);
}
