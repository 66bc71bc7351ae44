import { existsSync } from "node:fs";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, openDatabase, rows } from "./database.js";
import { exitCodes, TenureError } from "./error.js";
import { nothingPublished } from "./published.js";
import { buildFile, readPointer, type Warehouse, warehouseAt } from "./warehouse.js";

/** One row set aside, as `tenure quarantine list` and `show` print it. */
export type Quarantined = Record<string, unknown>;

async function canAttach(
  connection: DuckDBConnection,
  file: string,
  name: string,
): Promise<boolean> {
  if (!existsSync(file)) return false;
  const attached = connection.run(`attach ${literal(file)} as ${name} (read_only)`);
  return attached.then(
    () => true,
    () => false,
  );
}

function setAside(quarantine: string, files: string, only: string): string {
  return `select quarantine.*, path from ${quarantine} as quarantine
    left join ${files} as files on files.file_id = quarantine.file_id
    where replayed_at is null and ${only}`;
}

// the ledger also knows the rows that stopped a run; while a run holds it, the build must do
async function everyRow(connection: DuckDBConnection, warehouse: Warehouse): Promise<string> {
  const served = readPointer(warehouse)?.run_id;
  const hasLedger = await canAttach(connection, warehouse.ledger, "ledger");
  const hasBuild =
    served !== undefined && (await canAttach(connection, buildFile(warehouse, served), "build"));
  if (!hasLedger && !hasBuild) throw nothingPublished(warehouse);
  const inBuild = setAside(
    "build.marts.quarantine",
    "build.marts.source_files",
    hasLedger ? "reason = 'unknown-account'" : "true",
  );
  const inLedger = setAside("ledger.quarantine", "ledger.files", "true");
  return [...(hasLedger ? [inLedger] : []), ...(hasBuild ? [inBuild] : [])].join(
    "\nunion all by name\n",
  );
}

/**
 * Rows in quarantine, newest first, also those of a run that stopped; `id` chooses one with its
 * raw text. Throws `publish/nothing-published`.
 */
export async function quarantined(
  folder: string,
  choose: { readonly id?: string; readonly limit: number },
): Promise<Quarantined[]> {
  const { connection, close } = await openDatabase(":memory:");
  try {
    const columns =
      choose.id === undefined
        ? "row_id, path, line, entity, reason, message"
        : "row_id, path, line, entity, column_name, reason, message, raw_text";
    return await rows(
      connection,
      `select ${columns} from (${await everyRow(connection, warehouseAt(folder))}) as set_aside
       where $1::varchar is null or row_id = $1
       order by first_seen_at desc, path, line, row_id limit ${choose.limit}`,
      [choose.id ?? null],
    );
  } finally {
    close();
  }
}

/** One row with its raw text. Throws `cli/no-such-row`. */
export async function quarantinedRow(folder: string, id: string): Promise<Quarantined> {
  const [row] = await quarantined(folder, { id, limit: 1 });
  if (row !== undefined) return row;
  throw new TenureError("cli/no-such-row", `no row ${id} is in quarantine`, {
    hint: "Take a row_id from tenure quarantine list.",
    exitCode: exitCodes.config,
  });
}
