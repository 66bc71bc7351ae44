import picomatch from "picomatch";
import { sqlTime } from "../database.js";
import type { LedgerFile } from "../ledger.js";
import { type ExtractOptions, type FoundFile, fileId, isOf, type Reading } from "./found-file.js";
import type { Landed } from "./landing.js";

// of one content the bad rows of the present contract count; those of others have been replayed
async function markReplayed(
  options: ExtractOptions,
  { contract }: FoundFile,
  sha256: string,
): Promise<void> {
  await options.connection.run(
    `update ledger.quarantine
     set replayed_at = case when file_id <> $5 then coalesce(replayed_at, $1::timestamp) end
     where (replayed_at is null) = (file_id <> $5) and file_id in (
       select file_id from ledger.files where sha256 = $2 and source = $3 and entity = $4)`,
    [sqlTime(options.now), sha256, contract.source, contract.entity, fileId(contract, sha256)],
  );
}

/** Enters a landing and its bad rows in the ledger, all or nothing; returns the entry. */
export async function record(
  options: ExtractOptions,
  file: FoundFile,
  { sha256, stamped }: Reading,
  lakePath: string,
  landed: Landed,
): Promise<LedgerFile> {
  const { contract } = file;
  const { connection } = options;
  const id = fileId(contract, sha256);
  const landedAt = sqlTime(options.now);
  await connection.run("begin");
  await connection.run(
    `insert into ledger.files values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13,
      $14::timestamp, $15, $16::timestamp, $17::timestamp, $18, $19)`,
    [
      id,
      contract.source,
      contract.entity,
      file.path,
      sha256,
      stamped.bytes,
      contract.version,
      lakePath,
      landed.read,
      landed.loaded,
      landed.quarantined,
      landed.duplicate,
      landed.filtered,
      landedAt,
      options.runId,
      landed.oldestAt,
      landed.newestAt,
      landed.hasLine,
      JSON.stringify(landed.extras),
    ],
  );
  if (landed.quarantined > 0) await recordBadRows(options, id, contract.entity);
  await markReplayed(options, file, sha256);
  await connection.run("commit");
  return {
    ...landed,
    fileId: id,
    source: contract.source,
    entity: contract.entity,
    path: file.path,
    sha256,
    contractVersion: contract.version,
    lakePath,
    rowsRead: landed.read,
    rowsLoaded: landed.loaded,
    rowsQuarantined: landed.quarantined,
    rowsDuplicate: landed.duplicate,
    rowsFiltered: landed.filtered,
    landedAt,
  };
}

async function recordBadRows(options: ExtractOptions, id: string, entity: string): Promise<void> {
  await options.connection.run(
    `insert or replace into ledger.quarantine
     select concat_ws('/', $1, coalesce(line, record), row_number() over (
         partition by coalesce(line, record) order by column_name)),
       $1, line, $2, column_name, reason,
       concat_ws(' ', column_name, '"' || shown || '"', reason), raw_text, $3::timestamp, null
     from landing_bad`,
    [id, entity, sqlTime(options.now)],
  );
}

/**
 * Keeps a landing in force whose bytes are found again: they may have moved to where the contract
 * now looks, or the contract may be one that was in force before.
 */
export async function keepInForce(
  options: ExtractOptions,
  file: FoundFile,
  landed: LedgerFile,
  known: readonly LedgerFile[],
): Promise<void> {
  if (!picomatch.isMatch(landed.path, [...file.contract.match])) {
    await options.connection.run("update ledger.files set path = $1 where file_id = $2", [
      file.path,
      landed.fileId,
    ]);
  }
  const others = known.filter((other) => isOf(file.contract, other));
  if (others.some((other) => other.sha256 === landed.sha256 && other !== landed)) {
    await markReplayed(options, file, landed.sha256);
  }
}
