import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";
import { type Change, none } from "./change.js";
import type { Model } from "./models.js";

/** How many months a row is closed before it is read: a number, or the least of a setting's rows. */
function monthsOf(lag: number | string): string {
  if (typeof lag === "number") return String(lag);
  const [schema, table, column] = lag.split(".");
  return `(select coalesce(min("${column}"), 0) from ${schema}.${table})`;
}

/** The last month of an input that a model which lags behind it may rest on. */
async function lastRead(connection: DuckDBConnection, lag: number | string): Promise<string> {
  const [row] = await rows(
    connection,
    `select cast(
       date_trunc('month', as_of - interval 1 microsecond) - to_months(${monthsOf(lag)}) as date
     )::varchar as month
     from config.run`,
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
  const lag = model.header.lags?.[input];
  if (lag === undefined || change.kind !== "from") return change;
  return change.month > (await lastRead(connection, lag)) ? none : change;
}
