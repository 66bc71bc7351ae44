import { readFileSync, statSync } from "node:fs";
import {
  type Document,
  isAlias,
  isCollection,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  type ParsedNode,
  parseDocument,
  type Scalar,
  type YAMLMap,
  type YAMLParseError,
  type YAMLWarning,
} from "yaml";
import { messageOf } from "../error.js";
import type { Mistake } from "./mistakes.js";

/** A YAML file as plain values, with the line of each of them. */
export interface YamlFile {
  /** The path as the user wrote it, which every message starts with. */
  readonly label: string;
  /** `undefined` when the file has no content or cannot be read. */
  readonly value: unknown;
  readonly mistakes: readonly Mistake[];
  /** The line of a value, or of the nearest thing around it that is written. */
  lineOf(path: readonly PropertyKey[]): number | undefined;
}

/** Says whether a plain scalar at this path is taken as the text that was written (`007`, `True`). */
export type IsText = (path: readonly PropertyKey[]) => boolean;

/** Larger files are refused: a config of this size is a mistake or an attack. */
export const maxBytes = 256_000;
const maxAliases = 100;
const maxDepth = 50;

interface Reading {
  readonly document: Document.Parsed<ParsedNode>;
  readonly lines: LineCounter;
  readonly isText: IsText;
  readonly anchors: Set<string>;
  add(node: unknown, message: string): void;
}

function positionOf(node: unknown): number | undefined {
  return (node as Node | null)?.range?.[0];
}

function writeAsText(scalar: Scalar, isText: boolean): void {
  if (!isText || typeof scalar.value === "string" || scalar.value === null) return;
  scalar.value = scalar.source ?? String(scalar.value);
}

function visitMap(reading: Reading, map: YAMLMap, path: readonly PropertyKey[]): void {
  const seen = new Set<string>();
  for (const { key, value } of [...map.items]) {
    if (!isScalar(key)) {
      reading.add(key, "a key must be a plain text");
      map.items = map.items.filter((pair) => pair.key !== key);
      continue;
    }
    const name = key.source ?? String(key.value);
    key.value = name;
    if (seen.has(name)) reading.add(key, `"${name}" is written twice; keep one`);
    if (name === "__proto__") reading.add(key, `"__proto__" cannot be a key`);
    seen.add(name);
    visit(reading, value as Node | null, [...path, name]);
  }
}

function visit(reading: Reading, node: Node | null, path: readonly PropertyKey[]): void {
  if (path.length > maxDepth) throw new RangeError(`more than ${maxDepth} levels`);
  if (isAlias(node) && !reading.anchors.has(node.source)) {
    reading.add(node, `"*${node.source}" refers to nothing that is written before it`);
  } else if (isScalar(node) || isCollection(node)) {
    if (node.anchor !== undefined) reading.anchors.add(node.anchor);
  }
  if (isScalar(node)) writeAsText(node, reading.isText(path));
  else if (isMap(node)) visitMap(reading, node, path);
  else if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      visit(reading, item as Node | null, [...path, index]);
    }
  }
}

function pairFinder() {
  const known = new WeakMap<YAMLMap, Map<string, Pair>>();
  return (map: YAMLMap, name: string): Pair | undefined => {
    const pairs =
      known.get(map) ??
      new Map(map.items.map((pair) => [String((pair.key as Scalar).value), pair]));
    known.set(map, pairs);
    return pairs.get(name);
  };
}

function lineFinder(document: Document.Parsed<ParsedNode>, lines: LineCounter) {
  const pairOf = pairFinder();
  return (path: readonly PropertyKey[]): number | undefined => {
    let node: unknown = document.contents;
    let position = positionOf(node);
    for (const part of path) {
      if (isAlias(node)) node = node.resolve(document);
      if (isMap(node)) {
        const pair = pairOf(node, String(part));
        position = positionOf(pair?.key) ?? position;
        node = pair?.value;
      } else if (isSeq(node)) {
        node = node.items[Number(part)];
        position = positionOf(node) ?? position;
      } else break;
    }
    return position === undefined ? undefined : lines.linePos(position).line;
  };
}

function readText(path: string): string {
  const found = statSync(path);
  if (!found.isFile()) throw new Error("is not a file");
  const { size } = found;
  if (size > maxBytes) {
    throw new Error(`is ${size} bytes long; a config file has at most ${maxBytes}`);
  }
  const bytes = readFileSync(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new Error("is not UTF-8; save it as UTF-8");
  }
}

function unreadable(label: string, message: string): YamlFile {
  const mistakes = [{ file: label, line: undefined, message }];
  return { label, value: undefined, mistakes, lineOf: () => undefined };
}

function problemOf(error: unknown): string {
  if (error instanceof RangeError) return tooDeep;
  if (error instanceof ReferenceError) return "repeats its aliases too often; write the values out";
  const code = (error as NodeJS.ErrnoException).code;
  return code === undefined ? messageOf(error) : `cannot be read (${code})`;
}

const tooDeep = "is nested too deeply";

function syntaxMessage({ code, message }: YAMLParseError | YAMLWarning): string {
  if (message.includes("call stack")) return tooDeep;
  if (code === "MULTIPLE_DOCS") return "holds several documents (---); keep one";
  return `is not valid YAML: ${message}`;
}

function parse(label: string, text: string, isText: IsText): YamlFile {
  const lines = new LineCounter();
  const options = { lineCounter: lines, prettyErrors: false, uniqueKeys: false } as const;
  const document = parseDocument(text, { ...options, logLevel: "error" });
  const mistakes: Mistake[] = [...document.errors, ...document.warnings].map((problem) => ({
    file: label,
    line: lines.linePos(problem.pos[0]).line,
    message: syntaxMessage(problem),
  }));
  const lineOf = lineFinder(document, lines);
  // what follows a syntax error is a guess; the errors themselves are the useful part
  if (document.errors.length > 0) return { label, value: undefined, mistakes, lineOf };
  const add = (node: unknown, message: string) =>
    mistakes.push({ file: label, line: lines.linePos(positionOf(node) ?? 0).line, message });
  visit({ document, lines, isText, anchors: new Set(), add }, document.contents, []);
  const hasLooseAlias = mistakes.some(({ message }) => message.startsWith('"*'));
  const value: unknown = hasLooseAlias ? null : document.toJS({ maxAliasCount: maxAliases });
  return { label, value: value ?? undefined, mistakes, lineOf };
}

/** Reads one YAML file; what is wrong with it is in `mistakes`, never thrown. */
export function readYaml(path: string, label: string, isText: IsText = () => false): YamlFile {
  try {
    return parse(label, readText(path), isText);
  } catch (error) {
    return unreadable(label, problemOf(error));
  }
}
