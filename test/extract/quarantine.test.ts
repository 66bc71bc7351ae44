import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { landAll, only, place, sourceOf, staged } from "./landing.js";

oneIn(4);

const source = sourceOf(
  "entity: tickets",
  "match: a.csv",
  "max_bad_rows: 100%",
  "columns: { ticket_id: id, account_id: account, created_at: at, topic: topic }",
);

const nasty = [
  "id,account,at,topic",
  '1,a,2024-01-01,"one',
  "",
  'two"',
  "",
  "",
  "2,a,soon,plain",
  "3,a",
  '4,a,2024-01-01,"x ""y"""',
  '5,a,nope,"three',
  "four",
  'five"',
  "6,,2024-01-01,  spaces  ",
  '7,a,2024-01-01,"q"uote',
  "8,a,2024-01-01,ok",
  "9,a,never,end",
].join("\n");

test.each([
  "\n",
  "\r\n",
  "\r",
])("a bad row keeps its line and its exact text after rows of many lines (%j)", async (newline) => {
  const text = nasty.replaceAll("\n", newline);
  for (const mark of ["", "\uFEFF"]) {
    const { counts, bad, errors } = await landAll(
      place()
        .source(source)
        .file("a.csv", mark + text),
    );
    expect(errors).toEqual([]);
    expect(counts).toEqual({ "a.csv": "9 3 6 0 0" });
    expect(bad.map((row) => [row.line, row.reason, row.column_name, row.raw_text])).toEqual([
      [7, "not-a-timestamp", "created_at", "2,a,soon,plain"],
      [8, "too-few-columns", null, "3,a"],
      [10, "not-a-timestamp", "created_at", `5,a,nope,"three${newline}four${newline}five"`],
      [13, "missing-value", "account_id", "6,,2024-01-01,  spaces  "],
      [14, "broken-quotes", null, '7,a,2024-01-01,"q"uote'],
      [16, "not-a-timestamp", "created_at", "9,a,never,end"],
    ]);
  }
});

test("a row's message names the column, the text and the reason, and its file the contract", async () => {
  const at = place().source(source).file("a.csv", "id,account,at,topic\n1,a,soon,x\n");
  const { bad } = await landAll(at);
  expect(only(bad).message).toBe('created_at "soon" not-a-timestamp');
  await staged(at, async ({ query }) => {
    const [row] = await query(
      `select contract_version, path, line::integer as line, q.entity, first_seen_at = landed_at as is_first
         from staging.ledger_quarantine as q join staging.ledger_files using (file_id)`,
    );
    expect(row).toMatchObject({ path: "a.csv", line: 2, entity: "tickets", is_first: true });
    expect(row?.contract_version).toMatch(/^[0-9a-f]{12}$/);
  });
});

test("a row that is bad in two ways is one row, told by the first", async () => {
  const at = place().source(source).file("a.csv", "id,account,at,topic\n,,soon,x\n");
  expect((await landAll(at)).counts).toEqual({ "a.csv": "1 0 1 0 0" });
});

test("many bad rows in a file of many lines keep their own texts", async () => {
  const lines = Array.from({ length: 3_000 }, (_, nth) =>
    nth % 3 === 0
      ? `${nth},a,soon,"t\n${nth}"`
      : nth % 3 === 1
        ? `${nth},a`
        : `${nth},a,2024-01-01,x`,
  );
  const at = place()
    .source(source)
    .file("a.csv", `id,account,at,topic\n${lines.join("\n")}\n`);
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.csv": "3000 1000 2000 0 0" });
  expect(bad.every((row) => lines.includes(String(row.raw_text)))).toBe(true);
  expect(new Set(bad.map((row) => row.raw_text)).size).toBe(2_000);
  // every third record takes two lines
  expect(bad.slice(0, 4).map((row) => row.line)).toEqual([2, 4, 6, 8]);
});

test.each([
  "\n",
  "\r\n",
  "\r",
])("rows of several lines are whole wherever the parser cuts the file (%j)", async (newline) => {
  const lines = Array.from({ length: 120_000 }, (_, nth) => {
    if (nth % 1000 === 7) return `${nth},short`;
    const topic =
      nth % 9 === 0 ? `"a${newline}b ""${nth}"" ${"z".repeat(nth % 83)}"` : "w".repeat(nth % 61);
    return `${nth},a,2024-01-01,${topic}`;
  });
  const text = ["id,account,at,topic", ...lines, ""].join(newline);
  expect(text.length).toBeGreaterThan(6_000_000);
  const { counts, bad } = await landAll(place().source(source).file("a.csv", text));
  expect(counts).toEqual({ "a.csv": "120000 119880 120 0 0" });
  expect(bad.map((row) => row.raw_text)).toEqual(lines.filter((_, nth) => nth % 1000 === 7));
});

test("a contract that reads a row at last marks it replayed, and going back brings it back", async () => {
  const at = place()
    .source(source)
    .file("a.csv", "id,account,at,topic\n1,a,31.12.2024,x\n2,a,2024-01-01,y\n");
  expect((await landAll(at)).bad).toHaveLength(1);
  at.source(source.replace("created_at: at", "created_at: { from: at, format: '%d.%m.%Y' }"));
  const second = await landAll(at);
  expect(second.report).toMatchObject({ landed: 1, unchanged: 0 });
  expect(only(second.bad)).toMatchObject({ line: 3, raw_text: "2,a,2024-01-01,y" });
  at.source(
    "source: crm\nfiles: [{ entity: accounts, match: c.csv, columns: { account_id: id } }]\n",
    "crm",
  ).file("c.csv", "id\na\n");
  await staged(at, async ({ query, table }) => {
    expect(await table("tickets", "ticket_id")).toEqual([{ ticket_id: "1" }]);
    expect(
      await query(
        "select line::integer as line from staging.ledger_quarantine where replayed_at is not null",
      ),
    ).toEqual([{ line: 2 }]);
  });
  at.source(source);
  const third = await landAll(at);
  expect(third.report).toMatchObject({ landed: 0, unchanged: 2 });
  expect(only(third.bad)).toMatchObject({ line: 2, raw_text: "1,a,31.12.2024,x" });
});
