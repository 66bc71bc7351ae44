import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { shipped } from "../../pipeline/root.js";
import { token } from "../cube/client.js";
import { sharedGuarded } from "../cube/shared.js";
import { oneIn } from "../sampled.js";
import { type Block, blocks, documentAt, documents } from "./documents.js";

oneIn(4);

const folder = mkdtempSync(join(tmpdir(), "tenure-connect-"));
// Debian's own sees Debian's packages, whatever python3 is first in PATH
const python = existsSync("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
const key = token({ role: "analyst" });
let serving: Serving;

beforeAll(async () => {
  serving = await sharedGuarded();
});
afterAll(() => rmSync(folder, { recursive: true }));

const connecting = documents()
  .filter(({ path }) => path.startsWith("docs/connect/"))
  .flatMap(blocks)
  .map((block) => ({ ...block, name: `${block.path}:${block.line}` }));

function blocksIn(language: string, holds: string): typeof connecting {
  return connecting.filter((block) => block.language === language && block.text.includes(holds));
}

async function run(command: string, args: readonly string[], cwd: string): Promise<string> {
  const env = { ...process.env, TOKEN: key };
  const { stdout } = await promisify(execFile)(command, [...args], { cwd, env });
  return stdout;
}

function here({ text }: Block): string {
  return text.replaceAll("http://127.0.0.1:4000", serving.url);
}

describe("what the documents say to type", () => {
  test.each(blocksIn("sh", "curl"))("at $name is answered", async (block) => {
    // -f: a refusal is a failure of the command too
    const script = here(block).replaceAll("curl -s", "curl -f -s");
    const shown = await run("bash", ["-euc", script], folder);
    expect(shown === "" || !shown.includes('"errors"')).toBe(true);
    if (!script.includes(" -o ")) expect(shown.length).toBeGreaterThan(20);
  });

  test.each(blocksIn("js", "import"))("in JavaScript at $name runs", async (block) => {
    const shown = await run("node", ["--input-type=module", "-e", here(block)], shipped());
    expect(shown.trim()).not.toBe("");
  });

  test.for(blocksIn("python", "import"))("in Python at $name runs", async (block, context) => {
    const modules = block.text.includes("pandas") ? "import pandas" : "pass";
    try {
      execFileSync(python, ["-c", modules], { stdio: "ignore" });
    } catch {
      context.skip("python3 with the modules of the example is not installed");
    }
    expect((await run(python, ["-c", here(block)], folder)).trim()).not.toBe("");
  });
});

test.each(
  `psql tableau power-bi metabase superset excel dbeaver python r javascript google-sheets`.split(
    " ",
  ),
)("docs/connect/%s.md says what was run here, and what was not", (tool) => {
  const { text } = documentAt(`docs/connect/${tool}.md`);
  expect(text).toMatch(/run (?:here|by a test)|was (?:made|asked for|run) (?:.* )?by a test/i);
  expect(text).toMatch(/not run|not\b.*\brun here|was not|not:/i);
});

test("the address for a sheet gives a table, with the token in it", async () => {
  const [block] = blocks(documentAt("docs/connect/google-sheets.md"));
  const found = /"https:\/\/tenure\.example\.com(\/[^"]*token=)"/.exec(block?.text ?? "")?.[1];
  const response = await fetch(`${serving.url}${found}${key}`);
  const [head, ...lines] = parse(await response.text()) as string[][];
  expect(head).toEqual(["region", "month", "mrr", "customers"]);
  expect(lines.length).toBeGreaterThan(5);
});

test("what Power Query sends gives the columns that its steps name", async () => {
  const [block] = blocks(documentAt("docs/connect/excel.md"));
  const text = block?.text ?? "";
  const query = /Query = \[(.*)\]/.exec(text)?.[1] ?? "";
  const found = query.matchAll(/(\w+) = "([^"]*)"/g);
  const pairs = [...found].map(([, name = "", value = ""]): [string, string] => [name, value]);
  const search = new URLSearchParams(pairs);
  const path = /RelativePath = "([^"]*)"/.exec(text)?.[1];
  const headers = { Authorization: `Bearer ${key}` };
  const response = await fetch(`${serving.url}/${path}?${search}`, { headers });
  const [head = []] = parse(await response.text()) as string[][];
  const typed = [...text.matchAll(/\{"(\w+)", /g)].map(([, name]) => name);
  expect(typed).toHaveLength(3);
  expect(head).toEqual(expect.arrayContaining(typed));
});
