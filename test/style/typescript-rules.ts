import { basename } from "node:path";
import { type SourceFile, withoutStrings } from "./source-files.js";

/** Classes that may be, and why. */
const classes: Readonly<Record<string, string>> = {
  TenureError: "what is thrown",
  SnapshotDriver: "Cube calls a driver by extending its class",
  Core: "Cube's server is built by extending it",
  DirectOrchestrator: "Cube's server makes its orchestrator of a class",
  Compiler: "Cube's server makes its compiler of a class",
  PlainQuery: "Cube makes its SQL by a class that it is given",
  Gateway: "Cube's routes are added by extending its gateway",
};

const defaultExports = ["vitest.config.ts", "dashboard/vite.config.ts"];
/** Functions that are long, and why. */
const longOnes: Readonly<Record<string, string>> = {
  createScanner: "one pass over every byte: its states share variables instead of an object",
};

const mostLines = 300;
// a file of tests is a list of cases
const mostTestLines = 400;
const mostFunctionLines = 60;

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split("\n").length;
}

function forbidden(file: SourceFile, code: string): string[] {
  const { path } = file;
  const found: (readonly [RegExp, string])[] = [
    [/(?::|<|\bas|\||&|,)\s*any\b(?!\s*[.("'])|\bany\[\]/g, "any"],
    [/^\s*(?:export )?(?:declare )?(?:const )?enum\s/gm, "an enum"],
    [/^export \* from/gm, "a barrel"],
    ...(defaultExports.includes(path)
      ? []
      : [[/^export default\b|\bas default\b/gm, "a default export"] as const]),
  ];
  const mistakes = found.flatMap(([pattern, what]) =>
    [...code.matchAll(pattern)].map(({ index }) => `${path}:${lineAt(code, index)} has ${what}`),
  );
  const named = [...code.matchAll(/^\s*(?:export )?(?:abstract )?class (\w+)/gm)].flatMap(
    ([, name = "", ...rest]) =>
      classes[name] === undefined ? [`${path} has the class ${name}${rest.join("")}`] : [],
  );
  return [...mistakes, ...named];
}

function nameMistakes(path: string): string[] {
  const name = basename(path);
  const isKebab = /^[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z]+)*$/.test(name);
  const isVague = /^(?:utils?|helpers?|index|common|misc)\./.test(name);
  return [
    ...(isKebab ? [] : [`${path} is not in kebab-case`]),
    ...(isVague ? [`${path} has a name that says nothing`] : []),
  ];
}

// the formatter puts the end of a block at the indentation of the line that began it
function functionEnd(lines: readonly string[], from: number): number {
  const indent = /^\s*/.exec(lines[from] ?? "")?.[0] ?? "";
  const end = lines.findIndex((line, at) => at > from && line.startsWith(`${indent}}`));
  const isSignatureEnd = /^\s*\}?\)?.*\{$/.test(lines[end] ?? "") && end !== -1;
  return isSignatureEnd ? functionEnd(lines, end) : end;
}

function longFunctions({ path }: SourceFile, code: string): string[] {
  const lines = code.split("\n");
  return lines.flatMap((line, at) => {
    const [, name] =
      /^\s*(?:export )?(?:async )?function (\w+)/.exec(line) ??
      /^\s*(?:export )?const (\w+)\b.*=\s*(?:async )?\([^)]*$/.exec(line) ??
      /^\s*(?:export )?const (\w+)\b.*=> \{$/.exec(line) ??
      [];
    if (name === undefined || longOnes[name] !== undefined || /\}$/.test(line)) return [];
    const length = functionEnd(lines, at) - at + 1;
    return length > mostFunctionLines ? [`${path}:${at + 1} ${name} has ${length} lines`] : [];
  });
}

// a component is told by its name and its properties
function undocumented({ path, text }: SourceFile): string[] {
  if (path.endsWith(".tsx")) return [];
  const lines = text.split("\n");
  return lines.flatMap((line, at) => {
    const name = /^export (?:async )?function (\w+)/.exec(line)?.[1];
    const isTold = /\*\/\s*$/.test(lines[at - 1] ?? "");
    return name === undefined || isTold ? [] : [`${path}:${at + 1} ${name} has no doc comment`];
  });
}

/** What the house style forbids in a TypeScript file and a machine can see. */
export function typescriptMistakes(file: SourceFile): string[] {
  const code = withoutStrings(file.text);
  const lines = file.text.split("\n").length - 1;
  const isTest = file.path.startsWith("test/");
  return [
    ...nameMistakes(file.path),
    ...forbidden(file, code),
    ...(lines > (isTest ? mostTestLines : mostLines) ? [`${file.path} has ${lines} lines`] : []),
    ...(isTest ? [] : [...longFunctions(file, code), ...undocumented(file)]),
  ];
}
