import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";

/** Every month there is. */
export const everyMonth = "0001-01-01";

/** The first month of which a run makes rows again, as `config.run` has it. */
export async function recomputeFrom(connection: DuckDBConnection): Promise<string> {
  const [row] = await rows(
    connection,
    "select date_trunc('month', recompute_from)::date::varchar as month from config.run",
  );
  return String(row?.month ?? everyMonth);
}

/** Writes that month into `config.run`, of which there is one row. */
export async function setRecomputeFrom(connection: DuckDBConnection, month: string): Promise<void> {
  await connection.run(`update config.run set recompute_from = date '${month}'`);
}

/** Begins a transaction on a connection that finds this month in `config.run.recompute_from`. */
export type Begin = (connection: DuckDBConnection, month: string) => Promise<void>;

/**
 * Lets models that run at the same time each find another month in the one row of `config.run`: a
 * transaction sees the row as it was when it first read it. They begin one after the other.
 */
export function beginner(): Begin {
  let present: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const begin: Begin = async (connection, month) => {
    if (month !== present) {
      await setRecomputeFrom(connection, month);
      present = month;
    }
    await connection.run("begin transaction");
    await connection.run("select recompute_from from config.run");
  };
  return (connection, month) => {
    const begun = turn.then(() => begin(connection, month));
    turn = begun.catch(() => {});
    return begun;
  };
}
