import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { shipped } from "../root.js";
import { indexSchema, type WrittenIndex } from "./indexes.js";
import { validate } from "./messages.js";
import { didYouMean, type Mistake, type Report } from "./mistakes.js";
import type { Segment } from "./segments.js";
import { override } from "./settings-file.js";
import { readYaml, type YamlFile } from "./yaml-file.js";

const folderName = "indexes";
// a scale or an input of the user's own stands in the place of the shipped one
const alternatives = [
  ["linear", "steps"],
  ["metric", "question"],
];

export interface ReadIndex {
  readonly index: string;
  readonly written: WrittenIndex;
  /** What the user wrote about it; the shipped file where there is nothing. */
  readonly file: YamlFile;
  readonly isOwn: boolean;
}

export interface LoadedIndexes {
  readonly indexes: readonly ReadIndex[];
  readonly mistakes: readonly Mistake[];
}

function namesIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yml") && !name.startsWith("."))
    .map((name) => name.replace(/\.yml$/, ""))
    .sort();
}

function misnamed(index: string, file: YamlFile): Mistake[] {
  if (/^[a-z][a-z0-9_]*$/.test(index) && index !== "quadrant") return [];
  const message = "is not a good name of an index; write lower case, such as health.yml";
  return [{ file: file.label, line: undefined, message }];
}

function strangers(folder: string): Mistake[] {
  if (!existsSync(folder)) return [];
  const isBeside = (name: string) => name.startsWith(".") || /\.(yml|md)$/.test(name);
  return readdirSync(folder)
    .filter((name) => !isBeside(name))
    .sort()
    .map((name) => {
      const message = "is not an index; its name must end in .yml, such as health.yml";
      return { file: join(folder, name), line: undefined, message };
    });
}

function readIndex(folder: string, index: string, mistakes: Mistake[]): ReadIndex[] {
  const base = shipped("config", folderName, `${index}.yml`);
  const ownPath = join(folder, folderName, `${index}.yml`);
  const isOwn = existsSync(ownPath);
  const isShipped = existsSync(base);
  const defaults = isShipped ? readYaml(base, `config/${folderName}/${index}.yml`) : undefined;
  const own = isOwn ? readYaml(ownPath, ownPath) : undefined;
  const file = own ?? defaults;
  if (file === undefined) return [];
  mistakes.push(...file.mistakes, ...misnamed(index, file));
  if (own !== undefined && own.value === undefined && own.mistakes.length > 0) return [];
  const value =
    own?.value === undefined
      ? defaults?.value
      : override(defaults?.value ?? {}, own.value, alternatives);
  const checked = validate(indexSchema, value ?? {}, file);
  mistakes.push(...checked.mistakes);
  return checked.value === undefined ? [] : [{ index, written: checked.value, file, isOwn }];
}

/** Reads the shipped indexes and those of the config folder, which add to or override them. */
export function loadIndexes(folder: string): LoadedIndexes {
  const mistakes = strangers(join(folder, folderName));
  const names = new Set([
    ...namesIn(shipped("config", folderName)),
    ...namesIn(join(folder, folderName)),
  ]);
  const indexes = [...names].sort().flatMap((index) => readIndex(folder, index, mistakes));
  return { indexes, mistakes };
}

function checkProfileSegments(
  { written }: ReadIndex,
  segments: readonly Segment[],
  report: Report,
): void {
  const names = segments.map((one) => one.segment);
  for (const [at, { when }] of written.profiles.entries()) {
    if (when.segment === undefined) continue;
    const path = ["profiles", at, "when", "segment"];
    const found = segments.find((one) => one.segment === when.segment);
    if (found === undefined) {
      report(path, `"${when.segment}" is not a segment${didYouMean(when.segment, names)}`);
    } else if (Object.hasOwn(found.rule, "health_status")) {
      report(path, `"${when.segment}" rests on health_status, which rests on indexes`);
    }
  }
}

/** Segments that profiles of an index name, and that segments.yml does not have. */
export function checkIndexes(loaded: LoadedIndexes, segments: readonly Segment[]): Mistake[] {
  return loaded.indexes
    .filter(({ isOwn }) => isOwn)
    .flatMap((read) => {
      const mistakes: Mistake[] = [];
      checkProfileSegments(read, segments, (path, message) =>
        mistakes.push({ file: read.file.label, line: read.file.lineOf(path), message }),
      );
      return mistakes;
    });
}
