import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createShop, type Shop } from "../run/shop.js";
import { lines, startTenure, tenure } from "./command.js";

let shop: Shop;
beforeEach(() => {
  shop = createShop();
});
afterEach(() => shop.remove());

const run = ["run", "--as-of", "2024-07-01"];

function pointer(): string {
  return readFileSync(join(shop.folder, "warehouse/current.json"), "utf8");
}

test("Ctrl+C during a run exits 130 and leaves the build that was published", async () => {
  const place = { cwd: shop.folder };
  expect((await tenure(run, place)).code).toBe(0);
  const before = pointer();
  const started = startTenure([...run, "--full"], place);
  await started.said("model    started");
  started.child.kill("SIGINT");
  const finished = await started.finished;
  expect({ code: finished.code, signal: finished.signal }).toEqual({ code: 130, signal: null });
  expect(pointer()).toBe(before);
  expect((await tenure([...run, "--full"], place)).code).toBe(0);
  expect(pointer()).not.toBe(before);
  expect(
    readdirSync(join(shop.folder, "warehouse/builds")).filter((name) => /building/.test(name)),
  ).toEqual([]);
  const status = await tenure(["status"], place);
  expect(status.stdout).toContain("interrupted");
});

test("a reader that leaves early is no error, and no scratch file stays behind", async () => {
  const scratch = join(shop.folder, "scratch");
  mkdirSync(scratch);
  const place = { cwd: shop.folder, env: { TMPDIR: scratch } };
  const started = startTenure([...run, "--json"], place);
  started.child.stdout.destroy();
  const published = await started.finished;
  expect({ code: published.code, stderr: published.stderr }).toEqual({ code: 0, stderr: "" });
  const exporting = startTenure(["export", "marts.account_months"], place);
  exporting.child.stdout.destroy();
  const exported = await exporting.finished;
  expect({ code: exported.code, stderr: exported.stderr }).toEqual({ code: 0, stderr: "" });
  expect(readdirSync(scratch)).toEqual([]);
  const whole = await tenure(["export", "marts.account_months"], place);
  // a header, then A from January, B from February and C from March, each to July
  expect(lines(whole.stdout)).toHaveLength(1 + 7 + 6 + 5);
});
