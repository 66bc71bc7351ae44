import { request as httpRequest } from "node:http";
import { join } from "node:path";
import jsonwebtoken from "jsonwebtoken";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessBy } from "../../cube/access.js";
import type { Serving } from "../../cube/cube.js";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { oneIn } from "../sampled.js";
import { connect, textsOf } from "../sql/endpoint.js";
import { ask, graph, metaOf, rowsOf, secret, send, token } from "./client.js";
import { hiddenFrom, memberOf, type View, views } from "./model-files.js";
import { sharedDemo, sharedGuarded, sharedRun, sharedWarehouse } from "./shared.js";

oneIn(10);

let guarded: Serving;
let demo: Serving;
let build: Database;

beforeAll(async () => {
  const file = join(await sharedWarehouse(), "builds", `${sharedRun}.duckdb`);
  build = await openDatabase(file, { readOnly: true });
  guarded = await sharedGuarded();
  demo = await sharedDemo();
});
afterAll(() => build.close());

const tokens = {
  admin: token({ role: "admin" }),
  leadership: token({ role: "leadership" }),
  analyst: token({ role: "analyst" }),
  csm: token({ role: "csm", csm_id: "c1" }),
};
type Role = keyof typeof tokens;
const roles = Object.keys(tokens) as Role[];

function mayAsk(role: Role, { meta }: View): boolean {
  return role !== "csm" || meta.csm !== "none";
}

/** A measure that a role may see, else any. */
function measureOf(role: Role, view: View): string {
  const measures = view.includes.filter((name) => memberOf(view, name)?.kind === "measure");
  const hidden = hiddenFrom(view, role) ?? [];
  return measures.find((name) => !hidden.includes(name)) ?? "no-measure";
}

const formats = ["csv", "parquet", "arrow"] as const;
type Format = (typeof formats)[number];
type Statuses = Readonly<Record<string, number | string>>;

interface Asking {
  readonly role: Role;
  readonly view: View;
  readonly name: string;
  /** A session of the same user at the SQL endpoint. */
  readonly session: pg.Client;
  readonly formats: readonly Format[];
}

/** What every path answers to one member of a view. */
async function statuses({ role, view, name, session, ...asking }: Asking): Promise<Statuses> {
  const found: Record<string, number | string> = {};
  const { kind, type } = memberOf(view, name) ?? {};
  const key = kind === "measure" ? "measures" : "dimensions";
  for (const path of ["load", "sql"]) {
    const query = { [key]: [`${view.name}.${name}`] };
    found[path] = (await ask(guarded, query, { token: tokens[role], path })).status;
  }
  for (const format of asking.formats) {
    const file = `${guarded.url}/v1/download/${view.name}?format=${format}&${key}=${name}`;
    found[format] = (await send(file, tokens[role])).status;
  }
  const field = type === "time" ? `${name} { value }` : name;
  const reply = await graph(guarded, `{ cube { ${view.name} { ${field} } } }`, tokens[role]);
  found.graphql = reply.body.data ? reply.status : `${reply.status} without data`;
  found.endpoint = await textsOf(session, `select ${name} from ${view.name} limit 1`).then(
    () => "rows",
    (error: unknown) => String((error as { code?: unknown }).code),
  );
  return found;
}

function onEvery(asked: readonly Format[], status: number, endpoint: string): Statuses {
  const graphql = status === 200 ? 200 : `${status} without data`;
  const files = Object.fromEntries(asked.map((format) => [format, status]));
  return { load: status, sql: status, ...files, graphql, endpoint };
}

// SQL has no "forbidden": what a role may not see is a table (42P01) or column (42703) that is not
const noView = onEvery(formats, 403, "42P01");
const noMember = onEvery(formats, 403, "42703");

