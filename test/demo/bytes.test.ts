import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { writeDemo } from "../../pipeline/demo/demo.js";
import { silent } from "../../pipeline/log.js";

let parent: string;

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), "tenure-demo-"));
});
afterAll(() => rm(parent, { recursive: true, force: true }));

async function digests(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
  const found = await Promise.all(
    paths.map(async (path) => {
      const digest = createHash("sha256")
        .update(await readFile(path))
        .digest("hex");
      return [path.slice(folder.length), digest] as const;
    }),
  );
  return Object.fromEntries(found);
}

async function written(name: string, seed: number, threads: number) {
  const folder = join(parent, name);
  const size = { accounts: 150, eventsPerAccount: 60 };
  await writeDemo({ folder, seed, threads, ...size, log: silent });
  return digests(folder);
}

test("the same seed writes the same bytes with one thread and with two", async () => {
  const once = await written("once", 7, 1);
  expect(Object.keys(once).length).toBeGreaterThan(60);
  expect(await written("again", 7, 2)).toEqual(once);
});

test("another seed replaces an older demo whole and touches nothing else in its folder", async () => {
  const folder = join(parent, "once");
  const older = await digests(folder);
  await writeFile(join(folder, "exports", "billing", "subscriptions-old.csv"), "id\n1\n");
  await writeFile(join(folder, "notes.txt"), "mine");
  const newer = await written("once", 8, 2);
  expect(Object.keys(newer).sort()).toEqual([...Object.keys(older), "/notes.txt"].sort());
  expect(newer["/exports/crm/accounts.csv"]).not.toBe(older["/exports/crm/accounts.csv"]);
  expect(await readFile(join(folder, "notes.txt"), "utf8")).toBe("mine");
  expect((await readdir(parent)).filter((name) => name.includes("writing"))).toEqual([]);
});

test("an as_of in the middle of a month ends every export there", async () => {
  const folder = join(parent, "middle");
  const asOf = new Date("2025-05-20T13:00:00Z");
  const size = { accounts: 60, eventsPerAccount: 40 };
  const summary = await writeDemo({ folder, ...size, seed: 1, asOf, log: silent });
  expect(summary.incrementalFile).toBe("exports/product/usage/usage-2025-05-final.csv");
  const lines = (await readFile(join(folder, summary.incrementalFile), "utf8")).trim().split("\n");
  const times = lines.slice(1).map((line) => line.split(",")[4] ?? "");
  expect(times.length).toBeGreaterThan(0);
  expect(times.every((time) => time < "2025-05-20 13:00:00")).toBe(true);
  expect([...times].sort()).toEqual(times);
});

test("a company of five accounts is refused with a size that would do", async () => {
  const writing = writeDemo({ folder: join(parent, "tiny"), accounts: 5, log: silent });
  await expect(writing).rejects.toMatchObject({
    code: "demo/not-a-size",
    hint: "Give whole numbers, and at least 50 accounts.",
    exitCode: 2,
  });
});
