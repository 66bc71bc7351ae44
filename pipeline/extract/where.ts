import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "../contract.js";
import { identifier, literal, rows } from "../database.js";
import { exitCodes, TenureError } from "../error.js";
import type { TextTable } from "./text-table.js";

const allowedClasses = new Set(["COLUMN_REF", "CONSTANT", "COMPARISON", "CONJUNCTION"]);
const allowedOperators = new Set([
  "OPERATOR_NOT",
  "OPERATOR_IS_NULL",
  "OPERATOR_IS_NOT_NULL",
  "COMPARE_IN",
  "COMPARE_NOT_IN",
]);
const allowedFunctions = new Set(["lower", "upper", "trim", "~~", "!~~", "length"]);

interface Node {
  readonly class?: string;
  readonly type?: string;
  readonly function_name?: string;
  readonly column_names?: readonly string[];
}

function nodesOf(value: unknown): Node[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf);
  if (value === null || typeof value !== "object") return [];
  const inner = Object.values(value).flatMap(nodesOf);
  return "class" in value ? [value as Node, ...inner] : inner;
}

function isAllowed(node: Node): boolean {
  if (node.class === "FUNCTION") return allowedFunctions.has(node.function_name ?? "");
  if (node.class === "OPERATOR") return allowedOperators.has(node.type ?? "");
  return allowedClasses.has(node.class ?? "");
}

function refuse(contract: FileContract, why: string): never {
  throw new TenureError("extract/bad-where", `${contract.at}: where: ${why}`, {
    hint: "Write a comparison of the file's columns, for instance: livemode = 'true'.",
    exitCode: exitCodes.config,
  });
}

async function treeOf(connection: DuckDBConnection, text: string): Promise<string> {
  const sql = `select 1 from file_columns where (${text})`;
  const [row] = await rows(
    connection,
    `select json_serialize_sql(${literal(sql)})::varchar as tree`,
  );
  return String(row?.tree);
}

const before = "SELECT 1 FROM file_columns WHERE ";

// what DuckDB writes for the tree that was looked at: no comment or bracket of the text survives
async function conditionOf(
  connection: DuckDBConnection,
  tree: string,
  contract: FileContract,
): Promise<string> {
  const [row] = await rows(
    connection,
    `select json_deserialize_sql(${literal(tree)}::json) as written`,
  );
  const written = String(row?.written);
  if (!written.startsWith(before)) refuse(contract, "is no condition");
  return written.slice(before.length);
}

interface Tree {
  readonly error: boolean;
  readonly error_message?: string;
  readonly statements?: readonly {
    readonly node: {
      readonly type: string;
      readonly where_clause: unknown;
      readonly modifiers: readonly unknown[];
    };
  }[];
}

/**
 * The contract's `where` as SQL over the file's text, after a look at every node of its syntax
 * tree: columns of the file, constants, comparisons, and/or/not/in/is null, like, lower, upper,
 * trim, length. Throws `extract/bad-where`.
 */
export async function filterOf(
  connection: DuckDBConnection,
  text: string,
  table: TextTable,
  contract: FileContract,
): Promise<string> {
  const written = await treeOf(connection, text);
  const tree = JSON.parse(written) as Tree;
  const [statement, second] = tree.statements ?? [];
  if (tree.error || statement === undefined)
    refuse(contract, tree.error_message ?? "is no condition");
  const { type, modifiers } = statement.node;
  if (second !== undefined || type !== "SELECT_NODE" || modifiers.length > 0)
    refuse(contract, "is no condition");
  for (const node of nodesOf(statement.node.where_clause)) {
    if (!isAllowed(node)) refuse(contract, `${node.function_name ?? node.type} is not allowed`);
    const column = node.column_names?.join(".");
    if (node.class === "COLUMN_REF" && column !== undefined && !table.names.includes(column)) {
      refuse(contract, `the file has no column "${column}"`);
    }
  }
  const used = nodesOf(statement.node.where_clause).flatMap((node) => node.column_names ?? []);
  const columns = [...new Set(used)].map((name) => `${table.textOf(name)} as ${identifier(name)}`);
  const from = columns.length === 0 ? "" : ` from (select ${columns.join(", ")}) as file_columns`;
  const condition = await conditionOf(connection, written, contract);
  return `(select try_cast((${condition}) as boolean)${from})`;
}
