import { readFileSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { z } from "zod";
import { openDatabase, rows } from "../../pipeline/database.js";
import { type CompanySize, makeUp } from "../../pipeline/demo/demo.js";
import { shipped } from "../../pipeline/root.js";

/**
 * WAPE of what churned in the months a year ahead, or in the years up to them, for who learned the
 * rates from many others.
 */
export interface Knowable {
  readonly seed: number;
  readonly of: "month" | "year";
  /** By contract, length of the term and months to its end. */
  readonly byTerms: number;
  /** By the hidden state of the account as well, which no export tells. */
  readonly byStates: number;
}

// large enough that a rate is known where it counts, and none of the companies that are forecast
const teacher = { seed: 1_000, accounts: 30_000 } as const;
const terms = "contract, is_largest, term_months, months_to_term_end";
const cells = { terms, states: `${terms}, health_band` } as const;

const lost = { month: "lost_arr", year: "lost_in_year_arr" } as const;

const found = z.object({ wape: z.number() });

async function makeYears(
  connection: DuckDBConnection,
  name: string,
  size: CompanySize,
): Promise<void> {
  await makeUp(connection, size);
  const select = readFileSync(shipped("bench", "backtest", "year-before.sql"), "utf8");
  await connection.run(`create or replace table ${name} as ${select}`);
  await connection.run("drop schema demo cascade");
}

async function learn(connection: DuckDBConnection): Promise<void> {
  await makeYears(connection, "others", teacher);
  for (const [name, keys] of Object.entries(cells)) {
    await connection.run(
      `create table ${name} as
       select ${keys}, sum(lost_arr) / sum(arr) as month, sum(lost_in_year_arr) / sum(arr) as year
       from others group by all`,
    );
  }
}

async function wapeBy(
  connection: DuckDBConnection,
  name: keyof typeof cells,
  of: keyof typeof lost,
): Promise<number> {
  const [row] = await rows(
    connection,
    `with months as (
       select month_no, sum(arr * ${name}.${of}) as forecast, sum(${lost[of]}) as lost
       from years left join ${name} using (${cells[name]})
       group by month_no
     )
     select sum(abs(forecast - lost)) / sum(lost) as wape from months`,
  );
  return found.parse(row).wape;
}

/** How well anybody could know the churn of a year ahead, at each seed. */
export async function knowable(
  seeds: readonly number[],
  accounts: number,
): Promise<readonly Knowable[]> {
  const database = await openDatabase(":memory:");
  const { connection } = database;
  try {
    await learn(connection);
    const all: Knowable[] = [];
    for (const seed of seeds) {
      await makeYears(connection, "years", { seed, accounts });
      for (const of of ["month", "year"] as const) {
        const byTerms = await wapeBy(connection, "terms", of);
        all.push({ seed, of, byTerms, byStates: await wapeBy(connection, "states", of) });
      }
    }
    return all;
  } finally {
    database.close();
  }
}
