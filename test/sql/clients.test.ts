import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Serving } from "../../cube/cube.js";
import { shipped } from "../../pipeline/root.js";
import { rowsOf, token } from "../cube/client.js";
import { passwords, sharedGuarded } from "../cube/shared.js";
import { oneIn } from "../sampled.js";
import { connect, isThere, psql, textsOf } from "./endpoint.js";

oneIn(9);

const manyRows = 200_000;

const wanted = "select account_id, month, mrr from account_months";

/** What every client asks; `?` is a parameter. */
const asked = {
  prepared: `${wanted} where account_id = ? and tier = ? and mrr > ? and month >= ?
    and snapshot_at < ? order by month`,
  // for those that have no prepared statement of their own on the wire
  prepare: `prepare chosen (text, integer, numeric, date, timestamp) as ${wanted}
    where account_id = $1 and tier = $2 and mrr > $3 and month >= $4 and snapshot_at < $5
    order by month`,
  many: `select c.date, g.n from calendar c, generate_series(1, 4) as g(n) limit ${manyRows}`,
  figures:
    "select region, measure(mrr), measure(customers) from account_months group by 1 order by 1",
};

const answerSchema = z.object({
  tables: z.array(z.string()),
  columns: z.record(z.string(), z.string()),
  prepared: z.array(z.array(z.string().nullable())),
  fetched: z.number(),
  figures: z.array(z.array(z.string().nullable())),
});
type Answer = z.infer<typeof answerSchema>;

let serving: Serving;
let rest: (string | number)[][];

beforeAll(async () => {
  serving = await sharedGuarded();
  const query = {
    measures: ["account_months.mrr", "account_months.customers"],
    dimensions: ["account_months.region"],
    order: { "account_months.region": "asc" },
  };
  const found = await rowsOf(serving, query, token({ role: "analyst" }));
  rest = found.map((row) => [
    String(row["account_months.region"]),
    Number(row["account_months.mrr"]),
    Number(row["account_months.customers"]),
  ]);
});

function figuresOf(answer: Pick<Answer, "figures">): (string | number)[][] {
  return answer.figures.map(([region, ...numbers]) => [String(region), ...numbers.map(Number)]);
}

/** Runs a program that reads what is asked from its input and prints its answer. */
async function answerOf(
  command: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const login = { PGUSER: "ana", PGPASSWORD: passwords.ana, PGPORT: String(serving.sqlPort) };
  const env = { ...process.env, TZ: "UTC", ...login, ...environment };
  const running = promisify(execFile)(command, [...args], { env, maxBuffer: 1e8 });
  running.child.stdin?.end(`${JSON.stringify(asked)}\n`);
  return answerSchema.parse(JSON.parse((await running).stdout));
}

// a1 has 1200 from January on, is of tier 1, and the snapshot of March is later than the tenth
const expected = [
  ["a1", "2025-01-01", "1200.0000"],
  ["a1", "2025-02-01", "1200.0000"],
];

function checked(answer: Answer, types: Readonly<Record<string, string>>): void {
  expect(answer.tables).toEqual(expect.arrayContaining(["accounts", "account_months", "calendar"]));
  expect(answer.columns).toMatchObject(types);
  expect(Object.keys(answer.columns)).not.toContain("owner_csm_id");
  expect(answer.prepared).toEqual(expected);
  expect(answer.fetched).toBe(manyRows);
  expect(figuresOf(answer)).toEqual(rest);
  expect(rest.length).toBeGreaterThan(2);
}

const scripts = shipped("test", "sql", "clients");
// Debian's own, which sees Debian's packages, whatever python3 is first in PATH
const python = "/usr/bin/python3";
const jars = "/usr/share/java/postgresql.jar:/usr/share/java/js.jar";

