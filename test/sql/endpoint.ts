import { execFile } from "node:child_process";
import { promisify } from "node:util";
import pg from "pg";
import type { Serving } from "../../cube/cube.js";
import { token } from "../cube/client.js";
import { passwords } from "../cube/shared.js";

/** What a csm logs in with. */
export const csmLogin = { user: "casey", password: token({ role: "csm", csm_id: "c1" }) };

/** A connection of node's own client, over TLS, as ana unless told otherwise. */
export async function connect(serving: Serving, login: pg.ClientConfig = {}): Promise<pg.Client> {
  const client = new pg.Client({
    host: "127.0.0.1",
    port: serving.sqlPort ?? 0,
    database: "tenure",
    user: "ana",
    password: passwords.ana,
    ssl: { rejectUnauthorized: false },
    ...login,
  });
  // a connection that is refused also says so here
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** Rows of a query as lists, every value as the text that came over the wire. */
export async function textsOf(
  client: pg.Client,
  sql: string,
  values: unknown[] = [],
): Promise<(string | null)[][]> {
  const types = { getTypeParser: () => (text: string) => text };
  const { rows } = await client.query({ text: sql, values, rowMode: "array", types });
  return rows as (string | null)[][];
}

const run = promisify(execFile);

/** What psql prints for commands, with tabs between columns. */
export async function psql(serving: Serving, ...commands: readonly string[]): Promise<string> {
  const environment = { PGUSER: "ana", PGPASSWORD: passwords.ana, PGDATABASE: "tenure" };
  const place = { PGHOST: "127.0.0.1", PGPORT: String(serving.sqlPort), PGSSLMODE: "require" };
  const options = ["-X", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1"];
  const { stdout } = await run("psql", [...options, ...commands.flatMap((each) => ["-c", each])], {
    env: { ...process.env, ...environment, ...place },
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout;
}

/** True where a program of this name can be run. */
export async function isThere(program: string, ...test: readonly string[]): Promise<boolean> {
  return run(program, test.length > 0 ? [...test] : ["--version"]).then(
    () => true,
    () => false,
  );
}
