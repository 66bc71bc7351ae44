import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { lake, landAll, only, place, sourceOf } from "./landing.js";

oneIn(2);

const invoices = sourceOf(
  "entity: invoice_lines",
  "match: lines.csv",
  "columns:",
  "  line_id: id",
  "  account_id: account",
  "  amount: amount",
);

test("24,000 amounts of 10 and then 1,000 of 10.75 sum to 250,750", async () => {
  const lines = Array.from(
    { length: 25_000 },
    (_, at) => `${at},a,${at < 24_000 ? "10" : "10.75"}`,
  );
  const at = place()
    .source(invoices)
    .file("lines.csv", `id,account,amount\n${lines.join("\n")}\n`);
  const { counts } = await landAll(at);
  expect(counts).toEqual({ "lines.csv": "25000 25000 0 0 0" });
  expect(await lake(at, "amount::varchar as amount, line_id").then((found) => found.length)).toBe(
    25_000,
  );
  const amounts = await lake(at, "amount");
  const cents = amounts.reduce((sum, row) => sum + Math.round(Number(row.amount) * 100), 0);
  expect(cents).toBe(25_075_000);
});

test("lines of different widths are set aside with their line and text, and none is lost", async () => {
  const at = place().source(invoices).file("lines.csv", "id,account,amount\n1,a\n2,b,3,4\n");
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "lines.csv": "2 0 2 0 0" });
  expect(bad).toMatchObject([
    { line: 2, reason: "too-few-columns", raw_text: "1,a" },
    { line: 3, reason: "too-many-columns", raw_text: "2,b,3,4" },
  ]);
});

test("a column that the file lacks refuses it and names the closest header", async () => {
  const at = place().source(invoices).file("lines.csv", "id,account,amuont,city\n1,a,3,x\n");
  const { errors } = await landAll(at);
  const error = only(errors);
  expect(error.code).toBe("extract/missing-column");
  expect(error.message).toContain('lines.csv has no column "amount" for amount (closest: "amuont"');
  expect(error.hint).toContain("s.yml:3");
});

test.each([
  ";",
  "\t",
  "|",
  " ",
])("a file split at %j says which delimiter fits", async (delimiter) => {
  const text = ["id,account,amount", "1,a,3"].join("\n").replaceAll(",", delimiter);
  const { errors } = await landAll(place().source(invoices).file("lines.csv", text));
  const error = only(errors);
  expect(error.code).toBe("extract/wrong-delimiter");
  expect(error.hint).toContain(`delimiter: ${JSON.stringify(delimiter)}`);
});

test("a folder without the files of any contract stops the run", async () => {
  await expect(landAll(place().source(invoices))).rejects.toMatchObject({
    code: "extract/no-files",
    exitCode: 2,
  });
});

test("a file that its contract does not fit leaves the others to land", async () => {
  const at = place()
    .source(invoices.replace("lines.csv", '"*.csv"'))
    .file("a.csv", "id,account\n1,a\n")
    .file("b.csv", "id,account,amount\n1,a,3\n");
  const { codes, counts } = await landAll(at);
  expect(codes).toEqual(["extract/missing-column"]);
  expect(counts).toEqual({ "b.csv": "1 1 0 0 0" });
});
