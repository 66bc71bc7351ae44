import { fileLiteral, identifier, literal, rows } from "../database.js";
import { entityOf } from "../entities.js";
import { type LakeColumn, lakeNameOf } from "./columns.js";
import type { EarlierFile, Landed, Landing } from "./land.js";

const isGood = "problem is null and not is_filtered";

/** The key's columns as the lake names them; undefined where rows are known by their whole content. */
function keyOf({ contract }: Landing, names: readonly string[]): string[] | undefined {
  const key = contract.key.map((name) => lakeNameOf(contract, name));
  return key.length > 0 && key.every((name) => names.includes(name)) ? key : undefined;
}

/** What makes two rows the same fact: the key with its time, or the whole row. */
function identityOf(landing: Landing, names: readonly string[]): string[] {
  const key = keyOf(landing, names);
  if (key === undefined) return [...names];
  const { happenedAt } = entityOf(landing.contract.entity);
  const isTimed = happenedAt !== undefined && names.includes(happenedAt);
  return [...new Set([...key, ...(isTimed ? [happenedAt] : [])])];
}

function keepsRepeats({ contract }: Landing): boolean {
  return contract.update === "snapshot" || contract.update === "upsert";
}

// a day that is sent again replaces the day before it, so the same row must be in both
function comparable({ contract, earlier }: Landing): readonly EarlierFile[] {
  return contract.update === "append" ? earlier : [];
}

function overlapping(landing: Landing, when: Pick<Landed, "oldestAt" | "newestAt">): EarlierFile[] {
  const { oldestAt, newestAt } = when;
  const earlier = comparable(landing);
  if (oldestAt === null || newestAt === null) return [...earlier];
  return earlier.filter(
    (file) =>
      file.oldestAt === null ||
      file.newestAt === null ||
      (file.oldestAt <= newestAt && file.newestAt >= oldestAt),
  );
}

function lakeOf(files: readonly EarlierFile[]): string {
  return `read_parquet([${files.map((file) => fileLiteral(file.lakeFile)).join(", ")}],
    union_by_name = true)`;
}

async function namesIn(landing: Landing, lake: string): Promise<string[]> {
  const described = await rows(landing.connection, `describe select * from ${lake}`);
  return described.map((row) => String(row.column_name)).filter((name) => name !== "line");
}

// an earlier file may lack a column, or have one more: what is absent is null
function same(identity: readonly string[], present: readonly string[], isWhole: boolean): string {
  const own = identity.map((name) => {
    const column = identifier(name);
    return present.includes(name)
      ? `own.${column} is not distinct from earlier.${column}`
      : `own.${column} is null`;
  });
  const others = isWhole ? present.filter((name) => !identity.includes(name)) : [];
  return [...own, ...others.map((name) => `earlier.${identifier(name)} is null`)].join(" and ");
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
  if (keepsRepeats(landing)) return false;
  const names = columns.map((column) => column.name);
  const identity = identityOf(landing, names);
  const own = `read_parquet(${fileLiteral(landing.lakeFile)})`;
  const within = await rows(
    landing.connection,
    `select 1 from ${own} having count(*) > count(distinct hash(${identity.map(identifier).join(", ")}))`,
  );
  if (within.length > 0) return true;
  const earlier = overlapping(landing, when);
  if (earlier.length === 0) return false;
  const lake = lakeOf(earlier);
  const isSame = same(identity, await namesIn(landing, lake), keyOf(landing, names) === undefined);
  const across = await rows(
    landing.connection,
    `select 1 from ${lake} as earlier semi join ${own} as own on ${isSame} limit 1`,
  );
  return across.length > 0;
}

// a row without its key is known by its whole content: two such rows are not one
async function markFacts(landing: Landing, names: readonly string[]): Promise<void> {
  const { connection } = landing;
  const key = keyOf(landing, names);
  const identity = identityOf(landing, names);
  const isKeyless = (key ?? []).map((name) => `${identifier(name)} is null`).join(" or ");
  const whole = `row(${names.map(identifier).join(", ")})`;
  const rest = key === undefined ? "" : `, case when ${isKeyless} then ${whole} end`;
  await connection.run(`update landing set is_repeat = true from (
      select record, row_number() over (
        partition by ${identity.map(identifier).join(", ")}${rest} order by record) as nth
      from landing where ${isGood}
    ) as ranked where ranked.record = landing.record and ranked.nth > 1`);
  const files = comparable(landing);
  if (files.length === 0) return;
  const lake = lakeOf(files);
  const present = await namesIn(landing, lake);
  if (key === undefined) return markKnown(landing, lake, same(names, present, true), "true");
  await markKnown(landing, lake, same(identity, present, false), `not (${isKeyless})`);
  await markKnown(landing, lake, same(names, present, true), `(${isKeyless})`);
}

async function markKnown(landing: Landing, lake: string, isSame: string, which: string) {
  await landing.connection.run(`update landing set is_repeat = true from (
      select own.record from (select * from landing where ${isGood} and ${which}) as own
      semi join ${lake} as earlier on ${isSame}
    ) as repeated where repeated.record = landing.record`);
}

async function hasRepeatedKey(landing: Landing, by: string): Promise<boolean> {
  const repeated = await rows(
    landing.connection,
    `select 1 from landing where ${isGood} group by ${by} having count(*) > 1 limit 1`,
  );
  return repeated.length > 0;
}

// rows of one key are told apart by their time of change; two of one time contradict each other
async function writeKeys(landing: Landing, names: readonly string[], by: string): Promise<void> {
  const { updatedAt } = entityOf(landing.contract.entity);
  const version = updatedAt !== undefined && names.includes(updatedAt) ? `${by}, ${updatedAt}` : by;
  const whole = `hash(${names.map(identifier).join(", ")})`;
  await landing.connection.run(`create or replace temp table landing_keys as
    with versions as (
      select record, ${by},
        row_number() over (partition by ${by}, ${whole} order by record) as nth,
        min(${whole}) over (partition by ${version})
          <> max(${whole}) over (partition by ${version}) as differs
      from landing where ${isGood}
    )
    select record, nth, bool_or(differs) over (partition by ${by}) as differs from versions`);
}

async function markKeys(landing: Landing, names: readonly string[]): Promise<void> {
  const { contract, connection } = landing;
  const key = contract.key
    .map((name) => lakeNameOf(contract, name))
    .filter((name) => names.includes(name));
  const by = key.map(identifier).join(", ");
  if (key.length === 0 || !(await hasRepeatedKey(landing, by))) return;
  await writeKeys(landing, names, by);
  await connection.run(`update landing set problem = {'column_name': ${literal(contract.key.join(", "))},
      'reason': 'duplicate-key', 'shown': left(concat_ws('/', ${by}), 80)}
    from landing_keys where landing_keys.record = landing.record and differs`);
  await connection.run(`update landing set is_repeat = true
    from landing_keys where landing_keys.record = landing.record and nth > 1 and not differs`);
  await connection.run("drop table landing_keys");
}

/**
 * Marks the rows of `landing` that say again what another says (`is_repeat`); rows of one key
 * that contradict each other and no time of change tells apart become bad, reason `duplicate-key`.
 */
export async function markRepeats(landing: Landing, columns: readonly LakeColumn[]): Promise<void> {
  const names = columns.map((column) => column.name);
  if (keepsRepeats(landing)) await markKeys(landing, names);
  else await markFacts(landing, names);
}
