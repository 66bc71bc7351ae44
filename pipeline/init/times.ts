import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows } from "../database.js";

/** How a column's times are written; undefined where they are ISO 8601 or nothing fits. */
export interface TimeFormat {
  readonly format: string | undefined;
  /** Another format that fits as well: only a person can tell which day is meant. */
  readonly rival: string | undefined;
  /** A value that no format reads. */
  readonly unread: string | undefined;
}

const formats = [
  "%d.%m.%Y",
  "%d.%m.%Y %H:%M",
  "%d.%m.%Y %H:%M:%S",
  "%m/%d/%Y",
  "%d/%m/%Y",
  "%m/%d/%Y %H:%M",
  "%d/%m/%Y %H:%M",
  "%m/%d/%Y %H:%M:%S",
  "%d/%m/%Y %H:%M:%S",
  "%m/%d/%y",
  "%d/%m/%y",
  "%d-%m-%Y",
  "%m-%d-%Y",
  "%d-%b-%Y",
  "%d %b %Y",
  "%b %d, %Y",
  "%Y/%m/%d",
  "%Y%m%d",
  "%Y-%m",
];

const iso = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?$/;

// exports have bad rows: a format that reads nearly all is the one that was meant
const badShare = 0.02;

/** Finds the format that reads the values of a sample. */
export async function timeFormatOf(
  connection: DuckDBConnection,
  values: readonly string[],
): Promise<TimeFormat> {
  const none = { format: undefined, rival: undefined, unread: undefined };
  const strange = values.filter((value) => !iso.test(value));
  const [first] = strange;
  if (first === undefined || strange.length <= badShare * values.length) return none;
  if (values.every((value) => /^\d{10}$/.test(value))) return { ...none, format: "epoch" };
  if (values.every((value) => /^\d{13}$/.test(value))) return { ...none, format: "epoch_ms" };
  const list = `(values ${values.map((value) => `(${literal(value)})`).join(", ")}) as texts(value)`;
  const counts = formats.map(
    (format, at) =>
      `count(try_strptime(value, ${literal(format)})) >= ${1 - badShare} * count(*) as fits_${at}`,
  );
  const [fits] = await rows(connection, `select ${counts.join(", ")} from ${list}`);
  const [format, rival] = formats.filter((_format, at) => fits?.[`fits_${at}`] === true);
  return format === undefined ? { ...none, unread: first } : { ...none, format, rival };
}
