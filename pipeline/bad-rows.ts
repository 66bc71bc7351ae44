import type { DuckDBConnection } from "@duckdb/node-api";
import type { FileContract } from "./contract.js";
import { contractOf } from "./contract-of.js";
import { rows } from "./database.js";
import { exitCodes, TenureError } from "./error.js";
import { type LedgerFile, placeOf } from "./ledger.js";

// a mended export replaces what landed under its name before
function newestByPath(files: readonly LedgerFile[]): LedgerFile[] {
  const newest = new Map<string, LedgerFile>();
  for (const file of files) {
    const { path, at } = placeOf(file);
    const name = [file.source, file.entity, path].join("\n");
    const other = newest.get(name);
    if (other === undefined || at >= placeOf(other).at) newest.set(name, file);
  }
  return [...newest.values()];
}

interface OverLimit {
  readonly file: LedgerFile;
  readonly limit: number;
  readonly at: string;
}

function overLimit(
  files: readonly LedgerFile[],
  contracts: readonly FileContract[],
): readonly OverLimit[] {
  return newestByPath(files).flatMap((file) => {
    const contract = contractOf(file, contracts);
    const limit = contract?.maxBadShare ?? 0;
    const isOver = file.rowsRead > 0 && file.rowsQuarantined / file.rowsRead > limit;
    return isOver ? [{ file, limit, at: contract?.at ?? "" }] : [];
  });
}

// what is wrong with most rows is mostly what is wrong with the first
async function said(connection: DuckDBConnection, { file, limit }: OverLimit): Promise<string> {
  const [first] = await rows(
    connection,
    `select line, message from ledger.quarantine
     where file_id = $1 and replayed_at is null order by line limit 1`,
    [file.fileId],
  );
  const count = file.rowsQuarantined === 1 ? "1 bad row" : `${file.rowsQuarantined} bad rows`;
  const where = first?.line == null ? "" : ` in line ${first.line}`;
  const what = first === undefined ? "" : `, the first${where}: ${String(first.message)}`;
  return `${file.path} has ${count} of ${file.rowsRead} (limit ${limit * 100}%)${what}`;
}

/** One error for all files with more bad rows than their contract allows; undefined when none has. */
export async function tooManyBadRows(
  connection: DuckDBConnection,
  files: readonly LedgerFile[],
  contracts: readonly FileContract[],
): Promise<TenureError | undefined> {
  const over = overLimit(files, contracts);
  const [first] = over;
  if (first === undefined) return undefined;
  const sentences: string[] = [];
  for (const one of over) sentences.push(await said(connection, one));
  return new TenureError("stage/too-many-bad-rows", sentences.join("; "), {
    hint: `Mend the export, or the contract at ${first.at} (format, map, max_bad_rows); tenure quarantine list has the rows.`,
    exitCode: exitCodes.tooManyBadRows,
  });
}
