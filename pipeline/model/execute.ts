import type { DuckDBConnection } from "@duckdb/node-api";
import { exitCodes, messageOf, TenureError } from "../error.js";
import { all, type Change, changeBetween, contentsOf, none } from "./change.js";
import { enforce, type ModelFinding } from "./enforce.js";
import type { Model } from "./models.js";

/** What was done about one model. */
export interface ModelOutcome {
  readonly model: string;
  /** kept: nothing it reads has changed; months: only rows from `from` on were made again. */
  readonly kind: "kept" | "months" | "rebuilt";
  readonly from: string | null;
  readonly rows: number;
  readonly seconds: number;
}

interface Task {
  readonly model: Model;
  /** How far the model's inputs differ from those its present table was made of. */
  readonly change: Change;
  /** Whether another model reads this one. */
  readonly isRead: boolean;
  /** Whether there is a table that may be continued and compared with. */
  readonly isThere: boolean;
  /** Whether a view of that name stands for the table of another database. */
  readonly isView: boolean;
  readonly setRecomputeFrom: (month: string) => Promise<void>;
}

interface Done {
  readonly outcome: ModelOutcome;
  readonly findings: readonly ModelFinding[];
  readonly change: Change;
}

async function attempt(model: Model, work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new TenureError("model/failed", `${model.file} (${model.name}): ${messageOf(error)}`, {
      hint: "Run the select by itself against the kept build to see why.",
      exitCode: exitCodes.modelFailed,
      cause: error,
    });
  }
}

async function replaceMonths(
  connection: DuckDBConnection,
  model: Model,
  month: string,
): Promise<void> {
  await connection.run("begin transaction");
  try {
    await connection.run(`delete from ${model.name} where month >= date '${month}'`);
    await connection.run(`insert into ${model.name} ${model.sql}`);
    await connection.run("commit");
  } catch (error) {
    await connection.run("rollback");
    throw error;
  }
}

/** A view stands for the table of another database: before its rows are changed it becomes a copy. */
async function own(connection: DuckDBConnection, name: string, isEmptied: boolean): Promise<void> {
  if (!isEmptied) await connection.run(`create table core.own_copy as select * from ${name}`);
  await connection.run(`drop view ${name}`);
  if (isEmptied) return;
  await connection.run(`create table ${name} as select * from core.own_copy`);
  await connection.run("drop table core.own_copy");
}

/** Brings one model's table up to date, doing no more than its inputs ask for. */
export async function execute(connection: DuckDBConnection, task: Task): Promise<Done> {
  const { model, isThere } = task;
  const started = performance.now();
  const change = isThere ? task.change : all;
  const outcome = (kind: ModelOutcome["kind"], from: string | null, made: number): ModelOutcome => {
    const seconds = Math.round(performance.now() - started) / 1000;
    return { model: model.name, kind, from, rows: made, seconds };
  };
  if (change.kind === "none") {
    return { outcome: outcome("kept", null, 0), findings: [], change: none };
  }
  if (change.kind === "from" && model.header.incremental === "month") {
    await task.setRecomputeFrom(change.month);
    if (task.isView) await own(connection, model.name, false);
    await attempt(model, () => replaceMonths(connection, model, change.month));
    const held = await hold(connection, model, change.month);
    return { outcome: outcome("months", change.month, held.rows), findings: held.findings, change };
  }
  const canCompare = task.isRead && isThere;
  const before = canCompare ? await contentsOf(connection, model.name) : undefined;
  await task.setRecomputeFrom("0001-01-01");
  if (task.isView) await own(connection, model.name, true);
  await attempt(model, () =>
    connection.run(`create or replace table ${model.name} as ${model.sql}`),
  );
  const held = await hold(connection, model, undefined);
  const after =
    before === undefined ? all : changeBetween(before, await contentsOf(connection, model.name));
  return { outcome: outcome("rebuilt", null, held.rows), findings: held.findings, change: after };
}

async function hold(
  connection: DuckDBConnection,
  model: Model,
  fromMonth: string | undefined,
): Promise<{ readonly rows: number; readonly findings: readonly ModelFinding[] }> {
  const held: { rows: number; findings: readonly ModelFinding[] } = { rows: 0, findings: [] };
  await attempt(model, async () =>
    Object.assign(held, await enforce(connection, model, fromMonth)),
  );
  return held;
}
