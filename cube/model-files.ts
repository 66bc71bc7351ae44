import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { parse } from "yaml";
import { withFieldLists } from "./folders.js";
import { modelScript } from "./model-script.js";

/** A file of the model, as Cube's compiler wants it. */
export interface ModelFile {
  readonly fileName: string;
  readonly content: string;
}

/** Reads all YAML files under a folder, in the order of their names. */
export function readModelFiles(folder: string): ModelFile[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".yml"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const contents = withFieldLists(paths.map((path) => parse(readFileSync(path, "utf8"))));
  return paths.map((path, at) => ({
    fileName: relative(folder, path).replace(/yml$/, "js"),
    content: modelScript(contents[at]),
  }));
}
