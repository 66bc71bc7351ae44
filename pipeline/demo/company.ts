import { readFile } from "node:fs/promises";
import type { DuckDBConnection } from "@duckdb/node-api";
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

function builderOf(connection: DuckDBConnection): Build {
  return async (table) => {
    const select = await demoSql("company", `${table}.sql`);
    await connection.run(`create or replace table demo.${table.replaceAll("-", "_")} as ${select}`);
  };
}

/** The hidden state of every account, a month at a time because each month rests on the last. */
async function liveThroughMonths(connection: DuckDBConnection): Promise<void> {
  const first = await demoSql("company", "first-states.sql");
  const next = await demoSql("company", "states.sql");
  await connection.run(`create table demo.states as ${first}`);
  for (let month = monthsBefore + 1; month <= monthsInWindow + monthsAhead; month++) {
    await connection.run(`set variable month_no = ${month}`);
    await connection.run(`insert into demo.states by name ${next}`);
  }
}

async function signThroughMonths(connection: DuckDBConnection, build: Build): Promise<void> {
  const moves = await demoSql("company", "moves.sql");
  await build("first-book");
  await connection.run("create table demo.book as from demo.first_book");
  for (let month = 0; month <= monthsInWindow + monthsAhead; month++) {
    await connection.run(`set variable month_no = ${month}`);
    const write = month === 0 ? "create table demo.moves as" : "insert into demo.moves by name";
    await connection.run(`${write} ${moves}`);
    await build("book");
  }
}

/** Makes the whole company in `demo.*`, except for its usage events, which are made on writing. */
export async function buildCompany(connection: DuckDBConnection): Promise<void> {
  const build = builderOf(connection);
  await connection.run(await demoSql("company", "random.sql"));
  for (const table of ["months", "shocks", "accounts"]) await build(table);
  await liveThroughMonths(connection);
  await build("leads");
  await signThroughMonths(connection, build);
  const afterwards =
    "contracts add-ons sizes subscriptions account-months user-months event-months " +
    "losses people names mrr-months";
  for (const table of afterwards.split(" ")) await build(table);
}
