import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, TenureError } from "../error.js";
import { anyOf, didYouMean, type Mistake } from "./mistakes.js";

export interface ConfigFolder {
  /** Paths of the files of `sources/`. */
  readonly sources: readonly string[];
  readonly mistakes: readonly Mistake[];
}

/** Entries that people and editors keep beside a config: hidden files, notes, the schemas. */
function isBeside(name: string): boolean {
  return name.startsWith(".") || name.endsWith(".md") || name === "schema";
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw new TenureError("config/unreadable", `the folder ${folder} cannot be read`, {
      hint: "Give the user who runs tenure the right to read it.",
      exitCode: exitCodes.config,
      cause,
    });
  }
}

function entriesOf(folder: string): string[] {
  return namesIn(folder)
    .filter((name) => !isBeside(name))
    .sort();
}

function unknownFiles(folder: string, known: readonly string[]): Mistake[] {
  const names = [...known, "indexes", "sources"];
  return entriesOf(folder)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      file: join(folder, name),
      line: undefined,
      message: `is not a file of a config${didYouMean(name, names, `; it has ${anyOf(names)}`)}`,
    }));
}

function misnamed(folder: string, name: string): Mistake {
  const stem = name.replace(/\.[^.]*$/, "");
  const message = `is not a source; its name must end in .yml, such as ${stem}.yml`;
  return { file: join(folder, name), line: undefined, message };
}

/** Lists a config folder; a file that no part of tenure reads is a mistake, not a surprise. */
export function listFolder(folder: string, known: readonly string[]): ConfigFolder {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) {
    throw new TenureError("config/not-found", `there is no config folder at ${folder}`, {
      hint: "Name it with --config, write one by docs/sources.md, or try tenure demo.",
      exitCode: exitCodes.config,
    });
  }
  const sources = join(folder, "sources");
  const entries = existsSync(sources) && statSync(sources).isDirectory() ? entriesOf(sources) : [];
  const [right, wrong] = [
    entries.filter((name) => name.endsWith(".yml")),
    entries.filter((name) => !name.endsWith(".yml")),
  ];
  return {
    sources: right.map((name) => join(sources, name)),
    mistakes: [...unknownFiles(folder, known), ...wrong.map((name) => misnamed(sources, name))],
  };
}
