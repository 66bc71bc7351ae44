import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import type { Browser } from "playwright-core";
import { type Serving, serve } from "../../cube/cube.js";
import { writeDemo } from "../../pipeline/demo/demo.js";
import { silent } from "../../pipeline/log.js";
import { runFlow } from "../../pipeline/run.js";
import { buildPage, startBrowser } from "./browser.js";

const secret = "a secret of this test that is long enough";

/** A whole made-up company behind the page, served openly and to holders of a token. */
export interface Company {
  readonly browser: Browser;
  readonly open: Serving;
  readonly guarded: Serving;
  close(): Promise<void>;
}

const small = { accounts: 150, eventsPerAccount: 60, asOf: new Date("2026-01-01T00:00:00Z") };

/** Made once for all tests of the page: the slowest part of them. */
export async function makeCompany(): Promise<Company> {
  const warehouse = mkdtempSync(join(tmpdir(), "tenure-company-"));
  const [page, outcome] = await Promise.all([buildPage(), publish(warehouse)]);
  if (outcome.kind !== "published") throw new Error(`nothing was published: ${outcome.kind}`);
  const shared = { warehouse, host: "127.0.0.1", port: 0, log: silent };
  const dashboardFolder = page.folder;
  const open = await serve({ ...shared, demo: true, dashboardFolder });
  const guarded = await serve({ ...shared, demo: false, jwt: { secret }, dashboardFolder });
  const browser = await startBrowser();
  return {
    browser,
    open,
    guarded,
    close: async () => {
      await browser.close();
      await open.close();
      await guarded.close();
      page.remove();
      rmSync(warehouse, { recursive: true, force: true });
    },
  };
}

async function publish(warehouse: string) {
  const folder = join(warehouse, "demo");
  await writeDemo({ folder, log: silent, ...small });
  return runFlow({
    config: join(folder, "config"),
    warehouse,
    asOf: small.asOf,
    knownAt: null,
    full: false,
    now: new Date("2026-01-01T06:00:00Z"),
    tenureVersion: "test",
    log: silent,
  });
}

/** A token as whoever runs the server would give it. */
export function tokenOf(claims: Record<string, string>): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));
}

export type Row = Readonly<Record<string, unknown>>;

/** Asks REST as anyone may, and again for as long as Cube says that it is still at it. */
export async function load(url: string, query: object, token?: string): Promise<readonly Row[]> {
  const asked = encodeURIComponent(JSON.stringify(query));
  const headers = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(`${url}/cubejs-api/v1/load?query=${asked}`, { headers });
  const answer = (await response.json()) as {
    readonly error?: string;
    readonly data: readonly Row[];
  };
  if (answer.error === "Continue wait") return load(url, query, token);
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.data;
}
