import { existsSync, renameSync } from "node:fs";
import { fileLiteral, literal, rows } from "../database.js";
import { type EntityName, entityOf } from "../entities.js";
import type { LedgerFile } from "../ledger.js";
import {
  type EntitySource,
  filesInForce,
  isLookedUp,
  lakeFile,
  resolvedRows,
  type SelectContext,
} from "./resolved-rows.js";

/** SQL for one row per (account_id) that other entities may name, in `staging.known_accounts`. */
export const isKnownAccount = "account_id in (select account_id from staging.known_accounts)";

/** Whether rows of an entity must name an account that is known. */
export function needsAccount(entity: EntityName): boolean {
  return entity !== "accounts" && entityOf(entity).columns.account_id?.required === true;
}

async function writeSidecar(
  context: SelectContext,
  source: EntitySource,
  file: LedgerFile,
  path: string,
): Promise<void> {
  const select = await resolvedRows(context, source, [file]);
  const accounts = `select account_id, count(*) as row_count from (${select}) group by account_id`;
  const partial = `${path}.partial`;
  await context.connection.run(`copy (${accounts}) to ${literal(partial)} (format parquet)`);
  renameSync(partial, path);
}

/**
 * Rows by lake file that name an account nobody knows. Each lake file has a small one beside it
 * with its accounts, so that only new files are read whole.
 */
export async function strangers(
  context: SelectContext,
  source: EntitySource,
  files: readonly LedgerFile[],
): Promise<Map<string, number>> {
  if (files.length === 0) return new Map();
  const sidecars: string[] = [];
  for (const file of files) {
    const path = lakeFile(context, file).replace(/\.parquet$/, ".accounts.parquet");
    if (!existsSync(path)) await writeSidecar(context, source, file, path);
    sidecars.push(fileLiteral(path));
  }
  const found = await rows(
    context.connection,
    `select replace(parse_filename(filename, true), '.accounts', '') as file_id,
       sum(row_count)::bigint as row_count
     from read_parquet([${sidecars.join(", ")}], filename = true)
     where account_id is null or not ${isKnownAccount} group by file_id`,
  );
  return new Map(found.map((row) => [String(row.file_id), Number(row.row_count)]));
}

/** Rows that name an account nobody knows: some of them in full, and how many by file. */
export interface Strangers {
  /** Selects of file_id, line, entity, account_id, raw_text. */
  readonly listed: readonly string[];
  /** Counts of files too large to be listed in full. */
  readonly counted: ReadonlyMap<string, number>;
}

// a usage export of the wrong company would otherwise copy itself into the build
const listedPerFile = 100_000;

/** Finds the rows in force of every entity that name an account nobody knows. */
export async function strangerRows(
  context: SelectContext,
  sources: readonly EntitySource[],
): Promise<Strangers> {
  const listed: string[] = [];
  const counted = new Map<string, number>();
  for (const source of sources.filter(({ contract }) => needsAccount(contract.entity))) {
    const { entity } = source.contract;
    const all = filesInForce(source);
    const isLarge = entityOf(entity).isUnbounded && !isLookedUp(context, source);
    const odd = isLarge ? await strangers(context, source, all) : undefined;
    for (const [file, count] of odd ?? []) counted.set(file, count);
    const files = all.filter((file) => odd?.has(file.fileId) ?? true);
    const inner = await resolvedRows(context, source, files);
    if (inner === undefined) continue;
    listed.push(`(select file_id, line, ${literal(entity)} as entity, account_id,
        to_json(staged)::varchar as raw_text
      from (${inner}) as staged where account_id is null or not ${isKnownAccount}
      ${isLarge ? `limit ${listedPerFile}` : ""})`);
  }
  return { listed, counted };
}
