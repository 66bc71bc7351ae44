import { connect as connectSocket, type Socket } from "node:net";
import type pg from "pg";
import { beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { rowsOf, token } from "../cube/client.js";
import { guardedEvents, passwords, sharedGuarded } from "../cube/shared.js";
import { calendarDays } from "../cube/snapshot.js";
import { oneIn } from "../sampled.js";
import { connect, csmLogin, isThere, psql, textsOf } from "./endpoint.js";

oneIn(3);

let serving: Serving;

beforeAll(async () => {
  serving = await sharedGuarded();
});

describe("who may ask", () => {
  test("a user logs in with a password by SCRAM, over TLS or on this machine without", async () => {
    for (const ssl of [{ rejectUnauthorized: false }, false]) {
      const client = await connect(serving, { ssl });
      expect(await textsOf(client, "select count(*) from accounts")).toEqual([["5"]]);
      await client.end();
    }
  });

  test("a token is a password, and its role decides what is seen", async () => {
    const client = await connect(serving, csmLogin);
    expect(await textsOf(client, "select name from accounts order by 1")).toEqual([
      ["Alder"],
      ["Birch"],
    ]);
    expect(await textsOf(client, "select sum(mrr) from account_months")).toEqual([["1500.0000"]]);
    await client.end();
  });

  test.each([
    ["ana", "wrong"],
    ["ana", token({ role: "admin" })],
    ["nobody", passwords.ana],
    ["nobody", token({ role: "admin" }, "another-secret-0123456789-0123456789")],
    ["nobody", token({ role: "root" })],
  ])("%s with a wrong password is refused", async (user, password) => {
    const refused = connect(serving, { user, password: () => password });
    await expect(refused).rejects.toMatchObject({ code: "28P01" });
  });

  test("no password, token or proof is in the log", () => {
    expect(JSON.stringify(guardedEvents)).not.toMatch(/passw|eyJ|let-ada/);
  });
});

describe("node's client", () => {
  test("reads typed columns, with parameters whose types are inferred", async () => {
    const client = await connect(serving);
    const { rows, fields } = await client.query(
      `select account_id, month, mrr, is_closed, snapshot_at, tier, length(plan) as letters from account_months
       where account_id = $1 and month >= $2 and mrr > $3 and tier = $4 and snapshot_at < $5
       order by month`,
      ["a1", "2025-01-01", "1100.5", 1, "2025-03-10 00:00:00"],
    );
    // text, date, numeric, boolean, timestamp, integer, bigint
    expect(fields.map(({ dataTypeID }) => dataTypeID)).toEqual([25, 1082, 1700, 16, 1114, 23, 20]);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatchObject({ account_id: "a1", mrr: "1200.0000", letters: "3", tier: 1 });
    await client.end();
  });

  // this client reads bytes as UTF-8, so only small numbers come through; pgjdbc reads the others
  test("gets the same values in binary as in text", async () => {
    const client = await connect(serving);
    const text =
      "select seats, tier, is_closed from account_months where account_id = $1 order by month";
    const asked: pg.QueryConfig & { binary: boolean } = { text, values: ["a2"], binary: true };
    const { rows, fields } = await client.query<Record<string, unknown>>(asked);
    expect(fields.map(({ format }) => format)).toEqual(["binary", "binary", "binary"]);
    const texts = await client.query<Record<string, unknown>>({ text, values: ["a2"] });
    // a bigint is a text there
    expect(rows).toEqual(texts.rows.map((row) => ({ ...row, seats: Number(row.seats) })));
    expect(rows[0]).toEqual({ seats: 10, tier: 2, is_closed: true });
    await client.end();
  });

  test("runs several statements at once, and the first error ends them", async () => {
    const client = await connect(serving);
    const results = await client.query("select 1 as a; show server_version; select 2 as a");
    expect((results as unknown as { rows: unknown[] }[]).map(({ rows }) => rows)).toEqual([
      [{ a: 1 }],
      [{ server_version: "14.0" }],
      [{ a: 2 }],
    ]);
    await expect(client.query("select 1; drop table accounts; select 2")).rejects.toMatchObject({
      code: "25006",
    });
    expect(await textsOf(client, "select 1")).toEqual([["1"]]);
    await client.end();
  });

  test("is told SQLSTATE and hint of what is wrong, and never Cube's SQL", async () => {
    const client = await connect(serving);
    const cases: readonly [string, string, string?][] = [
      ["selec 1", "42601"],
      ["select nothing from accounts", "42703"],
      ["select * from nothing", "42P01"],
      ["select sum(arpa) from account_months", "42803", "Write MEASURE(arpa)."],
      ["select cast(name as integer) from accounts", "22P02"],
      ["select * from read_csv('/etc/passwd')", "42501"],
      ["update accounts set name = 'x'", "25006"],
      ["explain select 1", "0A000"],
    ];
    for (const [sql, code, hint] of cases) {
      const error = await client.query(sql).catch((caught: unknown) => caught);
      expect([sql, error]).toEqual([
        sql,
        expect.objectContaining({ code, ...(hint ? { hint } : {}) }),
      ]);
      expect(String(error)).not.toContain("governed");
    }
    await client.end();
  });

  test("prepares a statement by name, and executes it with constants", async () => {
    const client = await connect(serving);
    await client.query(
      `prepare big (text, numeric) as
         select name, mrr from accounts where region = $1 and mrr > $2 order by 1`,
    );
    expect(await textsOf(client, "execute big ('EMEA', 100.5)")).toEqual([
      ["Alder", "1200.0000"],
      ["Birch", "300.0000"],
    ]);
    expect(await textsOf(client, "execute big ('EMEA'::text, +1e3)")).toHaveLength(1);
    expect(await textsOf(client, "execute big (null, -1)")).toEqual([]);
    // the protocol's own message brings it too
    expect((await client.query({ name: "by-name", text: "execute big ('APAC', 1)" })).rows).toEqual(
      [{ name: "Elm", mrr: "50.0000" }],
    );
    const cases: readonly [string, string][] = [
      ["execute big ('EMEA')", "08P01"],
      ["execute big ('EMEA', 'x')", "22P02"],
      ["execute big ('EMEA', 1 + 1)", "0A000"],
      ["execute nothing", "26000"],
      ["prepare big as select 1", "42P05"],
      ["prepare other (money) as select 1", "42704"],
      ["prepare other as drop table accounts", "25006"],
      ["prepare other as select nothing from accounts", "42703"],
    ];
    for (const [sql, code] of cases) {
      const error = await client.query(sql).catch((caught: unknown) => caught);
      expect([sql, error]).toEqual([sql, expect.objectContaining({ code })]);
    }
    await client.query("deallocate big");
    await expect(client.query("execute big ('EMEA', 1)")).rejects.toMatchObject({ code: "26000" });
    await client.query("prepare one as select 1; discard all");
    await expect(client.query("execute one")).rejects.toMatchObject({ code: "26000" });
    await client.end();
  });

  test("in a failed transaction is refused until it ends", async () => {
    const client = await connect(serving);
    await client.query("begin");
    await expect(client.query("select nothing")).rejects.toThrow();
    await expect(client.query("select 1")).rejects.toMatchObject({ code: "25P02" });
    await client.query("rollback");
    expect(await textsOf(client, "select 1")).toEqual([["1"]]);
    await client.end();
  });

  test("fetches a result step by step with a cursor", async () => {
    const client = await connect(serving);
    await client.query("begin");
    await client.query("declare days cursor for select date from calendar order by date");
    const first = await client.query({ text: "fetch 2 from days", rowMode: "array" });
    expect(first.rows).toHaveLength(2);
    expect((await client.query("move 49000 in days")).rowCount).toBe(49_000);
    expect((await client.query("fetch all from days")).rows).toHaveLength(calendarDays - 49_002);
    expect((await client.query("fetch 5 from days")).rows).toEqual([]);
    await client.query("commit");
    await expect(client.query("fetch 1 from days")).rejects.toMatchObject({ code: "34000" });
    await client.end();
  });

  test("is answered with the figures of REST", async () => {
    const client = await connect(serving, { user: "ada", password: passwords.ada });
    const query = {
      measures: ["account_months.mrr", "account_months.arpa"],
      dimensions: ["account_months.region"],
      timeDimensions: [{ dimension: "account_months.month", granularity: "quarter" }],
      order: [
        ["account_months.month", "asc"],
        ["account_months.region", "asc"],
      ],
    };
    const rest = await rowsOf(serving, query, token({ role: "admin" }));
    const sql = `select date_trunc('quarter', month), region, sum(mrr), measure(arpa)
      from account_months group by 1, 2 order by 1, 2`;
    const rows = await textsOf(client, sql);
    const numbers = (values: readonly unknown[]) =>
      values.map((value) => (value === null ? null : Number(value)));
    expect(rows.map(([, region, ...figures]) => [region, ...numbers(figures)])).toEqual(
      rest.map((row) => [
        row["account_months.region"],
        ...numbers([row["account_months.mrr"], row["account_months.arpa"]]),
      ]),
    );
    expect(rows.length).toBeGreaterThan(4);
    await client.end();
  });
});

describe("a message that comes in pieces", () => {
  test("is put together, however long, over TLS or without", async () => {
    for (const ssl of [{ rejectUnauthorized: false }, false]) {
      const client = await connect(serving, { ssl });
      const sql = `select length('${"x".repeat(450_000)}')`;
      expect(await textsOf(client, sql)).toEqual([["450000"]]);
      expect(await textsOf(client, "select length($1)", ["y".repeat(2_000_000)])).toEqual([
        ["2000000"],
      ]);
      await client.end();
    }
  });

  // two bytes of the first message once kept the whole process from doing anything else
  test("and is not ended keeps nobody else waiting", async () => {
    const sockets = await halfMessages(serving.sqlPort ?? 0);
    const client = await connect(serving);
    expect(await textsOf(client, "select 1")).toEqual([["1"]]);
    await client.end();
    for (const socket of sockets) socket.destroy();
  });
});

/** Sockets that sent the beginning of a first message, and of one for TLS. */
function halfMessages(port: number): Promise<Socket[]> {
  const message = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
  return Promise.all(
    [2, 6].map(
      (bytes) =>
        new Promise<Socket>((resolve) => {
          const socket = connectSocket(port, "127.0.0.1", () => {
            socket.write(message.subarray(0, bytes), () => resolve(socket));
          });
        }),
    ),
  );
}

describe("a statement that runs long", () => {
  const heavy =
    "select count(*) from calendar a, calendar b where a.date + 1 = b.date - 1 or a.month < b.month";

  test("is ended by a cancel request, and the session goes on", async () => {
    const client = await connect(serving);
    const { processID, secretKey } = client as unknown as { processID: number; secretKey: number };
    const running = client.query(heavy).catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await sendCancel(serving.sqlPort ?? 0, processID, secretKey + 1);
    await sendCancel(serving.sqlPort ?? 0, processID, secretKey);
    expect(await running).toMatchObject({ code: "57014" });
    expect(await textsOf(client, "select 1")).toEqual([["1"]]);
    await client.end();
  });

  test("is ended by statement_timeout", async () => {
    const client = await connect(serving);
    await client.query("set statement_timeout = '200ms'");
    await expect(client.query(heavy)).rejects.toMatchObject({ code: "57014" });
    await client.end();
  });
});

function sendCancel(port: number, id: number, key: number): Promise<void> {
  const message = Buffer.alloc(16);
  for (const [at, value] of [16, 80_877_102, id, key].entries())
    message.writeInt32BE(value, at * 4);
  return new Promise((resolve) => {
    const socket: Socket = connectSocket(port, "127.0.0.1", () => socket.end(message));
    socket.resume();
    socket.once("close", () => resolve());
  });
}

const hasPsql = await isThere("psql");

describe.skipIf(!hasPsql)("psql (skipped where it is not installed)", () => {
  test("lists tables and columns", async () => {
    const tables = await psql(serving, "\\dt");
    expect(tables).toContain("public\taccount_months\ttable\tana");
    const columns = await psql(serving, "\\d account_months");
    expect(columns).toMatch(/^month\tdate/m);
    expect(columns).toMatch(/^mrr\tnumeric/m);
    expect(columns).not.toContain("owner_csm_id");
  });

  test("answers a query", async () => {
    const sql = "select region, measure(mrr) from account_months group by 1 order by 2 desc";
    expect(await psql(serving, sql)).toBe("EMEA\t1500.0000\nAMER\t150.0000\nAPAC\t50.0000\n");
  });
});
