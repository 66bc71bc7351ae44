import type { ColumnContract, FileContract } from "../contract.js";
import { identifier, literal } from "../database.js";
import { type Column, type ColumnType, entityOf, sqlTypes } from "../entities.js";
import { monthPrefix } from "../month-columns.js";

/** A reason why a row is bad, as SQL over a column and its text. */
export interface Problem {
  readonly column: string;
  readonly reason: string;
  readonly when: string;
  /** SQL for the text that the message shows. */
  readonly shown: string;
}

/** One column of the lake: the file's text, its cast, and what can be wrong with it. */
export interface LakeColumn {
  readonly name: string;
  readonly text: string;
  readonly sql: string;
  /** SQL over the aliases of `castSelect`: the column by its name, its text as `textAlias`. */
  readonly problems: readonly Problem[];
}

function textAlias(name: string): string {
  return identifier(`t:${name}`);
}

const misfits: Readonly<Record<ColumnType, string>> = {
  text: "not-text",
  timestamp: "not-a-timestamp",
  money: "not-an-amount",
  number: "not-a-number",
  integer: "not-an-integer",
  boolean: "not-a-boolean",
};

// ISO 4217: currencies whose minor unit is not a hundredth
const wholeCurrencies = "BIF CLP DJF GNF JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split(" ");
const thousandthCurrencies = "BHD IQD JOD KWD LYD OMR TND".split(" ");

function list(values: readonly string[]): string {
  return values.map(literal).join(", ");
}

function minorUnit(currency: string | undefined): string {
  if (currency === undefined) return "0.01";
  return `case when upper(${currency}) in (${list(wholeCurrencies)}) then 1
    when upper(${currency}) in (${list(thousandthCurrencies)}) then 0.001 else 0.01 end`;
}

/**
 * A plain date is midnight UTC wherever it was written; an offset or zone in the text always wins.
 * Only a text with a zone is read as one: DuckDB reads the text after a named zone in that zone.
 */
function isoTimestamp(text: string, timezone: string): string {
  const plain = `try_cast(${text} as timestamp)`;
  const zoned = `try_cast(${text} as timestamptz)::timestamp`;
  const isDate = `length(${text}) = 10`;
  const isSeconds = `length(${text}) = 19 and ${text}[17] = ':'`;
  const hasZone = `regexp_matches(${text}, '^.{10}.*([A-Za-z]$|[+-])')`;
  const other = `try_cast(nullif(${text}, 'epoch') as timestamp)`;
  if (timezone === "UTC") {
    return `case when ${isDate} or (${isSeconds}) or suffix(${text}, 'Z') then ${plain}
      when ${hasZone} then ${zoned} else ${other} end`;
  }
  return `case when ${isDate} then ${plain} when ${hasZone} then ${zoned}
    else timezone(${literal(timezone)}, ${other})::timestamp end`;
}

function timestamp(text: string, contract: ColumnContract, timezone: string): string {
  const { format } = contract;
  if (format === "epoch" || format === "epoch_ms") {
    const scale = format === "epoch" ? 1_000_000 : 1000;
    return `try(make_timestamp((try_cast(${text} as decimal(20, 6)) * ${scale})::bigint))`;
  }
  if (format === undefined) return isoTimestamp(text, timezone);
  const parsed = `try_strptime(${text}, ${literal(format)})`;
  if (/%[zZ]/.test(format)) return `(${parsed})::timestamp`;
  const hasTime = /%-?[HIMSfp]/.test(format);
  return timezone === "UTC" || !hasTime
    ? parsed
    : `timezone(${literal(timezone)}, ${parsed})::timestamp`;
}

// digits of a JSON number beyond these may be those of a double and not of the file
const exactDigits = 15;

// wide decimals are slow to read, so only a text that may hold more digits is read as one
function exactly(text: string, scale: number): string {
  const narrow = `decimal(18, ${scale})`;
  const point = `strpos(${text}, '.')`;
  const isShort = `(${point} = 0 or length(${text}) - ${point} <= ${scale})`;
  const hasExponent = `(contains(${text}, 'e') or contains(${text}, 'E'))`;
  // too short for a negative exponent, which the smallest quantities are
  const isTiny = `strlen(${text}) < ${Math.min(4, scale + 2)}`;
  const isPlain = `(${isTiny} or (${isShort} and not ${hasExponent}))`;
  const wide = `try_cast(${text} as decimal(38, 20))`;
  const fitted = `try_cast(${wide} as ${narrow})`;
  return `case when ${isPlain} then try_cast(${text} as ${narrow})
    when ${fitted} = ${wide} then ${fitted} end`;
}

// a decimal with more digits than its column holds is refused, never rounded
function exact(text: string, type: ColumnType, isDouble: boolean): string {
  const found = exactly(text, type === "integer" ? 0 : type === "money" ? 4 : 6);
  if (!isDouble) return type === "integer" ? `(${found})::bigint` : found;
  const digits = `length(regexp_replace(${text}, '[^0-9]', '', 'g'))`;
  const isSafe = `not contains(${text}, '.') or ${digits} <= ${exactDigits}`;
  return `(case when ${isSafe} then ${found} end)::${sqlTypes[type]}`;
}

function fromMinor(text: string, currency: string | undefined): string {
  const wide = `(${exactly(text, 2)}) * (${minorUnit(currency)})`;
  const fitted = `try_cast(${wide} as ${sqlTypes.money})`;
  return `case when ${fitted} = ${wide} then ${fitted} end`;
}

