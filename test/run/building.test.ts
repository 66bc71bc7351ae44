import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { closeBuild, openBuild } from "../../pipeline/building.js";
import { openDatabase, rows } from "../../pipeline/database.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "building-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Changes the build in a database of its own; says how many rows it has and how many it holds. */
async function changed(...statements: readonly string[]) {
  const database = await openDatabase(":memory:");
  const { connection } = database;
  await openBuild(connection, join(folder, "a.duckdb"));
  for (const statement of statements) await connection.run(statement);
  await closeBuild(connection);
  await openBuild(connection, join(folder, "a.duckdb"));
  const [found] = await rows(
    connection,
    `select (select count(*)::integer from months) as there,
      (select estimated_size::integer from duckdb_tables() where table_name = 'months') as held`,
  );
  database.close();
  return found;
}

const made = "create table months as select range % 10 as month from range(400_000)";
// a tenth of the rows, which lie everywhere in the file
const again = (month: number) => [
  `delete from months where month = ${month}`,
  `insert into months select ${month} from range(40_000)`,
];

test("gaps of deleted rows are closed once a build holds half as many rows again", async () => {
  expect(await changed(made)).toEqual({ there: 400_000, held: 400_000 });
  for (const month of [0, 1, 2, 3]) {
    const held = 400_000 + 40_000 * (month + 1);
    expect(await changed(...again(month))).toEqual({ there: 400_000, held });
  }
  const closed = await changed(...again(4));
  expect(closed?.["there"]).toBe(400_000);
  expect(Number(closed?.["held"])).toBeLessThan(480_000);
});

test("the last months made again and again leave no more gaps than once", async () => {
  await changed(made);
  await changed(...again(9));
  expect(await changed(...again(9))).toEqual({ there: 400_000, held: 440_000 });
});
