import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { refusal, states } from "./refusal.js";
import {
  cast,
  depthOf,
  isTree,
  readTree,
  replace,
  type Tree,
  trees,
  typeNamed,
  writeTree,
} from "./tree.js";

const mostNesting = 600;

/** DuckDB's own parser and printer, in a database that holds nothing and can reach nothing. */
export interface Parser {
  /** The one statement of a text. */
  parse(sql: string): Promise<Tree>;
  print(statement: Tree): Promise<string>;
  close(): void;
}

/** Settings of a database that may not leave its memory. */
export const shutIn = {
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  enable_external_access: "false",
  threads: "1",
  memory_limit: "256MB",
};

/** Opens a parser. */
export async function openParser(): Promise<Parser> {
  const instance = await DuckDBInstance.create(":memory:", shutIn);
  const connection = await instance.connect();
  await connection.run("set lock_configuration = true");
  return {
    parse: (sql) => parse(connection, sql),
    print: (statement) => print(connection, statement),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

async function one(connection: DuckDBConnection, sql: string, value: string): Promise<string> {
  const reader = await connection.runAndReadAll(sql, [value]);
  return String(reader.getRows()[0]?.[0] ?? "");
}

async function parse(connection: DuckDBConnection, sql: string): Promise<Tree> {
  const json = await one(connection, "select json_serialize_sql($1::varchar)", sql).catch(
    (error: unknown) => {
      // also what has no tree at all, such as a text with a zero byte
      throw refusal(states.syntax, error instanceof Error ? error.message : "cannot be parsed");
    },
  );
  if (depthOf(json) > mostNesting) {
    throw refusal(states.tooComplex, "the statement is nested too deeply");
  }
  const answer = readTree(json);
  if (answer.error === true) throw notParsed(answer);
  const statements = trees(answer.statements);
  const [statement] = statements;
  if (statement === undefined || statements.length !== 1) {
    throw refusal(states.syntax, "one statement at a time");
  }
  return statement;
}

function notParsed(answer: Tree): Error {
  const message = typeof answer.error_message === "string" ? answer.error_message : "no statement";
  if (message.startsWith("Only SELECT statements")) {
    return refusal(states.readOnly, "only SELECT is answered: this endpoint is read-only");
  }
  return refusal(states.syntax, message);
}

// DuckDB prints 2e0 as 2.0 and would read that back as a DECIMAL
function exactDouble(tree: Tree): Tree | undefined {
  if (tree.class !== "CONSTANT" || !isTree(tree.value)) return undefined;
  const { type, value, is_null: isNull } = tree.value;
  if (isNull === true || !isTree(type) || (type.id !== "DOUBLE" && type.id !== "FLOAT")) {
    return undefined;
  }
  const written = isTree(value) ? String(Object.values(value)[0]) : String(value);
  const child = { ...tree, value: { type: typeNamed("VARCHAR"), is_null: false, value: written } };
  return { ...cast(child, typeNamed(type.id)), alias: tree.alias ?? "" };
}

async function print(connection: DuckDBConnection, statement: Tree): Promise<string> {
  const tree = { error: false, statements: [replace(statement, exactDouble)] };
  return one(connection, "select json_deserialize_sql($1::json)", writeTree(tree));
}
