import { rows } from "../database.js";
import { type EntityName, entityNames, entityOf } from "../entities.js";
import { filesInForce, resolvedRows, throughOf } from "./resolved-rows.js";
import {
  type Change,
  contextOf,
  creatorsOf,
  everything,
  hasTable,
  type StageOptions,
  sourcesOf,
} from "./sources.js";
import { seenBefore } from "./staged-select.js";
import { strangerRows } from "./strangers.js";

/** The accounts that rows may name: those of accounts files, and else those of billing. */
export async function stageKnownAccounts(options: StageOptions): Promise<void> {
  const creators = creatorsOf(options).flatMap((name) => sourcesOf(options, name));
  const selects: string[] = [];
  // what is looked up names no account of its own
  for (const source of creators.filter((creator) => throughOf(creator) === undefined)) {
    const found = await resolvedRows(contextOf(options), source, filesInForce(source));
    const isSeen = seenBefore(contextOf(options), source.contract.entity);
    if (found !== undefined) {
      selects.push(`select account_id, ${isSeen} as is_seen from (${found})`);
    }
  }
  const none = "select null::varchar as account_id, false as is_seen where false";
  await options.connection.run(`create or replace table staging.known_accounts as
    select account_id, bool_or(is_seen) as is_seen from (${[none, ...selects].join(" union all ")})
    where account_id is not null group by account_id`);
}

/** Where no accounts file is: an account that only billing names has an id and nothing else. */
export async function addBillingAccounts(options: StageOptions): Promise<void> {
  if (sourcesOf(options, "accounts").length > 0) return;
  await options.connection.run(`insert into staging.accounts by name
    select account_id from staging.known_accounts where is_seen order by account_id`);
}

/** By entity and file, the accounts that nobody knew. */
export type Strangers = ReadonlyMap<string, string>;

// which accounts were unknown decides as much as how many rows
async function strangersIn(options: StageOptions): Promise<Strangers> {
  const found = await rows(
    options.connection,
    `select landings_read.file_id, any_value(landings_read.entity) as entity,
       concat_ws(' ', any_value(counts.row_count), list(distinct account_id order by account_id))
         as shown
     from staging.landings_read
     left join staging.unknown_counts as counts on counts.file_id = landings_read.file_id
     left join staging.unknown_accounts as strange on strange.file_id = landings_read.file_id
     group by landings_read.file_id`,
  );
  return new Map(found.map((row) => [`${row.entity}\n${row.file_id}`, String(row.shown)]));
}

/** Which accounts were unknown in each file of the build that this one starts from. */
export async function strangersBefore(options: StageOptions): Promise<Strangers> {
  const { connection, previousAsOf } = options;
  const hasCounts = await hasTable(connection, "unknown_counts");
  const isKnown = hasCounts && (await hasTable(connection, "landings_read"));
  return previousAsOf !== undefined && isKnown ? strangersIn(options) : new Map();
}

/**
 * Unbounded entities whose rows come or go without a new file, because their account appeared or
 * is gone. Needs the build's own strangers and files.
 */
export async function released(options: StageOptions, before: Strangers): Promise<Change[]> {
  if (before.size === 0) return [];
  const now = await strangersIn(options);
  const touched = [...now.keys()].filter(
    (key) => before.has(key) && before.get(key) !== now.get(key),
  );
  const entities = new Set(touched.map((key) => key.split("\n")[0] as EntityName));
  return [...entities]
    .filter((entity) => entityOf(entity).isUnbounded)
    .map((entity) => ({ relation: `staging.${entity}`, from: everything }));
}

/** Lists the rows of accounts nobody knows in `staging.unknown_accounts`, and counts them by file. */
export async function stageStrangers(options: StageOptions): Promise<void> {
  const { connection } = options;
  const sources = entityNames.flatMap((entity) => sourcesOf(options, entity));
  const { listed, counted } = await strangerRows(contextOf(options), sources);
  const none = `select null::varchar as file_id, null::bigint as line, null::varchar as entity,
    null::varchar as account_id, null::varchar as raw_text where false`;
  await connection.run(`create or replace table staging.unknown_accounts as
    ${[none, ...listed].join("\nunion all\n")}`);
  await connection.run(`create or replace table staging.unknown_counts as
    select file_id, count(*) as row_count from staging.unknown_accounts group by file_id`);
  for (const [file, count] of counted) {
    await connection.run("update staging.unknown_counts set row_count = $1 where file_id = $2", [
      count,
      file,
    ]);
  }
}
