import type { DuckDBConnection } from "@duckdb/node-api";
import { identifier } from "../database.js";
import { exitCodes, messageOf, TenureError } from "../error.js";
import { all, type Change, changeBetween, contentsOf, none } from "./change.js";
import { enforce, type ModelFinding, unbroken } from "./enforce.js";
import { isView, type Model } from "./models.js";
import { everyMonth, type Recompute } from "./recompute.js";

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
  /** What there is already; a view may stand for the table of another database. */
  readonly present: Present | undefined;
  readonly recompute: Recompute;
}

/** How a build holds a relation. */
export type Present = "table" | "view";

/** One model brought up to date, and what was found about it. */
export interface Done {
  readonly outcome: ModelOutcome;
  readonly findings: readonly ModelFinding[];
  readonly change: Change;
}

async function attempt<Value>(model: Model, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (error) {
    throw new TenureError("model/failed", `${model.file} (${model.name}): ${messageOf(error)}`, {
      hint: "Run the select by itself against the kept build to see why.",
      exitCode: exitCodes.modelFailed,
      cause: error,
    });
  }
}

/** A view stands for the table of another database: before its rows are changed it becomes a copy. */
async function own(connection: DuckDBConnection, name: string, isEmptied: boolean): Promise<void> {
  const copy = `${name}_copy`;
  if (!isEmptied) await connection.run(`create table ${copy} as select * from ${name}`);
  await connection.run(`drop view ${name}`);
  if (isEmptied) return;
  await connection.run(`create table ${name} as select * from ${copy}`);
  await connection.run(`drop table ${copy}`);
}

// in the order of months, so that who asks for some reads those alone, and the next run deletes there
function whole({ sql, header }: Model): string {
  const month = header.incremental;
  return month === undefined ? sql : `select * from (${sql}) order by ${identifier(month)}`;
}

/** Brings one model up to date, doing no more than its inputs ask for. */
export async function execute(connection: DuckDBConnection, task: Task): Promise<Done> {
  const { model, present } = task;
  const started = performance.now();
  const change = present === undefined ? all : task.change;
  const outcome = (kind: ModelOutcome["kind"], from: string | null, made: number): ModelOutcome => {
    const seconds = Math.round(performance.now() - started) / 1000;
    return { model: model.name, kind, from, rows: made, seconds };
  };
  if (change.kind === "none") {
    return { outcome: outcome("kept", null, 0), findings: [], change: none };
  }
  const monthColumn = model.header.incremental;
  const isOfMonths = change.kind === "from" && monthColumn !== undefined;
  const scope = isOfMonths ? `where ${monthColumn} >= date '${change.month}'` : "";
  if (isView(model)) {
    if (present === "table") await connection.run(`drop table ${model.name}`);
    await attempt(model, () =>
      connection.run(`create or replace view ${model.name} as ${model.sql}`),
    );
    const { rows: made, findings } = await attempt(model, () => enforce(connection, model, scope));
    const how = isOfMonths ? outcome("months", change.month, made) : outcome("rebuilt", null, made);
    return { outcome: how, findings, change };
  }
  if (isOfMonths) {
    if (present === "view") await own(connection, model.name, false);
    const made = await attempt(model, () =>
      task.recompute(connection, change.month, [
        `delete from ${model.name} ${scope}`,
        `insert into ${model.name} ${model.sql}`,
      ]),
    );
    const findings = await hold(connection, model, made, scope);
    return { outcome: outcome("months", change.month, made), findings, change };
  }
  const canCompare = task.isRead && present !== undefined;
  const before = canCompare ? await contentsOf(connection, model.name) : undefined;
  if (present === "view") await own(connection, model.name, true);
  const made = await attempt(model, () =>
    task.recompute(connection, everyMonth, [
      `create or replace table ${model.name} as ${whole(model)}`,
    ]),
  );
  const findings = await hold(connection, model, made, "");
  const after =
    before === undefined ? all : changeBetween(before, await contentsOf(connection, model.name));
  return { outcome: outcome("rebuilt", null, made), findings, change: after };
}

// of no rows every promise is true: a table that is empty is not read
async function hold(
  connection: DuckDBConnection,
  model: Model,
  made: number,
  scope: string,
): Promise<readonly ModelFinding[]> {
  if (made === 0) return unbroken(model);
  return (await attempt(model, () => enforce(connection, model, scope))).findings;
}
