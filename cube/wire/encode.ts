import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBIntervalValue,
  DuckDBListValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBTimeValue,
  type DuckDBValue,
} from "@duckdb/node-api";
import { oids } from "../sql/pg-types.js";
import { writeNumeric } from "./numeric.js";
import type { Writer } from "./writer.js";

/** Writes one value that is not NULL, behind its length. */
export type Encode = (value: DuckDBValue, writer: Writer) => void;

const postgresEpochDays = 10_957;
const postgresEpochMicroseconds = 946_684_800_000_000n;

/** How values of a type are written, in text or in binary. */
export function encoderOf(oid: number, isBinary: boolean): Encode {
  const encode = isBinary ? binary[oid] : undefined;
  if (encode === undefined) return (value, writer) => writer.text(textOf(value));
  return (value, writer) => {
    const at = writer.sizeBegin();
    encode(value, writer);
    writer.sizeEnd(at);
  };
}

/** A value as Postgres writes it in text. */
export function textOf(value: DuckDBValue): string {
  if (typeof value === "string") return value;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (typeof value === "number") return numberText(value);
  if (value instanceof DuckDBListValue) return arrayText(value);
  if (value instanceof DuckDBDateValue) return dateText(value);
  if (value instanceof DuckDBIntervalValue) return intervalText(value);
  return String(value);
}

function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  return Number.isNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity";
}

// DuckDB writes years before Christ in a way of its own
function dateText(value: DuckDBDateValue): string {
  return value.toString();
}

function intervalText({ months, days, micros }: DuckDBIntervalValue): string {
  const years = Math.trunc(months / 12);
  const parts = [
    years !== 0 ? `${years} year${years === 1 ? "" : "s"}` : "",
    months % 12 !== 0 ? `${months % 12} mon${months % 12 === 1 ? "" : "s"}` : "",
    days !== 0 ? `${days} day${days === 1 ? "" : "s"}` : "",
  ].filter((part) => part !== "");
  if (micros !== 0n || parts.length === 0) parts.push(clockText(micros));
  return parts.join(" ");
}

function clockText(micros: bigint): string {
  const size = micros < 0n ? -micros : micros;
  const seconds = size / 1_000_000n;
  const fraction = size % 1_000_000n;
  const two = (number: bigint): string => String(number).padStart(2, "0");
  const clock = [seconds / 3600n, (seconds / 60n) % 60n, seconds % 60n].map(two).join(":");
  const rest = fraction === 0n ? "" : `.${String(fraction).padStart(6, "0").replace(/0+$/, "")}`;
  return `${micros < 0n ? "-" : ""}${clock}${rest}`;
}

function arrayText(value: DuckDBListValue): string {
  const items = value.items.map((item) => {
    if (item === null) return "NULL";
    const text = textOf(item);
    const isPlain = /^[^\s{},"\\]+$/.test(text) && text.toUpperCase() !== "NULL";
    return isPlain ? text : `"${text.replaceAll(/["\\]/g, "\\$&")}"`;
  });
  return `{${items.join(",")}}`;
}

function microsOf(value: DuckDBValue): bigint {
  if (value instanceof DuckDBTimestampValue || value instanceof DuckDBTimestampTZValue) {
    return value.micros;
  }
  if (value instanceof DuckDBDateValue) return BigInt(value.days) * 86_400_000_000n;
  throw new Error("this time has no binary form");
}

const timestamp: Encode = (value, writer) =>
  writer.int64(microsOf(value) - postgresEpochMicroseconds);

const asText: Encode = (value, writer) => writer.bytes(Buffer.from(textOf(value)));

const binary: Readonly<Record<number, Encode>> = {
  [oids.bool]: (value, writer) => writer.byte(value === true ? 1 : 0),
  [oids.int2]: (value, writer) => writer.int16(Number(value)),
  [oids.int4]: (value, writer) => writer.int32(Number(value)),
  [oids.int8]: (value, writer) => writer.int64(BigInt(value as bigint | number)),
  [oids.float4]: (value, writer) => writer.float32(Number(value)),
  [oids.float8]: (value, writer) => writer.float64(Number(value)),
  [oids.numeric]: (value, writer) => writeNumeric(plainNumber(value), writer),
  [oids.date]: (value, writer) => {
    const days =
      value instanceof DuckDBDateValue ? value.days : Number(microsOf(value) / 86_400_000_000n);
    writer.int32(days - postgresEpochDays);
  },
  [oids.timestamp]: timestamp,
  [oids.timestamptz]: timestamp,
  [oids.time]: (value, writer) => {
    if (!(value instanceof DuckDBTimeValue)) throw new Error("this is no time of day");
    writer.int64(value.micros);
  },
  [oids.interval]: (value, writer) => {
    if (!(value instanceof DuckDBIntervalValue)) throw new Error("this is no interval");
    writer.int64(value.micros);
    writer.int32(value.days);
    writer.int32(value.months);
  },
  [oids.uuid]: (value, writer) =>
    writer.bytes(Buffer.from(String(value).replaceAll("-", ""), "hex")),
  [oids.text]: asText,
  [oids.varchar]: asText,
  [oids.boolArray]: array(oids.bool),
  [oids.int2Array]: array(oids.int2),
  [oids.int4Array]: array(oids.int4),
  [oids.int8Array]: array(oids.int8),
  [oids.float8Array]: array(oids.float8),
  [oids.textArray]: array(oids.text),
  [oids.dateArray]: array(oids.date),
  [oids.timestampArray]: array(oids.timestamp),
  [oids.numericArray]: array(oids.numeric),
};

function plainNumber(value: DuckDBValue): string {
  return value instanceof DuckDBDecimalValue ? value.toString() : String(value);
}

function array(item: number): Encode {
  return (value, writer) => {
    if (!(value instanceof DuckDBListValue)) throw new Error("this is no list");
    const { items } = value;
    writer.int32(items.length > 0 ? 1 : 0);
    writer.int32(items.includes(null) ? 1 : 0);
    writer.int32(item);
    if (items.length === 0) return;
    writer.int32(items.length);
    writer.int32(1);
    const encode = encoderOf(item, true);
    for (const each of items) {
      if (each === null) writer.int32(-1);
      else encode(each, writer);
    }
  };
}

/** True for types that have a binary form here; others are only written in text. */
export function hasBinary(oid: number): boolean {
  return binary[oid] !== undefined;
}
