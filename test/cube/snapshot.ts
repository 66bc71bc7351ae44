import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openDatabase } from "../../pipeline/database.js";

/** One account in one month; money moves from `opening` to `mrr`. */
type Month = readonly [
  account: string,
  month: string,
  opening: number,
  gained: number,
  lost: number,
  mrr: number,
  seats: number,
  tier: number | null,
];

// five accounts over two quarters; March 2025 is still open on 2025-03-16
const months: readonly Month[] = [
  ["a1", "2024-11-01", 0, 1000, 0, 1000, 20, 1],
  ["a1", "2024-12-01", 1000, 0, 0, 1000, 20, 1],
  ["a1", "2025-01-01", 1000, 200, 0, 1200, 25, 1],
  ["a1", "2025-02-01", 1200, 0, 0, 1200, 25, 1],
  ["a1", "2025-03-01", 1200, 0, 0, 1200, 25, 1],
  ["a2", "2024-11-01", 0, 500, 0, 500, 10, 2],
  ["a2", "2024-12-01", 500, 0, 0, 500, 10, 2],
  ["a2", "2025-01-01", 500, 0, 0, 500, 10, 2],
  ["a2", "2025-02-01", 500, 0, -200, 300, 6, 2],
  ["a2", "2025-03-01", 300, 0, 0, 300, 6, 2],
  ["a3", "2024-12-01", 0, 800, 0, 800, 8, 1],
  ["a3", "2025-01-01", 800, 0, 0, 800, 8, 2],
  ["a3", "2025-02-01", 800, 0, -800, 0, 0, null],
  ["a3", "2025-03-01", 0, 0, 0, 0, 0, null],
  ["a4", "2024-11-01", 0, 100, 0, 100, 2, 3],
  ["a4", "2024-12-01", 100, 0, -100, 0, 0, null],
  ["a4", "2025-01-01", 0, 0, 0, 0, 0, null],
  ["a4", "2025-02-01", 0, 150, 0, 150, 3, 3],
  ["a4", "2025-03-01", 150, 0, 0, 150, 3, 3],
  ["a5", "2025-03-01", 0, 50, 0, 50, 1, 3],
];

interface MartFile {
  readonly mart: string;
  readonly sql: string;
}

const martFolder = fileURLToPath(new URL("./marts/", import.meta.url));

// a mart made of others comes after them
function inOrder(files: readonly MartFile[], made: readonly string[] = []): readonly MartFile[] {
  if (files.length === 0) return [];
  const reads = ({ sql }: MartFile): string[] => sql.match(/(?<=\bmarts\.)\w+/g) ?? [];
  const ready = files.filter((file) => reads(file).every((name) => made.includes(name)));
  if (ready.length === 0) throw new Error(`marts of marts: ${files.map(({ mart }) => mart)}`);
  const later = files.filter((file) => !ready.includes(file));
  return [...ready, ...inOrder(later, [...made, ...ready.map(({ mart }) => mart)])];
}

const martFiles = inOrder(
  readdirSync(martFolder).map((file) => ({
    mart: file.replace(".sql", ""),
    sql: readFileSync(join(martFolder, file), "utf8"),
  })),
);

/** Days in the calendar: one more than an answer of REST carries. */
export const calendarDays = 50_001;

/** A warehouse directory of its own for one test file. */
export function makeWarehouse(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), "tenure-cube-"));
  mkdirSync(join(folder, "builds"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Writes a build whose last month of account a1 is worth `alder`, without publishing it. */
export async function writeBuild(
  folder: string,
  runId: string,
  alder = 1200,
  currency = "USD",
): Promise<string> {
  const file = join("builds", `${runId}.duckdb`);
  const database = await openDatabase(join(folder, file));
  const values = months.map(([account, month, opening, gained, lost, mrr, seats, tier]) => {
    const last = account === "a1" && month === "2025-03-01" ? alder : mrr;
    return `('${account}', date '${month}', ${opening}, ${gained}, ${lost}, ${last}, ${seats}, ${tier})`;
  });
  const statements = [
    "create schema config; create schema marts",
    `create table config.run as select '${runId}' as run_id, timestamp '2025-03-16' as as_of,
       null::timestamp as known_at, '${currency}' as reporting_currency, 6 as lifetime_months`,
    `create temp table account_month_inputs as select * from (values ${values.join(", ")})
       as months (account_id, month, opening, gained, lost, mrr, seats, tier)`,
    ...martFiles.map(({ mart, sql }) => `create table marts.${mart} as ${sql}`),
  ];
  for (const statement of statements) await database.connection.run(statement);
  database.close();
  return file;
}

/** Moves the pointer to a build that was written. */
export function point(folder: string, runId: string): void {
  const pointer = {
    run_id: runId,
    file: `builds/${runId}.duckdb`,
    published_at: "2025-03-16T01:00:09Z",
  };
  const temporary = join(folder, "current.json.new");
  writeFileSync(temporary, JSON.stringify(pointer));
  renameSync(temporary, join(folder, "current.json"));
}

/** Writes a build and publishes it. */
export async function publishBuild(
  folder: string,
  runId: string,
  alder = 1200,
  currency = "USD",
): Promise<void> {
  await writeBuild(folder, runId, alder, currency);
  point(folder, runId);
}
