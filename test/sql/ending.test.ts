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
  serving = await serveDemo(warehouse, { sql: { port: 0 } });
  const login = { user: "anybody", password: "", ssl: false };
  clients = await Promise.all(Array.from({ length: 2 }, () => connect(serving, login)));
});

const socketOf = (client: pg.Client) =>
  (client as unknown as { connection: { stream: NodeJS.ReadStream } }).connection.stream;

// far more rows than the sockets' buffers hold: it cannot end before its reader goes on
const long = "select rpad(quarter, 1000, 'x') from calendar limit 30000";

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

test("a server that ends lets a statement be read to its end, and tells every session why it left", async () => {
  const [reader, idle] = clients;
  if (reader === undefined || idle === undefined) throw new Error("there are two clients");
  let goOn: () => void = () => {};
  const waiting = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  let reading: Promise<number> | undefined;
  await new Promise<void>((begun) => {
    reading = rowsRead(reader, begun, waiting);
  });
  const idleIsTold = told(idle);
  const readerIsTold = told(reader);
  const closing = serving.close();
  expect(await idleIsTold).toMatchObject({ code: "57P01" });
  goOn();
  expect(await reading).toBe(30_000);
  expect(await readerIsTold).toMatchObject({ code: "57P01" });
  await closing;
});
