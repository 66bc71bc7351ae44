import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";
import { type Change, none } from "./change.js";
import type { Model } from "./models.js";

/** The last month of an input that a model which lags behind it may rest on. */
async function lastRead(connection: DuckDBConnection, setting: string): Promise<string> {
  const [table, column] = [setting.split(".").slice(0, 2).join("."), setting.split(".")[2]];
  const [row] = await rows(
    connection,
    `select cast(
       date_trunc('month', run.as_of) - to_months(1 + coalesce(min(settings."${column}"), 0)) as date
     )::varchar as month
     from config.run as run left join ${table} as settings on true group by run.as_of`,
  );
  return String(row?.["month"]);
}

/** What a model feels of the change of an input: nothing of months that it does not read yet. */
export async function felt(
  connection: DuckDBConnection,
  model: Model,
  input: string,
  change: Change,
): Promise<Change> {
  const setting = model.header.lags?.[input];
  if (setting === undefined || change.kind !== "from") return change;
  return change.month > (await lastRead(connection, setting)) ? none : change;
}
