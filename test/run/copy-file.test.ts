import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyDatabase } from "../../pipeline/copy-file.js";

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "copies-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const kilobyte = 1024;
const chunk = 8 * kilobyte * kilobyte;

// whole blocks go past the cache, and what ends amid one is copied by the system instead
test.each([
  0,
  12 * kilobyte,
  chunk,
  chunk + 16 * kilobyte,
  2 * chunk + 4096,
  chunk + 777,
  5,
])("a file of %d bytes is copied byte by byte", (size) => {
  const [from, to] = [join(folder, "from"), join(folder, "to")];
  writeFileSync(from, randomBytes(size));
  copyDatabase(from, to);
  expect(readFileSync(to).equals(readFileSync(from))).toBe(true);
});

test("what stood there before is gone, and a published build may be copied", () => {
  const [from, to] = [join(folder, "from"), join(folder, "to")];
  writeFileSync(from, randomBytes(4096));
  chmodSync(from, 0o444);
  writeFileSync(to, randomBytes(3 * 4096));
  copyDatabase(from, to);
  expect(statSync(to).size).toBe(4096);
});

test("a file that is not there is an error, as is a folder that is not", () => {
  const from = join(folder, "from");
  expect(() => copyDatabase(from, join(folder, "to"))).toThrow(/ENOENT/);
  writeFileSync(from, randomBytes(4096));
  expect(() => copyDatabase(from, join(folder, "none", "to"))).toThrow(/ENOENT/);
});
