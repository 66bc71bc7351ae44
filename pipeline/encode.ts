import type { DuckDBConnection } from "@duckdb/node-api";
import { csvBytes } from "./csv-rows.js";
import { parquetBytes } from "./parquet-rows.js";
import type { RowsQuestion } from "./typed-rows.js";

/** Formats in which a whole result leaves, by a download and by `tenure export`. */
export const exportFormats = ["csv", "parquet", "arrow"] as const;
export type ExportFormat = (typeof exportFormats)[number];

/** All rows of a question as the bytes of a file, piece by piece; never more than a few in memory. */
export async function* encoded(
  format: ExportFormat,
  connection: DuckDBConnection,
  question: RowsQuestion,
): AsyncGenerator<Uint8Array> {
  if (format === "csv") return yield* csvBytes(connection, question);
  if (format === "parquet") return yield* parquetBytes(connection, question);
  const { arrowBytes } = await import("./arrow-rows.js");
  yield* arrowBytes(connection, question);
}
