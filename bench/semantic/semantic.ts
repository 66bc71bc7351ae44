import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { z } from "zod";
import { median, questions, restQuestion, timesOf } from "./questions.js";

const readySchema = z.object({
  url: z.string(),
  sqlPort: z.number(),
  straight: z.array(z.number()),
});
type Ready = z.infer<typeof readySchema>;

/** What answers of the semantic layer cost; times are medians in milliseconds. */
export interface SemanticCosts {
  readonly cachedRest: number;
  readonly questions: readonly {
    readonly sql: string;
    readonly wire: number;
    readonly straight: number;
  }[];
  readonly cursorRowsPerSecond: number;
  /** Of clients who ask what was asked before, and of those whose every answer is made anew. */
  readonly queriesPerSecond: { readonly again: number; readonly anew: number };
}

const cursorRows = 200_000;
const clients = 8;
const loadMilliseconds = 5000;

async function started(child: ChildProcess, warehouse: string): Promise<Ready> {
  const ready = new Promise<unknown>((resolve, reject) => {
    child.once("message", resolve);
    child.once("exit", (code) => reject(new Error(`the server ended with exit code ${code}`)));
  });
  child.send(warehouse);
  return readySchema.parse(await ready);
}

async function connect(port: number): Promise<pg.Client> {
  const client = new pg.Client({ host: "127.0.0.1", port, user: "bench", database: "tenure" });
  await client.connect();
  return client;
}

async function cachedRest(url: string): Promise<number> {
  const search = new URLSearchParams({ query: JSON.stringify(restQuestion) });
  const ask = async (): Promise<void> => {
    const answer = await fetch(`${url}/cubejs-api/v1/load?${search}`);
    await answer.text();
    if (answer.status !== 200) throw new Error(`REST answered ${answer.status}`);
  };
  await timesOf(20, ask);
  return median(await timesOf(200, ask));
}

// texts as they come: the client's own reading of dates is not what is measured
const asTexts = {
  rowMode: "array",
  types: { getTypeParser: () => (text: string) => text },
} as const;

// read step by step, as here in one step of many rows, an answer is always made anew
const anew: { readonly rows: number } = { rows: 1_000_000 };

async function wireMedians(client: pg.Client): Promise<readonly number[]> {
  const medians: number[] = [];
  for (const text of questions) {
    const ask = (): Promise<unknown> => client.query({ ...asTexts, ...anew, text });
    await timesOf(5, ask);
    medians.push(median(await timesOf(60, ask)));
  }
  return medians;
}

async function byCursor(client: pg.Client): Promise<number> {
  const rows = `select a.month, a.account_id, g.n from account_months a, generate_series(1, 1000) as g(n)`;
  const begun = performance.now();
  await client.query("begin");
  await client.query(`declare many cursor for ${rows} limit ${cursorRows}`);
  let fetched = 0;
  for (let some = 1; some > 0; fetched += some) {
    some = (await client.query({ ...asTexts, text: "fetch 10000 from many" })).rows.length;
  }
  await client.query("commit");
  if (fetched !== cursorRows) throw new Error(`the cursor gave ${fetched} rows`);
  return fetched / ((performance.now() - begun) / 1000);
}

async function underLoad(port: number, how: Partial<typeof anew>): Promise<number> {
  const all = await Promise.all(Array.from({ length: clients }, () => connect(port)));
  const begun = performance.now();
  let answered = 0;
  await Promise.all(
    all.map(async (client, number) => {
      for (let at = number; performance.now() - begun < loadMilliseconds; at += 1) {
        const text = questions[at % questions.length] ?? "";
        await client.query({ ...asTexts, ...how, text });
        answered += 1;
      }
      await client.end();
    }),
  );
  return answered / ((performance.now() - begun) / 1000);
}

/** Serves a warehouse in a process of its own and asks it what analysts ask. */
export async function semanticCosts(warehouse: string): Promise<SemanticCosts> {
  const child = fork(fileURLToPath(new URL("./worker.js", import.meta.url)), {
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    env: { ...process.env, TZ: "UTC" },
  });
  try {
    const { url, sqlPort, straight } = await started(child, warehouse);
    const client = await connect(sqlPort);
    const wire = await wireMedians(client);
    const costs = {
      cachedRest: await cachedRest(url),
      questions: questions.map((sql, at) => ({
        sql,
        wire: wire[at] ?? Number.NaN,
        straight: straight[at] ?? Number.NaN,
      })),
      cursorRowsPerSecond: await byCursor(client),
    };
    await client.end();
    const queriesPerSecond = {
      anew: await underLoad(sqlPort, anew),
      again: await underLoad(sqlPort, {}),
    };
    return { ...costs, queriesPerSecond };
  } finally {
    child.disconnect();
  }
}
