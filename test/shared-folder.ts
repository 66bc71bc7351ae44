import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  export interface ProvidedContext {
    /** A folder of this run, empty until a test puts something there that others can use too. */
    sharedFolder: string;
  }
}

let folder: string | undefined;

/** Makes the folder before the tests of a run. */
export function setup(project: TestProject): void {
  folder ??= mkdtempSync(join(tmpdir(), "tenure-shared-"));
  project.provide("sharedFolder", folder);
}

/** Removes the folder after them. */
export function teardown(): void {
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
}
