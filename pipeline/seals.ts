import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows } from "./database.js";

/** What is sealed of a vintage: by renewal, by account and by segment. */
const parts = ["sealed_renewals", "sealed_months", "sealed_totals"] as const;

/**
 * The hash of a vintage in one schema, by the seal that it follows and its config_version: rows as
 * JSON in one order, each hashed, then together.
 */
export function hashSql(schema: "temp" | "ledger", vintage: string): string {
  const part = (table: string): string =>
    `select string_agg(line, '' order by line) from (
       select sha256(to_json(sealed)::varchar) as line from ${schema}.${table} as sealed
       where vintage = ${literal(vintage)}::date)`;
  // seals were made before totals were sealed: where there are none they are no part of it
  return `select sha256(concat_ws(chr(10), $1::varchar, $2::varchar, ${literal(vintage)},
      coalesce((${part("sealed_renewals")}), ''), coalesce((${part("sealed_months")}), ''),
      (${part("sealed_totals")}))) as sha256,
    (select count(*) from ${schema}.sealed_renewals where vintage = ${literal(vintage)}::date)
      as renewals,
    (select count(*) from ${schema}.sealed_months where vintage = ${literal(vintage)}::date)
      as months`;
}

async function lastSeal(connection: DuckDBConnection): Promise<{ vintage: string; sha: string }> {
  const [last] = await rows(
    connection,
    `select max(vintage)::varchar as vintage, arg_max(sha256, vintage) as sha from ledger.seals`,
  );
  return { vintage: String(last?.["vintage"] ?? "0001-01-01"), sha: String(last?.["sha"] ?? "") };
}

/**
 * Sets the live vintages of an open build aside that the ledger does not hold yet, sealed one
 * after another; returns how many. A run that looks at the past or builds a part seals nothing.
 */
export async function collectSeals(
  connection: DuckDBConnection,
  run: {
    readonly runId: string;
    readonly now: Date;
    readonly knownAt: Date | null;
    readonly isPart: boolean;
  },
): Promise<number> {
  for (const table of ["seals", ...parts]) {
    await connection.run(`create or replace temp table ${table} as from ledger.${table} limit 0`);
  }
  if (run.knownAt !== null || run.isPart) return 0;
  const last = await lastSeal(connection);
  const found = await rows(
    connection,
    `select month::varchar as vintage, (select config_version from config.run) as version
     from core.forecast_vintages
     where origin = 'live' and not is_provisional and month > ${literal(last.vintage)}::date
     order by month`,
  );
  let previous = last.sha;
  for (const { vintage, version } of found) {
    const at = literal(String(vintage));
    await connection.run(`insert into temp.sealed_renewals by name
        select * from marts.renewal_forecasts where vintage = ${at}::date;
      insert into temp.sealed_months by name
        select * from marts.forecast_months where vintage = ${at}::date;
      insert into temp.sealed_totals by name
        select month as vintage, * exclude (month) from core.forecast_totals where month = ${at}::date`);
    const [hashed] = await rows(connection, hashSql("temp", String(vintage)), [
      previous,
      String(version),
    ]);
    await connection.run(
      `insert into temp.seals values (${at}::date, $1::timestamp, $2, $3, $4::bigint, $5::bigint,
        $6, $7)`,
      [
        run.now.toISOString().replace("T", " ").replace("Z", ""),
        run.runId,
        String(version),
        Number(hashed?.["renewals"]),
        Number(hashed?.["months"]),
        previous,
        String(hashed?.["sha256"]),
      ],
    );
    previous = String(hashed?.["sha256"]);
  }
  return found.length;
}

/** Enters the seals that were set aside; the caller's transaction makes it all or nothing. */
export async function enterSeals(connection: DuckDBConnection): Promise<void> {
  for (const table of ["seals", ...parts]) {
    await connection.run(`insert into ledger.${table} by name select * from temp.${table}`);
  }
}

/** Takes the seals of runs that were never served out of the ledger; they are its last. */
export async function forgetSeals(connection: DuckDBConnection): Promise<void> {
  const gone = `select vintage from ledger.seals where run_id not in (
    select run_id from ledger.runs where outcome = 'published')`;
  for (const table of [...parts, "seals"]) {
    await connection.run(`delete from ledger.${table} where vintage in (${gone})`);
  }
}
