import { oids } from "../sql/pg-types.js";
import { refusal, states } from "../sql/refusal.js";
import { meaning, type Token } from "../sql/tokens.js";

/** PREPARE: a name, the types that were told, and a statement with `$1`, `$2`, … in it. */
export interface Preparing {
  readonly kind: "prepare";
  readonly name: string;
  readonly types: readonly number[];
  readonly sql: string;
}

/** EXECUTE: the name of a prepared statement and its values as texts. */
export interface Executing {
  readonly kind: "execute";
  readonly name: string;
  readonly values: readonly (string | null)[];
}

/** A name as it is compared: without its quotes, or in lower case. */
export function unquoted(word: string): string {
  return word.startsWith('"') ? word.slice(1, -1).replaceAll('""', '"') : word.toLowerCase();
}

/** The text of a statement that follows other words, without its comments. */
export function textFrom(tokens: readonly Token[], at: number): string {
  return tokens
    .slice(at)
    .map(({ text }) => text)
    .join(" ");
}

const typeNames: Readonly<Record<string, number>> = {
  ...oids,
  boolean: oids.bool,
  smallint: oids.int2,
  int: oids.int4,
  integer: oids.int4,
  bigint: oids.int8,
  real: oids.float4,
  "double precision": oids.float8,
  decimal: oids.numeric,
  "character varying": oids.varchar,
  char: oids.bpchar,
  "timestamp without time zone": oids.timestamp,
  "timestamp with time zone": oids.timestamptz,
};

/** Reads `PREPARE name (types) AS statement`. */
export function preparing(sql: string): Preparing {
  const tokens = meaning(sql);
  const as = tokens.findIndex(({ text }) => text.toLowerCase() === "as");
  const name = nameAt(tokens);
  if (as < 2 || tokens.length === as + 1) throw refusal(states.syntax, "PREPARE name AS a query");
  const types = listed(tokens.slice(2, as)).map((type) => typeOf(type));
  return { kind: "prepare", name, types, sql: textFrom(tokens, as + 1) };
}

/** Reads `EXECUTE name (values)`. */
export function executing(sql: string): Executing {
  const tokens = meaning(sql);
  const values = listed(tokens.slice(2)).map((value) => constantIn(value));
  return { kind: "execute", name: nameAt(tokens), values };
}

function nameAt([, token]: readonly Token[]): string {
  if (token === undefined || !["word", "name"].includes(token.kind)) {
    throw refusal(states.syntax, "a prepared statement has a name");
  }
  return unquoted(token.text);
}

// `(a, b (1, 2), c)` in three lists of tokens
function listed(tokens: readonly Token[]): readonly (readonly Token[])[] {
  if (tokens.length === 0) return [];
  if (tokens[0]?.text !== "(" || tokens.at(-1)?.text !== ")") {
    throw refusal(states.syntax, "values and types stand in brackets");
  }
  const lists: Token[][] = [[]];
  let depth = 0;
  for (const token of tokens.slice(1, -1)) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (token.text === "," && depth === 0) lists.push([]);
    else lists.at(-1)?.push(token);
  }
  return lists;
}

function typeOf(tokens: readonly Token[]): number {
  const [words = ""] = tokens
    .map(({ text }) => unquoted(text))
    .join(" ")
    .split(" (");
  const oid = typeNames[words.replace(/^pg_catalog \. /, "")];
  if (oid === undefined) throw refusal("42704", `type "${words.slice(0, 40)}" does not exist`);
  return oid;
}

const typed = new Set(["date", "timestamp", "numeric", "interval", "time"]);

// a constant, perhaps with a sign before it or a type before or after it
function constantIn(tokens: readonly Token[]): string | null {
  const cast = tokens.findIndex(({ text }) => text === "::");
  const bare = cast < 0 ? tokens : tokens.slice(0, cast);
  const named = bare.length > 1 && typed.has(bare[0]?.text.toLowerCase() ?? "");
  const [sign, constant = sign, ...more] = named ? bare.slice(1) : bare;
  const isSigned = sign !== constant;
  if (constant === undefined || more.length > 0) throw noConstant();
  if (constant.kind === "number" && (!isSigned || /^[-+]$/.test(sign?.text ?? ""))) {
    return `${isSigned ? sign?.text : ""}${constant.text}`;
  }
  if (isSigned) throw noConstant();
  if (constant.kind === "text" && constant.text.startsWith("'")) {
    return constant.text.slice(1, -1).replaceAll("''", "'");
  }
  const word = constant.text.toLowerCase();
  if (word === "null") return null;
  if (word === "true" || word === "false") return word;
  throw noConstant();
}

function noConstant(): Error {
  return refusal(states.notSupported, "EXECUTE takes constants: texts, numbers, dates, NULL");
}
