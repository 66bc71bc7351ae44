/** The numbers that Postgres gives types. */
export const oids = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  text: 25,
  oid: 26,
  float4: 700,
  float8: 701,
  unknown: 705,
  bpchar: 1042,
  varchar: 1043,
  date: 1082,
  time: 1083,
  timestamp: 1114,
  timestamptz: 1184,
  interval: 1186,
  numeric: 1700,
  uuid: 2950,
  boolArray: 1000,
  int2Array: 1005,
  int4Array: 1007,
  textArray: 1009,
  int8Array: 1016,
  float8Array: 1022,
  timestampArray: 1115,
  dateArray: 1182,
  numericArray: 1231,
} as const;

const plain: Readonly<Record<string, number>> = {
  BOOLEAN: oids.bool,
  TINYINT: oids.int2,
  UTINYINT: oids.int2,
  SMALLINT: oids.int2,
  USMALLINT: oids.int4,
  INTEGER: oids.int4,
  UINTEGER: oids.int8,
  BIGINT: oids.int8,
  UBIGINT: oids.numeric,
  HUGEINT: oids.numeric,
  UHUGEINT: oids.numeric,
  FLOAT: oids.float4,
  DOUBLE: oids.float8,
  DATE: oids.date,
  TIME: oids.time,
  TIMESTAMP: oids.timestamp,
  TIMESTAMP_S: oids.timestamp,
  TIMESTAMP_MS: oids.timestamp,
  TIMESTAMP_NS: oids.timestamp,
  "TIMESTAMP WITH TIME ZONE": oids.timestamptz,
  INTERVAL: oids.interval,
  UUID: oids.uuid,
};

const arrays: Readonly<Record<number, number>> = {
  [oids.bool]: oids.boolArray,
  [oids.int2]: oids.int2Array,
  [oids.int4]: oids.int4Array,
  [oids.int8]: oids.int8Array,
  [oids.float8]: oids.float8Array,
  [oids.timestamp]: oids.timestampArray,
  [oids.date]: oids.dateArray,
  [oids.numeric]: oids.numericArray,
};

/** The number of the type that a type of DuckDB is shown as. */
export function oidOf(type: string): number {
  if (type.endsWith("[]")) return arrays[oidOf(type.slice(0, -2))] ?? oids.textArray;
  if (type.startsWith("DECIMAL")) return oids.numeric;
  return plain[type] ?? oids.text;
}

/** Precision and scale as Postgres packs them, or -1 where a type has none. */
export function modifierOf(type: string): number {
  const [, precision, scale] = /^DECIMAL\((\d+),\s*(\d+)\)$/.exec(type) ?? [];
  return precision === undefined ? -1 : Number(precision) * 65_536 + Number(scale) + 4;
}

const sizes: Readonly<Record<number, number>> = {
  [oids.bool]: 1,
  [oids.int2]: 2,
  [oids.int4]: 4,
  [oids.int8]: 8,
  [oids.float4]: 4,
  [oids.float8]: 8,
  [oids.date]: 4,
  [oids.time]: 8,
  [oids.timestamp]: 8,
  [oids.timestamptz]: 8,
  [oids.interval]: 16,
  [oids.uuid]: 16,
};

/** Bytes of a value of a type, or -1 where they vary. */
export function sizeOf(oid: number): number {
  return sizes[oid] ?? -1;
}

const duckTypes: Readonly<Record<number, string>> = {
  [oids.bool]: "BOOLEAN",
  [oids.int2]: "SMALLINT",
  [oids.int4]: "INTEGER",
  [oids.int8]: "BIGINT",
  [oids.oid]: "BIGINT",
  [oids.float4]: "FLOAT",
  [oids.float8]: "DOUBLE",
  [oids.text]: "VARCHAR",
  [oids.varchar]: "VARCHAR",
  [oids.bpchar]: "VARCHAR",
  [oids.date]: "DATE",
  [oids.time]: "TIME",
  [oids.timestamp]: "TIMESTAMP",
  [oids.timestamptz]: "TIMESTAMP WITH TIME ZONE",
  [oids.interval]: "INTERVAL",
  [oids.uuid]: "UUID",
};

/** DuckDB's type for a type that a client says a parameter has; undefined where DuckDB shall infer it. */
export function duckTypeOf(oid: number): string | undefined {
  return duckTypes[oid];
}
