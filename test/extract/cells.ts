import { expect } from "vitest";
import { lake, landAll, place, type Row, sourceOf } from "./landing.js";

/** Texts of one column with what they should become: a value, or the reason why not. */
export type Cells = readonly (readonly [text: string, wanted: unknown])[];

/** Lands one text a row, beside a column that tells the rows apart; `bad` reasons by text. */
export async function cast(
  entity: string,
  column: string,
  contract: string,
  cells: Cells,
  head = "",
): Promise<Row> {
  const required: Readonly<Record<string, string>> = {
    subscriptions: "account_id: { value: a }, started_at: { value: '2024-01-01' }",
    invoice_lines: "account_id: { value: a }, amount: { value: '1' }",
  };
  const id: Readonly<Record<string, string>> = {
    subscriptions: "subscription_id",
    invoice_lines: "line_id",
  };
  const others = (required[entity] ?? "")
    .split(", ")
    .filter((part) => !part.startsWith(`${column}:`));
  const lines = cells.map(([text], nth) => `${nth},"${text.replaceAll('"', '""')}"`);
  const at = place()
    .source(
      `${head}${sourceOf(`entity: ${entity}`, "match: a.csv", "max_bad_rows: 100%", `columns: { ${id[entity]}: id, ${others.join(", ")}, ${column}: ${contract} }`)}`,
    )
    .file("a.csv", `id,v\n${lines.join("\n")}\n`);
  const { bad, codes } = await landAll(at);
  expect(codes).toEqual([]);
  const found = await lake(at, `${id[entity]} as id, ${column} as v`);
  const byId = new Map(found.map((row) => [row.id, row.v]));
  const reasons = new Map(bad.map((row) => [Number(row.line) - 2, row.reason]));
  return Object.fromEntries(
    cells.map(([text], nth) => [
      text,
      byId.has(String(nth)) ? byId.get(String(nth)) : reasons.get(nth),
    ]),
  );
}

/** What `cast` should give. */
export const wanted = (cells: Cells): Row => Object.fromEntries(cells);
