import { parse } from "csv-parse/sync";
import { distance } from "fastest-levenshtein";
import type { ColumnContract, CsvDialect, FileContract } from "../contract.js";
import { TenureError } from "../error.js";
import { monthColumns } from "../month-columns.js";

const likelyDelimiters = [",", ";", "\t", "|", " "];

/** The fields of one CSV record given as text. */
export function fieldsOf(record: string, dialect: CsvDialect): string[] {
  const parsed: unknown = parse(record, {
    delimiter: dialect.delimiter,
    quote: dialect.quote === "" ? null : dialect.quote,
    escape: dialect.escape === "" ? null : dialect.escape,
    relax_quotes: true,
    relax_column_count: true,
    bom: true,
  });
  return ((parsed as string[][])[0] ?? []).map((name) => name.trim());
}

/** The names nearest to one that is missing, best first. */
export function closest(name: string, names: readonly string[], count = 3): string[] {
  const plain = (text: string): string => text.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
  const scored = names.map((other) => ({ other, score: distance(plain(name), plain(other)) }));
  return scored
    .sort((a, b) => a.score - b.score)
    .slice(0, count)
    .map(({ other }) => other);
}

function refuseDelimiter(path: string, header: string, contract: FileContract): void {
  const fields = (delimiter: string): number =>
    fieldsOf(header, { ...contract.csv, delimiter }).length;
  if (fields(contract.csv.delimiter) > 1 || Object.keys(contract.columns).length < 2) return;
  const best = likelyDelimiters
    .map((delimiter) => ({ delimiter, count: fields(delimiter) }))
    .sort((a, b) => b.count - a.count)[0];
  if (best === undefined || best.count < 2) return;
  const shown = JSON.stringify(best.delimiter);
  throw new TenureError(
    "extract/wrong-delimiter",
    `${path} has one column when split at ${JSON.stringify(contract.csv.delimiter)}`,
    {
      hint: `Write csv: { delimiter: ${shown} } at ${contract.at}: it gives ${best.count} columns.`,
    },
  );
}

function refuseWithoutMonths(path: string, names: readonly string[], contract: FileContract): void {
  const wide = Object.entries(contract.columns).find(([, { months }]) => months !== undefined);
  if (wide === undefined || monthColumns(names, contract).length > 0) return;
  const [name, { months }] = wide;
  throw new TenureError(
    "extract/missing-column",
    `${path} has no column that is named as ${months} for ${name} (it has ${names.slice(0, 5).join(", ")})`,
    { hint: `Write months: as the file names its columns, at ${contract.at}.` },
  );
}

function refuseMissing(path: string, names: readonly string[], contract: FileContract): void {
  refuseWithoutMonths(path, names, contract);
  const missing = Object.entries(contract.columns).filter(
    ([, column]) => isNeeded(column) && !column.from.some((name) => names.includes(name)),
  );
  if (missing.length === 0) return;
  const unknown = unknownColumns(names, contract);
  const said = missing.map(([canonical, column]) => {
    const wanted = column.from.map((name) => `"${name}"`).join(" or ");
    const near = closest(column.from[0] ?? canonical, unknown.length > 0 ? unknown : names);
    return `no column ${wanted} for ${canonical} (closest: ${near.map((name) => `"${name}"`).join(", ")})`;
  });
  throw new TenureError("extract/missing-column", `${path} has ${said.join("; ")}`, {
    hint: `Name the column as the file does, or mark it optional, at ${contract.at}.`,
  });
}

function isNeeded(column: ColumnContract): boolean {
  return column.from.length > 0 && column.optional !== true;
}

function refuseRepeated(path: string, names: readonly string[], contract: FileContract): void {
  const used = new Set(Object.values(contract.columns).flatMap((column) => column.from));
  const repeated = names.find((name, at) => used.has(name) && names.indexOf(name) !== at);
  if (repeated === undefined) return;
  throw new TenureError("extract/repeated-column", `${path} has two columns "${repeated}"`, {
    hint: "Rename one in the export: the contract cannot tell which is meant.",
  });
}

function refuseUnknown(path: string, unknown: readonly string[], contract: FileContract): void {
  if (contract.onUnknownColumn !== "refuse" || unknown.length === 0) return;
  const said = unknown.map((name) => `"${name}"`).join(", ");
  throw new TenureError(
    "extract/unknown-column",
    `${path} has columns not in the contract: ${said}`,
    {
      hint: `Add them at ${contract.at}, or write on_unknown_column: keep.`,
    },
  );
}

// the key of a record that a JSONPath starts at
function topOf(path: string | undefined): string {
  const [, quoted, plain] = /^\$\.(?:"([^"]+)"|([^.[]+))/.exec(path ?? "") ?? [];
  return quoted ?? plain ?? "";
}

/** The columns of a file that its contract does not name. */
export function unknownColumns(names: readonly string[], contract: FileContract): string[] {
  const columns = Object.values(contract.columns);
  const used = new Set(columns.flatMap((column) => [...column.from, topOf(column.path)]));
  for (const { header } of monthColumns(names, contract)) used.add(header);
  return [...new Set(names)].filter((name) => name !== "" && !used.has(name));
}

/**
 * Compares a file's columns with its contract. Throws `extract/wrong-delimiter`,
 * `extract/missing-column`, `extract/repeated-column` or `extract/unknown-column`.
 */
export function compareHeader(
  path: string,
  names: readonly string[],
  contract: FileContract,
  header?: string,
): void {
  if (header !== undefined) refuseDelimiter(path, header, contract);
  refuseMissing(path, names, contract);
  refuseRepeated(path, header === undefined ? names : fieldsOf(header, contract.csv), contract);
  refuseUnknown(path, unknownColumns(names, contract), contract);
}
