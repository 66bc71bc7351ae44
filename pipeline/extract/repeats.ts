import type { FileContract } from "../contract.js";
import { identifier, literal, rows } from "../database.js";
import { entityOf } from "../entities.js";
import type { LakeColumn } from "./columns.js";
import type { EarlierFile, Landed, Landing } from "./land.js";

/** What makes two rows of an append file the same fact: the key with its time, or the whole row. */
function identityOf(contract: FileContract, columns: readonly LakeColumn[]): string[] {
  const names = columns.map((column) => column.name);
  const { happenedAt } = entityOf(contract.entity);
  const isKeyed = contract.key.length > 0 && contract.key.every((name) => names.includes(name));
  if (!isKeyed) return names;
  const isTimed = happenedAt !== undefined && names.includes(happenedAt);
  return [...new Set([...contract.key, ...(isTimed ? [happenedAt] : [])])];
}

function keepsRepeats(contract: FileContract): boolean {
  return contract.update === "snapshot" || contract.update === "upsert";
}

function overlapping(landing: Landing, when: Pick<Landed, "oldestAt" | "newestAt">): EarlierFile[] {
  const { oldestAt, newestAt } = when;
  if (oldestAt === null || newestAt === null) return [...landing.earlier];
  return landing.earlier.filter(
    (file) =>
      file.oldestAt === null ||
      file.newestAt === null ||
      (file.oldestAt <= newestAt && file.newestAt >= oldestAt),
  );
}

function lakeOf(files: readonly EarlierFile[]): string {
  return `read_parquet([${files.map((file) => literal(file.lakeFile)).join(", ")}],
    union_by_name = true)`;
}

function same(left: string, right: string, identity: readonly string[]): string {
  return identity
    .map((name) => `${left}.${identifier(name)} is not distinct from ${right}.${identifier(name)}`)
    .join(" and ");
}

/**
 * Whether a lake file just written repeats a row of its own or of an overlapping earlier file.
 * Hashes may collide and so say yes too often; the careful way then decides on the values.
 */
export async function repeatsInLake(
  landing: Landing,
  columns: readonly LakeColumn[],
  when: Pick<Landed, "oldestAt" | "newestAt">,
): Promise<boolean> {
  if (keepsRepeats(landing.contract)) return false;
  const identity = identityOf(landing.contract, columns);
  const hashed = `hash(${identity.map(identifier).join(", ")})`;
  const own = `read_parquet(${literal(landing.lakeFile)})`;
  const within = await rows(
    landing.connection,
    `select 1 from (select ${hashed} as h from ${own}) group by h having count(*) > 1 limit 1`,
  );
  if (within.length > 0) return true;
  const earlier = overlapping(landing, when);
  if (earlier.length === 0) return false;
  const across = await rows(
    landing.connection,
    `select 1 from ${lakeOf(earlier)} as earlier semi join ${own} as own
     on ${same("earlier", "own", identity)} limit 1`,
  );
  return across.length > 0;
}

async function markFacts(landing: Landing, identity: readonly string[]): Promise<void> {
  const { connection } = landing;
  const by = identity.map(identifier).join(", ");
  await connection.run(`update landing set is_repeat = true from (
      select record, row_number() over (partition by ${by} order by record) as nth
      from landing where problem is null and not is_filtered
    ) as ranked where ranked.record = landing.record and ranked.nth > 1`);
  if (landing.earlier.length === 0) return;
  await connection.run(`update landing set is_repeat = true from (
      select own.record from landing as own semi join ${lakeOf(landing.earlier)} as earlier
      on ${same("own", "earlier", identity)}
      where own.problem is null and not own.is_filtered
    ) as repeated where repeated.record = landing.record`);
}

async function markKeys(landing: Landing, columns: readonly LakeColumn[]): Promise<void> {
  const names = columns.map((column) => column.name);
  const { contract, connection } = landing;
  const key = contract.key.filter((name) => names.includes(name));
  if (key.length === 0) return;
  const { updatedAt } = entityOf(contract.entity);
  const canTell = updatedAt !== undefined && names.includes(updatedAt);
  const by = key.map(identifier).join(", ");
  const whole = `hash(${names.map(identifier).join(", ")})`;
  await connection.run(`create or replace temp table landing_keys as
    select record,
      row_number() over (partition by ${by}, ${whole} order by record) as nth,
      min(${whole}) over (partition by ${by}) <> max(${whole}) over (partition by ${by}) as differs
    from landing where problem is null and not is_filtered`);
  if (!canTell) {
    const shown = `concat_ws('/', ${by})`;
    await connection.run(`update landing set problem = {'column_name': ${literal(key.join(", "))},
        'reason': 'duplicate-key', 'shown': ${shown}}
      from landing_keys where landing_keys.record = landing.record and differs`);
  }
  await connection.run(`update landing set is_repeat = true
    from landing_keys where landing_keys.record = landing.record and nth > 1
    ${canTell ? "" : "and not differs"}`);
  await connection.run("drop table landing_keys");
}

/**
 * Marks the rows of `landing` that say again what another says (`is_repeat`); rows of one key
 * that contradict each other and carry no time of change become bad, reason `duplicate-key`.
 */
export async function markRepeats(landing: Landing, columns: readonly LakeColumn[]): Promise<void> {
  if (keepsRepeats(landing.contract)) await markKeys(landing, columns);
  else await markFacts(landing, identityOf(landing.contract, columns));
}
