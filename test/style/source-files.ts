import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { shipped } from "../../pipeline/root.js";

/** A file of the repository: its path from the root, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

const notOurs = ["**/node_modules/**", "**/dist/**", "**/warehouse/**", "bench/work/**"];

/** The repository's files that globs match, in order of path. */
export function sourceFiles(...globs: readonly string[]): SourceFile[] {
  return globSync([...globs], { cwd: shipped(), ignore: notOurs })
    .sort()
    .map((path) => ({ path, text: readFileSync(shipped(path), "utf8") }));
}

/** The text with its comments and the contents of its strings blanked; lines stay where they are. */
export function withoutStrings(text: string): string {
  const skipped =
    /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`/g;
  return text.replaceAll(skipped, (found) => found.replaceAll(/[^\n]/g, " "));
}
