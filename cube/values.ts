import {
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";

const dayMilliseconds = 86_400_000;

/** How values of a column leave the driver: numbers as exact text, times as ISO text in UTC. */
export function converterFor(type: DuckDBType): (value: DuckDBValue) => unknown {
  if (type.typeId === DuckDBTypeId.BOOLEAN) return (value) => value;
  return (value) => (value instanceof DuckDBDecimalValue ? plainDecimal(value) : text(value));
}

function text(value: DuckDBValue): string {
  const milliseconds = instant(value);
  return milliseconds === undefined ? String(value) : new Date(milliseconds).toISOString();
}

function instant(value: DuckDBValue): number | undefined {
  if (value instanceof DuckDBDateValue) return value.days * dayMilliseconds;
  if (value instanceof DuckDBTimestampValue) return Number(value.micros / 1000n);
  if (value instanceof DuckDBTimestampTZValue) return Number(value.micros / 1000n);
  if (value instanceof DuckDBTimestampSecondsValue) return Number(value.seconds) * 1000;
  if (value instanceof DuckDBTimestampMillisecondsValue) return Number(value.millis);
  if (value instanceof DuckDBTimestampNanosecondsValue) return Number(value.nanos / 1_000_000n);
  return undefined;
}

// 1200.5000 reads better as 1200.5, and 100 must not become 1
function plainDecimal(value: DuckDBDecimalValue): string {
  const digits = value.toString();
  return digits.includes(".") ? digits.replace(/\.?0+$/, "") : digits;
}