describe.each(roles)("a %s", (role) => {
  let shownViews: Awaited<ReturnType<typeof metaOf>>;
  let session: pg.Client;
  beforeAll(async () => {
    shownViews = await metaOf(guarded, tokens[role]);
    session = await connect(guarded, { user: "bearer", password: tokens[role], ssl: false });
  });
  afterAll(() => session.end());

  test.each(views)("asks $name over every path, or none", async (view) => {
    const asking = { role, view, name: measureOf(role, view), session };
    if (!mayAsk(role, view)) {
      expect(await statuses({ ...asking, formats })).toEqual(noView);
      return;
    }
    // a file is written once who may ask is settled: over the roles a view meets every format
    const format = formats[(roles.indexOf(role) + views.indexOf(view)) % formats.length] ?? "csv";
    const found = await statuses({ ...asking, formats: [format] });
    expect(found).toEqual(onEvery([format], 200, "rows"));
  });

  test.each(views)("is refused every member of $name that is hidden from them", async (view) => {
    const shown = shownViews.find(({ name }) => name === view.name);
    const visible = [...(shown?.measures ?? []), ...(shown?.dimensions ?? [])];
    const hidden = mayAsk(role, view) ? (hiddenFrom(view, role) ?? []) : view.includes;
    const open = view.includes.filter((name) => !hidden.includes(name));
    const names = visible.map(({ name }) => name.replace(`${view.name}.`, ""));
    expect(names.sort()).toEqual(open.sort());
    // of a view that is closed one more member than its measure above
    for (const name of mayAsk(role, view) ? hidden : hidden.slice(0, 1)) {
      const found = await statuses({ role, view, name, session, formats });
      expect([name, found]).toEqual([name, mayAsk(role, view) ? noMember : noView]);
    }
  });

  test("is shown exactly the views they may ask", () => {
    const shown = shownViews.map(({ name }) => name).sort();
    const allowed = views.filter((view) => mayAsk(role, view)).map(({ name }) => name);
    expect(shown).toEqual(allowed.sort());
  });

  test("learns from /healthz which build answers", async () => {
    const { body } = await send(`${guarded.url}/healthz`, tokens[role]);
    expect(body).toEqual({ status: "ok", run_id: "r1", as_of: "2025-03-16T00:00:00.000Z" });
  });
});

describe("a csm", () => {
  let session: pg.Client;
  beforeAll(async () => {
    session = await connect(guarded, { user: "bearer", password: tokens.csm, ssl: false });
  });
  afterAll(() => session.end());

  // Casey, who is c1, has a1 and a2
  const ownRows = "account_id in ('a1', 'a2')";
  const ofAccounts = views.filter(
    ({ meta, includes }) => meta.csm === "own" && includes.includes("account_id"),
  );

  test.each(ofAccounts)("sees in $name only the accounts that are theirs", async (view) => {
    const dimension = `${view.name}.account_id`;
    const query = { dimensions: [dimension], order: { [dimension]: "asc" } };
    const seen = await rowsOf(guarded, query, tokens.csm);
    const expected = await rows(
      build.connection,
      `select distinct account_id from ${view.mart} where ${ownRows} order by account_id`,
    );
    expect(seen.map((row) => row[dimension])).toEqual(expected.map((row) => row.account_id));
    expect(expected.length).toBeGreaterThan(0);
    const path = `${guarded.url}/v1/download/${view.name}?dimensions=account_id`;
    const file = await fetch(path, { headers: { Authorization: tokens.csm } });
    const lines = (await file.text()).trim().split("\n").slice(1);
    expect(lines.sort()).toEqual(expected.map((row) => row.account_id));
    const distinct = `select distinct account_id from ${view.name} order by 1`;
    expect(await textsOf(session, distinct)).toEqual(lines.map((line) => [line]));
  });

  test("gets totals of their own accounts, over REST and GraphQL", async () => {
    const found = await rowsOf(guarded, { measures: ["account_months.mrr"] }, tokens.csm);
    expect(found).toEqual([{ "account_months.mrr": "1500" }]);
    const reply = await graph(guarded, "{ cube { accounts { mrr customers } } }", tokens.csm);
    expect(reply.body.data).toEqual({ cube: [{ accounts: { mrr: 1500, customers: 2 } }] });
  });

  test("gets nothing by asking for an account of somebody else", async () => {
    const filters = [{ member: "accounts.account_id", operator: "equals", values: ["a3"] }];
    const query = { dimensions: ["accounts.name"], filters };
    expect(await rowsOf(guarded, query, tokens.csm)).toEqual([]);
    const or = [{ or: [filters[0], { ...filters[0], operator: "notEquals" }] }];
    const all = await rowsOf(guarded, { ...query, filters: or }, tokens.csm);
    expect(all.map((row) => row["accounts.name"]).sort()).toEqual(["Alder", "Birch"]);
  });

  test("without an account gets no row", async () => {
    const stranger = token({ role: "csm", csm_id: "nobody' or 1=1 --" });
    expect(await rowsOf(guarded, { dimensions: ["accounts.name"] }, stranger)).toEqual([]);
  });

  test("cannot compute the whole company's MRR from a share", async () => {
    for (const member of ["mrr_share", "tier_rank", "customer_share", "cumulative_mrr_share"]) {
      const isMeasure = member === "mrr_share";
      const query = { [isMeasure ? "measures" : "dimensions"]: [`account_months.${member}`] };
      expect((await ask(guarded, query, { token: tokens.csm })).status).toBe(403);
    }
    const shares = { measures: ["tiers.mrr_share"], dimensions: ["tiers.tier"] };
    expect((await ask(guarded, shares, { token: tokens.csm })).status).toBe(200);
    const money = { measures: ["tiers.mrr"], dimensions: ["tiers.tier"] };
    expect((await ask(guarded, money, { token: tokens.csm })).status).toBe(403);
  });
});

