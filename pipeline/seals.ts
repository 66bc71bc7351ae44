import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows } from "./database.js";
import { exitCodes } from "./error.js";
import { openLedger } from "./ledger.js";
import { warehouseAt } from "./warehouse.js";

/** A published forecast, as the ledger keeps it for ever. */
export interface Seal {
  readonly vintage: string;
  readonly sealedAt: string;
  readonly runId: string;
  readonly configVersion: string;
  readonly renewals: number;
  readonly months: number;
  readonly previous: string;
  readonly sha256: string;
}

export type SealState =
  | { readonly kind: "whole" }
  | { readonly kind: "edited"; readonly because: string };

// rows as JSON in one order, each hashed, then together with what they follow
function hashSql(renewals: string, months: string, vintage: string): string {
  const part = (table: string): string =>
    `select coalesce(string_agg(line, '' order by line), '') as text from (
       select sha256(to_json(sealed)::varchar) as line from ${table} as sealed
       where vintage = ${literal(vintage)}::date)`;
  return `select sha256(concat_ws(chr(10), $1::varchar, $2::varchar, ${literal(vintage)},
      (${part(renewals)}), (${part(months)}))) as sha256,
    (select count(*) from ${renewals} where vintage = ${literal(vintage)}::date) as renewals,
    (select count(*) from ${months} where vintage = ${literal(vintage)}::date) as months`;
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
  await connection.run(`create or replace temp table seals as from ledger.seals limit 0;
    create or replace temp table sealed_renewals as from ledger.sealed_renewals limit 0;
    create or replace temp table sealed_months as from ledger.sealed_months limit 0`);
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
        select * from marts.forecast_months where vintage = ${at}::date`);
    const [hashed] = await rows(
      connection,
      hashSql("temp.sealed_renewals", "temp.sealed_months", String(vintage)),
      [previous, String(version)],
    );
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
  for (const table of ["seals", "sealed_renewals", "sealed_months"]) {
    await connection.run(`insert into ledger.${table} by name select * from temp.${table}`);
  }
}

/** Takes the seals of runs that were never served out of the ledger; they are its last. */
export async function forgetSeals(connection: DuckDBConnection): Promise<void> {
  const gone = `select vintage from ledger.seals where run_id not in (
    select run_id from ledger.runs where outcome = 'published')`;
  for (const table of ["sealed_renewals", "sealed_months", "seals"]) {
    await connection.run(`delete from ledger.${table} where vintage in (${gone})`);
  }
}

function sealOf(row: Readonly<Record<string, unknown>>): Seal {
  return {
    vintage: String(row["vintage"]),
    sealedAt: String(row["sealed_at"]),
    runId: String(row["run_id"]),
    configVersion: String(row["config_version"]),
    renewals: Number(row["renewals"]),
    months: Number(row["months"]),
    previous: String(row["previous"]),
    sha256: String(row["sha256"]),
  };
}

async function stateOf(
  connection: DuckDBConnection,
  seal: Seal,
  previous: string,
): Promise<SealState> {
  if (seal.previous !== previous) {
    return { kind: "edited", because: "it does not follow the vintage before it" };
  }
  const [hashed] = await rows(
    connection,
    hashSql("ledger.sealed_renewals", "ledger.sealed_months", seal.vintage),
    [previous, seal.configVersion],
  );
  if (
    Number(hashed?.["renewals"]) !== seal.renewals ||
    Number(hashed?.["months"]) !== seal.months
  ) {
    return { kind: "edited", because: "it has another number of rows than were sealed" };
  }
  if (hashed?.["sha256"] === seal.sha256) return { kind: "whole" };
  return { kind: "edited", because: "its rows are not those that were sealed" };
}

/** Every sealed vintage in order, each held against its rows and the seal before it. */
export async function verifySeals(
  connection: DuckDBConnection,
): Promise<readonly (Seal & { readonly state: SealState })[]> {
  const found = await rows(
    connection,
    `select vintage::varchar as vintage, sealed_at::varchar as sealed_at, run_id, config_version,
       renewals, months, previous, sha256
     from ledger.seals order by vintage`,
  );
  const verified: (Seal & { readonly state: SealState })[] = [];
  let previous = "";
  for (const row of found) {
    const seal = sealOf(row);
    verified.push({ ...seal, state: await stateOf(connection, seal, previous) });
    previous = seal.sha256;
  }
  return verified;
}

/** What `tenure forecast --verify` prints. */
export function sealsText(verified: readonly (Seal & { readonly state: SealState })[]): string {
  if (verified.length === 0) {
    return "no vintage is sealed yet: a run seals those of months that ended after the first run";
  }
  const edited = verified.flatMap(({ vintage, state }) =>
    state.kind === "edited" ? [`vintage ${vintage.slice(0, 7)} was edited: ${state.because}`] : [],
  );
  const whole = verified.length - edited.length;
  const summary = `${whole} of ${verified.length} sealed vintages are as they were published`;
  return [...edited, summary].join("\n");
}

/** The sealed vintages of a warehouse, verified under its lock, and what to say of them. */
export async function toldSeals(folder: string): Promise<{
  readonly text: string;
  readonly data: readonly (Seal & { readonly state: SealState })[];
  readonly exitCode: number;
}> {
  const ledger = await openLedger(warehouseAt(folder), { memoryLimit: "512MB" }, "forecast");
  try {
    const data = await verifySeals(ledger.connection);
    const isWhole = data.every(({ state }) => state.kind === "whole");
    const exitCode = isWhole ? exitCodes.ok : exitCodes.checksFailed;
    return { text: sealsText(data), data, exitCode };
  } finally {
    ledger.close();
  }
}
