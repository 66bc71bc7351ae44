import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { accessBy } from "../../cube/access.js";
import { loadConfig } from "../../pipeline/config/config.js";
import { rows } from "../../pipeline/database.js";
import { silent } from "../../pipeline/log.js";
import { openPublished } from "../../pipeline/published.js";
import { shipped } from "../../pipeline/root.js";
import { runFlow } from "../../pipeline/run.js";
import { oneIn } from "../sampled.js";
import { type Block, blocks, documentAt, documents } from "./documents.js";

oneIn(4);

function emptyFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "tenure-docs-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

/** The file that a block says it is, in its first line: `# config/tiers.yml`. */
function pathOf({ text }: Block): string | undefined {
  return /^# (config\/\S+\.yml)\n/.exec(text)?.[1];
}

const configBlocks = documents()
  .flatMap(blocks)
  .filter((block) => block.language === "yaml" && pathOf(block) !== undefined)
  .map((block) => ({ block, name: `${block.path}:${block.line}` }));

test("there are examples of every file of a config but access.yml", () => {
  const names = new Set(configBlocks.map(({ block }) => pathOf(block)));
  for (const name of ["tenure", "revenue", "tiers", "segments", "product", "sources/billing"]) {
    expect(names).toContain(`config/${name}.yml`);
  }
});

test.each(configBlocks)("the config at $name has no mistake", ({ block }) => {
  const folder = emptyFolder();
  const [minimal] = blocks(documentAt("README.md")).filter((other) => other.language === "yaml");
  write(folder, "config/sources/billing.yml", minimal?.text ?? "");
  write(folder, pathOf(block) ?? "", block.text);
  expect(() => loadConfig({ folder: join(folder, "config") })).not.toThrow();
});

test("every YAML block of docs/sources.md names its file, so that it is tested", () => {
  const untested = blocks(documentAt("docs/sources.md")).filter(
    (block) => block.language === "yaml" && pathOf(block) === undefined,
  );
  expect(untested).toEqual([]);
});

test("the README's own export gives the MRR that the README promises", async () => {
  const folder = emptyFolder();
  const found = blocks(documentAt("README.md"));
  const text = (language: string) => found.find((block) => block.language === language)?.text ?? "";
  write(folder, "config/sources/billing.yml", text("yaml"));
  write(folder, "exports/subscriptions.csv", text("csv"));
  const warehouse = join(folder, "warehouse");
  const outcome = await runFlow({
    config: join(folder, "config"),
    warehouse,
    asOf: new Date("2026-01-01T00:00:00Z"),
    knownAt: null,
    full: false,
    now: new Date(),
    tenureVersion: "0",
    log: silent,
  });
  expect(outcome.kind).toBe("published");
  const { connection, close } = await openPublished(warehouse);
  onTestFinished(close);
  const accounts = await rows(
    connection,
    "select account_id, mrr, churned_on from marts.accounts order by account_id",
  );
  expect(accounts).toEqual([
    { account_id: "Acme", mrr: "224.0000", churned_on: null },
    { account_id: "Globex", mrr: "0.0000", churned_on: "2025-09-01" },
  ]);
});

test("the token of docs/connect/README.md is one that the server takes", async () => {
  const secret = randomBytes(32).toString("hex");
  const block = blocks(documentAt("docs/connect/README.md")).find(({ text }) =>
    text.includes("SignJWT"),
  );
  const script = /-e "\n([\s\S]*?)"\)/.exec(block?.text ?? "")?.[1] ?? "";
  const token = execFileSync("node", ["--input-type=module", "-e", script], {
    cwd: shipped(),
    env: { ...process.env, TENURE_JWT_SECRET: secret },
    encoding: "utf8",
  }).trim();
  const identify = accessBy({ host: "127.0.0.1", demo: false, jwt: { secret } });
  expect(await identify(`Bearer ${token}`)).toEqual({
    kind: "known",
    identity: { role: "csm", csm_id: "csm-01" },
  });
});
