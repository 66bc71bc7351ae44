import type {
  DuckDBConnection,
  DuckDBDataChunk,
  DuckDBPreparedStatement,
  DuckDBResult,
  DuckDBValue,
} from "@duckdb/node-api";
import { LRUCache } from "lru-cache";
import { isRefusal, refusal, states } from "../sql/refusal.js";
import { type Encode, encoderOf } from "./encode.js";
import { type Field, formatAt, type Outgoing } from "./outgoing.js";

/** A connection that a result is read from, and how to be rid of it. */
export interface Held {
  readonly connection: DuckDBConnection;
  /** Gives it back; `isSpoiled` where a result was not read to its end. */
  release(isSpoiled: boolean): void;
}

/** A result that is read step by step. */
export interface Running {
  /** Sends up to `most` rows; true where there are more. */
  send(outgoing: Outgoing, most: number): Promise<Sent>;
  /** Passes over up to `most` rows. */
  skip(most: number): Promise<Sent>;
  close(): void;
}

export interface Sent {
  readonly rows: number;
  readonly hasMore: boolean;
}

const flushAt = 65_536;

export interface RunOptions {
  readonly held: Held;
  readonly sql: string;
  readonly values: ReadonlyMap<string, DuckDBValue>;
  readonly fields: readonly Field[];
  readonly formats: readonly number[];
  /** True where an error must not tell of values: the reader sees some rows only. */
  readonly isDiscreet: boolean;
  readonly isCancelled: () => boolean;
}

/** Starts a statement; its rows are made while they are read. */
export async function run(options: RunOptions): Promise<Running> {
  const { held, sql, values, fields, formats } = options;
  const encoders = fields.map(({ oid }, index) => encoderOf(oid, formatAt(formats, index) === 1));
  let result: DuckDBResult;
  try {
    result = await start(held.connection, sql, values);
  } catch (error) {
    held.release(true);
    throw toldError(error, options);
  }
  return reading(result, encoders, options);
}

const mostPrepared = 40;
// to bind and optimise what Cube wrote takes longer than most answers
const preparedBy = new WeakMap<DuckDBConnection, LRUCache<string, DuckDBPreparedStatement>>();

// a connection is used again only when its result was read to the end, so nothing reads from one
async function preparedOn(
  connection: DuckDBConnection,
  sql: string,
): Promise<DuckDBPreparedStatement> {
  const kept = preparedBy.get(connection) ?? new LRUCache({ max: mostPrepared });
  preparedBy.set(connection, kept);
  const prepared = kept.get(sql) ?? (await connection.prepare(sql));
  kept.set(sql, prepared);
  return prepared;
}

async function start(
  connection: DuckDBConnection,
  sql: string,
  values: ReadonlyMap<string, DuckDBValue>,
): Promise<DuckDBResult> {
  const prepared = await preparedOn(connection, sql);
  for (let index = 1; index <= prepared.parameterCount; index += 1) {
    const value = values.get(prepared.parameterName(index)) ?? null;
    if (value === null) prepared.bindNull(index);
    else prepared.bindValue(index, value);
  }
  return prepared.stream();
}

function reading(result: DuckDBResult, encoders: readonly Encode[], options: RunOptions): Running {
  const { held } = options;
  let chunk: DuckDBDataChunk | undefined;
  let at = 0;
  let isOpen = true;
  const close = (isSpoiled: boolean): void => {
    if (!isOpen) return;
    isOpen = false;
    chunk = undefined;
    held.release(isSpoiled);
  };
  const next = async (): Promise<boolean> => {
    if (chunk !== undefined && at < chunk.rowCount) return true;
    const fetched = isOpen ? await result.fetchChunk() : null;
    chunk = fetched ?? undefined;
    at = 0;
    if (fetched !== null && fetched.rowCount > 0) return true;
    close(false);
    return false;
  };
  const pass = async (outgoing: Outgoing | undefined, most: number): Promise<Sent> => {
    let rows = 0;
    while (rows < most && (await next()) && chunk !== undefined) {
      const until = Math.min(chunk.rowCount, at + most - rows);
      if (outgoing !== undefined) await writeRows(outgoing, chunk, at, until, encoders);
      rows += until - at;
      at = until;
      if (options.isCancelled()) throw refusal(states.cancelled, "the statement was cancelled");
    }
    // one more look, so that a result that ends here says so
    return { rows, hasMore: rows >= most && most > 0 && (await next()) };
  };
  const passOrClose = async (outgoing: Outgoing | undefined, most: number): Promise<Sent> => {
    try {
      return await pass(outgoing, most);
    } catch (error) {
      close(true);
      throw toldError(error, options);
    }
  };
  return {
    send: passOrClose,
    skip: (most) => passOrClose(undefined, most),
    close: () => close(true),
  };
}

async function writeRows(
  outgoing: Outgoing,
  chunk: DuckDBDataChunk,
  from: number,
  to: number,
  encoders: readonly Encode[],
): Promise<void> {
  const vectors = encoders.map((_, column) => chunk.getColumnVector(column));
  const { writer } = outgoing;
  for (let row = from; row < to; row += 1) {
    writer.begin("D");
    writer.int16(encoders.length);
    for (const [column, encode] of encoders.entries()) {
      const value = vectors[column]?.getItem(row) ?? null;
      if (value === null) writer.int32(-1);
      else encode(value, writer);
    }
    writer.end();
    if (writer.length >= flushAt) await outgoing.flush();
  }
}

const kinds: readonly (readonly [RegExp, string])[] = [
  [/^INTERRUPT/i, states.cancelled],
  [/^(?:Conversion|Invalid Input|Out of Range|Mismatch Type)/i, states.badValue],
  [/^Catalog Error: \w+ Function/i, states.noSuchFunction],
  [/^Catalog Error: Table/i, states.noSuchTable],
  [/^Binder Error: (?:Referenced column|Table .* does not have a column)/i, states.noSuchColumn],
  [/^Binder Error: .*GROUP BY/is, states.grouping],
  [/^Binder Error: No function matches/i, states.noSuchFunction],
  [/^(?:Binder|Parser|Catalog)/i, states.syntax],
  [/^Out of Memory/i, states.tooMany],
  [/^Not implemented/i, states.notSupported],
];

/** DuckDB's error as the client is told it: never with Cube's SQL, and discreetly without values. */
export function toldError(error: unknown, { isDiscreet, isCancelled }: Discretion): unknown {
  if (isRefusal(error) || !(error instanceof Error)) return error;
  if (isCancelled()) return refusal(states.cancelled, "the statement was cancelled");
  const [first = ""] = error.message.split(/\n|LINE \d+:/);
  const state = kinds.find(([pattern]) => pattern.test(first))?.[1] ?? states.dataException;
  if (state === states.cancelled) return refusal(state, "the statement was cancelled");
  const ofValues = [states.badValue, states.dataException] as readonly string[];
  const isHidden = isDiscreet && ofValues.includes(state);
  return refusal(state, isHidden ? "a calculation failed" : first.trim());
}

type Discretion = Pick<RunOptions, "isDiscreet" | "isCancelled">;
