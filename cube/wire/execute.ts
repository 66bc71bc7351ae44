import type { DuckDBConnection } from "@duckdb/node-api";
import { oids } from "../sql/pg-types.js";
import { refusal, states } from "../sql/refusal.js";
import { settingOf } from "./commands.js";
import type { Engine } from "./engine.js";
import type { Field, Outgoing } from "./outgoing.js";
import {
  closePortals,
  cursorAt,
  keepPortal,
  keepStatement,
  newPortal,
  type Portal,
  prepare,
  runningOf,
  type Shelves,
  type Statement,
  statementAt,
} from "./portals.js";
import type { Running } from "./running.js";

/** What a session remembers from one message to the next. */
export interface State {
  readonly engine: Engine;
  readonly outgoing: Outgoing;
  readonly shelves: Shelves;
  transaction: "I" | "T" | "E";
  /** True after an error, until the client has caught up. */
  isSkipping: boolean;
  isCancelled: boolean;
  isStopping: boolean;
  isBusy: boolean;
  /** Milliseconds that a statement may run. */
  timeout: number;
  readonly longestTimeout: number;
  working: DuckDBConnection | undefined;
}

/** Prepares a statement, unless the transaction has failed. */
export async function preparedIn(
  state: State,
  sql: string,
  declared: readonly number[],
): Promise<Statement> {
  if (state.transaction === "E" && !endsTransaction(sql)) {
    const message = "current transaction is aborted, commands ignored until end of transaction";
    throw refusal(states.failedTransaction, message);
  }
  const statement = await prepare(sql, declared, state.engine);
  const { command } = statement;
  if (command.kind !== "execute") return statement;
  const given = command.values.map((text) => ({
    bytes: text === null ? null : Buffer.from(text),
    isBinary: false,
  }));
  return { ...statementAt(state.shelves, command.name), given };
}

function endsTransaction(sql: string): boolean {
  return /^\s*(?:commit|end|rollback|abort)\b/i.test(sql);
}

/** The columns that a statement answers with; undefined where it answers no rows. */
export function fieldsOf({ shelves }: State, statement: Statement): readonly Field[] | undefined {
  const { command } = statement;
  if (command.kind === "query") return statement.fields;
  if (command.kind === "show") return [{ name: command.name, oid: oids.text, modifier: -1 }];
  if (command.kind !== "fetch" || command.isMove) return undefined;
  return cursorAt(shelves, command.name).statement.fields;
}

/** Runs a portal; `most` rows of it, or all for 0. */
export async function execute(state: State, portal: Portal, most: number): Promise<void> {
  const { outgoing, shelves } = state;
  const { command } = portal.statement;
  switch (command.kind) {
    case "query":
      return query(state, portal, most);
    case "begin":
    case "commit":
    case "rollback":
      return transaction(state, command.kind, command.tag);
    case "set":
      if (command.name === "statement_timeout") limit(state, command.value);
      return outgoing.send("C", command.tag);
    case "nothing":
      return command.tag === "" ? outgoing.send("I") : outgoing.send("C", command.tag);
    case "show":
      return show(outgoing, settingOf(command.name));
    case "deallocate":
      if (command.name === undefined) shelves.statements.clear();
      else shelves.statements.delete(command.name);
      return outgoing.send("C", command.tag);
    case "prepare":
      return keep(state, command.name, await preparedIn(state, command.sql, command.types));
    case "execute":
      throw refusal(states.protocol, "EXECUTE was put in the place of its statement before");
    case "declare":
      return declare(state, command.name, command.sql);
    case "fetch":
      return fetch(state, command.name, command.count, command.isMove);
    case "close":
      closePortals(shelves.cursors, command.name);
      return outgoing.send("C", "CLOSE CURSOR");
  }
}

function started(state: State, portal: Portal, isWhole: boolean): Promise<Running> {
  return runningOf(portal, state.engine, {
    isWhole,
    isCancelled: () => state.isCancelled,
    working: (connection) => {
      state.working = connection;
    },
  });
}

async function query(state: State, portal: Portal, most: number): Promise<void> {
  const { outgoing } = state;
  if (portal.isDone) return outgoing.send("C", "SELECT 0");
  const running = await started(state, portal, most <= 0);
  const limit = most > 0 ? most : Number.POSITIVE_INFINITY;
  const { rows, hasMore } = await running.send(outgoing, limit);
  if (hasMore) return outgoing.send("s");
  portal.isDone = true;
  outgoing.send("C", `SELECT ${rows}`);
}

function transaction(state: State, kind: "begin" | "commit" | "rollback", tag: string): void {
  const hadFailed = state.transaction === "E";
  state.transaction = kind === "begin" ? "T" : "I";
  if (kind !== "begin") {
    closePortals(state.shelves.portals);
    closePortals(state.shelves.cursors);
  }
  state.outgoing.send("C", kind === "commit" && hadFailed ? "ROLLBACK" : tag);
}

// a client may have less time than it is given, never more
function limit(state: State, value: string): void {
  const [, number, unit = "ms"] = /^(\d{1,9})(ms|s|min|h)?$/.exec(value.trim()) ?? [];
  if (number === undefined) return;
  const factors: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 };
  const asked = Number(number) * (factors[unit] ?? 1);
  const most = state.longestTimeout;
  state.timeout = asked > 0 && (most === 0 || asked < most) ? asked : most;
}

function show(outgoing: Outgoing, value: string): void {
  outgoing.writer.begin("D");
  outgoing.writer.int16(1);
  outgoing.writer.text(value);
  outgoing.writer.end();
  outgoing.send("C", "SHOW");
}

function keep({ outgoing, shelves }: State, name: string, statement: Statement): void {
  if (statement.command.kind !== "query") {
    throw refusal(states.notSupported, "only a query can be prepared");
  }
  keepStatement(shelves, name, statement);
  outgoing.send("C", "PREPARE");
}

async function declare(state: State, name: string, sql: string): Promise<void> {
  const statement = await preparedIn(state, sql, []);
  if (statement.command.kind !== "query") throw refusal(states.syntax, "a cursor is for a query");
  keepPortal(state.shelves.cursors, name, newPortal(statement, [], []));
  state.outgoing.send("C", "DECLARE CURSOR");
}

async function fetch(state: State, name: string, count: number, isMove: boolean): Promise<void> {
  const portal = cursorAt(state.shelves, name);
  const tag = isMove ? "MOVE" : "FETCH";
  if (portal.isDone) return state.outgoing.send("C", `${tag} 0`);
  const running = await started(state, portal, false);
  const sent = await (isMove ? running.skip(count) : running.send(state.outgoing, count));
  portal.isDone = !sent.hasMore;
  state.outgoing.send("C", `${tag} ${sent.rows}`);
}