test("node's client lists, binds, fetches by a cursor and agrees with REST", async () => {
  const client = await connect(serving);
  const texts = (sql: string, values: unknown[] = []) => textsOf(client, sql, values);
  const schema = "information_schema";
  const tables = await texts(
    `select table_name from ${schema}.tables where table_schema = 'public'`,
  );
  const columns = await texts(
    `select column_name, data_type from ${schema}.columns where table_name = $1`,
    ["account_months"],
  );
  let at = 0;
  const numbered = asked.prepared.replaceAll("?", () => {
    at += 1;
    return `$${at}`;
  });
  const day = new Date("2025-03-10T00:00:00Z");
  const prepared = await texts(numbered, ["a1", 1, "1100.5", "2025-01-01", day]);
  await client.query("begin");
  await client.query(`declare many cursor for ${asked.many}`);
  let fetched = 0;
  for (let rows = 1; rows > 0; fetched += rows) {
    rows = (await client.query("fetch 10000 from many")).rows.length;
  }
  await client.query("commit");
  const answer = {
    tables: tables.map(([name]) => String(name)),
    columns: Object.fromEntries(columns),
    prepared,
    fetched,
    figures: await texts(asked.figures),
  };
  await client.end();
  checked(answer, { month: "date", mrr: "numeric", snapshot_at: "timestamp without time zone" });
});

const hasPsql = await isThere("psql");
test.skipIf(!hasPsql)("psql (skipped where it is not installed) does the same", async () => {
  const lines = async (...commands: readonly string[]): Promise<string[][]> => {
    const printed = await psql(serving, ...commands);
    return printed
      .trimEnd()
      .split("\n")
      .map((line) => line.split("\t"));
  };
  const execute = "execute chosen ('a1', 1, 1100.5, date '2025-01-01', '2025-03-10 00:00:00')";
  const answer = {
    tables: (await lines("\\dt")).map(([, name = ""]) => name),
    columns: Object.fromEntries(await lines("\\d account_months")),
    prepared: (await lines(asked.prepare, execute)).slice(1),
    fetched: (await lines("\\set FETCH_COUNT 10000", asked.many)).length,
    figures: await lines(asked.figures),
  };
  checked(answer, {
    month: "date",
    mrr: "numeric(38,4)",
    snapshot_at: "timestamp without time zone",
  });
});

const hasJdbc =
  (await isThere("java", "-version")) &&
  (await isThere(
    "test",
    "-f",
    "/usr/share/java/postgresql.jar",
    "-a",
    "-f",
    "/usr/share/java/js.jar",
  ));

describe.skipIf(!hasJdbc)("pgjdbc (skipped where it, Rhino or Java is not installed)", () => {
  test.each([
    ["as it comes", "&prepareThreshold=5"],
    ["in binary from the first time on", "&prepareThreshold=-1"],
    ["with simple queries", "&preferQueryMode=simple"],
  ])("%s lists, binds, fetches by a cursor and agrees with REST", async (_name, mode) => {
    const rhino = ["-cp", jars, "org.mozilla.javascript.tools.shell.Main", "-version", "200"];
    const answer = await answerOf("java", [...rhino, `${scripts}/jdbc.js`], { JDBC_MODE: mode });
    checked(answer, { month: "date", mrr: "numeric", snapshot_at: "timestamp" });
  });
});

async function hasModules(...names: readonly string[]): Promise<boolean> {
  return isThere(python, "-c", `import ${names.join(", ")}`);
}

const hasPsycopg = await hasModules("psycopg2");
describe.skipIf(!hasPsycopg)("psycopg (skipped where it is not installed)", () => {
  test("lists, binds, fetches by a cursor and agrees with REST", async () => {
    const answer = await answerOf(python, [`${scripts}/psycopg.py`]);
    checked(answer, { month: "date", mrr: "numeric", tier: "integer" });
  });
});

const hasAlchemy = await hasModules("psycopg2", "sqlalchemy", "pandas");
describe.skipIf(!hasAlchemy)("SQLAlchemy and pandas (skipped where not installed)", () => {
  test("reflect, bind, read in pieces and agree with REST", async () => {
    const answer = await answerOf(python, [`${scripts}/alchemy.py`]);
    checked(answer, { month: "date", mrr: "numeric(38, 4)", snapshot_at: "timestamp" });
  });
});

const hasOdbc =
  (await hasModules("pyodbc")) &&
  (await isThere("grep", "-q", "PostgreSQL Unicode", "/etc/odbcinst.ini"));
describe.skipIf(!hasOdbc)("psqlODBC (skipped where it or pyodbc is not installed)", () => {
  test.each([
    "0",
    "1",
  ])("lists, binds, fetches by a cursor and agrees with REST (%s)", async (side) => {
    const answer = await answerOf(python, [`${scripts}/odbc.py`], { SERVER_SIDE: side });
    checked(answer, { month: "date", mrr: "numeric", snapshot_at: "timestamp" });
  });
});
