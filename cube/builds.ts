import { join } from "node:path";
import { messageOf } from "../pipeline/error.js";
import type { Log } from "../pipeline/log.js";
import { type Pointer, readPointer, type Warehouse } from "../pipeline/warehouse.js";
import { openDriver, type SnapshotDriver } from "./driver.js";

const readPointerEveryMilliseconds = 100;

/** A published build that is open for reading. */
export interface Build {
  readonly runId: string;
  readonly driver: SnapshotDriver;
}

/** A build that stays open until `done` is called, whatever is published meanwhile. */
export interface Lease extends Build {
  done(): void;
}

export interface Builds {
  /** The published build, or undefined where nothing is published yet. */
  lease(): Promise<Lease | undefined>;
  /** The driver of a build that is open: of `runId`, else of the published one. */
  driver(runId: string | undefined): SnapshotDriver;
  close(): Promise<void>;
}

export interface BuildsOptions {
  readonly warehouse: Warehouse;
  readonly log: Log;
  /** Called when no request can ask a build any more. */
  readonly dropped: (runId: string) => void;
}

interface Open extends Build {
  leases: number;
}

/** Follows `current.json`: opens each new build before it is asked, closes old ones when idle. */
export function followBuilds({ warehouse, log, dropped }: BuildsOptions): Builds {
  const open = new Map<string, Open>();
  let current: Open | undefined;
  let readAt = Number.NEGATIVE_INFINITY;
  let switching: Promise<void> | undefined;

  const drop = (build: Open): void => {
    if (build === current || build.leases > 0) return;
    open.delete(build.runId);
    dropped(build.runId);
    void build.driver.release();
  };
  const switchTo = async (pointer: Pointer): Promise<void> => {
    const next = open.get(pointer.run_id) ?? (await openBuild(warehouse, pointer));
    const previous = current;
    open.set(next.runId, next);
    current = next;
    if (previous !== undefined) drop(previous);
  };
  const follow = async (): Promise<void> => {
    const pointer = readPointer(warehouse);
    if (pointer !== undefined && pointer.run_id !== current?.runId) await switchTo(pointer);
  };
  const refresh = async (): Promise<void> => {
    if (performance.now() - readAt < readPointerEveryMilliseconds) return switching;
    readAt = performance.now();
    switching ??= follow()
      .catch((error: unknown) => {
        const message = "cannot open the published build, the one before it is still served";
        log({ step: "cube", level: "warn", message, fields: { error: messageOf(error) } });
      })
      .finally(() => {
        switching = undefined;
      });
    return switching;
  };
  // without requests, too, the file of an old build must not stay open
  const timer = setInterval(() => void refresh(), 1000).unref();

  return {
    lease: async () => {
      await refresh();
      if (current === undefined) return undefined;
      const build = current;
      build.leases += 1;
      return { runId: build.runId, driver: build.driver, done: once(() => giveBack(build, drop)) };
    },
    driver: (runId) => {
      const build = runId === undefined ? current : open.get(runId);
      if (build === undefined) throw new Error(`build ${runId ?? "(none)"} is not open`);
      return build.driver;
    },
    close: async () => {
      clearInterval(timer);
      await switching;
      current = undefined;
      for (const build of open.values()) await build.driver.release();
      open.clear();
    },
  };
}

async function openBuild(warehouse: Warehouse, pointer: Pointer): Promise<Open> {
  const driver = await openDriver(join(warehouse.folder, pointer.file));
  return { runId: pointer.run_id, driver, leases: 0 };
}

function giveBack(build: Open, drop: (build: Open) => void): void {
  build.leases -= 1;
  drop(build);
}

function once(action: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) action();
    isDone = true;
  };
}
