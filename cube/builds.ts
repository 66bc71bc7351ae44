import { join } from "node:path";
import { messageOf, TenureError } from "../pipeline/error.js";
import type { Log } from "../pipeline/log.js";
import { type Pointer, readPointer, type Warehouse } from "../pipeline/warehouse.js";
import { reportingCurrencyOf } from "./currency.js";
import { openDriver, type SnapshotDriver } from "./driver.js";

const readPointerEveryMilliseconds = 100;

/** A published build that is open for reading. */
export interface Build {
  readonly runId: string;
  readonly driver: SnapshotDriver;
  readonly currency: string;
  readonly publishedAt: Date;
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

interface Shelf {
  readonly open: Map<string, Open>;
  current: Open | undefined;
  /** The build that could not be opened last, so that it is reported once. */
  failed: string | undefined;
}

/** Follows `current.json`: opens each new build before it is asked, closes old ones when idle. */
export function followBuilds(options: BuildsOptions): Builds {
  const shelf: Shelf = { open: new Map(), current: undefined, failed: undefined };
  const refresh = atMostEvery(readPointerEveryMilliseconds, () => follow(shelf, options));
  // without requests, too, the file of an old build must not stay open
  const timer = setInterval(() => void refresh().catch(() => {}), 1000).unref();
  return {
    lease: async () => {
      await refresh();
      return shelf.current === undefined ? undefined : lend(shelf, shelf.current, options);
    },
    driver: (runId) => {
      const build = runId === undefined ? shelf.current : shelf.open.get(runId);
      if (build === undefined) throw new Error(`build ${runId ?? "(none)"} is not open`);
      return build.driver;
    },
    close: async () => {
      clearInterval(timer);
      await refresh.pending();
      shelf.current = undefined;
      for (const build of shelf.open.values()) await build.driver.release();
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

async function follow(shelf: Shelf, options: BuildsOptions): Promise<void> {
  const { warehouse, log } = options;
  try {
    const pointer = readPointer(warehouse);
    if (pointer === undefined || pointer.run_id === shelf.current?.runId) return;
    await switchTo(pointer, shelf, options);
  } catch (error) {
    if (shelf.current === undefined) throw cannotOpen(warehouse, error);
    const reason = messageOf(error);
    if (shelf.failed === reason) return;
    shelf.failed = reason;
    const message = "cannot open the published build, the one before it is still served";
    log({ step: "cube", level: "warn", message, fields: { error: reason } });
  }
}

async function switchTo(pointer: Pointer, shelf: Shelf, options: BuildsOptions): Promise<void> {
  const file = join(options.warehouse.folder, pointer.file);
  const next = shelf.open.get(pointer.run_id) ?? (await openBuild(pointer, file));
  const previous = shelf.current;
  shelf.open.set(next.runId, next);
  shelf.current = next;
  shelf.failed = undefined;
  if (previous !== undefined) dropWhenIdle(shelf, previous, options);
}

async function openBuild(pointer: Pointer, file: string): Promise<Open> {
  const driver = await openDriver(file);
  const publishedAt = new Date(pointer.published_at);
  try {
    const currency = await reportingCurrencyOf(driver);
    return { runId: pointer.run_id, driver, currency, publishedAt, leases: 0 };
  } catch (error) {
    await driver.release();
    throw error;
  }
}

function dropWhenIdle(shelf: Shelf, build: Open, { dropped }: BuildsOptions): void {
  if (build === shelf.current || build.leases > 0) return;
  shelf.open.delete(build.runId);
  dropped(build.runId);
  void build.driver.release();
}

function lend(shelf: Shelf, build: Open, options: BuildsOptions): Lease {
  let isDone = false;
  build.leases += 1;
  const done = (): void => {
    if (isDone) return;
    isDone = true;
    build.leases -= 1;
    dropWhenIdle(shelf, build, options);
  };
  const { runId, driver, currency, publishedAt } = build;
  return { runId, driver, currency, publishedAt, done };
}

function cannotOpen(warehouse: Warehouse, cause: unknown): TenureError {
  const message = `${warehouse.pointer} names a build that cannot be opened: ${messageOf(cause)}`;
  return new TenureError("cube/cannot-open", message, {
    hint: "Run `tenure run --full` to publish a new one.",
    cause,
  });
}
