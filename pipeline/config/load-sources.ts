import { basename } from "node:path";
import type { FileContract } from "../contract.js";
import { resolveFile } from "./contracts.js";
import { validate } from "./messages.js";
import { didYouMean, type Mistake } from "./mistakes.js";
import { salvage } from "./salvage.js";
import { isSourceText, sourceSchema, type WrittenSource } from "./sources.js";
import { readYaml, type YamlFile } from "./yaml-file.js";

interface ReadSource {
  readonly file: YamlFile;
  readonly source: WrittenSource;
}

export interface LoadedSources {
  /** Names of the sources that could be read. */
  readonly names: readonly string[];
  readonly files: readonly FileContract[];
  readonly mistakes: readonly Mistake[];
}

function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return /^[A-Za-z]/.test(name);
  } catch {
    return false;
  }
}

function mistakeAt(file: YamlFile, path: readonly PropertyKey[], message: string): Mistake {
  return { file: file.label, line: file.lineOf(path), message };
}

function readSource(path: string, mistakes: Mistake[]): ReadSource[] {
  const file = readYaml(path, path, isSourceText);
  mistakes.push(...file.mistakes);
  if (file.value === undefined) {
    if (file.mistakes.length > 0) return [];
    mistakes.push(mistakeAt(file, [], "is empty; describe a source, or remove the file"));
    return [];
  }
  const checked = validate(sourceSchema, file.value, file);
  mistakes.push(...checked.mistakes);
  const source = checked.value ?? salvage(file.value);
  return source === undefined ? [] : [{ file, source }];
}

function checkTimezone({ file, source }: ReadSource): Mistake[] {
  const zone = source.timezone;
  if (zone === undefined || isTimezone(zone)) return [];
  const known = ["UTC", ...Intl.supportedValuesOf("timeZone")];
  const hint = didYouMean(zone, known, "; write one such as UTC or Europe/Berlin");
  return [mistakeAt(file, ["timezone"], `"timezone" is not a time zone, read "${zone}"${hint}`)];
}

function checkNames(sources: readonly ReadSource[]): Mistake[] {
  const first = new Map<string, string>();
  return sources.flatMap(({ file, source }) => {
    // names are compared without case: one of them may become a folder name
    const name = source.source.toLowerCase();
    const other = first.get(name);
    if (other === undefined) {
      first.set(name, `${file.label}:${file.lineOf(["source"])}`);
      return [];
    }
    const message = `"${source.source}" is already the source of ${other}; choose another name`;
    return [mistakeAt(file, ["source"], message)];
  });
}

function resolveSource({ file, source }: ReadSource, mistakes: Mistake[]): FileContract[] {
  return source.files.map((written, index) => {
    const at = `${file.label}:${file.lineOf(["files", index]) ?? 1}`;
    return resolveFile(written, source, at, (path, message) =>
      mistakes.push(mistakeAt(file, ["files", index, ...path], message)),
    );
  });
}

function checkLookups(sources: readonly ReadSource[], files: readonly FileContract[]): Mistake[] {
  const configured = new Set<string>(files.map(({ entity }) => entity));
  return sources.flatMap(({ file, source }) =>
    source.files.flatMap(({ columns }, index) => {
      const column = columns?.account_id;
      if (typeof column !== "object" || !("through" in column)) return [];
      if (column.through === undefined || configured.has(column.through)) return [];
      const path = ["files", index, "columns", "account_id"];
      const message = `"through" needs ${column.through}, which no source delivers`;
      return [mistakeAt(file, path, message)];
    }),
  );
}

/** Reads all files of config/sources; files are in the order of their names. */
export function loadSources(paths: readonly string[]): LoadedSources {
  const mistakes: Mistake[] = [];
  const ordered = [...paths].sort((left, right) => (basename(left) < basename(right) ? -1 : 1));
  const sources = ordered.flatMap((path) => readSource(path, mistakes));
  const files = sources.flatMap((read) => resolveSource(read, mistakes));
  const names = sources.map(({ source }) => source.source);
  mistakes.push(...checkNames(sources), ...sources.flatMap(checkTimezone));
  const isWhole = sources.length === paths.length;
  if (isWhole) mistakes.push(...checkLookups(sources, files));
  return { names, files, mistakes };
}
