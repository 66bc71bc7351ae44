import {
  type CsvDialect,
  type FileContract,
  type FileFormat,
  formatByEnding,
  type UpdateMode,
} from "../contract.js";
import { type EntityName, entityOf } from "../entities.js";
import { type Columns, resolveColumns } from "./columns.js";
import { didYouMean, type Report } from "./mistakes.js";
import type { WrittenFile, WrittenSource } from "./sources.js";
import { versionOf } from "./version.js";

const standardDialect: CsvDialect = {
  delimiter: ",",
  quote: '"',
  escape: '"',
  encoding: "utf-8",
  header: true,
};
const standardBadShare = 0.01;

/** A pattern may not leave the data folder: no way up, no absolute path, no other separator. */
function problemOfPattern(pattern: string): string | undefined {
  if (/^[\\/]|^[A-Za-z]:|^~/.test(pattern)) {
    return `must be relative to the data folder (give that with --data), read "${pattern}"`;
  }
  if (pattern.includes("\\")) return `must be written with /, read "${pattern}"`;
  if (pattern.includes("\0")) return "must not contain a NUL character";
  if (pattern.split(/[/{},()|!]/).includes("..")) {
    return `must stay inside the data folder (choose that with --data), read "${pattern}"`;
  }
  return undefined;
}

function listOf(written: string | readonly string[]): readonly string[] {
  return typeof written === "string" ? [written] : written;
}

function resolveMatch(file: WrittenFile, report: Report): readonly string[] {
  const patterns = listOf(file.match);
  for (const [index, pattern] of patterns.entries()) {
    const problem = problemOfPattern(pattern);
    const path = typeof file.match === "string" ? ["match"] : ["match", index];
    if (problem !== undefined) report(path, `"match" ${problem}`);
  }
  return patterns;
}

function resolveFormat(file: WrittenFile, report: Report): FileFormat {
  if (file.format !== undefined) return file.format;
  const endings = listOf(file.match).map(
    (pattern) => /\.([a-z]+)(?:\.gz|\.zip)?$/i.exec(pattern)?.[1]?.toLowerCase() ?? "",
  );
  const found = new Set(endings.map((ending) => formatByEnding[ending]));
  const [only] = found;
  if (found.size === 1 && only !== undefined) return only;
  report([], `"format" is missing; write csv, ndjson, json, parquet or arrow`);
  return "csv";
}

function resolveDialect(file: WrittenFile, format: FileFormat, report: Report): CsvDialect {
  const dialect = { ...standardDialect, ...file.csv };
  if (file.csv !== undefined && format !== "csv") {
    report(["csv"], `"csv" is for format csv; this file is ${format}`);
  }
  if (dialect.delimiter === dialect.quote) {
    report(["csv"], `"delimiter" and "quote" are the same character; they must differ`);
  }
  return dialect;
}

/** A row of an appended or daily file is known by its whole content unless a key is declared. */
function standardKey(entity: EntityName, update: UpdateMode, columns: Columns): readonly string[] {
  if (update === "append" || update === "replace_by_day") return [];
  return entityOf(entity).key.filter((name) => Object.hasOwn(columns, name));
}

function resolveKey(
  file: WrittenFile,
  update: UpdateMode,
  columns: Columns,
  report: Report,
): readonly string[] {
  const key = file.key ?? standardKey(file.entity, update, columns);
  for (const [index, name] of key.entries()) {
    if (Object.hasOwn(columns, name)) continue;
    const hint = didYouMean(name, Object.keys(columns), "; map it under columns");
    report(["key", index], `"${name}" of "key" is not among the columns${hint}`);
  }
  // a key that must be mapped and is not has been reported as a missing column
  const { key: usual, columns: declared } = entityOf(file.entity);
  const isReported = file.key === undefined && usual.some((name) => declared[name]?.required);
  if (key.length === 0 && !isReported && (update === "snapshot" || update === "upsert")) {
    report(["key"], `"key" is missing; ${update} needs the columns that identify a row`);
  }
  return key;
}

function checkDay(file: WrittenFile, update: UpdateMode, columns: Columns, report: Report): void {
  const { happenedAt } = entityOf(file.entity);
  if (update !== "replace_by_day") return;
  if (happenedAt === undefined) {
    report(["update"], `replace_by_day needs a time of the event; ${file.entity} has none`);
  } else if (!Object.hasOwn(columns, happenedAt)) {
    report(["update"], `replace_by_day needs the column ${happenedAt} under columns`);
  }
}

function checkPaths(format: FileFormat, columns: Columns, report: Report): void {
  if (format === "json" || format === "ndjson") return;
  for (const [name, { path }] of Object.entries(columns)) {
    if (path === undefined) continue;
    report(["columns", name], `"path" is for json and ndjson; write "from" in a ${format} file`);
  }
}

function badShareOf(written: WrittenFile["max_bad_rows"], report: Report): number {
  if (written === undefined) return standardBadShare;
  if (typeof written === "number") return written;
  const percent = Number(written.replace("%", ""));
  if (percent > 100) report(["max_bad_rows"], `"max_bad_rows" must be at most 100%`);
  return Number((percent / 100).toPrecision(12));
}

function resolveFileColumns(file: WrittenFile, source: WrittenSource, report: Report): Columns {
  const isGeneric = source.use === "generic";
  if (file.columns === undefined && !isGeneric) {
    report([], `"columns" is missing; map the columns, or write "use: generic" for the source`);
    return {};
  }
  const below: Report = (path, message) => report(["columns", ...path], message);
  return resolveColumns(file.columns ?? {}, file.entity, isGeneric, below);
}

function withVersion(contract: Omit<FileContract, "version">): FileContract {
  const { match: _match, at: _at, maxBadShare: _maxBadShare, csv, ...rest } = contract;
  const reading = contract.format === "csv" ? { ...rest, csv } : rest;
  return { ...contract, version: versionOf(reading) };
}

/** One entry of `files:` with every default filled in; what contradicts itself is reported. */
export function resolveFile(
  file: WrittenFile,
  source: WrittenSource,
  at: string,
  report: Report,
): FileContract {
  const format = resolveFormat(file, report);
  const columns = resolveFileColumns(file, source, report);
  const update = file.update ?? (entityOf(file.entity).isUnbounded ? "append" : "snapshot");
  checkDay(file, update, columns, report);
  checkPaths(format, columns, report);
  return withVersion({
    source: source.source,
    entity: file.entity,
    match: resolveMatch(file, report),
    format,
    csv: resolveDialect(file, format, report),
    update,
    key: resolveKey(file, update, columns, report),
    onUnknownColumn: file.on_unknown_column ?? "keep",
    maxBadShare: badShareOf(file.max_bad_rows, report),
    timezone: source.timezone ?? "UTC",
    columns,
    ...(file.where === undefined ? {} : { where: file.where }),
    at,
  });
}
