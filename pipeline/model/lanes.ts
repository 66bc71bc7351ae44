import type { DuckDBConnection } from "@duckdb/node-api";

/** What is to be done for each relation, and what must be done before it. */
export interface Work {
  /** Every relation, each after all that it reads. */
  readonly order: readonly string[];
  readonly inputsOf: (name: string) => readonly string[];
  readonly bringUpToDate: (name: string, connection: DuckDBConnection) => Promise<void>;
}

/**
 * Does all of it, as many relations at a time as there are connections: of those whose inputs are
 * done, the one that the order names first. After an error none is begun, and it is thrown when
 * those that were begun have ended.
 */
export async function inLanes(
  connections: readonly DuckDBConnection[],
  { order, inputsOf, bringUpToDate }: Work,
): Promise<void> {
  const waiting = new Set(order);
  const running = new Map<string, Promise<void>>();
  const isReady = (name: string) =>
    !inputsOf(name).some((input) => waiting.has(input) || running.has(input));
  const lane = async (connection: DuckDBConnection): Promise<void> => {
    while (waiting.size > 0) {
      const name = [...waiting].find(isReady);
      if (name === undefined) {
        await Promise.race(running.values());
        continue;
      }
      waiting.delete(name);
      const turn = bringUpToDate(name, connection).finally(() => running.delete(name));
      running.set(name, turn);
      await turn;
    }
  };
  const stopping = (error: unknown): never => {
    waiting.clear();
    throw error;
  };
  const ended = await Promise.allSettled(connections.map((one) => lane(one).catch(stopping)));
  const failed = ended.find((end) => end.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}
