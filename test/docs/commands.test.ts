import { readFileSync } from "node:fs";
import { CommanderError } from "commander";
import { expect, test } from "vitest";
import { type Actions, commandLine } from "../../pipeline/command-line.js";
import { exitCodes } from "../../pipeline/error.js";
import { shipped } from "../../pipeline/root.js";
import { blocks, type Document, documentAt, documents, inlineCode } from "./documents.js";

const nothing = async (): Promise<number> => 0;
const actions: Actions = {
  run: nothing,
  check: nothing,
  demo: nothing,
  serve: nothing,
  status: nothing,
  export: nothing,
  diff: nothing,
  reconcile: nothing,
  restate: nothing,
  explain: nothing,
  forecast: nothing,
  rollback: nothing,
  quarantineList: nothing,
  quarantineShow: nothing,
  moments: nothing,
  init: nothing,
  quarantineReplay: nothing,
};

const scriptsSchema = JSON.parse(readFileSync(shipped("package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

/** Lines of shell, in blocks or inline, with continuations joined and what is filled in later filled in. */
function shellLines(document: Document): string[] {
  const inBlocks = blocks(document)
    .filter(({ language }) => ["sh", "python", ""].includes(language))
    .flatMap(({ text }) => text.replaceAll(/\\\n\s*/g, " ").split("\n"));
  return [...inBlocks, ...inlineCode(document)].map((line) =>
    line
      .replace(/ {2,}#.*$/, "")
      .replaceAll(/\{\{.*?\}\}/g, "2026-01-01")
      .replaceAll(/"\$\([^()]*\)"/g, "folder"),
  );
}

function isCommand(line: string): boolean {
  return !line.trim().startsWith("#") && !line.includes("`");
}

/** The arguments of every `tenure …` of a line, up to what the shell takes for itself. */
function commandsOf(line: string): string[][] {
  const parts = line.split(/&&|\|\||[;|]|\d?>>?|"$|",$/);
  return parts.flatMap((part) => {
    const found =
      /^\s*(?:"cd \S+ )?(?:[A-Z_]+=\S+ )*(?:npx )?tenure( .*)?$/.exec(part) ??
      /^\s*npm run (?:--silent )?tenure --( .*)?$/.exec(part);
    if (found !== null) return [words(found[1] ?? "")];
    const demo = /^\s*npm run demo --( .*)$/.exec(part);
    return demo === null ? [] : [["demo", ...words(demo[1] ?? "")]];
  });
}

function words(text: string): string[] {
  const found = text.matchAll(/"([^"]*)"|(\S+)/g);
  return [...found].map(([, quoted, plain]) => quoted ?? plain ?? "");
}

/** Prose may name a command without its arguments. */
function isName(args: readonly string[]): boolean {
  const [name, ...rest] = args;
  const known = commandLine("0", actions, () => {}).commands.map((command) => command.name());
  return name === undefined || (rest.length === 0 && known.includes(name));
}

async function refusalOf(args: readonly string[]): Promise<string | undefined> {
  if (isName(args)) return undefined;
  const program = commandLine("0", actions, () => {});
  try {
    await program.parseAsync(["node", "tenure", ...args]);
    return undefined;
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return undefined;
    return `tenure ${args.join(" ")}: ${error instanceof Error ? error.message : String(error)}`;
  }
}

test("the README shows commands, so that the next test looks at something", () => {
  const lines = shellLines(documentAt("README.md")).filter(isCommand);
  expect(lines.flatMap(commandsOf).length).toBeGreaterThan(10);
});

test.each(documents())("every tenure command of $path is understood", async (document) => {
  const commands = shellLines(document).filter(isCommand).flatMap(commandsOf);
  const refusals = await Promise.all(commands.map(refusalOf));
  expect(refusals.filter((refusal) => refusal !== undefined)).toEqual([]);
});

test.each(documents())("every npm script of $path is in package.json", (document) => {
  const named = shellLines(document).flatMap((line) =>
    [...line.matchAll(/npm run (?:--silent )?([\w:-]+)/g)].map(([, name = ""]) => name),
  );
  const { scripts } = scriptsSchema;
  expect([...new Set(named)].filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
});

test("the README lists every command", () => {
  const { text } = documentAt("README.md");
  const program = commandLine("0", actions, () => {});
  const missing = program.commands.filter(
    (command) => !text.includes(`\`tenure ${command.name()}`),
  );
  expect(missing.map((command) => command.name())).toEqual([]);
});

test("the exit codes of the README are those of the program", () => {
  const { text } = documentAt("README.md");
  const table = text.slice(text.indexOf("## Exit codes"), text.indexOf("## How fast"));
  const listed = [...table.matchAll(/^\| (\d+) +\|/gm)].map(([, code]) => Number(code));
  expect(listed).toEqual(Object.values(exitCodes));
});
