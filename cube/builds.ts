import { join } from "node:path";
import { messageOf, TenureError } from "../pipeline/error.js";
import type { Log } from "../pipeline/log.js";
import { type Pointer, readPointer, type Warehouse } from "../pipeline/warehouse.js";
import type { SnapshotDriver } from "./driver.js";
import {
  type EarlierLease,
  type EarlierOptions,
  earlierBuilds,
  type KeptBuild,
} from "./earlier.js";
import { dropWhenIdle, type Lease, lend, openOnto, type Shelf } from "./shelf.js";

const readPointerEveryMilliseconds = 100;

export interface Builds {
  /** The published build, or undefined where nothing is published yet. */
  lease(): Promise<Lease | undefined>;
  /** A build by its run: the published one, or one from before it that is kept. */
  leaseOf(runId: string): Promise<EarlierLease>;
  /** The run of the published build, and the builds before it that are kept, newest first. */
  kept(): Promise<{ readonly published: string | null; readonly builds: readonly KeptBuild[] }>;
  /** The driver of a build that is open: of `runId`, else of the published one. */
  driver(runId: string | undefined): SnapshotDriver;
  close(): Promise<void>;
}

export interface BuildsOptions extends EarlierOptions {
  readonly warehouse: Warehouse;
  readonly log: Log;
  /** Called when no request can ask a build any more. */
  readonly dropped: (runId: string) => void;
}

interface Followed extends Shelf {
  /** The build that could not be opened last, so that it is reported once. */
  failed: string | undefined;
}

/** Follows `current.json`: opens each new build before it is asked, closes old ones when idle. */
export function followBuilds(options: BuildsOptions): Builds {
  const { dropped } = options;
  const shelf: Followed = { open: new Map(), current: undefined, failed: undefined, dropped };
  const earlier = earlierBuilds(shelf, options);
  const refresh = atMostEvery(readPointerEveryMilliseconds, () => follow(shelf, options));
  // without requests, too, the file of an old build must not stay open
  const timer = setInterval(() => void refresh().catch(() => {}), 1000).unref();
  const published = async () => {
    await refresh();
    return shelf.current;
  };
  return {
    lease: async () => {
      const current = await published();
      return current === undefined ? undefined : lend(shelf, current);
    },
    leaseOf: async (runId) => {
      const current = await published();
      if (current === undefined) return { kind: "unknown" };
      if (current.runId === runId) return { kind: "lent", lease: lend(shelf, current) };
      return earlier.lease(runId, current);
    },
    kept: async () => {
      const current = await published();
      if (current === undefined) return { published: null, builds: [] };
      return { published: current.runId, builds: await earlier.kept(current) };
    },
    driver: (runId) => {
      const build = runId === undefined ? shelf.current : shelf.open.get(runId);
      if (build === undefined) throw new Error(`build ${runId ?? "(none)"} is not open`);
      return build.driver;
    },
    close: async () => {
      clearInterval(timer);
      await refresh.pending();
      await earlier.settled();
      shelf.current = undefined;
      for (const build of shelf.open.values()) {
        clearTimeout(build.leaving);
        await build.driver.release();
      }
      shelf.open.clear();
    },
  };
}

interface Limited {
  (): Promise<void>;
  /** Settles when nothing is under way. */
  pending(): Promise<void>;
}

function atMostEvery(milliseconds: number, action: () => Promise<void>): Limited {
  let begunAt = Number.NEGATIVE_INFINITY;
  let underWay: Promise<void> = Promise.resolve();
  let isUnderWay = false;
  const run = async (): Promise<void> => {
    if (isUnderWay || performance.now() - begunAt < milliseconds) return underWay;
    begunAt = performance.now();
    isUnderWay = true;
    underWay = action().finally(() => {
      isUnderWay = false;
    });
    return underWay;
  };
  return Object.assign(run, { pending: () => underWay.catch(() => {}) });
}

async function follow(shelf: Followed, options: BuildsOptions): Promise<void> {
  const { warehouse, log } = options;
  try {
    const pointer = readPointer(warehouse);
    if (pointer === undefined || pointer.run_id === shelf.current?.runId) return;
    await switchTo(pointer, shelf, warehouse);
  } catch (error) {
    if (shelf.current === undefined) throw cannotOpen(warehouse, error);
    const reason = messageOf(error);
    if (shelf.failed === reason) return;
    shelf.failed = reason;
    const message = "cannot open the published build, the one before it is still served";
    log({ step: "cube", level: "warn", message, fields: { error: reason } });
  }
}

async function switchTo(pointer: Pointer, shelf: Followed, warehouse: Warehouse): Promise<void> {
  const { run_id: runId, published_at: publishedAt } = pointer;
  const place = {
    runId,
    file: join(warehouse.folder, pointer.file),
    publishedAt: new Date(publishedAt),
  };
  const next = shelf.open.get(runId) ?? (await openOnto(shelf, place));
  const previous = shelf.current;
  shelf.current = next;
  shelf.failed = undefined;
  if (previous !== undefined) dropWhenIdle(shelf, previous);
}

function cannotOpen(warehouse: Warehouse, cause: unknown): TenureError {
  const message = `${warehouse.pointer} names a build that cannot be opened: ${messageOf(cause)}`;
  return new TenureError("cube/cannot-open", message, {
    hint: "Run `tenure run --full` to publish a new one.",
    cause,
  });
}
