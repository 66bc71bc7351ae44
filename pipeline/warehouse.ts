import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";

/** Where everything lives that a run reads or writes; absolute paths. */
export interface Warehouse {
  readonly folder: string;
  readonly lake: string;
  readonly ledger: string;
  readonly builds: string;
  readonly pointer: string;
  readonly lock: string;
  readonly temporary: string;
}

/** The layout of a warehouse directory; creates nothing. */
export function warehouseAt(folder: string): Warehouse {
  const root = resolve(folder);
  return {
    folder: root,
    lake: join(root, "lake"),
    ledger: join(root, "ledger.duckdb"),
    builds: join(root, "builds"),
    pointer: join(root, "current.json"),
    lock: join(root, "lock"),
    temporary: join(root, "tmp"),
  };
}

const pointerSchema = z.object({
  run_id: z.string(),
  file: z.string(),
  published_at: z.string(),
});

/** What `current.json` says is published. */
export type Pointer = z.infer<typeof pointerSchema>;

/** The published build, or undefined where nothing is. */
export function readPointer(warehouse: Warehouse): Pointer | undefined {
  if (!existsSync(warehouse.pointer)) return undefined;
  return pointerSchema.parse(JSON.parse(readFileSync(warehouse.pointer, "utf8")));
}

/** Absolute path of a build's file. */
export function buildFile(warehouse: Warehouse, runId: string): string {
  return join(warehouse.builds, `${runId}.duckdb`);
}
