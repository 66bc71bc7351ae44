import { readFile } from "node:fs/promises";
import type { DuckDBConnection, DuckDBPreparedStatement } from "@duckdb/node-api";
import { shipped } from "../root.js";

/** Months that the contract book runs past as_of, because a notice may tell of an end to come. */
const monthsAhead = 3;
const monthsBefore = -4;
const monthsInWindow = 36;

/** The text of one of the generator's SQL files. */
export function demoSql(...parts: readonly string[]): Promise<string> {
  return readFile(shipped("pipeline", "demo", ...parts), "utf8");
}

type Build = (table: string) => Promise<void>;

/** Makes tables of the generator by their names, each from its own file. */
export function builderOf(connection: DuckDBConnection): Build {
  return async (table) => {
    const select = await demoSql("company", `${table}.sql`);
    await connection.run(`create or replace table demo.${table.replaceAll("-", "_")} as ${select}`);
  };
}

/** Runs statements for one month after another, each on what the last has left; planned once. */
async function repeatByMonth(
  connection: DuckDBConnection,
  firstMonth: number,
  inserts: readonly (readonly [table: string, file: string])[],
): Promise<void> {
  const statements: DuckDBPreparedStatement[] = [];
  for (const [table, file] of inserts) {
    const select = await demoSql("company", file);
    statements.push(await connection.prepare(`insert into demo.${table} by name ${select}`));
  }
  for (let month = firstMonth; month <= monthsInWindow + monthsAhead; month++) {
    for (const statement of statements) {
      statement.bind({ month });
      await statement.run();
    }
  }
  for (const statement of statements) statement.destroySync();
}

/** Makes the whole company in `demo.*`, except for its usage events, which are made on writing. */
export async function buildCompany(connection: DuckDBConnection): Promise<void> {
  const build = builderOf(connection);
  await connection.run(await demoSql("company", "random.sql"));
  for (const table of ["months", "shocks", "accounts"]) await build(table);
  await build("states");
  await repeatByMonth(connection, monthsBefore + 1, [["states", "next-states.sql"]]);
  await build("leads");
  await build("book");
  await build("moves");
  await repeatByMonth(connection, 0, [
    ["moves", "next-moves.sql"],
    ["book", "next-book.sql"],
  ]);
  const afterwards =
    "contracts add-ons sizes subscriptions account-months user-months event-months " +
    "losses people names mrr-months";
  for (const table of afterwards.split(" ")) await build(table);
}
