import { existsSync } from "node:fs";
import { z } from "zod";
import { buildFile, type Warehouse } from "../pipeline/warehouse.js";
import { type Build, drop, type Lease, lend, type Open, openOnto, type Shelf } from "./shelf.js";

/** A build from before the published one whose file is still there. */
export type KeptBuild = z.infer<typeof keptSchema>;

/** What came of asking for an earlier build; `busy` where as many as may be are being asked. */
export type EarlierLease =
  | { readonly kind: "lent"; readonly lease: Lease }
  | { readonly kind: "unknown" }
  | { readonly kind: "busy" };

export interface EarlierBuilds {
  /** Newest first. */
  kept(current: Build): Promise<readonly KeptBuild[]>;
  lease(runId: string, current: Build): Promise<EarlierLease>;
  /** Resolves once none is being opened. */
  settled(): Promise<void>;
}

export interface EarlierLimits {
  /** How many may be open at once, beside the published one. */
  readonly mostOpen?: number;
  /** For how long one stays open that nobody asks. */
  readonly idleMilliseconds?: number;
}

export interface EarlierOptions extends EarlierLimits {
  readonly warehouse: Warehouse;
}

const keptSchema = z.object({ run_id: z.string(), started_at: z.string(), as_of: z.string() });

// another version of the program made other tables
const earlierRuns = `
  select
      earlier.run_id,
      strftime(earlier.started_at, '%Y-%m-%dT%H:%M:%SZ') as started_at,
      strftime(earlier.as_of, '%Y-%m-%dT%H:%M:%SZ') as as_of
  from marts.runs as earlier
  join marts.runs as own on own.tenure_version = earlier.tenure_version
  where own.run_id = $1 and earlier.outcome = 'published' and earlier.run_id < own.run_id
  order by earlier.run_id desc`;

/** Opens builds from before the published one when they are asked, and closes them when idle. */
export function earlierBuilds(shelf: Shelf, options: EarlierOptions): EarlierBuilds {
  const { warehouse, mostOpen = 2, idleMilliseconds = 60_000 } = options;
  const known = new WeakMap<Build, Promise<readonly KeptBuild[]>>();
  const opening = new Map<string, Promise<Open>>();

  const kept = async (current: Build): Promise<readonly KeptBuild[]> => {
    const runs = known.get(current) ?? runsBefore(current);
    known.set(current, runs);
    runs.catch(() => known.delete(current));
    return (await runs).filter(({ run_id: runId }) => existsSync(buildFile(warehouse, runId)));
  };

  const opened = (run: KeptBuild): Promise<Open> | undefined => {
    const underWay = opening.get(run.run_id);
    if (underWay !== undefined) return underWay;
    if (!makeRoom(shelf, mostOpen - opening.size)) return undefined;
    const { run_id: runId, started_at: startedAt } = run;
    const place = { runId, file: buildFile(warehouse, runId), publishedAt: new Date(startedAt) };
    const begun = openOnto(shelf, place, idleMilliseconds).finally(() => opening.delete(runId));
    opening.set(runId, begun);
    return begun;
  };

  const lease = async (runId: string, current: Build): Promise<EarlierLease> => {
    const run = (await kept(current)).find((each) => each.run_id === runId);
    if (run === undefined) return { kind: "unknown" };
    const build = shelf.open.get(runId) ?? (await opened(run));
    if (build === undefined) return { kind: "busy" };
    // it may have had to make room while others waited for it too
    if (shelf.open.get(runId) !== build) return lease(runId, current);
    return { kind: "lent", lease: lend(shelf, build) };
  };

  return { kept, lease, settled: async () => void (await Promise.allSettled(opening.values())) };
}

async function runsBefore({ driver, runId }: Build): Promise<readonly KeptBuild[]> {
  return z.array(keptSchema).parse(await driver.query(earlierRuns, [runId]));
}

/** Whether another build may be opened; the one that was opened first may have to go for it. */
function makeRoom(shelf: Shelf, most: number): boolean {
  const earlier = [...shelf.open.values()].filter(
    (build) => build.lingersMilliseconds > 0 && build !== shelf.current,
  );
  if (earlier.length < most) return true;
  const idle = earlier.find((build) => build.leases === 0);
  if (idle === undefined) return false;
  drop(shelf, idle);
  return earlier.length - 1 < most;
}
