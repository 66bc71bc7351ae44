import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { openPublished } from "../../pipeline/published.js";
import { type Finished, lines, type Started, startTenure } from "./command.js";

const folder = mkdtempSync(join(tmpdir(), "tenure-demo-command-"));
const size = ["--accounts", "50", "--events-per-account", "20", "--port", "0"];
let started: Started;
let page: { readonly address: string; readonly status: number; readonly type: string | null };
let finished: Finished;

beforeAll(async () => {
  started = startTenure(["demo", ...size], { cwd: folder });
  await started.said("stop with Ctrl+C");
  const address = /serving (http:\/\/127\.0\.0\.1:\d+)/.exec(started.heard())?.[1] ?? "";
  const { status, headers } = await fetch(address);
  page = { address, status, type: headers.get("content-type") };
  started.child.kill("SIGINT");
  finished = await started.finished;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("the demo serves its page, says where it is and what to look at, and ends on Ctrl+C", () => {
  expect(page).toMatchObject({ status: 200, type: expect.stringContaining("text/html") });
  const said = finished.stdout.slice(finished.stdout.indexOf("serving"));
  expect(said).toContain(`Forecast, revenue, customers, health`);
  expect(said).toContain(`${page.address}/cubejs-api/v1/load?query=`);
  expect({ code: finished.code, signal: finished.signal }).toEqual({ code: 0, signal: null });
});

test("the end of the run fits a screen of 24 lines", () => {
  const told = finished.stdout.slice(finished.stdout.indexOf("files "));
  expect(lines(told).length).toBeGreaterThan(6);
  expect(told.split("\n").length).toBeLessThanOrEqual(24);
  expect(told).toMatch(/\nwarnings \d+% of lost ARR was flagged at least 90 days ahead, /);
});

test("opening and movements give closing for every account and month of the demo", async () => {
  const { connection, close } = await openPublished(join(folder, "warehouse"));
  try {
    const [months] = await rows(
      connection,
      `select count(*)::integer as months, count(*) filter (where mrr_opening + mrr_new
         + mrr_reactivation + mrr_expansion + mrr_contraction + mrr_churn <> mrr)::integer as apart,
         count(*) filter (where mrr <> mrr_opening)::integer as moved
       from marts.account_months`,
    );
    expect(Number(months?.months)).toBeGreaterThan(500);
    expect(Number(months?.moved)).toBeGreaterThan(50);
    expect(months?.apart).toBe(0);
    const [total] = await rows(
      connection,
      `select (select sum(amount) from marts.mrr_movements)
         = (select sum(mrr) from marts.accounts) as adds_up`,
    );
    expect(total?.adds_up).toBe(true);
  } finally {
    close();
  }
});
