import type { DuckDBValue } from "@duckdb/node-api";
import { refusal, states } from "../sql/refusal.js";
import { type Command, commandOf } from "./commands.js";
import type { Engine, StartOptions } from "./engine.js";
import type { Field } from "./outgoing.js";
import { type Given, parameterValue } from "./parameters.js";
import type { Running } from "./running.js";

/** A statement that was prepared. */
export interface Statement {
  readonly sql: string;
  readonly command: Command;
  /** Types of its parameters. */
  readonly parameters: readonly number[];
  readonly fields: readonly Field[];
  /** Values of all its parameters, where EXECUTE brought them. */
  readonly given?: readonly Omit<Given, "oid">[];
}

/** A statement with its parameters, and how far its result has been read. */
export interface Portal {
  readonly statement: Statement;
  readonly values: readonly DuckDBValue[];
  readonly formats: readonly number[];
  running: Running | undefined;
  isDone: boolean;
}

const mostStatements = 1000;
const mostPortals = 64;

/** The statements and portals of a session, by their names. */
export interface Shelves {
  readonly statements: Map<string, Statement>;
  readonly portals: Map<string, Portal>;
  /** Cursors of DECLARE. */
  readonly cursors: Map<string, Portal>;
}

/** Empty shelves. */
export function newShelves(): Shelves {
  return { statements: new Map(), portals: new Map(), cursors: new Map() };
}

/** Prepares a statement: what is wrong with it is found now. */
export async function prepare(
  sql: string,
  declared: readonly number[],
  engine: Engine,
): Promise<Statement> {
  if (sql.trim() === "")
    return { sql: "", command: { kind: "nothing", tag: "" }, parameters: [], fields: [] };
  const command = commandOf(sql);
  if (command.kind !== "query") return { sql, command, parameters: [], fields: [] };
  const { fields, parameters } = await engine.describe(sql, declared);
  return { sql, command, parameters, fields };
}

/** Keeps a statement under a name. */
export function keepStatement({ statements }: Shelves, name: string, statement: Statement): void {
  if (name !== "" && statements.has(name)) {
    throw refusal(states.taken, `prepared statement "${name}" already exists`);
  }
  if (statements.size >= mostStatements) {
    throw refusal(states.tooMany, `a session keeps at most ${mostStatements} prepared statements`);
  }
  statements.set(name, statement);
}

/** The statement of a name. */
export function statementAt({ statements }: Shelves, name: string): Statement {
  const statement = statements.get(name);
  if (statement !== undefined) return statement;
  throw refusal(states.noSuchStatement, `prepared statement "${name}" does not exist`);
}

/** A portal of a statement. */
export function newPortal(
  statement: Statement,
  given: readonly Omit<Given, "oid">[],
  formats: readonly number[],
): Portal {
  const { parameters } = statement;
  const all = statement.given ?? given;
  if (all.length !== parameters.length) {
    const message = `${all.length} parameters were given and ${parameters.length} are needed`;
    throw refusal(states.protocol, message);
  }
  const values = all.map((each, index) => parameterValue({ ...each, oid: parameters[index] ?? 0 }));
  return { statement, values, formats, running: undefined, isDone: false };
}

/** Keeps a portal under a name. */
export function keepPortal(shelf: Map<string, Portal>, name: string, portal: Portal): void {
  const before = shelf.get(name);
  if (before !== undefined && name !== "") {
    throw refusal("42P03", `cursor "${name}" already exists`);
  }
  before?.running?.close();
  if (shelf.size >= mostPortals) {
    throw refusal(states.tooMany, `a session has at most ${mostPortals} open cursors`);
  }
  shelf.set(name, portal);
}

/** The portal of a name. */
export function portalAt({ portals }: Shelves, name: string): Portal {
  const portal = portals.get(name);
  if (portal !== undefined) return portal;
  throw refusal(states.noSuchCursor, `portal "${name}" does not exist`);
}

/** The cursor of a name. */
export function cursorAt({ cursors }: Shelves, name: string): Portal {
  const cursor = cursors.get(name);
  if (cursor !== undefined) return cursor;
  throw refusal(states.noSuchCursor, `cursor "${name}" does not exist`);
}

/** Closes a portal, or all of them. */
export function closePortals(shelf: Map<string, Portal>, name?: string): void {
  for (const [key, portal] of name === undefined
    ? [...shelf]
    : [[name, shelf.get(name)] as const]) {
    portal?.running?.close();
    shelf.delete(key);
  }
}

/** The result of a portal, started where it is not yet. */
export async function runningOf(
  portal: Portal,
  engine: Engine,
  asking: Pick<StartOptions, "isWhole" | "isCancelled" | "working">,
): Promise<Running> {
  if (portal.running !== undefined) return portal.running;
  const { statement, values, formats } = portal;
  const { sql, parameters } = statement;
  const started = await engine.start({ ...asking, sql, parameters, values, formats });
  if (!sameTypes(started.fields, statement.fields)) {
    started.running.close();
    throw refusal(states.notSupported, "cached plan must not change result type");
  }
  portal.running = started.running;
  return started.running;
}

function sameTypes(left: readonly Field[], right: readonly Field[]): boolean {
  return (
    left.length === right.length && left.every((field, index) => field.oid === right[index]?.oid)
  );
}
