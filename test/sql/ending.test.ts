import pg from "pg";
import { beforeAll, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { serveDemo } from "../cube/client.js";
import { sharedWarehouse } from "../cube/shared.js";
import { connect } from "./endpoint.js";

let serving: Serving;
let clients: readonly pg.Client[];

beforeAll(async () => {
  const warehouse = await sharedWarehouse();
  serving = await serveDemo(warehouse, { sql: { port: 0, graceMilliseconds: 3000 } });
  const login = { user: "anybody", password: "", ssl: false };
  clients = await Promise.all(Array.from({ length: 3 }, () => connect(serving, login)));
});

const socketOf = (client: pg.Client) =>
  (client as unknown as { connection: { stream: NodeJS.ReadStream } }).connection.stream;

// far more rows than the sockets' buffers hold: it cannot end before its reader goes on
const long = "select rpad(quarter, 1000, 'x') from calendar limit 30000";
const heavy =
  "select count(*) from calendar a, calendar b where a.date + 1 = b.date - 1 or a.month < b.month";

/** How many rows a client reads that stops at the first one until `goOn` settles. */
async function rowsRead(client: pg.Client, begun: () => void, goOn: Promise<void>) {
  let rows = 0;
  const query = client.query(new pg.Query(long));
  query.on("row", () => {
    rows += 1;
    if (rows > 1) return;
    socketOf(client).pause();
    begun();
    void goOn.then(() => socketOf(client).resume());
  });
  await new Promise((resolve, reject) => query.on("end", resolve).on("error", reject));
  return rows;
}

const told = (client: pg.Client) => new Promise((resolve) => client.once("error", resolve));

test("a server that ends lets a statement end, cancels one that takes too long, and tells all", async () => {
  const [reader, worker, idle] = clients;
  if (reader === undefined || worker === undefined || idle === undefined) throw new Error("three");
  let goOn: () => void = () => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let reading: Promise<number> | undefined;
  await new Promise<void>((begun) => {
    reading = rowsRead(reader, begun, waiting);
  });
  const working = worker.query(heavy).catch((error: unknown) => error);
  // the heavy statement must have come in before the server ends
  await new Promise((resolve) => setTimeout(resolve, 300));
  const idleIsTold = told(idle);
  const readerIsTold = told(reader);
  const closing = serving.close();
  expect(await idleIsTold).toMatchObject({ code: "57P01" });
  goOn();
  expect(await reading).toBe(30_000);
  expect(await readerIsTold).toMatchObject({ code: "57P01" });
  expect(await working).toMatchObject({ code: "57014" });
  await closing;
});
