import type { DuckDBConnection } from "@duckdb/node-api";
import { type PlainColumn, plainColumns, type RowsQuestion, selectOver } from "./typed-rows.js";

// a spreadsheet takes a text that begins like this for a formula; an apostrophe makes it a text
const startsFormula = "'^[=+@\\t\\r\\n-]'";
// an empty text is told from no value; spaces at an end would be trimmed by some readers
const needsQuotes = `'^$|[",\\r\\n]|^\\s|\\s$'`;

function quoted(text: string): string {
  return `'"' || replace(${text}, '"', '""') || '"'`;
}

function textCell(sql: string): string {
  return `case
    when regexp_matches(${sql}, ${startsFormula}) then ${quoted(`'''' || ${sql}`)}
    when regexp_matches(${sql}, ${needsQuotes}) then ${quoted(sql)}
    else ${sql}
  end`;
}

// as short as it can be read back, but never as 1e-05
function doubleCell(sql: string): string {
  const plain = `rtrim(rtrim(format('{:.20f}', ${sql}), '0'), '.')`;
  return `if(contains(cast(${sql} as varchar), 'e'), ${plain}, cast(${sql} as varchar))`;
}

function cell({ sql, type }: PlainColumn): string {
  if (type.kind === "text") return textCell(sql);
  if (type.kind === "double") return doubleCell(sql);
  if (type.kind === "instant") return `strftime(${sql}, '%Y-%m-%dT%H:%M:%S.%fZ')`;
  return `cast(${sql} as varchar)`;
}

function headCell(name: string): string {
  return /[",\r\n]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/** The rows as CSV in UTF-8: ISO dates, plain decimals, nothing for NULL, no text that is a formula. */
export async function* csvBytes(
  connection: DuckDBConnection,
  question: RowsQuestion,
): AsyncGenerator<Uint8Array> {
  const columns = await plainColumns(connection, question);
  let head = `${columns.map(({ name }) => headCell(name)).join(",")}\n`;
  const line = columns.map((column) => `coalesce(${cell(column)}, '')`).join(" || ',' || ");
  const sql = selectOver(question, columns.length, `${line} as line`);
  const result = await connection.stream(sql, [...(question.values ?? [])]);
  for await (const chunk of result) {
    if (chunk.rowCount === 0) continue;
    yield Buffer.from(`${head}${chunk.getColumnVector(0).toArray().join("\n")}\n`);
    head = "";
  }
  if (head !== "") yield Buffer.from(head);
}
