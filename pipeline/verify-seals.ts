import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "./database.js";
import { exitCodes } from "./error.js";
import { openLedger } from "./ledger.js";
import { openPublished } from "./published.js";
import { hashSql } from "./seals.js";
import { readPointer, warehouseAt } from "./warehouse.js";

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

/** A vintage that is sealed or ought to be; of a seal that is gone nothing else is known. */
export type Verified = Partial<Seal> & Pick<Seal, "vintage"> & { readonly state: SealState };

/** A live vintage of the published build, with the seal that it was read back by, if it was. */
export interface Witnessed {
  readonly vintage: string;
  readonly sha256: string | null;
}

const whole: SealState = { kind: "whole" };

function edited(because: string): SealState {
  return { kind: "edited", because };
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
  if (seal.previous !== previous) return edited("it does not follow the vintage before it");
  const [hashed] = await rows(connection, hashSql("ledger", seal.vintage), [
    previous,
    seal.configVersion,
  ]);
  if (
    Number(hashed?.["renewals"]) !== seal.renewals ||
    Number(hashed?.["months"]) !== seal.months
  ) {
    return edited("it has another number of rows than were sealed");
  }
  return hashed?.["sha256"] === seal.sha256
    ? whole
    : edited("its rows are not those that were sealed");
}

/**
 * Every sealed vintage in order, each held against its rows, the seal before it and what was
 * published, which alone can tell that the last seals are gone.
 */
export async function verifySeals(
  connection: DuckDBConnection,
  published: readonly Witnessed[] = [],
): Promise<readonly Verified[]> {
  const found = await rows(
    connection,
    `select vintage::varchar as vintage, sealed_at::varchar as sealed_at, run_id, config_version,
       renewals, months, previous, sha256
     from ledger.seals order by vintage`,
  );
  const witnessed = new Map(published.map(({ vintage, sha256 }) => [vintage, sha256]));
  const verified: Verified[] = [];
  let previous = "";
  for (const row of found) {
    const seal = sealOf(row);
    const isOther = (witnessed.get(seal.vintage) ?? seal.sha256) !== seal.sha256;
    const state = isOther
      ? edited("its seal is not the one that it was published with")
      : await stateOf(connection, seal, previous);
    verified.push({ ...seal, state });
    witnessed.delete(seal.vintage);
    previous = seal.sha256;
  }
  // a run seals whatever is later than the last seal, and nothing before it
  const last = verified.at(-1)?.vintage ?? "";
  const gone = [...witnessed].filter(([vintage, sha256]) => sha256 !== null || vintage > last);
  const state = edited("it was published and its seal is gone");
  return [...verified, ...gone.map(([vintage]) => ({ vintage, state }))].sort((a, b) =>
    a.vintage < b.vintage ? -1 : 1,
  );
}

/** What the published build knows of seals: nothing where there is none, or only a part of one. */
async function witnessedIn(folder: string): Promise<readonly Witnessed[]> {
  if (readPointer(warehouseAt(folder)) === undefined) return [];
  const { connection, close } = await openPublished(folder);
  try {
    const tables = await rows(
      connection,
      `select 1 from duckdb_tables() where schema_name || '.' || table_name
         in ('staging.ledger_seals', 'core.forecast_vintages')`,
    );
    if (tables.length < 2) return [];
    // a run that looks at the past seals nothing
    const found = await rows(
      connection,
      `select vintage::varchar as vintage, sha256 from staging.ledger_seals
       union all
       select month::varchar, null from core.forecast_vintages
       where origin = 'live' and not is_provisional and not is_sealed
         and (select known_at from config.run) is null
       order by vintage`,
    );
    return found.map(({ vintage, sha256 }) => ({
      vintage: String(vintage),
      sha256: sha256 === null ? null : String(sha256),
    }));
  } finally {
    close();
  }
}

/** What `tenure forecast --verify` prints. */
export function sealsText(verified: readonly Verified[]): string {
  if (verified.length === 0) {
    return "no vintage is sealed yet: a run seals those of months that ended after the first run";
  }
  const said = verified.flatMap(({ vintage, state }) =>
    state.kind === "edited" ? [`vintage ${vintage.slice(0, 7)} was edited: ${state.because}`] : [],
  );
  const intact = verified.length - said.length;
  const summary = `${intact} of ${verified.length} sealed vintages are as they were published`;
  return [...said, summary].join("\n");
}

/** The sealed vintages of a warehouse, verified under its lock, and what to say of them. */
export async function toldSeals(folder: string): Promise<{
  readonly text: string;
  readonly data: readonly Verified[];
  readonly exitCode: number;
}> {
  const ledger = await openLedger(warehouseAt(folder), { memoryLimit: "512MB" }, "forecast");
  try {
    const data = await verifySeals(ledger.connection, await witnessedIn(folder));
    const isWhole = data.every(({ state }) => state.kind === "whole");
    const exitCode = isWhole ? exitCodes.ok : exitCodes.checksFailed;
    return { text: sealsText(data), data, exitCode };
  } finally {
    ledger.close();
  }
}
