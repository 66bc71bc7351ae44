import { DuckDBDecimalValue, type DuckDBValue } from "@duckdb/node-api";
import { listText } from "../sql/dialect.js";
import { oids } from "../sql/pg-types.js";
import { refusal, states } from "../sql/refusal.js";
import { readNumeric } from "./numeric.js";

const postgresEpochDays = 10_957;
const postgresEpochMicroseconds = 946_684_800_000_000n;
const dayMilliseconds = 86_400_000;

/** A parameter as it came: its bytes, or NULL. */
export interface Given {
  readonly bytes: Buffer | null;
  readonly isBinary: boolean;
  readonly oid: number;
}

/** The value to bind for a parameter: texts are cast by DuckDB to what the query wants. */
export function parameterValue({ bytes, isBinary, oid }: Given): DuckDBValue {
  if (bytes === null) return null;
  try {
    return isBinary ? binaryValue(bytes, oid) : textValue(bytes.toString("utf8"), oid);
  } catch (error) {
    if (error instanceof RangeError || error instanceof SyntaxError) throw wrong(oid);
    throw error;
  }
}

function wrong(oid: number): Error {
  return refusal(states.badValue, `a parameter is no value of the type ${oid}`);
}

function textValue(text: string, oid: number): DuckDBValue {
  switch (oid) {
    case oids.int2:
    case oids.int4:
    case oids.int8:
    case oids.oid:
      return whole(text, oid);
    case oids.float4:
    case oids.float8:
      return float(text, oid);
    case oids.bool:
      return truth(text, oid);
    case oids.numeric:
      return decimal(text);
    default:
      return isArray(oid) && /^\{.*\}$/s.test(text) ? listText(text) : text;
  }
}

function isArray(oid: number): boolean {
  return (oid >= oids.boolArray && oid <= oids.float8Array) || oid === oids.numericArray;
}

function whole(text: string, oid: number): bigint {
  if (!/^\s*[+-]?\d{1,19}\s*$/.test(text)) throw wrong(oid);
  return BigInt.asIntN(64, BigInt(text.trim().replace("+", "")));
}

function float(text: string, oid: number): number {
  const number = Number(text);
  if (Number.isNaN(number) && text.trim().toLowerCase() !== "nan") throw wrong(oid);
  return number;
}

function truth(text: string, oid: number): boolean {
  const word = text.trim().toLowerCase();
  if (["t", "true", "y", "yes", "on", "1"].includes(word)) return true;
  if (["f", "false", "n", "no", "off", "0"].includes(word)) return false;
  throw wrong(oid);
}

const mostDigits = 38;

// exact where DuckDB has a decimal wide enough, else as close as a float gets
function decimal(text: string): DuckDBValue {
  const found = /^\s*([+-]?)(\d*)(?:\.(\d*))?\s*$/.exec(text);
  const [, sign = "", integer = "", fraction = ""] = found ?? [];
  const digits = `${integer}${fraction}`;
  if (found === null || digits === "" || digits.length > mostDigits)
    return float(text, oids.numeric);
  const value = BigInt(`${sign === "-" ? "-" : ""}${digits}`);
  return new DuckDBDecimalValue(value, Math.max(digits.length, 1), fraction.length);
}

function binaryValue(bytes: Buffer, oid: number): DuckDBValue {
  switch (oid) {
    case oids.bool:
      return bytes[0] === 1;
    case oids.int2:
      return BigInt(bytes.readInt16BE());
    case oids.int4:
      return BigInt(bytes.readInt32BE());
    case oids.oid:
      return BigInt(bytes.readUInt32BE());
    case oids.int8:
      return bytes.readBigInt64BE();
    case oids.float4:
      return bytes.readFloatBE();
    case oids.float8:
      return bytes.readDoubleBE();
    case oids.numeric:
      return numeric(bytes);
    case oids.date:
      return isoDay(bytes.readInt32BE());
    case oids.timestamp:
    case oids.timestamptz:
      return isoTime(bytes.readBigInt64BE());
    case oids.text:
    case oids.varchar:
    case oids.bpchar:
    case oids.unknown:
    case 0:
      return bytes.toString("utf8");
    case oids.uuid:
      return bytes.toString("hex");
    default:
      throw refusal(states.notSupported, `parameters of the type ${oid} cannot be binary`);
  }
}

function numeric(bytes: Buffer): DuckDBValue {
  const text = readNumeric(bytes);
  return text === undefined ? Number.NaN : decimal(text);
}

function isoDay(days: number): string {
  return new Date((days + postgresEpochDays) * dayMilliseconds).toISOString().slice(0, 10);
}

function isoTime(micros: bigint): string {
  const all = micros + postgresEpochMicroseconds;
  // the division of a negative time rounds towards zero
  const fraction = ((all % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const seconds = Number((all - fraction) / 1_000_000n);
  const text = new Date(seconds * 1000).toISOString().slice(0, 19).replace("T", " ");
  return `${text}.${String(fraction).padStart(6, "0")}`;
}
