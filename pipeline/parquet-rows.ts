import { createReadStream, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, openDatabase } from "./database.js";
import {
  namedList,
  plainColumns,
  type RowsQuestion,
  selectOver,
  tableColumns,
} from "./typed-rows.js";

const memoryLimit = "512MB";
const flushEveryChunks = 100;

/**
 * The rows as a Parquet file. It is written by a database of its own that sees nothing but the
 * rows, so that the one that is asked needs no right to write files.
 */
export async function* parquetBytes(
  connection: DuckDBConnection,
  question: RowsQuestion,
): AsyncGenerator<Uint8Array> {
  const folder = mkdtempSync(join(tmpdir(), "tenure-parquet-"));
  const store = await openDatabase(join(folder, "rows.duckdb"), {
    memoryLimit,
    tempDirectory: folder,
  });
  try {
    await copyRows(connection, question, store.connection);
    const file = join(folder, "rows.parquet");
    await store.connection.run(
      `copy answer to ${literal(file)} (format parquet, compression zstd)`,
    );
    yield* createReadStream(file);
  } finally {
    store.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function copyRows(
  from: DuckDBConnection,
  question: RowsQuestion,
  to: DuckDBConnection,
): Promise<void> {
  const columns = await plainColumns(from, question);
  await to.run(`create table answer (${tableColumns(columns)})`);
  const sql = selectOver(question, columns.length, namedList(columns));
  const appender = await to.createAppender("answer");
  let chunks = 0;
  for await (const chunk of await from.stream(sql, [...(question.values ?? [])])) {
    appender.appendDataChunk(chunk);
    chunks += 1;
    if (chunks % flushEveryChunks === 0) appender.flushSync();
  }
  appender.closeSync();
}