describe("a hidden member", () => {
  const hidden = "quarantine.raw_text";
  const visible = { dimensions: ["quarantine.row_id"] };
  const attempts: Record<string, object> = {
    dimension: { dimensions: [hidden] },
    filter: { ...visible, filters: [{ member: hidden, operator: "contains", values: ["secret"] }] },
    "filter, in the old spelling": {
      ...visible,
      filters: [{ dimension: hidden, operator: "contains", values: ["secret"] }],
    },
    "filter in a group": {
      ...visible,
      filters: [{ or: [{ and: [{ member: hidden, operator: "set" }] }] }],
    },
    order: { ...visible, order: { [hidden]: "asc" } },
    "order as a list": { ...visible, order: [[hidden, "asc"]] },
    "one of several queries": [visible, { dimensions: [hidden] }],
  };

  test.each(Object.entries(attempts))("is refused as a %s", async (_name, query) => {
    for (const path of ["load", "sql", "dry-run"]) {
      const options = { token: tokens.analyst, path, type: "multi" };
      const reply = await ask(guarded, query, options);
      expect([path, reply.status]).toEqual([path, 403]);
      expect(JSON.stringify(reply.body)).not.toContain("secret@");
    }
  });

  test("is refused over GraphQL as a field, in where and in orderBy", async () => {
    for (const cube of [
      "cube { quarantine { raw_text } }",
      'cube(where: { quarantine: { raw_text: { contains: "secret" } } }) { quarantine { row_id } }',
      "cube(orderBy: { quarantine: { raw_text: asc } }) { quarantine { row_id } }",
    ]) {
      const reply = await graph(guarded, `{ ${cube} }`, tokens.analyst);
      expect([cube, reply.status]).toEqual([cube, 403]);
    }
  });

  test("is given to an admin", async () => {
    const found = await rowsOf(guarded, { dimensions: [hidden] }, tokens.admin);
    expect(found).toHaveLength(3);
  });

  test("is every member of a private cube, and each one the model keeps for itself", async () => {
    for (const member of [
      "mart_accounts.name",
      "mart_quarantine.raw_text",
      "accounts.owner_csm_id",
      "mart_account_months.merged_periods",
    ]) {
      const reply = await ask(guarded, { dimensions: [member] }, { token: tokens.admin });
      expect([member, reply.status]).toEqual([member, 403]);
    }
  });
});

