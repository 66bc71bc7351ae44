import { availableParallelism } from "node:os";
import { DuckDBDriver } from "@cubejs-backend/duckdb-driver";
import {
  type DuckDBConnection,
  DuckDBInstance,
  type DuckDBResult,
  type DuckDBValue,
} from "@duckdb/node-api";
import { converterFor } from "./values.js";

const poolSize = 4;
// results that are read as slowly as their reader likes; questions must not wait for them
const streamPoolSize = 4;

const readOnly = {
  access_mode: "READ_ONLY",
  autoinstall_known_extensions: "false",
  autoload_known_extensions: "false",
  enable_external_access: "false",
  // many small questions at once: threads that wait for each other cost more than they save
  threads: String(Math.max(1, Math.floor(availableParallelism() / 2))),
};

interface Snapshot {
  readonly instance: DuckDBInstance;
  readonly connections: readonly DuckDBConnection[];
}

interface Pool {
  readonly idle: DuckDBConnection[];
  readonly waiting: ((connection: DuckDBConnection) => void)[];
}

async function openSnapshot(file: string): Promise<Snapshot> {
  const instance = await DuckDBInstance.create(file, readOnly);
  try {
    const connections = await Promise.all(
      Array.from({ length: poolSize + streamPoolSize }, () => instance.connect()),
    );
    // for connections that are made later too
    await connections[0]?.run("set global timezone = 'UTC'");
    await connections[0]?.run("set lock_configuration = true");
    return { instance, connections };
  } catch (error) {
    instance.closeSync();
    throw error;
  }
}

/** A connection that is held until it is given back. */
export interface HeldConnection {
  readonly connection: DuckDBConnection;
  /** `isSpoiled` where a result was not read to its end: then it is not used again. */
  giveBack(isSpoiled?: boolean): void;
}

/** Opens a published build for reading by several queries at once; fails when any setting does. */
export async function openDriver(file: string): Promise<SnapshotDriver> {
  return new SnapshotDriver(file, await openSnapshot(file));
}

/** Cube's DuckDB driver over one read-only snapshot, with a pool of connections. */
export class SnapshotDriver extends DuckDBDriver {
  readonly #snapshot: Snapshot;
  readonly #questions: Pool;
  readonly #streams: Pool;
  readonly #spare: DuckDBConnection[] = [];
  #running = 0;
  #state: "open" | "closing" | "closed" = "open";

  constructor(file: string, snapshot: Snapshot) {
    super({ databasePath: file });
    this.#snapshot = snapshot;
    this.#questions = { idle: snapshot.connections.slice(0, poolSize), waiting: [] };
    this.#streams = { idle: snapshot.connections.slice(poolSize), waiting: [] };
  }

  override async query<R = unknown>(sql: string, values: unknown[] = []): Promise<R[]> {
    const connection = await this.#take(this.#questions);
    try {
      return (await readRows(await connection.run(sql, values as DuckDBValue[]))) as R[];
    } finally {
      this.#give(connection, this.#questions);
    }
  }

  /** Lends a connection for a result that is read piece by piece; `done` must be called once. */
  async borrow(): Promise<{ readonly connection: DuckDBConnection; done(): void }> {
    const connection = await this.#take(this.#streams);
    return { connection, done: () => this.#give(connection, this.#streams) };
  }

  /** A connection of one's own for as long as its user likes; nobody else waits for it. */
  async hold(): Promise<HeldConnection> {
    if (this.#state === "closed") throw new Error("the snapshot is closed");
    this.#running += 1;
    try {
      const connection = this.#spare.pop() ?? (await this.#snapshot.instance.connect());
      let isBack = false;
      const giveBack = (isSpoiled = false): void => {
        if (isBack) return;
        isBack = true;
        this.#running -= 1;
        if (!isSpoiled && this.#spare.length < poolSize) this.#spare.push(connection);
        else connection.closeSync();
        this.#closeWhenIdle();
      };
      return { connection, giveBack };
    } catch (error) {
      this.#running -= 1;
      throw error;
    }
  }

  override readOnly(): boolean {
    return true;
  }

  /** Closes the file once the queries that are running have finished. */
  override async release(): Promise<void> {
    if (this.#state === "open") this.#state = "closing";
    this.#closeWhenIdle();
  }

  protected override async init(): ReturnType<DuckDBDriver["getInitiatedState"]> {
    const [defaultConnection] = this.#snapshot.connections;
    if (defaultConnection === undefined) throw new Error("the pool is empty");
    return { defaultConnection, instance: this.#snapshot.instance };
  }

  #take({ idle, waiting }: Pool): Promise<DuckDBConnection> {
    if (this.#state === "closed") throw new Error("the snapshot is closed");
    this.#running += 1;
    const connection = idle.pop();
    if (connection !== undefined) return Promise.resolve(connection);
    return new Promise((resolve) => waiting.push(resolve));
  }

  #give(connection: DuckDBConnection, { idle, waiting }: Pool): void {
    this.#running -= 1;
    const next = waiting.shift();
    if (next === undefined) idle.push(connection);
    else next(connection);
    this.#closeWhenIdle();
  }

  #closeWhenIdle(): void {
    if (this.#state !== "closing" || this.#running > 0) return;
    this.#state = "closed";
    const connections = [...this.#snapshot.connections, ...this.#spare];
    for (const connection of connections) connection.closeSync();
    this.#snapshot.instance.closeSync();
  }
}

async function readRows(result: DuckDBResult): Promise<Record<string, unknown>[]> {
  const names = result.columnNames();
  const converters = result.columnTypes().map(converterFor);
  const rows: Record<string, unknown>[] = [];
  for (const chunk of await result.fetchAllChunks()) {
    const first = rows.length;
    for (let row = 0; row < chunk.rowCount; row += 1) rows.push({});
    for (const [column, name] of names.entries()) {
      const vector = chunk.getColumnVector(column);
      for (let row = 0; row < chunk.rowCount; row += 1) {
        const value = vector.getItem(row);
        const target = rows[first + row];
        if (target) target[name] = value === null ? null : converters[column]?.(value);
      }
    }
  }
  return rows;
}
