import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows, sqlTime } from "../database.js";
import { type Change, everything, hasTable, type StageOptions } from "./sources.js";

const tables = [
  "ledger_seals",
  "ledger_sealed_renewals",
  "ledger_sealed_months",
  "ledger_sealed_totals",
] as const;

/** Until when landings and seals count, as SQL reads it. */
export function knownUntil({ knownAt }: StageOptions): string {
  return knownAt === null ? "infinity" : sqlTime(knownAt);
}

// seals of months that this run's as_of has closed, as they were at known_at
function seen(options: StageOptions): string {
  return `select vintage from ledger.seals where sealed_at < ${literal(knownUntil(options))}::timestamp
    and vintage + interval 1 month <= ${literal(sqlTime(options.asOf))}::timestamp`;
}

/** When the first run described the world that was served: later months are forecast live. */
async function writeLiveFrom(options: StageOptions): Promise<void> {
  await options.connection.run(
    `create or replace table staging.ledger_live_from as
     select arg_min(as_of, started_at) as live_from from ledger.runs
     where outcome = 'published' and started_at < ${literal(knownUntil(options))}::timestamp`,
  );
}

async function changedFrom(connection: DuckDBConnection, old: boolean): Promise<string> {
  if (!old) return everything;
  const [row] = await rows(
    connection,
    `select min(vintage)::varchar as month from (
       (select vintage, sha256 from previous_seals
        except select vintage, sha256 from staging.ledger_seals)
       union all (select vintage, sha256 from staging.ledger_seals
        except select vintage, sha256 from previous_seals))`,
  );
  return row?.["month"] === null || row?.["month"] === undefined ? "" : String(row["month"]);
}

async function firstServed(connection: DuckDBConnection): Promise<string> {
  const [row] = await rows(
    connection,
    "select live_from::varchar as at from staging.ledger_live_from",
  );
  return String(row?.["at"]);
}

/** Hands sealed vintages to the models, and says from which month on they differ from before. */
export async function writeSealed(options: StageOptions): Promise<readonly Change[]> {
  const { connection } = options;
  const isKnown = options.previousAsOf !== undefined && (await hasTable(connection, tables[0]));
  const before = isKnown ? await firstServed(connection) : "";
  if (isKnown) {
    await connection.run(
      "create or replace temp table previous_seals as select * from staging.ledger_seals",
    );
  }
  for (const table of tables) {
    const source = table.replace("ledger_", "ledger.");
    await connection.run(
      `create or replace table staging.${table} as select * from ${source}
       where vintage in (${seen(options)})`,
    );
  }
  await writeLiveFrom(options);
  const month = await changedFrom(connection, isKnown);
  const isMoved = before !== (await firstServed(connection));
  return [
    ...(month === "" ? [] : tables.map((name) => ({ relation: `staging.${name}`, from: month }))),
    ...(isMoved ? [{ relation: "staging.ledger_live_from", from: everything }] : []),
  ];
}
