import { type DuckDBConnection, DuckDBInstance, type DuckDBValue } from "@duckdb/node-api";

/** Settings of a DuckDB instance that are ours to choose; see docs/operate.md. */
export interface DatabaseSettings {
  readonly memoryLimit?: string;
  readonly threads?: number;
  readonly tempDirectory?: string;
  readonly readOnly?: boolean;
}

export interface Database {
  readonly connection: DuckDBConnection;
  /** Opens another connection to the same instance, which lives no longer than that. */
  connect(): Promise<DuckDBConnection>;
  /** Closes the connection and the instance, which releases the file's lock. */
  close(): void;
}

/** Opens a DuckDB file (or `:memory:`) in UTC, without extension downloads. */
export async function openDatabase(
  path: string,
  settings: DatabaseSettings = {},
): Promise<Database> {
  const instance = await DuckDBInstance.create(path, {
    access_mode: settings.readOnly ? "READ_ONLY" : "AUTOMATIC",
    autoinstall_known_extensions: "false",
    autoload_known_extensions: "false",
    ...(settings.memoryLimit === undefined ? {} : { memory_limit: settings.memoryLimit }),
    ...(settings.threads === undefined ? {} : { threads: String(settings.threads) }),
    ...(settings.tempDirectory === undefined ? {} : { temp_directory: settings.tempDirectory }),
  });
  const connection = await instance.connect();
  await connection.run("set global timezone = 'UTC'");
  return {
    connection,
    connect: () => instance.connect(),
    close: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** Rows of a query as plain objects: numbers, strings, booleans, null; BIGINT and DECIMAL as strings. */
export async function rows(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[] = [],
): Promise<Record<string, unknown>[]> {
  const reader = await connection.runAndReadAll(sql, [...values]);
  return reader.getRowObjectsJson() as Record<string, unknown>[];
}

/** A text as an SQL string literal. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A name as a quoted SQL identifier. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A path as an SQL literal that DuckDB's readers take for this one file: `*`, `?` and `[` are no pattern. */
export function fileLiteral(path: string): string {
  return literal(path.replaceAll(/[*?[]/g, (sign) => `[${sign}]`));
}

/** An instant as DuckDB reads it, in UTC. */
export function sqlTime(instant: Date): string {
  return instant.toISOString().replace("T", " ").replace("Z", "");
}
