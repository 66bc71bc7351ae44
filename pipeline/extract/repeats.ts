import { fileLiteral, identifier, literal, rows } from "../database.js";
import { entityOf } from "../entities.js";
import { lakeNameOf } from "./columns.js";
import { type EarlierFile, type LakeSpan, type Landing, lakeTable, spanOf } from "./landing.js";

const isGood = "problem is null and not is_filtered";

/** The key's columns as the lake names them; undefined where rows are known by their whole content. */
function keyOf({ contract }: Landing, names: readonly string[]): string[] | undefined {
  const key = contract.key.map((name) => lakeNameOf(contract, name));
  return key.length > 0 && key.every((name) => names.includes(name)) ? key : undefined;
}

function keepsRepeats({ contract }: Landing): boolean {
  return contract.update === "snapshot" || contract.update === "upsert";
}

/** What makes two rows the same fact: the key, in what happens at a time with it, or the whole row. */
function identityOf(landing: Landing, names: readonly string[]): string[] {
  const { contract } = landing;
  if (keepsRepeats(landing)) {
    return contract.key
      .map((name) => lakeNameOf(contract, name))
      .filter((it) => names.includes(it));
  }
  const key = keyOf(landing, names);
  if (key === undefined) return [...names];
  const { happenedAt } = entityOf(contract.entity);
  const isTimed = happenedAt !== undefined && names.includes(happenedAt);
  return [...new Set([...key, ...(isTimed ? [happenedAt] : [])])];
}

type When = Pick<LakeSpan, "oldestAt" | "newestAt">;

// a day that is sent again replaces the day before it, so the same row must be in both
function comparable({ contract, earlier }: Landing): readonly EarlierFile[] {
  return contract.update === "append" ? earlier : [];
}

function overlapping(landing: Landing, when: When): EarlierFile[] {
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

function hashOf(identity: readonly string[]): string {
  return `hash(${identity.map(identifier).join(", ")})`;
}

async function isSameAs(landing: Landing, names: readonly string[], lake: string) {
  const isWhole = keyOf(landing, names) === undefined;
  return same(identityOf(landing, names), await namesIn(landing, lake), isWhole);
}

/**
 * Whether a lake file just written repeats a row of its own or of an overlapping earlier file.
 * Hashes may collide and so say yes too often; the values then decide.
 */
export async function repeatsIn(
  landing: Landing,
  names: readonly string[],
  when: When,
): Promise<boolean> {
  const { connection } = landing;
  const identity = identityOf(landing, names);
  if (identity.length === 0) return false;
  const own = lakeTable(landing.lakeFile);
  const within = await rows(
    connection,
    `select 1 from ${own} having count(*) > count(distinct ${hashOf(identity)})`,
  );
  if (within.length > 0) return true;
  const earlier = overlapping(landing, when);
  if (earlier.length === 0) return false;
  const lake = lakeOf(earlier);
  const isSame = await isSameAs(landing, names, lake);
  const across = await rows(
    connection,
    `select 1 from ${lake} as earlier semi join ${own} as own on ${isSame} limit 1`,
  );
  return across.length > 0;
}

/**
 * Select of the record numbers of `whole` that may repeat another row there or in an earlier
 * file; all rows that repeat each other are among them.
 */
export async function suspectRecords(
  landing: Landing,
  names: readonly string[],
  whole: string,
  when: When,
): Promise<string> {
  const identity = identityOf(landing, names);
  if (identity.length === 0) return "select null::bigint where false";
  const hash = hashOf(identity);
  const within = `select record from ${whole} where ${hash} in (
      select ${hash} from ${whole} group by ${hash} having count(*) > 1)`;
  const files = overlapping(landing, when);
  if (files.length === 0) return within;
  const lake = lakeOf(files);
  const isSame = await isSameAs(landing, names, lake);
  return `${within} union
    select own.record from ${whole} as own semi join ${lake} as earlier on ${isSame}`;
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
  const { oldestAt, newestAt } = await spanOf(landing, "landing", names);
  const files = overlapping(landing, { oldestAt, newestAt });
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
  const key = identityOf(landing, names);
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
export async function markRepeats(landing: Landing, names: readonly string[]): Promise<void> {
  if (keepsRepeats(landing)) await markKeys(landing, names);
  else await markFacts(landing, names);
}
