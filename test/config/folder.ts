import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Config, loadConfig } from "../../pipeline/config/config.js";
import type { FileContract } from "../../pipeline/contract.js";
import { TenureError } from "../../pipeline/error.js";

/** The smallest source that is right. */
export const accountsSource = `source: crm
files:
  - entity: accounts
    match: accounts.csv
    columns:
      account_id: id
`;

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Writes files into a new config folder and gives its path. */
export function folderOf(files: Files): string {
  const folder = join(mkdtempSync(join(tmpdir(), "tenure-config-")), "config");
  mkdirSync(folder);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

/** Loads a config folder with these files beside a source that is right. */
export function load(files: Files): Config {
  return loadConfig({ folder: folderOf({ "sources/crm.yml": accountsSource, ...files }) });
}

/** Runs what must fail and gives its error. */
export function failure(action: () => unknown): TenureError {
  try {
    action();
  } catch (error) {
    if (error instanceof TenureError) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

/** The lines of the error that these files cause, with paths as seen from the config folder. */
export function mistakesIn(files: Files): string[] {
  const folder = folderOf({ "sources/crm.yml": accountsSource, ...files });
  const error = failure(() => loadConfig({ folder }));
  if (error.code !== "config/invalid") throw error;
  return error.message.replaceAll(`${folder}/`, "").split("\n");
}

/** A source `s` with one file, given by the lines of that file. */
export function sourceWith(...lines: readonly string[]): string {
  const [first = "", ...rest] = lines;
  return ["source: s", "files:", `  - ${first}`, ...rest.map((line) => `    ${line}`), ""].join(
    "\n",
  );
}

/** The contract of a source with one file. */
export function contractOf(...lines: readonly string[]): FileContract {
  const [contract] = load({ "sources/crm.yml": sourceWith(...lines) }).files;
  if (contract === undefined) throw new Error("no contract");
  return contract;
}

/** The mistakes of a source with one file, which starts at line 3. */
export function mistakesOfSource(...lines: readonly string[]): string[] {
  return mistakesIn({ "sources/crm.yml": sourceWith(...lines) });
}
