import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import type { AccessEntry } from "../../cube/observe.js";
import { accessLogTo } from "../../pipeline/access-log.js";
import type { LogEvent } from "../../pipeline/log.js";
import { oneIn } from "../sampled.js";
import { connect } from "../sql/endpoint.js";
import { ask, graph, rowsOf, secret, send, serveDemo, token } from "./client.js";
import { sharedWarehouse } from "./shared.js";

oneIn(3);

const folder = mkdtempSync(join(tmpdir(), "tenure-operations-"));
const logFile = join(folder, "access.log");
const admin = token({ role: "admin" });
const csm = token({ role: "csm", csm_id: "c1" });
const events: LogEvent[] = [];
const entries: AccessEntry[] = [];
let serving: Serving;

beforeAll(async () => {
  const toFile = accessLogTo(logFile, undefined);
  serving = await serveDemo(await sharedWarehouse(), {
    demo: false,
    jwt: { secret, audience: "tenure", issuer: "https://login.example" },
    sql: { port: 0 },
    log: (event) => events.push(event),
    accessLog: (entry) => {
      entries.push(entry);
      toFile?.(entry);
    },
  });
});
afterAll(async () => {
  await serving.close();
  rmSync(folder, { recursive: true });
});

const claims = { aud: "tenure", iss: "https://login.example" };
const known = token({ role: "admin", ...claims });
const mrr = { measures: ["accounts.mrr"] };

async function metric(line: RegExp): Promise<number | undefined> {
  const response = await fetch(`${serving.url}/metrics`, {
    headers: { Authorization: `Bearer ${known}` },
  });
  const found = (await response.text()).split("\n").find((text) => line.test(text));
  return found === undefined ? undefined : Number(found.split(" ").at(-1));
}

describe("a token", () => {
  test.each([
    ["without an audience", admin],
    ["for another audience", token({ role: "admin", ...claims, aud: "payroll" })],
    ["of another issuer", token({ role: "admin", ...claims, iss: "https://evil.example" })],
    ["without an issuer", token({ role: "admin", aud: "tenure" })],
  ])("%s is refused where the server asks for both", async (_name, wrong) => {
    expect((await ask(serving, mrr, { token: wrong })).status).toBe(403);
    expect((await send(`${serving.url}/v1/download/accounts`, wrong)).status).toBe(403);
    expect((await send(`${serving.url}/metrics`, wrong)).status).toBe(403);
  });

  test("for several audiences, ours among them, is taken", async () => {
    const several = token({ role: "admin", ...claims, aud: ["payroll", "tenure"] });
    expect((await ask(serving, mrr, { token: several })).status).toBe(200);
  });
});

