import { chmodSync, existsSync, readdirSync, statSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openLedger } from "../../pipeline/ledger.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { createShop, type Shop } from "../run/shop.js";
import { oneIn } from "../sampled.js";
import { type Finished, lines, tenure } from "./command.js";

oneIn(8);

let shop: Shop;
beforeEach(() => {
  shop = createShop();
});
afterEach(() => shop.remove());

const asOf = ["--as-of", "2024-07-01"];

function command(...args: readonly string[]): Promise<Finished> {
  return tenure(args, { cwd: shop.folder });
}

/** The error is one line of stderr: a code, what and where, what to do. */
function oneLine(finished: Finished): string {
  const said = lines(finished.stderr).filter((line) => /^[a-z]+\/[a-z-]+: /.test(line));
  expect(said).toHaveLength(1);
  expect(lines(finished.stderr).at(-1)).toBe(said[0]);
  expect(said[0]).toMatch(/^[a-z]+\/[a-z-]+: .+ → .+\S$/);
  expect(finished.stdout).toBe("");
  return said[0] ?? "";
}

/** Every file below a folder with its size and time. */
function listing(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });
}

describe("config and usage end with exit 2 and name the place", () => {
  test("a config folder that is not there is named", async () => {
    const finished = await command("run", "--config", "confg");
    expect(finished.code).toBe(2);
    expect(oneLine(finished)).toMatch(/^config\/not-found: .*confg → .*tenure demo/);
    expect(existsSync(join(shop.folder, "warehouse"))).toBe(false);
  });

  test("a typo in a key is shown with its file, its line and the key that was meant", async () => {
    shop.write("config/tenure.yml", "reporting_currency: USD\nmin_peer: 3\n");
    const finished = await command("run");
    expect(finished.code).toBe(2);
    expect(oneLine(finished)).toMatch(/^config\/invalid: config\/tenure\.yml:2: .*"min_peers"/);
  });

  test("two mistakes in the config are two lines of one error", async () => {
    shop.write("config/tenure.yml", "reporting_curency: USD\nmin_peer: 3\n");
    const finished = await command("run");
    expect(finished.code).toBe(2);
    expect(lines(finished.stderr)).toHaveLength(2);
    expect(finished.stderr).toMatch(/tenure\.yml:1: .*\n.*tenure\.yml:2: /);
  });

  test("an empty folder names the globs that found nothing", async () => {
    shop.write("empty/.keep", "");
    const finished = await command("run", "--data", "empty");
    expect(finished.code).toBe(2);
    expect(oneLine(finished)).toMatch(
      /^extract\/no-files: .*exports\/accounts\*\.csv.* → .*--data/,
    );
  });

  test("a data folder that is not there is named", async () => {
    const finished = await command("run", "--data", "nowhere");
    expect(finished.code).toBe(2);
    expect(oneLine(finished)).toMatch(/^config\/data-not-found: .*nowhere/);
  });

  test("a warehouse below a regular file cannot be made", async () => {
    shop.write("file", "");
    const finished = await command("run", "--warehouse", "file/warehouse");
    expect(finished.code).toBe(2);
    expect(oneLine(finished)).toMatch(/^warehouse\/no-access: .*file\/warehouse.* → .*--warehouse/);
  });

  test("a warehouse where the kernel makes no folder is named", async () => {
    const finished = await command("run", "--warehouse", "/proc/tenure/warehouse");
    expect(finished.code).toBe(2);
    expect(oneLine(finished)).toMatch(/^warehouse\/no-access: .*\/proc\/tenure\/warehouse.* → /);
  });

  test("a warehouse without write permission is named", async () => {
    // root may write into any folder but those of the kernel
    const isRoot = process.getuid?.() === 0;
    const warehouse = isRoot ? "/sys/kernel/warehouse" : join(shop.folder, "warehouse");
    shop.write("warehouse/.keep", "");
    chmodSync(join(shop.folder, "warehouse"), 0o500);
    const finished = await command("run", "--warehouse", warehouse);
    chmodSync(join(shop.folder, "warehouse"), 0o700);
    expect(finished.code).toBe(2);
    expect(oneLine(finished)).toMatch(
      /^warehouse\/no-access: .*\/warehouse: E\w+: .* → .*write permission/,
    );
  });

  test.each([
    [["rnu"], /^cli\/unknown-command: .*'rnu' → Did you mean run\?$/],
    [["run", "--as-off", "2024-07-01"], /^cli\/unknown-option: .*'--as-off' → .*--as-of\?$/],
    [["status"], /^publish\/nothing-published: .*warehouse → .*tenure run/],
    [["export", "marts.accounts"], /^publish\/nothing-published: /],
    [["diff", "--preset", "stripe"], /^publish\/nothing-published: /],
    [["diff", "--preset", "stripe", "--json", "--format", "csv"], /^cli\/two-outputs: .*--out/],
  ])("tenure %j is refused with exit 2", async (args, said) => {
    const finished = await command(...args);
    expect(oneLine(finished)).toMatch(said);
    expect(finished.code).toBe(2);
    expect(existsSync(join(shop.folder, "warehouse"))).toBe(false);
  });
});