function castOf(
  text: string,
  type: ColumnType,
  contract: ColumnContract,
  timezone: string,
  currency: string | undefined,
  isDouble: boolean,
): string {
  switch (type) {
    case "text":
      return text;
    case "timestamp":
      return timestamp(text, contract, timezone);
    case "money":
      return contract.unit === "minor" ? fromMinor(text, currency) : exact(text, type, isDouble);
    case "number":
    case "integer":
      return exact(text, type, isDouble);
    case "boolean":
      return `try_cast(${text} as boolean)`;
  }
}

function mapped(text: string, map: Readonly<Record<string, string>> | undefined): string {
  if (map === undefined || Object.keys(map).length === 0) return text;
  const cases = Object.entries(map).map(
    ([from, to]) => `when ${literal(from)} then ${literal(to)}`,
  );
  return `case ${text} ${cases.join(" ")} else ${text} end`;
}

function problemsOf(lakeName: string, name: string, column: Column): Problem[] {
  const text = textAlias(lakeName);
  const value = identifier(lakeName);
  const found: Problem[] = [];
  if (column.required) {
    found.push({ column: name, reason: "missing-value", when: `${text} is null`, shown: "''" });
  }
  if (column.type !== "text") {
    const endless = column.type === "timestamp" ? ` or not isfinite(${value})` : "";
    found.push({
      column: name,
      reason: misfits[column.type],
      when: `${text} is not null and (${value} is null${endless})`,
      shown: text,
    });
  }
  if (column.oneOf !== undefined) {
    const when = `${value} not in (${list(column.oneOf)})`;
    found.push({ column: name, reason: `unknown-${name}`, when, shown: text });
  }
  return found;
}

/** Finds a contract column's text in the file; undefined when the file lacks an optional one. */
export type TextOf = (name: string, contract: ColumnContract) => string | undefined;

const extra: Column = { type: "text", required: false };
const amount: Column = { type: "money", required: false };

function currencyOf(contract: FileContract, textOf: TextOf): string | undefined {
  const { currency } = contract.columns;
  if (currency === undefined) return undefined;
  return currency.value === undefined ? textOf("currency", currency) : literal(currency.value);
}

/** The name that a contract's column has in the lake. */
export function lakeNameOf(contract: FileContract, name: string): string {
  if (name.startsWith(monthPrefix)) return name;
  const through = contract.columns[name]?.through;
  if (through !== undefined) return `through:${through}`;
  return entityOf(contract.entity).columns[name] === undefined ? `x:${name}` : name;
}

function lakeColumn(
  contract: FileContract,
  name: string,
  column: ColumnContract,
  textOf: TextOf,
  isDouble: boolean,
): LakeColumn[] {
  if (column.months !== undefined) return [];
  const text = column.value === undefined ? textOf(name, column) : literal(column.value);
  if (text === undefined) return [];
  const lakeName = lakeNameOf(contract, name);
  if (column.through !== undefined) {
    const problems = problemsOf(lakeName, name, { type: "text", required: true });
    return [{ name: lakeName, text, sql: text, problems }];
  }
  const known = entityOf(contract.entity).columns[name];
  const declared = known ?? (name.startsWith(monthPrefix) ? amount : extra);
  const currency = currencyOf(contract, textOf);
  const { timezone } = contract;
  const written = mapped(text, column.map);
  const sql = castOf(written, declared.type, column, timezone, currency, isDouble);
  return [{ name: lakeName, text, sql, problems: problemsOf(lakeName, name, declared) }];
}

const orders: readonly (readonly [string, string])[] = [
  ["started_at", "ended_at"],
  ["valid_from", "valid_to"],
];

function orderProblems(columns: readonly LakeColumn[]): Problem[] {
  const names = columns.map((column) => column.name);
  return orders.flatMap(([from, to]) => {
    if (!names.includes(from) || !names.includes(to)) return [];
    const shown = `concat(${from}, ' to ', ${to})`;
    return [{ column: to, reason: "ends-before-start", when: `${to} < ${from}`, shown }];
  });
}

/** A column of the file that its contract does not name. */
export interface KeptColumn {
  readonly name: string;
  readonly sql: string;
}

// names that differ in case alone are one name to DuckDB
function freeName(name: string, taken: Set<string>): string {
  let free = name;
  for (let at = 2; taken.has(free.toLowerCase()); at++) free = `${name}_${at}`;
  taken.add(free.toLowerCase());
  return free;
}

/**
 * The lake's columns for one file, in the contract's order, and every way a row can be bad.
 * `isDouble` tells that the file's numbers may have been doubles on their way to text.
 */
export function lakeColumns(
  contract: FileContract,
  textOf: TextOf,
  kept: readonly KeptColumn[],
  isDouble: boolean,
): { readonly columns: readonly LakeColumn[]; readonly problems: readonly Problem[] } {
  const named = Object.entries(contract.columns).flatMap(([name, column]) =>
    lakeColumn(contract, name, column, textOf, isDouble),
  );
  const taken = new Set(named.map((column) => column.name.toLowerCase()));
  const others = kept.map(({ name, sql }) => ({
    name: freeName(name, taken),
    text: sql,
    sql,
    problems: [],
  }));
  const columns = [...named, ...others];
  const problems = [...columns.flatMap((column) => column.problems), ...orderProblems(named)];
  return { columns, problems };
}

/** Select list of every column cast, and of the text of those that can be bad. */
export function castSelect(columns: readonly LakeColumn[]): string {
  const casts = columns.map((column) => `${column.sql} as ${identifier(column.name)}`);
  const texts = columns
    .filter((column) => column.problems.length > 0)
    .map((column) => `${column.text} as ${textAlias(column.name)}`);
  return [...casts, ...texts].join(", ");
}
