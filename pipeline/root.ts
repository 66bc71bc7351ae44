import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

function findRoot(from: string): string {
  return existsSync(join(from, "package.json")) ? from : findRoot(dirname(from));
}

/** Absolute path of a file that ships with tenure (a model, a default, a page), built or not. */
export function shipped(...parts: readonly string[]): string {
  return join(findRoot(dirname(fileURLToPath(import.meta.url))), ...parts);
}
