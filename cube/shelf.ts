import { reportingCurrencyOf } from "./currency.js";
import { openDriver, type SnapshotDriver } from "./driver.js";

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

/** A build as it stands on the shelf. */
export interface Open extends Build {
  leases: number;
  /** For how long it stays open while nobody asks it. */
  lingersMilliseconds: number;
  leaving: NodeJS.Timeout | undefined;
}

/** The builds that are open, of which one is the published one. */
export interface Shelf {
  readonly open: Map<string, Open>;
  current: Open | undefined;
  /** Called when no request can ask a build any more. */
  readonly dropped: (runId: string) => void;
}

/** Where a build lies and when it was published. */
export interface Place {
  readonly runId: string;
  readonly file: string;
  readonly publishedAt: Date;
}

/** Opens a build and puts it on the shelf, where it may stay while nobody asks it. */
export async function openOnto(shelf: Shelf, place: Place, lingers = 0): Promise<Open> {
  const made = await openBuild(place, lingers);
  const there = shelf.open.get(place.runId);
  if (there === undefined) {
    shelf.open.set(place.runId, made);
    return made;
  }
  // somebody else has opened it meanwhile
  await made.driver.release();
  return there;
}

async function openBuild({ runId, file, publishedAt }: Place, lingers: number): Promise<Open> {
  const driver = await openDriver(file);
  try {
    const currency = await reportingCurrencyOf(driver);
    const unused = { leases: 0, lingersMilliseconds: lingers, leaving: undefined };
    return { runId, driver, currency, publishedAt, ...unused };
  } catch (error) {
    await driver.release();
    throw error;
  }
}

/** Takes a build off the shelf where it is neither asked nor published, at once or after a while. */
export function dropWhenIdle(shelf: Shelf, build: Open): void {
  clearTimeout(build.leaving);
  if (build === shelf.current || build.leases > 0) return;
  const { lingersMilliseconds } = build;
  if (lingersMilliseconds === 0) drop(shelf, build);
  else build.leaving = setTimeout(() => drop(shelf, build), lingersMilliseconds).unref();
}

/** Takes a build off the shelf that nobody asks. */
export function drop(shelf: Shelf, build: Open): void {
  clearTimeout(build.leaving);
  shelf.open.delete(build.runId);
  shelf.dropped(build.runId);
  void build.driver.release();
}

/** Gives a build to one who asks it. */
export function lend(shelf: Shelf, build: Open): Lease {
  let isDone = false;
  build.leases += 1;
  clearTimeout(build.leaving);
  const done = (): void => {
    if (isDone) return;
    isDone = true;
    build.leases -= 1;
    dropWhenIdle(shelf, build);
  };
  const { runId, driver, currency, publishedAt } = build;
  return { runId, driver, currency, publishedAt, done };
}