describe("a token", () => {
  const query = { measures: ["accounts.mrr"] };
  const now = Math.floor(Date.now() / 1000);
  const bad: Record<string, string> = {
    "signed with another secret": token({ role: "admin" }, `${secret}x`),
    "without a signature": `${Buffer.from('{"alg":"none"}').toString("base64url")}.${Buffer.from(
      '{"role":"admin"}',
    ).toString("base64url")}.`,
    "that has expired": jsonwebtoken.sign({ role: "admin", exp: now - 60 }, secret),
    "that is not valid yet": jsonwebtoken.sign({ role: "admin", nbf: now + 600 }, secret),
    "of a role nobody knows": token({ role: "root" }),
    "of a csm without an id": token({ role: "csm" }),
    "of a csm with an empty id": token({ role: "csm", csm_id: "" }),
    "that is no token": "let me in",
    "signed with another algorithm": jsonwebtoken.sign({ role: "admin" }, secret, {
      algorithm: "HS512",
    }),
  };

  test.each(Object.entries(bad))("%s is refused on every path", async (_name, wrong) => {
    for (const path of ["load", "sql", "dry-run"]) {
      expect((await ask(guarded, query, { token: wrong, path })).status).toBe(403);
    }
    expect((await graph(guarded, "{ cube { accounts { mrr } } }", wrong)).status).toBe(403);
    expect((await send(`${guarded.url}/cubejs-api/v1/meta`, wrong)).status).toBe(403);
    expect((await send(`${guarded.url}/healthz`, wrong)).status).toBe(403);
    const file = `${guarded.url}/v1/download/accounts`;
    expect((await send(file, wrong)).status).toBe(403);
    expect((await send(`${file}?token=${encodeURIComponent(wrong)}`)).status).toBe(403);
  });

  test("that has expired is said to have, to whoever it was given", async () => {
    const said = async (wrong: string) =>
      (await ask(guarded, query, { token: wrong })).body as unknown;
    expect(await said(bad["that has expired"] ?? "")).toEqual({ error: "The token has expired" });
    const forged = jsonwebtoken.sign({ role: "admin", exp: now - 60 }, `${secret}x`);
    expect(await said(forged)).toEqual({ error: "The token is not valid" });
  });

  test("that is missing is asked for, and /healthz says only that it is well", async () => {
    expect((await ask(guarded, query)).status).toBe(401);
    expect((await graph(guarded, "{ cube { accounts { mrr } } }")).status).toBe(401);
    expect((await send(`${guarded.url}/cubejs-api/v1/meta`)).status).toBe(401);
    expect((await send(`${guarded.url}/v1/download/accounts`)).status).toBe(401);
    const health = await send(`${guarded.url}/healthz`);
    expect([health.status, health.body]).toEqual([200, { status: "ok" }]);
  });

  test("is taken without the word Bearer, as Cube's client sends it", async () => {
    const url = `${guarded.url}/cubejs-api/v1/load?query=${JSON.stringify(query)}`;
    const response = await fetch(url, { headers: { Authorization: tokens.analyst } });
    expect(response.status).toBe(200);
  });

  test("is not needed in a demo on this machine, where the asker is an admin", async () => {
    expect(await rowsOf(demo, { dimensions: ["quarantine.raw_text"] })).toHaveLength(3);
  });
});

describe("a name in the Host header", () => {
  const path = '/cubejs-api/v1/load?query={"measures":["accounts.mrr"]}';

  function statusFor(serving: Serving, host: string): Promise<number | undefined> {
    const { port } = new URL(serving.url);
    return new Promise((resolve, reject) => {
      const options = { host: "127.0.0.1", port, path: encodeURI(path), headers: { host } };
      const sent = httpRequest(options, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      sent.once("error", reject);
      sent.end();
    });
  }

  test("other than this machine's is refused where no token is asked for", async () => {
    const { port } = new URL(demo.url);
    expect(await statusFor(demo, `127.0.0.1:${port}`)).toBe(200);
    expect(await statusFor(demo, `localhost:${port}`)).toBe(200);
    for (const host of [`rebind.example:${port}`, "127.0.0.1", `127.0.0.1.nip.example:${port}`]) {
      expect(await statusFor(demo, host)).toBe(403);
    }
  });
});

describe("without Cube", () => {
  test("a demo on another address is no demo", async () => {
    const identify = accessBy({ host: "127.0.0.2", demo: true, jwt: { secret } });
    expect(await identify(undefined)).toMatchObject({ kind: "refused", status: 401 });
  });

  test("nobody is let in where there is neither a demo nor a secret", async () => {
    const identify = accessBy({ host: "127.0.0.1", demo: false });
    expect(await identify(tokens.admin)).toMatchObject({ kind: "refused", status: 401 });
  });
});
