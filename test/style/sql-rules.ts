import type { SourceFile } from "./source-files.js";

const keywords = [
  ..."select from where group order by having join left right full inner cross on using as and or".split(
    " ",
  ),
  ..."not in is null case when then else end union all with distinct over partition between".split(
    " ",
  ),
  ..."exists limit cast coalesce count sum min max date interval true false filter window".split(
    " ",
  ),
];
const upperCase = new RegExp(`\\b(?:${keywords.join("|").toUpperCase()})\\b`);
const mostColumns = 100;

/** The SQL without header, comments and texts; lines stay where they are. */
function sqlOnly(text: string): string {
  return text.replaceAll(/\/\*[\s\S]*?\*\/|--[^\n]*|'(?:''|[^'])*'/g, (found) =>
    found.replaceAll(/[^\n]/g, " "),
  );
}

function commonTables(sql: string): Set<string> {
  const found = sql.matchAll(
    /(?:\bwith(?: recursive)?|,)\s+(\w+)(?:\s*\([^()]*\))?\s+as\s+(?:(?:not\s+)?materialized\s+)?\(/g,
  );
  return new Set([...found].map(([, name = ""]) => name));
}

// `extract(x from y)` and `is distinct from` are no tables
function tablesRead(sql: string): string[] {
  const plain = sql
    .replaceAll(/\bdistinct\s+from\b/g, " ")
    .replaceAll(/\b(?:extract|trim|substring)\s*\([^()]*\)/g, " ");
  const found = plain.matchAll(/\b(?:from|join)\s+(?:lateral\s+)?([a-z_][\w.]*)(?!\w*\s*\()/g);
  return [...found].map(([, name = ""]) => name);
}

const phrases: readonly (readonly [RegExp, string])[] = [
  [/\bgroup by\s+(?:all\b|\d)/, "groups by position or by all"],
  [/\border by\s+\d/, "orders by position"],
  [
    /\bcurrent_(?:date|timestamp|time)\b|\b(?:now|today|get_current_timestamp)\(\)/,
    "asks the clock",
  ],
  [/\b(?:un)?pivot\b/, "pivots"],
  [/\bas\s+[a-z]\b(?!\w)/, "has a one-letter alias"],
  [/\b(?:from|join)\s+[a-z_.]+\s+[a-z]\b(?!\w)/, "has a one-letter alias"],
  [/\b(?:from|join)\s*\(\s*(?:select|with|from)\b/, "has a sub-select in from"],
];

function phraseMistakes(path: string, sql: string): string[] {
  const found = phrases.filter(([pattern]) => pattern.test(sql)).map(([, what]) => what);
  const upper = upperCase.exec(sql)?.[0];
  return [
    ...new Set(found.map((what) => `${path} ${what}`)),
    ...(upper === undefined ? [] : [`${path} writes ${upper} in capitals`]),
  ];
}

function lastSelectMistakes(path: string, sql: string): string[] {
  const last = sql.split(/^select\b/m).at(-1) ?? "";
  const list = last.split(/^from\b/m)[0] ?? "";
  const hasStar = /(?:^|,)\s*(?:\w+\.)?\*\s*(?:,|$|(?:from|exclude|replace)\b)/m.test(list);
  return [
    ...(sql.search(/^select\b/m) === -1 ? [`${path} has no last select at the margin`] : []),
    ...(hasStar ? [`${path} does not list the columns of its last select`] : []),
  ];
}

/** What the house style forbids in any SQL file: long lines, no end of line, tabs. */
export function layoutMistakes({ path, text }: SourceFile): string[] {
  const long = text.split("\n").findIndex((line) => [...line].length > mostColumns);
  return [
    ...(long === -1 ? [] : [`${path}:${long + 1} is longer than ${mostColumns} columns`]),
    ...(/[^\n]\n$/.test(text) ? [] : [`${path} does not end with one new line`]),
    ...(/\t/.test(text) ? [`${path} has a tab`] : []),
    ...(/[ \t]$/m.test(text) ? [`${path} has a space at the end of a line`] : []),
  ];
}

/** What the house style forbids in a model and a machine can see. */
export function modelMistakes(file: SourceFile): string[] {
  const { path, text } = file;
  const sql = sqlOnly(text);
  const known = commonTables(sql);
  const bare = tablesRead(sql).filter((name) => !name.includes(".") && !known.has(name));
  const dotted = [...known].filter((name) => name.includes("."));
  return [
    ...(/^\/\*---\n[\s\S]+?\n---\*\/\n/.test(text) ? [] : [`${path} has no header`]),
    ...(/\/([a-z0-9_]+)\.sql$/.test(path) ? [] : [`${path} is not named as its table`]),
    ...(sql.includes(";") ? [`${path} has more than one statement`] : []),
    ...layoutMistakes(file),
    ...phraseMistakes(path, sql),
    ...lastSelectMistakes(path, sql),
    ...[...new Set(bare)].map((name) => `${path} reads ${name} without its schema`),
    ...dotted.map((name) => `${path} has a common table with a dot: ${name}`),
  ];
}
