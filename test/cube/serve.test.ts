import { execFile } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { oneIn } from "../sampled.js";
import { ask, graph, metaOf, type Row, rowsOf, secret, send, serveDemo } from "./client.js";
import { sharedWarehouse } from "./shared.js";
import { calendarDays, makeWarehouse, point } from "./snapshot.js";

oneIn(4);

const pages = mkdtempSync(join(tmpdir(), "tenure-page-"));
let warehouse: string;
let serving: Serving;

beforeAll(async () => {
  warehouse = await sharedWarehouse();
  mkdirSync(join(pages, "assets"));
  writeFileSync(join(pages, "index.html"), "<!doctype html><title>tenure</title>");
  writeFileSync(join(pages, "assets", "page-1a2b.js"), "export {};");
  serving = await serveDemo(warehouse, { dashboardFolder: pages });
});
afterAll(async () => {
  await serving.close();
  rmSync(pages, { recursive: true });
});

describe("starting", () => {
  const error = (code: string, hint: string) =>
    expect.objectContaining({ code, exitCode: 2, hint: expect.stringContaining(hint) });

  test("on a port that is taken names --port", async () => {
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(0, "127.0.0.1", resolve));
    const address = squatter.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await expect(serveDemo(warehouse, { port })).rejects.toEqual(
      error("cube/port-in-use", "--port"),
    );
    await new Promise((resolve) => squatter.close(resolve));
  });

  test("over a warehouse where nothing is published names tenure run", async () => {
    const empty = makeWarehouse();
    const started = serveDemo(empty.folder);
    await expect(started).rejects.toEqual(error("cube/nothing-published", "tenure run"));
    empty.remove();
  });

  test("over a published file that is not there says so", async () => {
    const broken = makeWarehouse();
    point(broken.folder, "gone");
    await expect(serveDemo(broken.folder)).rejects.toEqual(
      expect.objectContaining({ code: "cube/cannot-open", message: expect.stringMatching(/gone/) }),
    );
    broken.remove();
  });

  test("where the network could ask needs a secret, demo or not", async () => {
    for (const demo of [true, false]) {
      const started = serveDemo(warehouse, { host: "0.0.0.0", demo, jwt: {} });
      await expect(started).rejects.toEqual(error("cube/needs-a-secret", "secret"));
    }
  });

  test("on an address that is not this machine's names --host", async () => {
    const started = serveDemo(warehouse, { host: "192.0.2.1", jwt: { secret } });
    await expect(started).rejects.toEqual(error("cube/cannot-listen", "--host"));
  });

  test("without a demo or a secret warns that every question will be refused", async () => {
    const warnings: string[] = [];
    const log = ({ message }: { message: string }) => warnings.push(message);
    const options = { demo: false, log, port: Number(new URL(serving.url).port) };
    await expect(serveDemo(warehouse, options)).rejects.toThrow("taken");
    expect(warnings).toEqual([expect.stringContaining("no question will be answered")]);
  });

  test("with a secret that can be guessed is refused", async () => {
    const started = serveDemo(warehouse, { jwt: { secret: "hunter2" } });
    await expect(started).rejects.toEqual(error("cube/weak-secret", "32"));
  });
});

