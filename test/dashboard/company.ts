import { chmodSync, copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SignJWT } from "jose";
import type { Browser } from "playwright-core";
import { type Serving, serve } from "../../cube/cube.js";
import { openDatabase } from "../../pipeline/database.js";
import { writeDemo } from "../../pipeline/demo/demo.js";
import { silent } from "../../pipeline/log.js";
import { runFlow } from "../../pipeline/run.js";
import { buildFile, warehouseAt } from "../../pipeline/warehouse.js";
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
  await keepEarlier(warehouse, outcome.runId);
  await planAhead(warehouse, outcome.runId);
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

/** The run of the build that is kept from before the published one. */
export const earlierRun = "20251231T060000Z-0001";

/**
 * A build of the day before, in which the largest customer had paid nothing in December, no moment
 * was overdue and no ticket had come: copied from the published one, which takes less time than another run.
 */
async function keepEarlier(folder: string, published: string): Promise<void> {
  const file = (run: string) => buildFile(warehouseAt(folder), run);
  copyFileSync(file(published), file(earlierRun));
  await changed(
    file(earlierRun),
    `delete from marts.growth_months where month = date '2025-12-01' and account_id = (
       select account_id from marts.accounts order by arr desc nulls last, account_id limit 1);
     update marts.engagement_moments set status = 'open' where status = 'overdue';
     delete from marts.source_files where entity = 'tickets';
     delete from marts.quarantine where entity = 'tickets'`,
  );
  await changed(
    file(published),
    `insert into marts.runs select * replace ('${earlierRun}' as run_id,
       started_at - interval 1 day as started_at, as_of - interval 1 day as as_of)
     from marts.runs`,
  );
}

/** Plans for a month that is open, which the made-up company has none of: those of a year before. */
async function planAhead(folder: string, published: string): Promise<void> {
  await changed(
    buildFile(warehouseAt(folder), published),
    `insert into marts.forecast_waterfall by name
     select * replace (
       forecast_waterfall_id || '/later' as forecast_waterfall_id,
       vintage + interval 1 year as vintage, period + interval 1 year as period,
       null as actual, null as variance, null as variance_pct, line + 10000 as line)
     from marts.forecast_waterfall
     where kind = 'plan' and metric in ('new_arr', 'churned_arr')
       and vintage = date '2024-12-01' and period = date '2025-01-01'`,
  );
}

async function changed(file: string, sql: string): Promise<void> {
  chmodSync(file, 0o644);
  const { connection, close } = await openDatabase(file);
  await connection.run(sql);
  close();
}

/** A token as whoever runs the server would give it. */
export function tokenOf(claims: Record<string, string>): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));
}

export type Row = Readonly<Record<string, unknown>>;

/** Asks REST as anyone may, of the published build unless another is named. */
export async function load(
  url: string,
  query: object,
  { token, run }: { readonly token?: string; readonly run?: string } = {},
): Promise<readonly Row[]> {
  const asked = encodeURIComponent(JSON.stringify(query));
  const headers = {
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...(run === undefined ? {} : { "X-Tenure-Run": run }),
  };
  const response = await fetch(`${url}/cubejs-api/v1/load?query=${asked}`, { headers });
  const answer = (await response.json()) as {
    readonly error?: string;
    readonly data: readonly Row[];
  };
  if (answer.error !== undefined) throw new Error(answer.error);
  return answer.data;
}
