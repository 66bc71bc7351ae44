import type { DuckDBConnection } from "@duckdb/node-api";
import { fileLiteral, identifier, rows } from "../database.js";
import { messageOf, TenureError } from "../error.js";
import type { PlainFile, TextTable } from "./text-table.js";

function textOf(name: string, type: string): string {
  const column = identifier(name);
  const isNested = /^(STRUCT|MAP|UNION)|\]$/.test(type);
  const text = isNested ? `to_json(${column})::varchar` : `${column}::varchar`;
  return `nullif(${text}, '')`;
}

/** Opens a Parquet file. Throws `extract/not-parquet`. */
export async function parquetTable(
  connection: DuckDBConnection,
  { path, shownPath }: PlainFile,
): Promise<TextTable> {
  const source = `read_parquet(${fileLiteral(path)}, hive_partitioning = false)`;
  try {
    const described = await rows(connection, `describe select * from ${source}`);
    const [counted] = await rows(
      connection,
      `select num_rows from parquet_file_metadata(${fileLiteral(path)})`,
    );
    const types = new Map(
      described.map((row) => [String(row.column_name), String(row.column_type)]),
    );
    return {
      names: [...types.keys()],
      header: undefined,
      from: source,
      textOf: (name) => textOf(name, types.get(name) ?? ""),
      malformed: undefined,
      hasDoubles: false,
      records: Number(counted?.num_rows),
      isRegular: true,
      headerLines: 0,
      shape: undefined,
      hasRejects: false,
    };
  } catch (error) {
    const message = messageOf(error).split("\n")[0];
    throw new TenureError("extract/not-parquet", `${shownPath}: ${message}`, {
      hint: "The file is damaged or is no Parquet; export it again.",
      cause: error,
    });
  }
}
