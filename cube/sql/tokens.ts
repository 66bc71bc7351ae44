/** A piece of SQL text: what it is, and the text itself. */
export interface Token {
  readonly kind: "text" | "name" | "word" | "number" | "parameter" | "space" | "symbol";
  readonly text: string;
}

const patterns: readonly (readonly [Token["kind"], RegExp])[] = [
  ["space", /\s+|--[^\n]*/y],
  ["text", /[eE]'(?:\\[\s\S]|''|[^'\\])*'|(?:[uU]&|[bBxXnN])?'(?:''|[^'])*'/y],
  ["text", /\$([A-Za-z_]\w*)?\$[\s\S]*?\$\1\$/y],
  ["name", /"(?:""|[^"])*"/y],
  ["parameter", /\$\d+/y],
  ["word", /[\p{L}_][\p{L}\p{N}_$]*/uy],
  ["number", /\d[\w.]*|\.\d[\w]*/y],
  ["symbol", /::|[~!<>=*+\-/|&%^#@?]+|[\s\S]/y],
];

/** Takes a text of SQL apart, as Postgres does; joined, the pieces are the text again. */
export function tokensOf(sql: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < sql.length; ) {
    const token = comment(sql, at) ?? tokenAt(sql, at);
    tokens.push(token);
    at += token.text.length;
  }
  return tokens;
}

// comments of Postgres may hold comments
function comment(sql: string, from: number): Token | undefined {
  if (!sql.startsWith("/*", from)) return undefined;
  let depth = 0;
  const marks = /\/\*|\*\//g;
  marks.lastIndex = from;
  for (let found = marks.exec(sql); found !== null; found = marks.exec(sql)) {
    depth += found[0] === "/*" ? 1 : -1;
    if (depth === 0) return { kind: "space", text: sql.slice(from, marks.lastIndex) };
  }
  return { kind: "symbol", text: sql.slice(from) };
}

function tokenAt(sql: string, at: number): Token {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at;
    const found = pattern.exec(sql)?.[0];
    if (found !== undefined && found !== "") return symbolUpToComment(kind, found);
  }
  return { kind: "symbol", text: sql.slice(at) };
}

// `-- x` begins inside what looks like one long operator
function symbolUpToComment(kind: Token["kind"], text: string): Token {
  const begins = kind === "symbol" ? text.search(/--|\/\*/) : -1;
  return { kind, text: begins > 0 ? text.slice(0, begins) : text };
}

/** The statements of a text, each without its comments. */
export function statementsOf(sql: string): readonly string[] {
  const statements: string[] = [];
  let current = "";
  for (const { kind, text } of [...tokensOf(sql), { kind: "symbol", text: ";" }]) {
    if (kind === "symbol" && text === ";") {
      if (current.trim() !== "") statements.push(current.trim());
      current = "";
    } else {
      current += kind === "space" ? " " : text;
    }
  }
  return statements;
}

/** The tokens of a statement that mean something. */
export function meaning(sql: string): readonly Token[] {
  return tokensOf(sql).filter(({ kind }) => kind !== "space");
}

// `::pg_catalog.text`: DuckDB takes no schema before some names of types
const typeOfCatalog = /(::\s*|\bas\s+)pg_catalog\s*\.\s*$/i;

const operatorOfCatalog = /^operator\(pg_catalog\.([^)]+)\)$/i;

/** The statement with `operator(pg_catalog.~)` as `~`: DuckDB's parser would forget which it was. */
export function respelled(sql: string): string {
  const tokens = tokensOf(sql).map(({ kind, text }) => (kind === "space" ? " " : text));
  for (let at = 0; at < tokens.length; at += 1) {
    if (tokens[at]?.toLowerCase() !== "operator") continue;
    const close = tokens.indexOf(")", at);
    const written = tokens
      .slice(at, close + 1)
      .join("")
      .replaceAll(" ", "");
    const symbol = operatorOfCatalog.exec(written)?.[1];
    if (close > at && symbol !== undefined) tokens.splice(at, close + 1 - at, ` ${symbol} `);
  }
  return withoutTypeSchemas(tokens).join("");
}

function withoutTypeSchemas(tokens: readonly string[]): readonly string[] {
  const kept: string[] = [];
  for (const token of tokens) {
    const before = kept.slice(-6).join("");
    if (token === ".") {
      kept.push(token);
      const found = typeOfCatalog.exec(`${before}.`);
      if (found === null) continue;
      while (kept.length > 0 && kept.at(-1)?.toLowerCase() !== "pg_catalog") kept.pop();
      kept.pop();
    } else {
      kept.push(token);
    }
  }
  return kept;
}
