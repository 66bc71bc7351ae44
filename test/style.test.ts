import { expect, test } from "vitest";
import { sourceFiles } from "./style/source-files.js";
import { layoutMistakes, modelMistakes } from "./style/sql-rules.js";
import { typescriptMistakes } from "./style/typescript-rules.js";

test("TypeScript keeps the house style", () => {
  const files = sourceFiles("{pipeline,cube,dashboard,bench,test}/**/*.{ts,tsx,mjs}", "*.ts");
  expect(files.length).toBeGreaterThan(100);
  expect(files.flatMap(typescriptMistakes)).toEqual([]);
});

test("models keep the house style", () => {
  const files = sourceFiles("models/**/*.sql");
  expect(files.length).toBeGreaterThan(20);
  expect(files.flatMap(modelMistakes)).toEqual([]);
});

test("every other SQL file has short lines and ends with one new line", () => {
  expect(sourceFiles("{pipeline,bench}/**/*.sql").flatMap(layoutMistakes)).toEqual([]);
});

test.each([
  ["pipeline/loadManager.ts", "", /kebab-case/],
  ["pipeline/utils.ts", "", /says nothing/],
  ["cube/index.ts", "", /says nothing/],
  ["pipeline/a.ts", "export default 1;", /a default export/],
  ["pipeline/a.ts", "const x: any = 1;", /has any/],
  ["pipeline/a.ts", "const x = y as any;", /has any/],
  ["pipeline/a.ts", "function f(x: Map<string, any>) {}", /has any/],
  ["pipeline/a.ts", "export enum Color { red }", /an enum/],
  ["pipeline/a.ts", "class LoadManager {}", /the class LoadManager/],
  ["pipeline/a.ts", 'export * from "./b.js";', /a barrel/],
  ["pipeline/a.ts", "export function untold(): void {}", /untold has no doc comment/],
  ["pipeline/a.ts", "\n".repeat(301), /has 301 lines/],
  ["pipeline/a.ts", `function long(): void {\n${"  x();\n".repeat(59)}}\n`, /long has 61 lines/],
  ["pipeline/a.ts", `const long = (): void => {\n${"  x();\n".repeat(59)}};\n`, /long has 61/],
])("the rules find what is wrong in file %#, %s", (path, text, says) => {
  expect(typescriptMistakes({ path, text })).toEqual([expect.stringMatching(says)]);
});

test("the rules leave words in comments and texts alone", () => {
  const text = `// any enum class
/** Says any. */
export async function told(
  options: { readonly x: string },
): Promise<string> {
  return "export default any";
}
`;
  expect(typescriptMistakes({ path: "pipeline/a-b.ts", text })).toEqual([]);
});

const header = "/*---\ngrain: [a]\n---*/\n";

test.each([
  ["select id from core.t", /no header/],
  [`${header}select id from core.t`, /one new line/],
  [`${header}SELECT id from core.t\n`, /SELECT in capitals|no last select/],
  [`${header}select * from core.t\n`, /does not list the columns/],
  [`${header}select t.* from core.t\n`, /does not list the columns/],
  [`${header}select id, count(*) as n_rows from core.t group by 1\n`, /groups by position/],
  [`${header}select id from t\n`, /reads t without its schema/],
  [`${header}select id from core.t join other on true\n`, /reads other without/],
  [`${header}select id from core.t as t\n`, /one-letter alias/],
  [`${header}select id from core.table_a b\n`, /one-letter alias/],
  [`${header}select id from (select id from core.t) as x_y\n`, /sub-select/],
  [`${header}select current_date as today_on from core.t\n`, /asks the clock/],
  [`${header}select id, ${"x".repeat(100)} from core.t\n`, /longer than 100/],
  [`${header}select id from core.t; select 1\n`, /more than one statement/],
])("the rules find what is wrong in model %#", (text, says) => {
  const found = modelMistakes({ path: "models/core/a_b.sql", text });
  expect(found.join("\n")).toMatch(says);
});

test("a model with common tables, distinct from and extract is fine", () => {
  const text = `${header}with totals as (
    -- FROM here
    select id, count(*) as row_count
    from core.items
    where kind is distinct from 'FROM x'
    group by id
),

days as (select extract(day from at) as day_number from totals)

select
    id,
    row_count
from totals
cross join unnest([1]) as numbers(number)
`;
  expect(modelMistakes({ path: "models/core/a_b.sql", text })).toEqual([]);
});
