import { copyFileSync, readdirSync, readlinkSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { followBuilds } from "../../cube/builds.js";
import type { Serving } from "../../cube/cube.js";
import { openDatabase } from "../../pipeline/database.js";
import { silent } from "../../pipeline/log.js";
import { warehouseAt } from "../../pipeline/warehouse.js";
import { oneIn } from "../sampled.js";
import { secret, send, serveDemo, token } from "./client.js";
import { makeWarehouse, point, writeBuild } from "./snapshot.js";

oneIn(5);

// in each build the last month of account a1 is worth something else
const worth = { r0: 1000, r1: 1001, r2: 1002, r3: 1003, r4: 1004 } as const;
type Run = keyof typeof worth;
const warehouse = makeWarehouse();
let serving: Serving;

const fileOf = (run: Run) => join(warehouse.folder, "builds", `${run}.duckdb`);

/** Another run's build: copied, which takes less time than making it. */
async function writeRun(run: Run): Promise<void> {
  copyFileSync(join(warehouse.folder, "builds", "first.duckdb"), fileOf(run));
  const { connection, close } = await openDatabase(fileOf(run));
  await connection.run(`update config.run set run_id = '${run}';
    update marts.runs set run_id = '${run}';
    update marts.account_months set mrr = ${worth[run]}
    where account_id = 'a1' and month = date '2025-03-01'`);
  close();
}

beforeAll(async () => {
  await writeBuild(warehouse.folder, "first");
  for (const run of Object.keys(worth) as Run[]) await writeRun(run);
  rmSync(join(warehouse.folder, "builds", "first.duckdb"));
  // r0 is of another version, r1 and r2 are kept, a run between them published nothing, r3 is swept
  const { connection, close } = await openDatabase(fileOf("r4"));
  const run = (id: string, day: string, outcome: string, version: string) =>
    `('${id}', timestamp '${day} 01:00:00', timestamp '${day} 01:00:09', timestamp '${day}', null,
      '${outcome}', 120, 3, 'config-1', '${version}')`;
  await connection.run(`insert into marts.runs values
    ${run("r0", "2025-02-01", "published", "0.0.9")}, ${run("r1", "2025-02-14", "published", "0.1.0")},
    ${run("r1b", "2025-02-15", "nothing-new", "0.1.0")}, ${run("r2", "2025-03-01", "published", "0.1.0")},
    ${run("r3", "2025-03-02", "published", "0.1.0")}, ${run("r5", "2025-04-01", "published", "0.1.0")}`);
  close();
  point(warehouse.folder, "r4");
  const earlier = { idleMilliseconds: 200 };
  serving = await serveDemo(warehouse.folder, { jwt: { secret }, earlier });
  rmSync(fileOf("r3"));
});
afterAll(async () => {
  await serving.close();
  warehouse.remove();
});

const query = JSON.stringify({
  measures: ["account_months.mrr"],
  filters: [{ member: "account_months.account_id", operator: "equals", values: ["a1"] }],
});

interface Asked {
  readonly status: number;
  readonly mrr: number;
  readonly run: string | null;
  readonly error: unknown;
}

/** Asks for the MRR of a1, of a build that the address or a header names. */
async function ask(
  search: object,
  headers: Record<string, string> = {},
  key?: string,
): Promise<Asked> {
  const parameters = new URLSearchParams({ query, ...search });
  const address = `${serving.url}/cubejs-api/v1/load?${parameters}`;
  const { status, body, headers: told } = await send(address, key, { headers });
  const [row] = (body.data ?? []) as Record<string, string>[];
  const mrr = Number(row?.["account_months.mrr"]);
  return { status, mrr, run: told.get("x-tenure-run"), error: body.error };
}

function openFiles(): string[] {
  const paths = readdirSync("/proc/self/fd").flatMap((fd) => {
    try {
      return [readlinkSync(join("/proc/self/fd", fd))];
    } catch {
      return []; // closed while we looked
    }
  });
  const own = paths.filter((path) => path.startsWith(join(warehouse.folder, "builds")));
  return [...new Set(own)].sort();
}

test("a question that names a kept run is answered by its build, all others by the published one", async () => {
  const [named, inHeader, plain, published] = await Promise.all([
    ask({ run: "r1" }),
    ask({}, { "X-Tenure-Run": "r2" }),
    ask({}),
    ask({ run: "r4" }),
  ]);
  expect([named.mrr, named.run]).toEqual([1001, "r1"]);
  expect([inHeader.mrr, inHeader.run]).toEqual([1002, "r2"]);
  expect([plain.mrr, plain.run]).toEqual([1004, "r4"]);
  expect([published.mrr, published.run]).toEqual([1004, "r4"]);
});

test("a download is of the build that its address names", async () => {
  const rows = "measures=mrr&dimensions=account_id,month&format=csv&run=r1";
  const answer = await fetch(`${serving.url}/v1/download/account_months?${rows}`);
  expect(await answer.text()).toContain("a1,2025-03-01,1001.0000");
});

test("the earlier builds are those that are kept and of this version, newest first", async () => {
  const { body } = await send(`${serving.url}/v1/builds`);
  expect(body).toEqual({
    published: "r4",
    builds: [
      { run_id: "r2", started_at: "2025-03-01T01:00:00Z", as_of: "2025-03-01T00:00:00Z" },
      { run_id: "r1", started_at: "2025-02-14T01:00:00Z", as_of: "2025-02-14T00:00:00Z" },
    ],
  });
});

test.each([
  "r0",
  "r1b",
  "r3",
  "r5",
  "r9",
  "../r1",
  "",
])("run %j, which has no build that can be compared, is not found", async (run) => {
  const { status, error } = await ask({ run });
  expect([status, error]).toEqual([
    404,
    `There is no build of run ${run}, or it is no longer kept`,
  ]);
});

test("earlier builds are for those who see the whole company", async () => {
  const csm = token({ role: "csm", csm_id: "c1" });
  const analyst = token({ role: "analyst" });
  expect((await ask({}, {}, csm)).status).toBe(200);
  expect((await ask({ run: "r1" }, {}, csm)).status).toBe(403);
  expect((await send(`${serving.url}/v1/builds`, csm)).body.builds).toEqual([]);
  expect((await send(`${serving.url}/v1/download/accounts?run=r1`, csm)).status).toBe(403);
  expect((await send(`${serving.url}/v1/download/accounts?run=r1&token=${csm}`)).status).toBe(403);
  expect((await ask({ run: "r1" }, {}, analyst)).mrr).toBe(1001);
  expect((await ask({ run: "r1" }, {}, "no token")).status).toBe(403);
  expect((await send(`${serving.url}/v1/builds`, "no token")).status).toBe(403);
});

test("an earlier build is closed when nobody has asked it for a while", async () => {
  await ask({ run: "r1" });
  await expect.poll(openFiles, { timeout: 60_000 }).toEqual([fileOf("r4")]);
  expect((await ask({ run: "r1" })).mrr).toBe(1001);
});

test("an earlier build that is swept is not answered any more, also where it is still open", async () => {
  const builds = followBuilds(watching({}));
  const outcome = await builds.leaseOf("r2");
  expect(outcome.kind).toBe("lent");
  expect((await ask({ run: "r2" })).mrr).toBe(1002);
  renameSync(fileOf("r2"), join(warehouse.folder, "swept"));
  expect((await ask({ run: "r2" })).status).toBe(404);
  if (outcome.kind === "lent") {
    // who asks already is answered to the end
    expect(await outcome.lease.driver.query("select run_id from config.run")).toHaveLength(1);
    outcome.lease.done();
  }
  await builds.close();
  renameSync(join(warehouse.folder, "swept"), fileOf("r2"));
});

function watching(limits: { readonly mostOpen?: number; readonly idleMilliseconds?: number }) {
  const dropped: string[] = [];
  const note = (run: string) => void dropped.push(run);
  return {
    warehouse: warehouseAt(warehouse.folder),
    log: silent,
    dropped: note,
    told: dropped,
    ...limits,
  };
}

test("no more earlier builds are open than may be; one that nobody asks makes room", async () => {
  const options = watching({ mostOpen: 1 });
  const builds = followBuilds(options);
  const [first, same] = await Promise.all([builds.leaseOf("r1"), builds.leaseOf("r1")]);
  if (first.kind !== "lent" || same.kind !== "lent") throw new Error("r1 is kept");
  expect(same.lease.driver).toBe(first.lease.driver);
  expect((await builds.leaseOf("r2")).kind).toBe("busy");
  first.lease.done();
  expect((await builds.leaseOf("r2")).kind).toBe("busy");
  same.lease.done();
  expect(options.told).toEqual([]);
  const second = await builds.leaseOf("r2");
  expect(second.kind).toBe("lent");
  expect(options.told).toEqual(["r1"]);
  expect(() => builds.driver("r1")).toThrow("build r1 is not open");
  await builds.close();
});

test("a build that is published again while it is asked as an earlier one stays one build", async () => {
  const builds = followBuilds(watching({ idleMilliseconds: 1 }));
  const asked = await builds.leaseOf("r1");
  if (asked.kind !== "lent") throw new Error("r1 is kept");
  point(warehouse.folder, "r1");
  await pause(150);
  const published = await builds.lease();
  expect(published?.driver).toBe(asked.lease.driver);
  asked.lease.done();
  published?.done();
  await pause(20);
  expect(await published?.driver.query("select run_id from config.run")).toEqual([
    { run_id: "r1" },
  ]);
  expect(await builds.kept()).toEqual({ published: "r1", builds: [] });
  point(warehouse.folder, "r4");
  await builds.close();
});
