import {
  type DuckDBConnection,
  DuckDBDecimalType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from "@duckdb/node-api";
import { identifier } from "./database.js";

/** A select whose rows are wanted whole; its columns may be given other names. */
export interface RowsQuestion {
  readonly sql: string;
  readonly values?: readonly DuckDBValue[];
  /** What a column of the select is called in the file, where it is not its own name. */
  readonly names?: ReadonlyMap<string, string>;
  /** Columns of the select whose instants are days. */
  readonly days?: ReadonlySet<string>;
}

/** The types that every format of a file has. */
export type PlainType =
  | { readonly kind: "text" | "boolean" | "int32" | "int64" | "double" | "date" | "instant" }
  | { readonly kind: "decimal"; readonly width: number; readonly scale: number };

export interface PlainColumn {
  readonly name: string;
  readonly type: PlainType;
  /** The column as SQL over the answer, in its plain type. */
  readonly sql: string;
}

const hugeDigits = { kind: "decimal", width: 38, scale: 0 } as const;

const plainTypes: Readonly<Partial<Record<DuckDBTypeId, PlainType>>> = {
  [DuckDBTypeId.BOOLEAN]: { kind: "boolean" },
  [DuckDBTypeId.TINYINT]: { kind: "int32" },
  [DuckDBTypeId.SMALLINT]: { kind: "int32" },
  [DuckDBTypeId.INTEGER]: { kind: "int32" },
  [DuckDBTypeId.UTINYINT]: { kind: "int32" },
  [DuckDBTypeId.USMALLINT]: { kind: "int32" },
  [DuckDBTypeId.BIGINT]: { kind: "int64" },
  [DuckDBTypeId.UINTEGER]: { kind: "int64" },
  // a Parquet file would have them as floating-point numbers
  [DuckDBTypeId.HUGEINT]: hugeDigits,
  [DuckDBTypeId.UBIGINT]: hugeDigits,
  [DuckDBTypeId.UHUGEINT]: hugeDigits,
  [DuckDBTypeId.FLOAT]: { kind: "double" },
  [DuckDBTypeId.DOUBLE]: { kind: "double" },
  [DuckDBTypeId.DATE]: { kind: "date" },
  [DuckDBTypeId.TIMESTAMP]: { kind: "instant" },
  [DuckDBTypeId.TIMESTAMP_S]: { kind: "instant" },
  [DuckDBTypeId.TIMESTAMP_MS]: { kind: "instant" },
  [DuckDBTypeId.TIMESTAMP_NS]: { kind: "instant" },
  [DuckDBTypeId.TIMESTAMP_TZ]: { kind: "instant" },
};

function plainType(type: DuckDBType): PlainType {
  if (type instanceof DuckDBDecimalType) {
    return { kind: "decimal", width: type.width, scale: type.scale };
  }
  return plainTypes[type.typeId] ?? { kind: "text" };
}

const sqlTypes = {
  text: "varchar",
  boolean: "boolean",
  int32: "integer",
  int64: "bigint",
  double: "double",
  date: "date",
  instant: "timestamp",
} as const;

function sqlType(type: PlainType): string {
  return type.kind === "decimal" ? `decimal(${type.width}, ${type.scale})` : sqlTypes[type.kind];
}

function plainColumn(name: string, type: DuckDBType, at: number, isDay: boolean): PlainColumn {
  const plain: PlainType = isDay ? { kind: "date" } : plainType(type);
  const isZoned = type.typeId === DuckDBTypeId.TIMESTAMP_TZ;
  const source = isZoned ? `timezone('UTC', column_${at})` : `column_${at}`;
  return { name, type: plain, sql: `cast(${source} as ${sqlType(plain)})` };
}

/** The columns of a select, known before its rows are. */
export async function plainColumns(
  connection: DuckDBConnection,
  { sql, values, names, days }: RowsQuestion,
): Promise<readonly PlainColumn[]> {
  const empty = await connection.run(`select * from (${sql}) as answer limit 0`, [
    ...(values ?? []),
  ]);
  return empty.columnTypes().map((type, at) => {
    const own = empty.columnName(at);
    return plainColumn(names?.get(own) ?? own, type, at, days?.has(own) ?? false);
  });
}

/** The select of expressions over the rows of a question, whose columns are column_0, column_1, … */
export function selectOver(question: RowsQuestion, columns: number, list: string): string {
  const names = Array.from({ length: columns }, (_, at) => `column_${at}`);
  return `select ${list} from (${question.sql}) as answer(${names.join(", ")})`;
}

/** The columns of a table that holds such rows. */
export function tableColumns(columns: readonly PlainColumn[]): string {
  return columns.map(({ name, type }) => `${identifier(name)} ${sqlType(type)}`).join(", ");
}

/** The list of a select that gives the columns under their names. */
export function namedList(columns: readonly PlainColumn[]): string {
  return columns.map(({ sql, name }) => `${sql} as ${identifier(name)}`).join(", ");
}
