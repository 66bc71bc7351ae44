import { createReadStream, createWriteStream } from "node:fs";
import { appendFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";
import type { Log } from "../log.js";
import { demoSql } from "./company.js";
import { copyTo } from "./exports.js";
import { rowsToPlant, unknownAccountRows } from "./planted.js";
import { type DemoFile, plainFile } from "./summary.js";

/** Months are counted from the first; what happens in which of them. */
interface Calendar {
  readonly first: number;
  readonly last: number;
  /** YYYY-MM by month number. */
  readonly names: readonly string[];
}

interface UsageFiles {
  readonly files: readonly DemoFile[];
  readonly events: number;
  readonly incrementalFile: string;
  readonly lateFile: string;
}

const monthsToQuery = `
    select month_no, strftime(starts_on, '%Y-%m') as name
    from demo.months
    where month_no >= 0 and starts_on < getvariable('as_of')
    order by month_no`;

/** Days before as_of that hold about a hundredth of all events, from the counts by month. */
const finalDaysQuery = `
    select greatest(1, round(0.01 * sum(events) * 30
        / greatest(1, sum(events) filter (month_no = getvariable('late_month') + 1))))::integer
        as final_days
    from demo.event_months`;

async function calendarOf(connection: DuckDBConnection): Promise<Calendar> {
  const names = (await rows(connection, monthsToQuery)).map(({ name }) => String(name));
  return { first: 0, last: names.length - 1, names };
}

async function chooseFinalDays(connection: DuckDBConnection, calendar: Calendar): Promise<void> {
  await connection.run(`set variable late_month = ${calendar.last - 1}`);
  const [found] = await rows(connection, finalDaysQuery);
  const days = Math.min(Number(found?.final_days ?? 1), 27);
  await connection.run(
    `set variable final_from = getvariable('as_of')::date::timestamp - to_days(${days})`,
  );
}

type Part = "month" | "twice" | "late" | "final";

interface UsageWriter {
  /** Writes the rows of some parts of the month at hand, and counts them. */
  write(file: string, parts: readonly Part[]): Promise<number>;
  count(part: Part): Promise<number>;
}

function writerOf(connection: DuckDBConnection, folder: string, select: string): UsageWriter {
  const among = (parts: readonly Part[]) => `part in (${parts.map((part) => `'${part}'`)})`;
  return {
    write: (file, parts) =>
      copyTo(
        connection,
        `${select} where ${among(parts)}`,
        join(folder, file),
        "format csv, header",
      ),
    count: async (part) => {
      const [found] = await rows(
        connection,
        `select count(*)::integer as n from demo.usage_rows where ${among([part])}`,
      );
      return Number(found?.n ?? 0);
    },
  };
}

async function appendLines(path: string, lines: readonly string[], month: string): Promise<void> {
  await appendFile(path, lines.map((line) => `${line.replace("{month}", month)}\n`).join(""));
}

/** Compresses a file in place; Node's gzip carries no time of day, so its bytes are repeatable. */
async function compress(path: string): Promise<void> {
  await pipeline(createReadStream(path), createGzip(), createWriteStream(`${path}.gz`));
  await rm(path);
}

/** A month's own file, with the flaws that its place in the calendar brings. */
async function writeMonthFile(
  writer: UsageWriter,
  folder: string,
  calendar: Calendar,
  month: number,
): Promise<DemoFile> {
  const name = calendar.names[month] ?? "";
  const file = `product/usage/usage-${name}.csv`;
  const good = await writer.write(file, ["month", "twice"]);
  const planted = month === calendar.last - 18 ? rowsToPlant("usage", good) : [];
  const unknown = month === calendar.last - 2 ? unknownAccountRows : [];
  await appendLines(join(folder, file), [...planted.map(({ line }) => line), ...unknown], name);
  const isCompressed = month === calendar.first;
  if (isCompressed) await compress(join(folder, file));
  return {
    ...plainFile(`exports/${file}${isCompressed ? ".gz" : ""}`, good + planted.length),
    rows: good + planted.length + unknown.length,
    bad: planted.map(({ flaw }) => flaw),
    unknownAccounts: unknown.length,
  };
}

async function writeLateFile(writer: UsageWriter, name: string): Promise<DemoFile> {
  const file = `product/usage/usage-${name}-late.csv`;
  const count = await writer.write(file, ["late", "twice"]);
  return { ...plainFile(`exports/${file}`, count), repeated: await writer.count("twice") };
}

async function writeFinalFile(writer: UsageWriter, name: string): Promise<DemoFile> {
  const file = `product/usage/usage-${name}-final.csv`;
  return plainFile(`exports/${file}`, await writer.write(file, ["final"]));
}

/** Writes the usage files month by month, so that memory holds one month at a time. */
export async function writeUsage(
  connection: DuckDBConnection,
  folder: string,
  log: Log,
): Promise<UsageFiles> {
  const calendar = await calendarOf(connection);
  await chooseFinalDays(connection, calendar);
  const month = await demoSql("exports", "usage.sql");
  const writer = writerOf(connection, folder, await demoSql("exports", "usage-rows.sql"));
  const files: DemoFile[] = [];
  for (const [number, name] of calendar.names.entries()) {
    await connection.run(`set variable month_no = ${number}`);
    await connection.run(`create or replace table demo.usage_rows as ${month}`);
    files.push(await writeMonthFile(writer, folder, calendar, number));
    if (number === calendar.last - 1) files.push(await writeLateFile(writer, name));
    if (number === calendar.last) files.push(await writeFinalFile(writer, name));
    log({ step: "demo", level: "progress", message: `wrote usage of ${name}` });
  }
  return { files, ...outlineOf(files, calendar) };
}

function outlineOf(files: readonly DemoFile[], calendar: Calendar): Omit<UsageFiles, "files"> {
  const good = files.map(
    ({ rows, bad, unknownAccounts, repeated }) => rows - bad.length - unknownAccounts - repeated,
  );
  const usage = "exports/product/usage/usage";
  return {
    events: good.reduce((sum, count) => sum + count, 0),
    incrementalFile: `${usage}-${calendar.names[calendar.last] ?? ""}-final.csv`,
    lateFile: `${usage}-${calendar.names[calendar.last - 1] ?? ""}-late.csv`,
  };
}
