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

/**
 * Runs statements that find this month in `config.run.recompute_from`, several of them as one. The
 * value is how many rows the last of them made.
 */
export type Recompute = (
  connection: DuckDBConnection,
  month: string,
  statements: readonly string[],
) => Promise<number>;

async function inTransaction<Value>(
  connection: DuckDBConnection,
  work: () => Promise<Value>,
): Promise<Value> {
  try {
    const value = await work();
    await connection.run("commit");
    return value;
  } catch (error) {
    await connection.run("rollback");
    throw error;
  }
}

async function runAll(
  connection: DuckDBConnection,
  statements: readonly string[],
): Promise<number> {
  let made = 0;
  for (const statement of statements) {
    const [row] = await rows(connection, statement);
    made = Number(row?.Count);
  }
  return made;
}

/**
 * Lets models that are made at the same time each find another month in the one row there is: a
 * transaction sees it as it was when it first read it. They begin one after the other.
 */
export function recomputing({ isShared }: { readonly isShared: boolean }): Recompute {
  let present: string | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  const begin = async (connection: DuckDBConnection, month: string, isOne: boolean) => {
    if (month !== present) {
      await setRecomputeFrom(connection, month);
      present = month;
    }
    if (isOne) await connection.run("begin transaction");
    // what the transaction will see is settled by what it reads first
    if (isShared) await recomputeFrom(connection);
  };
  return async (connection, month, statements) => {
    const isOne = isShared || statements.length > 1;
    const begun = turn.then(() => begin(connection, month, isOne));
    turn = begun.catch(() => {});
    await begun;
    const work = () => runAll(connection, statements);
    return isOne ? inTransaction(connection, work) : work();
  };
}