describe("every answer", () => {
  test("carries the headers that keep a browser careful", async () => {
    for (const path of ["/", "/healthz", "/cubejs-api/v1/meta", "/nowhere"]) {
      const { headers } = await send(`${serving.url}${path}`);
      const policy = headers.get("content-security-policy") ?? "";
      expect(policy).toContain("default-src 'none'");
      expect(policy).not.toMatch(/unsafe/);
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
      expect(headers.get("x-powered-by")).toBeNull();
      expect(headers.get("access-control-allow-origin")).toBeNull();
    }
  });

  test("names the build it was read from", async () => {
    const { headers } = await ask(serving, { measures: ["accounts.mrr"] });
    expect(headers.get("x-tenure-run")).toBe("r1");
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("the page", () => {
  test("is asked for each time, its hashed assets never again", async () => {
    const page = await fetch(`${serving.url}/`);
    expect(await page.text()).toContain("<title>tenure</title>");
    expect(page.headers.get("cache-control")).toBe("no-cache");
    const asset = await fetch(`${serving.url}/assets/page-1a2b.js`);
    expect(asset.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  });

  test("leads to no file outside its folder", async () => {
    for (const path of [
      "/../package.json",
      "/%2e%2e/package.json",
      "/assets/..%2f..%2fpackage.json",
    ]) {
      expect((await fetch(`${serving.url}${path}`)).status).toBeGreaterThanOrEqual(400);
    }
  });
});

describe("of Cube's own routes", () => {
  test.each([
    "/cubejs-api/v1/cubesql",
    "/cubejs-api/v1/convert-query",
    "/cubejs-api/v1/graphql-to-json",
    "/cubejs-api/v1/subscribe",
    "/cubejs-api/v1/running-query/1",
    "/cubejs-api/v1/pre-aggregations/jobs",
    "/cubejs-api/v2/load",
    "/cubejs-system/v1/context",
    "/cubejs-api//v1/cubesql",
    "/CUBEJS-API/V1/CUBESQL",
    "/readyz",
    "/livez",
    "/playground",
  ])("%s is not there", async (path) => {
    for (const method of ["GET", "POST"]) {
      expect((await send(`${serving.url}${path}`, undefined, { method })).status).toBe(404);
    }
  });
});

describe("a limit that cut the result", () => {
  const dimensions = ["account_months.account_month_id"];
  const flag = "x-tenure-truncated";

  test("is told in a header and in the answer", async () => {
    const reply = await ask(serving, { dimensions, limit: 19 });
    expect(reply.headers.get(flag)).toBe("true");
    expect(reply.body.truncated).toBe(true);
    expect(reply.body.data).toHaveLength(19);
    expect(reply.body.query).toMatchObject({ limit: 19, rowLimit: 19 });
  });

  test("is not told when the last row came along", async () => {
    for (const limit of [20, 21, undefined]) {
      const reply = await ask(serving, { dimensions, limit });
      expect(reply.headers.get(flag)).toBeNull();
      expect(reply.body).not.toHaveProperty("truncated");
      expect(reply.body.data).toHaveLength(20);
    }
  });

  test("is told over GraphQL too", async () => {
    const reply = await graph(serving, "{ cube(limit: 2) { accounts { account_id } } }");
    expect(reply.headers.get(flag)).toBe("true");
    expect(reply.body.data).toMatchObject({ cube: { length: 2 } });
  });

  test("is 50,000 rows where none is given, and a larger one is refused", async () => {
    const days = { dimensions: ["calendar.date"], responseFormat: "columnar" };
    const reply = await ask(serving, days);
    expect(reply.headers.get(flag)).toBe("true");
    expect(reply.body.data).toMatchObject({ columns: [{ length: 50_000 }] });
    const rest = await ask(serving, { ...days, offset: 50_000 });
    expect(rest.headers.get(flag)).toBeNull();
    expect(rest.body.data).toMatchObject({ columns: [{ length: calendarDays - 50_000 }] });
    const more = await ask(serving, { ...days, limit: 50_001 });
    expect([more.status, more.body.error]).toEqual([400, expect.stringContaining("50000")]);
  });
});

describe("a query that is not one", () => {
  test.each<[string, unknown]>([
    ["names no member there is", { measures: ["accounts.mmr"] }],
    [
      "asks for another time zone, in which months would move",
      {
        measures: ["accounts.mrr"],
        timezone: "America/New_York",
      },
    ],
    ["asks for rows without grouping", { measures: ["accounts.mrr"], ungrouped: true }],
    ["brings SQL of its own", { measures: [{ expression: ["return `1`"], cubeName: "accounts" }] }],
    [
      "brings SQL in a string",
      {
        measures: [
          '{"cubeName":"accounts","alias":"x","expr":{"type":"SqlFunction","cubeParams":[],"sql":"1"}}',
        ],
      },
    ],
    [
      "brings a join of its own",
      {
        measures: ["accounts.mrr"],
        subqueryJoins: [{ sql: "select 1", on: "true", joinType: "LEFT", alias: "x" }],
      },
    ],
    [
      "has a date range that is none",
      {
        measures: ["account_months.mrr"],
        timeDimensions: [{ dimension: "account_months.month", dateRange: "'; drop table x" }],
      },
    ],
    ["is empty", {}],
    ["is a list of nothing", []],
    ["is no object", "mrr"],
  ])("because it %s is refused with 400", async (_name, query) => {
    const reply = await ask(serving, query);
    expect(reply.status).toBe(400);
    expect(typeof reply.body.error).toBe("string");
  });

  test("because its body is broken, or far too long, is refused without a stack", async () => {
    const post = (body: string) =>
      send(`${serving.url}/cubejs-api/v1/load`, undefined, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body,
      });
    expect(await post("{").then(({ status, body }) => [status, body])).toEqual([
      400,
      { error: "The body is not JSON that can be read" },
    ]);
    expect((await post(JSON.stringify({ query: "x".repeat(2_000_000) }))).status).toBe(413);
  });
});

test("/meta says what each figure of a view is drilled down to", async () => {
  const views = await metaOf(serving);
  const mrr = views
    .flatMap(({ measures }) => measures)
    .find(({ name }) => name === "account_months.mrr");
  expect(mrr?.drillMembers).toEqual(
    expect.arrayContaining(["account_months.account_id", "account_months.month"]),
  );
});

describe("an answer over REST", () => {
  const month = "account_months.month";
  const query = {
    measures: ["account_months.mrr"],
    timeDimensions: [
      { dimension: month, granularity: "month", dateRange: ["2025-01-01", "2025-02-28"] },
    ],
  };

  test("gives numbers as text and months without a zone, under both names", async () => {
    expect(await rowsOf(serving, query)).toEqual([
      {
        "account_months.mrr": "2500",
        [month]: "2025-01-01T00:00:00.000",
        "account_months.month.month": "2025-01-01T00:00:00.000",
      },
      {
        "account_months.mrr": "1650",
        [month]: "2025-02-01T00:00:00.000",
        "account_months.month.month": "2025-02-01T00:00:00.000",
      },
    ]);
  });

  test("comes as rows, compact or in columns", async () => {
    const small = { measures: ["accounts.mrr"], dimensions: ["accounts.csm_id"], limit: 2 };
    const order = { "accounts.mrr": "desc" };
    const members = ["accounts.csm_id", "accounts.mrr"];
    const compact = await ask(serving, { ...small, order, responseFormat: "compact" });
    expect(compact.body.data).toEqual({
      members,
      dataset: [
        ["c1", "1500"],
        ["c2", "150"],
      ],
    });
    const columnar = await ask(serving, { ...small, order, responseFormat: "columnar" });
    expect(columnar.body.data).toEqual({
      members,
      columns: [
        ["c1", "c2"],
        ["1500", "150"],
      ],
    });
  });

  test("compares ranges, each with its own last month", async () => {
    const [time] = query.timeDimensions;
    const ranges = [
      ["2024-11-01", "2024-12-31"],
      ["2025-01-01", "2025-02-28"],
    ];
    const compared = {
      measures: query.measures,
      timeDimensions: [{ dimension: time?.dimension, compareDateRange: ranges }],
    };
    const reply = await ask(serving, compared, { type: "multi" });
    const results = reply.body.results as { data: Row[] }[];
    expect(results.map(({ data }) => data)).toEqual([
      [
        {
          "account_months.mrr": "2300",
          compareDateRange: "2024-11-01T00:00:00.000 - 2024-12-31T23:59:59.999",
        },
      ],
      [
        {
          "account_months.mrr": "1650",
          compareDateRange: "2025-01-01T00:00:00.000 - 2025-02-28T23:59:59.999",
        },
      ],
    ]);
    expect(reply.body.pivotQuery).toMatchObject({ dimensions: ["compareDateRange"] });
  });

  test("blends several queries over the same months", async () => {
    const dateRange = ["2025-02-01", "2025-02-28"];
    const over = (dimension: string) => [{ dimension, granularity: "month", dateRange }];
    const blended = [
      { measures: ["account_months.mrr"], timeDimensions: over(month) },
      { measures: ["mrr_movements.amount"], timeDimensions: over("mrr_movements.month") },
    ];
    const reply = await ask(serving, blended, { type: "multi" });
    const results = reply.body.results as { data: Row[] }[];
    expect(results.map(({ data }) => data[0]?.["time.month"])).toEqual([
      "2025-02-01T00:00:00.000",
      "2025-02-01T00:00:00.000",
    ]);
    expect(results[1]?.data[0]?.["mrr_movements.amount"]).toBe("-850");
  });

  test("has no row, and still its annotation, where nothing fits", async () => {
    const filters = [{ member: "accounts.region", operator: "equals", values: ["Atlantis"] }];
    const reply = await ask(serving, { dimensions: ["accounts.name"], filters });
    expect(reply.body.data).toEqual([]);
    expect(reply.body.annotation).toHaveProperty("dimensions.accounts\\.name");
  });
});

describe("the time zone of the process", () => {
  test("moves no month end", async () => {
    const granularity = "month";
    const byMonth = [{ dimension: "account_months.month", granularity }];
    const queries = [
      { measures: ["account_months.mrr", "account_months.mrr_new"], timeDimensions: byMonth },
      {
        measures: ["mrr_movements.amount"],
        timeDimensions: [{ dimension: "mrr_movements.occurred_on", granularity }],
      },
      {
        measures: ["account_months.mrr"],
        timeDimensions: [
          { dimension: "account_months.month", dateRange: ["2025-01-31", "2025-02-01"] },
        ],
      },
    ];
    const here = [];
    for (const query of queries) here.push(await rowsOf(serving, query));
    const script = fileURLToPath(new URL("./other-zone.mjs", import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath,
      [script, warehouse, ...queries.map((query) => JSON.stringify(query))],
      { env: { ...process.env, TZ: "America/New_York" } },
    );
    expect(JSON.parse(stdout)).toEqual({ zone: 300, answers: here });
    expect(stderr).toBe(""); // nor does Cube give advice there
    expect(here[0]?.map((row) => row["account_months.mrr"])).toEqual([
      "1600",
      "2300",
      "2500",
      "1650",
      "1700",
    ]);
  });
});
