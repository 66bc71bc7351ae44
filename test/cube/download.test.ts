import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tableFromIPC } from "apache-arrow";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { literal, openDatabase, rows } from "../../pipeline/database.js";
import { oneIn } from "../sampled.js";
import { rowsOf, token } from "./client.js";
import { sharedGuarded } from "./shared.js";
import { calendarDays } from "./snapshot.js";

oneIn(3);

const folder = mkdtempSync(join(tmpdir(), "tenure-download-"));
const admin = token({ role: "admin" });
let serving: Serving;

beforeAll(async () => {
  serving = await sharedGuarded();
});
afterAll(() => rmSync(folder, { recursive: true }));

function get(path: string, parameters: Record<string, string> = {}, key = admin) {
  const search = new URLSearchParams(parameters);
  const headers = { Authorization: `Bearer ${key}` };
  return fetch(`${serving.url}/v1/download/${path}?${search}`, { headers });
}

async function linesOf(path: string, parameters: Record<string, string>): Promise<string[]> {
  const response = await get(path, parameters);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status} ${text}`);
  return text.trimEnd().split("\n");
}

const byMonth = {
  measures: "mrr,customers",
  timeDimensions: '[{"dimension":"month","granularity":"month"}]',
  order: '{"month":"asc"}',
};
// the months of stocks.test.ts
const months = [
  ["2024-11-01", "1600", "3"],
  ["2024-12-01", "2300", "3"],
  ["2025-01-01", "2500", "3"],
  ["2025-02-01", "1650", "3"],
  ["2025-03-01", "1700", "4"],
];

/** Where a Parquet file is put together; what another program left behind is not ours. */
const scratchFolders = (): readonly string[] =>
  readdirSync(tmpdir()).filter((name) => name.startsWith("tenure-parquet-"));

describe("a download", () => {
  test("warns of nothing, in no format", async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error): number => warnings.push(message);
    process.on("warning", note);
    for (const format of ["csv", "parquet", "arrow"]) {
      await (await get("accounts", { dimensions: "name", format })).arrayBuffer();
    }
    process.off("warning", note);
    expect(warnings).toEqual([]);
  });

  test("has every row, however many there are, in each format", async () => {
    const csv = await linesOf("calendar", { dimensions: "date" });
    expect([csv.length - 1, csv[0]]).toEqual([calendarDays, "date"]);
    const arrow = await get("calendar", { dimensions: "date", format: "arrow" });
    expect(tableFromIPC(await arrow.arrayBuffer()).numRows).toBe(calendarDays);
    const before = scratchFolders();
    const parquet = await get("calendar", { dimensions: "date", format: "parquet" });
    const file = join(folder, "calendar.parquet");
    writeFileSync(file, Buffer.from(await parquet.arrayBuffer()));
    const { connection, close } = await openDatabase(":memory:");
    const [row] = await rows(
      connection,
      `select count(distinct date)::integer as days, min(date)::varchar as first_day
       from read_parquet(${literal(file)})`,
    );
    close();
    expect(row).toEqual({ days: calendarDays, first_day: "1888-05-08" });
    expect(scratchFolders()).toEqual(before);
  });

  test("says what it is, which build it is of, and under what name to keep it", async () => {
    const response = await get("accounts", { format: "csv", measures: "mrr" });
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="accounts.csv"',
      "cache-control": "no-store",
      "x-tenure-run": "r1",
      "x-content-type-options": "nosniff",
    });
  });

  test("gives the figures of the same question over REST, months as days", async () => {
    const rest = await rowsOf(
      serving,
      {
        measures: ["account_months.mrr", "account_months.customers"],
        timeDimensions: [{ dimension: "account_months.month", granularity: "month" }],
      },
      admin,
    );
    expect(rest.map((row) => row["account_months.mrr"])).toEqual(months.map(([, mrr]) => mrr));
    const csv = parse((await linesOf("account_months", byMonth)).join("\n")) as string[][];
    expect(csv[0]).toEqual(["month", "mrr", "customers"]);
    expect(csv.slice(1).map(([month, mrr, n]) => [month, String(Number(mrr)), n])).toEqual(months);
    const arrow = await get("account_months", { ...byMonth, format: "arrow" });
    const table = tableFromIPC(await arrow.arrayBuffer());
    const found = table.toArray().map((row) => new Date(row.month).toISOString().slice(0, 10));
    expect(found).toEqual(months.map(([month]) => month));
  });

  test("takes the query as Cube's JSON, with short names or full ones", async () => {
    const query = {
      measures: ["mrr"],
      dimensions: ["accounts.name"],
      filters: [{ or: [{ member: "region", operator: "equals", values: ["EMEA"] }] }],
      order: [["mrr", "desc"]],
    };
    const expected = ["name,mrr", "Alder,1200.0000", "Birch,300.0000"];
    expect(await linesOf("accounts", { query: JSON.stringify(query) })).toEqual(expected);
  });

  test("keeps a limit and an offset that were asked for", async () => {
    const page = { dimensions: "name", order: '{"name":"asc"}', limit: "2", offset: "1" };
    expect(await linesOf("accounts", page)).toEqual(["name", "Birch", "Cedar"]);
  });

  test("tells two granularities of one month apart", async () => {
    const timeDimensions = JSON.stringify([
      { dimension: "month", granularity: "quarter" },
      { dimension: "month", granularity: "month" },
    ]);
    const [head, first] = await linesOf("mrr_movements", { measures: "amount", timeDimensions });
    expect([head, first]).toEqual([
      "month_quarter,month_month,amount",
      "2024-10-01,2024-11-01,1600.0000",
    ]);
  });

  test("of a view alone is the view row by row, in all that its reader may see", async () => {
    const lines = await linesOf("accounts", {});
    const table = parse(lines.join("\n"), { columns: true }) as Record<string, string>[];
    expect(table.map(({ account_id }) => account_id).sort()).toEqual([
      "a1",
      "a2",
      "a3",
      "a4",
      "a5",
    ]);
    expect(table.find(({ account_id }) => account_id === "a2")).toMatchObject({
      name: "Birch",
      notice_given_on: "2025-03-02",
      churned_on: "",
      is_customer: "true",
      mrr: "300.0000",
      arr: "3600.0000",
    });
    expect(Object.keys(table[0] ?? {})).not.toContain("owner_csm_id");
    const own = await get("accounts", {}, token({ role: "csm", csm_id: "c2" }));
    const [head = "", ...rest] = (await own.text()).trim().split("\n");
    expect(rest.map((line) => line.split(",")[0]).sort()).toEqual(["a3", "a4"]);
    expect(head.split(",")).not.toContain("mrr_share");
  });

  test("takes the token from the address, for links that cannot send a header", async () => {
    const key = token({ role: "csm", csm_id: "c2" });
    const url = `${serving.url}/v1/download/accounts?dimensions=name&order={"name":"asc"}`;
    const response = await fetch(`${url}&token=${key}`);
    expect(await response.text()).toBe("name\nCedar\nDogwood\n");
  });
});

describe("a download is refused with", () => {
  test.each<[string, number, string, Record<string, string>]>([
    ["a view that is not there", 404, "nothing", {}],
    ["a private cube", 403, "mart_accounts", {}],
    ["a member of another view", 400, "accounts", { measures: "account_months.mrr" }],
    ["a member that is not there", 400, "accounts", { measures: "mmr" }],
    ["a hidden member", 403, "accounts", { dimensions: "owner_csm_id" }],
    ["a format nobody writes", 400, "accounts", { format: "xlsx" }],
    ["a parameter that is none", 400, "accounts", { mesures: "mrr" }],
    ["JSON that is none", 400, "accounts", { query: "{" }],
    ["several queries", 400, "accounts", { query: '[{"measures":["accounts.mrr"]}]' }],
    ["filters that are none", 400, "accounts", { measures: "mrr", filters: '"x"' }],
    ["members that are no names", 400, "accounts", { query: '{"measures":[{"sql":"1"}]}' }],
    [
      "a range that is none",
      400,
      "account_months",
      {
        measures: "mrr",
        timeDimensions: '[{"dimension":"month","dateRange":"\'; drop table x"}]',
      },
    ],
    [
      "a stock by closed and open months",
      400,
      "account_months",
      {
        measures: "mrr",
        dimensions: "is_closed",
      },
    ],
  ])("%s: %i", async (_name, status, path, parameters) => {
    const response = await get(path, parameters);
    expect([response.status, await response.json()]).toEqual([
      status,
      { error: expect.any(String) },
    ]);
  });

  test("a path around the view's name", async () => {
    for (const path of ["", "..%2faccounts", "accounts/x", "accounts%00"]) {
      expect((await get(path)).status).toBe(404);
    }
  });
});

test("readers that leave in the middle keep nothing busy", async () => {
  for (let turn = 0; turn < 12; turn += 1) {
    const leaving = new AbortController();
    const url = `${serving.url}/v1/download/calendar?token=${admin}`;
    const response = await fetch(url, { signal: leaving.signal });
    await response.body?.getReader().read();
    leaving.abort();
  }
  // there are four connections for downloads: they are all free again
  const all = Array.from({ length: 6 }, () => linesOf("calendar", { dimensions: "date" }));
  for (const lines of await Promise.all(all)) expect(lines).toHaveLength(calendarDays + 1);
});
