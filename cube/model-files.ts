import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { modelScript } from "./model-script.js";

/** A file of the model, as Cube's compiler wants it. */
export interface ModelFile {
  readonly fileName: string;
  readonly content: string;
}

/** Reads all YAML files under a folder, in the order of their names. */
export function readModelFiles(folder: string): ModelFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yml"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({
      fileName: relative(folder, path).replace(/yml$/, "js"),
      content: modelScript(readFileSync(path, "utf8")),
    }));
}
