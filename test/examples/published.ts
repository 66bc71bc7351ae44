import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { exportTable } from "../../pipeline/export.js";
import { shipped } from "../../pipeline/root.js";
import { type Finished, tenure } from "../cli/command.js";

export type Row = Readonly<Record<string, string>>;

/** A public data set next to the repository; its test skips where the folder is absent. */
export function sharedData(name: string): string {
  return join(shipped(".."), "shared", "data", name);
}

/** Whether the data is there; says so on the test's own line where it is not. */
export function isAbsent(name: string): boolean {
  return !existsSync(sharedData(name));
}

/** The rows of a CSV text by the names of its header. */
export function csvRows(text: string | Buffer): Row[] {
  return parse(text, { columns: true, bom: true }) as Row[];
}

/** The rows of one file of a public data set. */
export function rawRows(name: string, file: string): Row[] {
  return csvRows(readFileSync(join(sharedData(name), file)));
}

/** Money as whole ten-thousandths, which add up exactly. */
export function money(text: string | undefined): bigint {
  const [, sign, whole, part] = /^(-?)(\d+)(?:\.(\d{1,4}))?$/.exec(text ?? "") ?? [];
  if (whole === undefined) throw new Error(`${text} is no amount`);
  const units = BigInt(whole) * 10_000n + BigInt((part ?? "").padEnd(4, "0"));
  return sign === "-" ? -units : units;
}

/** The example's config over its public data, in a warehouse of its own. */
export interface Example {
  readonly warehouse: string;
  run(asOf: string): Promise<Finished>;
  mart(name: string): Promise<Row[]>;
  remove(): void;
}

/** Prepares an example of the repository; nothing runs yet. */
export function example(name: string): Example {
  const warehouse = mkdtempSync(join(tmpdir(), `tenure-${name}-`));
  const place = { cwd: shipped() };
  const common = ["--warehouse", warehouse];
  const inputs = ["--config", `examples/${name}/config`, "--data", sharedData(name)];
  return {
    warehouse,
    run: (asOf) => tenure(["run", ...inputs, ...common, "--as-of", asOf], place),
    mart: async (mart) => {
      const out = join(warehouse, `${mart}.csv`);
      // a command of its own for each table would be most of the time of these tests
      await exportTable({ warehouse, table: mart, format: "csv", out, stream: process.stdout });
      return csvRows(readFileSync(out));
    },
    remove: () => rmSync(warehouse, { recursive: true, force: true }),
  };
}

const parts = ["new", "reactivation", "expansion", "contraction", "churn"] as const;

/** Account-months that break opening + Σ movements = closing, or do not open where the last closed. */
export function brokenMonths(months: readonly Row[], movements: readonly Row[]): string[] {
  const moved = new Map<string, bigint>();
  for (const { account_id, month, movement, amount } of movements) {
    const key = `${account_id} ${month} ${movement}`;
    moved.set(key, (moved.get(key) ?? 0n) + money(amount));
  }
  const closing = new Map<string, bigint>();
  const broken: string[] = [];
  const inOrder = [...months].sort((a, b) => ((a.month ?? "") < (b.month ?? "") ? -1 : 1));
  for (const row of inOrder) {
    const { account_id = "", month } = row;
    const opening = money(row.mrr_opening);
    const sum = parts.reduce((total, part) => total + money(row[`mrr_${part}`]), opening);
    const isSame = parts.every(
      (part) => money(row[`mrr_${part}`]) === (moved.get(`${account_id} ${month} ${part}`) ?? 0n),
    );
    if (!isSame || sum !== money(row.mrr) || opening !== (closing.get(account_id) ?? 0n)) {
      broken.push(`${account_id} ${month}`);
    }
    closing.set(account_id, money(row.mrr));
  }
  return broken;
}

/** One paid period as the raw files state it. */
export interface Period {
  readonly account: string;
  readonly from: string;
  /** The first day without it; empty when it has no end. */
  readonly to: string;
  readonly mrr: bigint;
}

/**
 * Month-end MRR by "account month", straight from the periods: what is open in the instant before
 * the month's snapshot. An end at or after `asOf` has not happened.
 */
export function monthEndMrr(
  periods: readonly Period[],
  months: readonly string[],
  asOf: string,
): Map<string, bigint> {
  const mrr = new Map<string, bigint>();
  for (const month of months) {
    const snapshot = [nextMonth(month), asOf].sort()[0] ?? asOf;
    for (const { account, from, to, mrr: amount } of periods) {
      const isOver = to !== "" && to < asOf && to < snapshot;
      if (from >= snapshot || isOver) continue;
      mrr.set(`${account} ${month}`, (mrr.get(`${account} ${month}`) ?? 0n) + amount);
    }
  }
  return mrr;
}

/** The first day of the month after. */
export function nextMonth(month: string): string {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10);
}

/** First days of the months from one to another, both included. */
export function monthsBetween(first: string, last: string): string[] {
  return first > last ? [] : [first, ...monthsBetween(nextMonth(first), last)];
}

/** Closing MRR of the mart by "account month", without zeros. */
export function closingMrr(months: readonly Row[]): Map<string, bigint> {
  const closing = months.map(
    ({ account_id, month, mrr }) => [`${account_id} ${month}`, money(mrr)] as const,
  );
  return new Map(closing.filter(([, mrr]) => mrr !== 0n));
}
