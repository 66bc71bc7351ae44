import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, join } from "node:path";
import { exitCodes, TenureError } from "../error.js";
import { buildFile, type Pointer, readPointer, type Warehouse } from "../warehouse.js";

/** Name of a build while it is being made; nobody reads it. */
export function unfinishedBuild(warehouse: Warehouse, runId: string): string {
  return `${buildFile(warehouse, runId)}.building`;
}

function flush(path: string): void {
  const file = openSync(path, "r");
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function pointAt(warehouse: Warehouse, runId: string, now: Date): Pointer {
  const pointer: Pointer = {
    run_id: runId,
    file: join("builds", basename(buildFile(warehouse, runId))),
    published_at: now.toISOString(),
  };
  const partial = `${warehouse.pointer}.${runId}`;
  writeFileSync(partial, `${JSON.stringify(pointer)}\n`);
  flush(partial);
  renameSync(partial, warehouse.pointer);
  flush(warehouse.folder);
  return pointer;
}

/**
 * Makes a finished build the one that is served: it is flushed, made read-only and named, and
 * then `current.json` is replaced in one step. The build must be closed.
 */
export function publish(warehouse: Warehouse, runId: string, now: Date): Pointer {
  const unfinished = unfinishedBuild(warehouse, runId);
  flush(unfinished);
  chmodSync(unfinished, 0o444);
  renameSync(unfinished, buildFile(warehouse, runId));
  flush(warehouse.builds);
  return pointAt(warehouse, runId, now);
}

/** Removes what a run that went no further has built; a build that was named stays. */
export function discardUnfinished(warehouse: Warehouse, runId: string): void {
  const unfinished = unfinishedBuild(warehouse, runId);
  for (const file of [unfinished, `${unfinished}.wal`]) rmSync(file, { force: true });
}

/** Keeps a build that failed its checks beside the others, as `<run-id>.failed.duckdb`. */
export function keepFailed(warehouse: Warehouse, runId: string): string {
  const failed = join(warehouse.builds, `${runId}.failed.duckdb`);
  renameSync(unfinishedBuild(warehouse, runId), failed);
  return failed;
}

/**
 * The build to go back to: the one of a run, else the one before the build that is served. Throws
 * `publish/no-such-build`.
 */
export function earlierBuild(warehouse: Warehouse, runId: string | undefined): string {
  const kept = builds(warehouse);
  const served = readPointer(warehouse)?.run_id ?? "";
  const found = kept.filter((id) => (runId === undefined ? id < served : id === runId)).at(-1);
  if (found !== undefined) return found;
  const what = runId === undefined ? "no build before the served one" : `no build ${runId}`;
  throw new TenureError("publish/no-such-build", `${warehouse.builds} has ${what}`, {
    hint: kept.length === 0 ? "There is none yet: tenure run." : `There are: ${kept.join(", ")}.`,
    exitCode: exitCodes.config,
  });
}

/** Points at an earlier build again. */
export function publishAgain(warehouse: Warehouse, runId: string, now: Date): Pointer {
  return pointAt(warehouse, earlierBuild(warehouse, runId), now);
}

/** Run ids of the builds that can be served, oldest first. */
export function builds(warehouse: Warehouse): string[] {
  if (!existsSync(warehouse.builds)) return [];
  return readdirSync(warehouse.builds)
    .filter((name) => name.endsWith(".duckdb") && !name.endsWith(".failed.duckdb"))
    .map((name) => basename(name, ".duckdb"))
    .sort();
}

/** Removes what killed runs left, and all but the newest builds; the published one always stays. */
export function sweep(warehouse: Warehouse, keep: number): void {
  const served = readPointer(warehouse)?.run_id;
  const old = builds(warehouse).slice(0, -keep);
  for (const runId of old) {
    if (runId !== served) rmSync(buildFile(warehouse, runId), { force: true });
  }
  const names = existsSync(warehouse.builds) ? readdirSync(warehouse.builds) : [];
  const failed = names.filter((name) => name.endsWith(".failed.duckdb")).sort();
  const remains = names.filter((name) => /\.building(\.wal)?$|\.failed\.duckdb\.wal$/.test(name));
  for (const name of [...remains, ...failed.slice(0, -1)]) {
    rmSync(join(warehouse.builds, name), { force: true });
  }
}