describe("/metrics", () => {
  test("counts what was asked by path, view and status", async () => {
    const line = /^tenure_queries_total\{path="load",view="accounts",status="200"\}/;
    const before = (await metric(line)) ?? 0;
    await rowsOf(serving, mrr, known);
    await rowsOf(serving, mrr, known);
    expect(await metric(line)).toBe(before + 2);
    const refused = { dimensions: ["quarantine.raw_text"] };
    const analyst = token({ role: "analyst", ...claims });
    expect((await ask(serving, refused, { token: analyst })).status).toBe(403);
    await fetch(`${serving.url}/v1/download/tiers?measures=customers&token=${known}`);
    await graph(serving, "{ cube { runs { runs } } }", known);
    for (const labels of [
      'path="load",view="quarantine",status="403"',
      'path="download",view="tiers",status="200"',
      'path="graphql",view="runs",status="200"',
    ]) {
      expect([labels, await metric(new RegExp(`^tenure_queries_total\\{${labels}\\}`))]).toEqual([
        labels,
        1,
      ]);
    }
    const seconds = /^tenure_query_duration_seconds_count\{path="load"\}/;
    expect(await metric(seconds)).toBeGreaterThanOrEqual(3);
  });

  test("counts statements of the SQL endpoint by view and SQLSTATE, and logs them untold", async () => {
    entries.length = 0;
    const password = token({ role: "csm", csm_id: "c1", ...claims });
    const client = await connect(serving, { user: "bearer", password, ssl: false });
    await client.query("select a.name from accounts a, tiers where a.name <> 'a-secret-word'");
    await client.query("select 1");
    await expect(client.query("select * from quarantine")).rejects.toThrow();
    await expect(client.query("select error from runs")).rejects.toThrow();
    await client.query(
      "begin; declare c cursor for select date from calendar; fetch 2 from c; rollback",
    );
    await client.end();
    for (const [labels, count] of [
      ['path="postgres",view="accounts",status="00000"', 1],
      ['path="postgres",view="tiers",status="00000"', 1],
      ['path="postgres",view="none",status="00000"', 1],
      ['path="postgres",view="none",status="42P01"', 2],
      ['path="postgres",view="calendar",status="00000"', 1],
    ] as const) {
      const line = new RegExp(`^tenure_queries_total\\{${labels}\\}`);
      expect([labels, await metric(line)]).toEqual([labels, count]);
    }
    expect(await metric(/^tenure_query_duration_seconds_count\{path="postgres"\}/)).toBe(5);
    const shown = entries
      .filter(({ path }) => path === "postgres")
      .map(({ views, status, role, csm_id, run_id, is_complete }) =>
        [views.join(), status, role, csm_id, run_id, is_complete].join(" "),
      );
    expect(shown).toEqual([
      "accounts,tiers 00000 csm c1 r1 true",
      " 00000 csm c1 r1 true",
      " 42P01 csm c1 r1 false",
      " 42P01 csm c1 r1 false",
      "calendar 00000 csm c1 r1 false",
    ]);
    expect(JSON.stringify(entries)).not.toMatch(/a-secret-word|quarantine/);
  });

  test("tells an answer from memory from one that was asked of the snapshot", async () => {
    const [hit, miss] = ["hit", "miss"].map(
      (outcome) => new RegExp(`^tenure_cache_requests_total\\{outcome="${outcome}"\\}`),
    ) as [RegExp, RegExp];
    const query = { measures: ["accounts.seats"], dimensions: ["accounts.region"] };
    const [hits, misses] = [(await metric(hit)) ?? 0, (await metric(miss)) ?? 0];
    const first = await rowsOf(serving, query, known);
    expect(await rowsOf(serving, query, known)).toEqual(first);
    expect([await metric(hit), await metric(miss)]).toEqual([hits + 1, misses + 1]);
  });

  test("tells which build is served, how old it is and what it describes", async () => {
    expect(await metric(/^tenure_build_info\{run_id="r1"\}/)).toBe(1);
    const publishedAt = Date.UTC(2025, 2, 16, 1, 0, 9) / 1000;
    expect(await metric(/^tenure_build_published_timestamp_seconds /)).toBe(publishedAt);
    const age = (await metric(/^tenure_build_age_seconds /)) ?? 0;
    expect(Math.abs(age - (Date.now() / 1000 - publishedAt))).toBeLessThan(60);
    expect(await metric(/^tenure_build_as_of_timestamp_seconds /)).toBe(
      Date.UTC(2025, 2, 16) / 1000,
    );
  });

  test("tells how fresh each source is and how many rows are set aside", async () => {
    const source = 'source="billing",entity="accounts"';
    // accounts.csv: newest row 2025-03-14 10:00, landed 2025-03-15 08:00
    expect(await metric(new RegExp(`^tenure_source_newest_timestamp_seconds\\{${source}\\}`))).toBe(
      Date.UTC(2025, 2, 14, 10) / 1000,
    );
    expect(await metric(new RegExp(`^tenure_source_landed_timestamp_seconds\\{${source}\\}`))).toBe(
      Date.UTC(2025, 2, 15, 8) / 1000,
    );
    const open = 'entity="accounts",reason="missing-value"';
    expect(await metric(new RegExp(`^tenure_quarantined_rows\\{${open}\\}`))).toBe(1);
    // the row of an unknown account was read again with success
    expect(await metric(/^tenure_quarantined_rows\{.*unknown-account/)).toBeUndefined();
  });

  test("is not for strangers, nor for a csm", async () => {
    expect((await send(`${serving.url}/metrics`)).status).toBe(401);
    const own = token({ role: "csm", csm_id: "c1", ...claims });
    expect((await send(`${serving.url}/metrics`, own)).status).toBe(403);
  });
});

describe("the access log", () => {
  test("has a line for each request, with who asked what of which build", async () => {
    entries.length = 0;
    const own = token({ role: "csm", csm_id: "c1", ...claims });
    await ask(serving, mrr, { token: own });
    await send(`${serving.url}/v1/download/accounts?dimensions=name&token=${own}`);
    await ask(serving, mrr);
    await send(`${serving.url}/some/guess`);
    await expect.poll(() => entries.length).toBe(4);
    const shown = entries.map(({ path, views, status, role, csm_id, run_id }) => [
      path,
      views.join(),
      status,
      role,
      csm_id,
      run_id,
    ]);
    expect(shown).toEqual([
      ["/cubejs-api/v1/load", "accounts", 200, "csm", "c1", "r1"],
      ["/v1/download", "accounts", 200, "csm", "c1", "r1"],
      ["/cubejs-api/v1/load", "", 401, null, null, null],
      ["other", "", 404, null, null, null],
    ]);
    for (const { seconds, bytes, is_complete } of entries) {
      expect([seconds > 0, (bytes ?? 0) > 100, is_complete]).toEqual([true, true, true]);
    }
    const lines = readFileSync(logFile, "utf8").trim().split("\n");
    expect(JSON.parse(lines.at(-1) ?? "")).toMatchObject({ msg: "request", path: "other" });
  });

  test("holds no token, no secret and nothing that was asked for, wherever it was put", async () => {
    const hidden = "very-hidden-word";
    const filters = [{ member: "accounts.name", operator: "equals", values: [hidden] }];
    await ask(serving, { ...mrr, filters }, { token: known });
    await ask(serving, mrr, { token: `${known}x` });
    await send(`${serving.url}/${known}`);
    await send(`${serving.url}/v1/download/${known}`, known);
    await send(`${serving.url}/v1/download/accounts?token=${known}&filters=${hidden}`);
    await send(`${serving.url}/healthz?token=${known}`);
    await graph(serving, `{ cube { accounts { ${hidden.replaceAll("-", "_")} } } }`, known);
    await send(`${serving.url}/cubejs-api/v1/load?query={${known}`, known);
    await expect.poll(() => entries.length).toBeGreaterThan(11);
    const written = [
      readFileSync(logFile, "utf8"),
      JSON.stringify(events),
      JSON.stringify(entries),
    ];
    const response = await fetch(`${serving.url}/metrics`, {
      headers: { Authorization: known },
    });
    written.push(await response.text());
    for (const text of written) {
      for (const word of [known, known.split(".")[2] ?? "", secret, hidden, "very_hidden_word"]) {
        expect(text).not.toContain(word);
      }
    }
  });
});

test("a server that ends lets running answers end, and takes no new one", async () => {
  const ending = await serveDemo(await sharedWarehouse(), { demo: false, jwt: { secret } });
  const url = `${ending.url}/v1/download/calendar?token=${csm}`;
  const response = await fetch(url);
  const reader = response.body?.getReader();
  const first = await reader?.read();
  const closing = ending.close();
  await expect(fetch(`${ending.url}/healthz`)).rejects.toThrow();
  let bytes = first?.value?.length ?? 0;
  for (;;) {
    const piece = await reader?.read();
    if (piece === undefined || piece.done) break;
    bytes += piece.value.length;
  }
  // 50,001 days and a head
  expect(bytes).toBeGreaterThan(50_001 * "2025-01-01,".length);
  await closing;
});

test("an access log that cannot be written is refused before the server starts", () => {
  const file = join(folder, "not-there", "access.log");
  expect(() => accessLogTo(file, undefined)).toThrow(
    expect.objectContaining({ code: "cli/cannot-log", exitCode: 2 }),
  );
});