describe("files that are not what their contract says end with exit 4", () => {
  test("a missing column names the closest one and the contract's line", async () => {
    shop.write("exports/accounts.csv", "idd,name,country,csm\nA,Alpha,DE,m1\n");
    const finished = await command("run", ...asOf);
    expect(finished.code).toBe(4);
    expect(oneLine(finished)).toMatch(
      /^extract\/missing-column: exports\/accounts\.csv .*"id".*"idd".* → .*shop\.yml:4/,
    );
  });

  test("a wrong delimiter is told with the one that fits", async () => {
    shop.write("exports/accounts.csv", "id;name;country;csm\nA;Alpha;DE;m1\n");
    const finished = await command("run", ...asOf);
    expect(finished.code).toBe(4);
    expect(oneLine(finished)).toMatch(
      /^extract\/wrong-delimiter: exports\/accounts\.csv .* → .*delimiter: ";"/,
    );
  });

  test("an unknown status stops the run, and the quarantine shows the row that did", async () => {
    shop.write(
      "exports/subscriptions.csv",
      "id,account,plan,mrr,seats,status,from,to,updated\nS1,A,pro,100,5,sleeping,2024-01-10,,\n",
    );
    const finished = await command("run", ...asOf);
    expect(finished.code).toBe(4);
    expect(oneLine(finished)).toMatch(
      /^stage\/too-many-bad-rows: exports\/subscriptions\.csv has 1 bad row of 1 .*line 2: status "sleeping" unknown-status.*shop\.yml:9/,
    );
    const listed = await command("quarantine", "list");
    expect(listed.stdout).toMatch(/subscriptions\.csv +2 +subscriptions +unknown-status/);
  });

  test("a file in Latin-1 is not read as UTF-8", async () => {
    const latin = Buffer.from("id,name,country,csm\nA,Caf\u00e9,DE,m1\n", "latin1");
    shop.write("exports/accounts.csv", latin);
    const finished = await command("run", ...asOf);
    expect(finished.code).toBe(4);
    expect(oneLine(finished)).toMatch(
      /^stage\/too-many-bad-rows: exports\/accounts\.csv .*line 2: .*not-in-encoding → .*shop\.yml:4/,
    );
  });

  test("a file in UTF-16 is named with the encoding to declare", async () => {
    shop.write("exports/accounts.csv", Buffer.from("\ufeffid,name,country,csm\n", "utf16le"));
    const finished = await command("run", ...asOf);
    expect(finished.code).toBe(4);
    expect(oneLine(finished)).toMatch(/^extract\/wrong-encoding: .*accounts\.csv.* → .*utf-16/);
  });

  test("a hostile header cannot break the error into lines or move the cursor", async () => {
    shop.write("exports/accounts.csv", '"i\nd","\u001b[2Jname",country,csm\nA,Alpha,DE,m1\n');
    const finished = await command("run", ...asOf);
    expect(finished.code).toBe(4);
    expect(oneLine(finished)).toMatch(/^extract\/missing-column: /);
    expect(finished.stderr).not.toContain("\u001b[2J");
  });
});

test("checks that fail publish nothing, exit 3 and keep the build for inspection", async () => {
  shop.write("exports/accounts.csv", "id,name,country,csm\n");
  const finished = await command("run", ...asOf);
  expect(finished.code).toBe(3);
  expect(finished.stdout).toContain("failed: check/no-accounts");
  const warehouse = warehouseAt(join(shop.folder, "warehouse"));
  expect(existsSync(warehouse.pointer)).toBe(false);
  expect(readdirSync(warehouse.builds)).toEqual([
    expect.stringMatching(/^\d{8}T\d{6}Z-[0-9a-f]{4}\.failed\.duckdb$/),
  ]);
});

test("a second run at the same time exits 6 and touches nothing", async () => {
  const warehouse = warehouseAt(join(shop.folder, "warehouse"));
  const ledger = await openLedger(warehouse, { memoryLimit: "100MB" }, "run of the first");
  try {
    const before = listing(warehouse.folder);
    const finished = await command("run", ...asOf);
    expect(finished.code).toBe(6);
    expect(oneLine(finished)).toMatch(/^warehouse\/locked: .*run of the first → /);
    expect(listing(warehouse.folder)).toEqual(before);
    expect((await command("demo", "--no-serve", "--accounts", "50")).code).toBe(6);
    expect(listing(warehouse.folder)).toEqual(before);
  } finally {
    ledger.close();
  }
});

test("a published shop answers wrong questions with exit 2 and one line", async () => {
  const first = await command("run", ...asOf, "--json");
  expect(first.code).toBe(0);
  expect(first.stderr).toBe("");
  const said = lines(first.stdout).map((line) => JSON.parse(line) as Record<string, unknown>);
  // B left with 50 a month, and nothing had warned of it
  const warnings = { lostAccounts: 1, lostArr: 600, flaggedArr: 0, earlyDays: 90, earlyShare: 0 };
  expect(said.at(-1)).toMatchObject({ result: { outcome: "published", warnings } });

  const table = await command("export", "marts.acounts");
  expect(table.code).toBe(2);
  expect(oneLine(table)).toMatch(/^publish\/no-such-table: .*marts\.acounts → .*marts\.accounts\?/);

  const folder = await command("export", "accounts", "--out", "nowhere/accounts.csv");
  expect(folder.code).toBe(2);
  expect(oneLine(folder)).toMatch(/^publish\/cannot-write: .*nowhere/);

  const debug = await command("rollback", "20200101T000000Z-0000", "--debug");
  expect(debug.code).toBe(2);
  expect(debug.stderr).toMatch(/^publish\/no-such-build: .* → There are: \d{8}T.*\n.*\n +at .*/);

  const status = await command("status", "--json");
  expect(lines(status.stdout).map((line) => JSON.parse(line))).toHaveLength(1);

  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const taken = await command("serve", "--demo", "--port", String(port));
  server.close();
  expect(taken.code).toBe(2);
  expect(oneLine(taken)).toMatch(new RegExp(`^cube/port-in-use: .*${port}.* → .*--port`));
});

test("check says what would load and writes nothing", async () => {
  const finished = await command("check");
  expect(finished.code).toBe(0);
  expect(finished.stdout).toMatch(/exports\/accounts\.csv +accounts +3 +3 +0/);
  expect(readdirSync(shop.folder).sort()).toEqual(["config", "exports"]);
});
