import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { lake, landAll, place, sourceOf } from "./landing.js";

oneIn(5);

function filtered(where: string, format = "csv") {
  return place().source(
    sourceOf(
      "entity: accounts",
      `match: a.${format}`,
      `where: ${JSON.stringify(where)}`,
      'columns: { account_id: id, name: "the name" }',
    ),
  );
}

const text = "id,livemode,the name\n1,true,Ann\n2,false,Bob\n3,,Cy\n4,TRUE,ann\n";

test.each([
  ["livemode", "1 4"],
  ["not livemode", "2"],
  ["livemode is null", "3"],
  ["livemode = 'true'", "1"],
  ["lower(\"the name\") = 'ann' and id <> '4'", "1"],
  ["\"the name\" like 'B%' or id in ('3', '4')", "2 3 4"],
  ['length(trim("the name")) = 2', "3"],
])("where: %s keeps %s and counts the others", async (where, kept) => {
  const at = filtered(where).file("a.csv", text);
  const { counts, codes } = await landAll(at);
  expect(codes).toEqual([]);
  const ids = (await lake(at, "account_id")).map((row) => row.account_id).join(" ");
  expect(ids).toBe(kept);
  const n = kept.split(" ").length;
  expect(counts).toEqual({ "a.csv": `4 ${n} 0 0 ${4 - n}` });
});

test.each([
  "id in (select id from other)",
  "exists (select 1)",
  "(select count(*) from read_csv('/etc/passwd')) > 0",
  "read_text('/etc/passwd') = 'x'",
  "getenv('HOME') <> ''",
  "current_setting('memory_limit') = 'x'",
  "1 = 1) union select 1 from x where (1 = 1",
  "true) limit (select 1",
  "true) order by (id",
  "true) group by (id",
  "true); drop table x; select (true",
  "id = '1'; select 1",
  "id::integer = 1",
  "cast(id as integer) = 1",
  "case when true then true end",
  "row_number() over () = 1",
  "id = $1",
  "file_columns.id = '1'",
  "nobody = '1'",
  "ID = '1'",
  "",
  "(",
  "livemode and",
  "[x for x in [1]] = [1]",
  "id[1] = '1'",
  "livemode = 'true' -- and nothing else",
  "coalesce(id, '1') = '1'",
])("where: %s is refused before anything is read", async (where) => {
  const at = filtered(where === "" ? " " : where).file("a.csv", text);
  await expect(landAll(at)).rejects.toMatchObject({ code: "extract/bad-where", exitCode: 2 });
});

test("a filter of a JSON file names its keys", async () => {
  const at = filtered("livemode", "ndjson").file(
    "a.ndjson",
    '{"id":"1","the name":"x","livemode":true}\n{"id":"2","the name":"x","livemode":false}\n',
  );
  expect((await landAll(at)).counts).toEqual({ "a.ndjson": "2 1 0 0 1" });
});
