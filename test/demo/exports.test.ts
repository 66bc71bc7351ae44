import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type EntityName, entities, entityOf } from "../../pipeline/entities.js";
import { type Company, makeCompany } from "./company.js";

let company: Company;

beforeAll(async () => {
  company = await makeCompany({ accounts: 600, eventsPerAccount: 100, seed: 3 });
});
afterAll(() => company.close());

async function bytesOf(path: string): Promise<Buffer> {
  const bytes = await readFile(join(company.summary.folder, path));
  return path.endsWith(".gz") ? gunzipSync(bytes) : bytes;
}

async function linesOf(path: string): Promise<string[]> {
  return (await bytesOf(path)).toString("utf8").trimEnd().split("\n");
}

function fileOf(path: string) {
  const found = company.summary.files.find((file) => file.path === path);
  if (found === undefined) throw new Error(`${path} is not in the summary`);
  return found;
}

describe("the summary", () => {
  test("lists every file and counts its records", async () => {
    const onDisk = await readdir(company.summary.exports, { recursive: true, withFileTypes: true });
    expect(company.summary.files).toHaveLength(onDisk.filter((entry) => entry.isFile()).length);
    for (const file of company.summary.files.filter(({ path }) => !path.endsWith(".parquet"))) {
      const header = file.path.endsWith(".ndjson") ? 0 : 1;
      expect([file.path, (await linesOf(file.path)).length - header]).toEqual([
        file.path,
        file.rows,
      ]);
    }
  });

  test("names bad rows of every kind, less than one percent of any file", () => {
    const flaws = new Set(company.summary.files.flatMap(({ bad }) => bad));
    expect([...flaws].sort()).toEqual([
      "not-a-number",
      "not-a-timestamp",
      "not-an-amount",
      "too-few-columns",
      "unknown-kind",
      "unknown-status",
    ]);
    for (const { bad, rows } of company.summary.files) {
      expect(bad.length).toBeLessThanOrEqual(0.01 * rows);
    }
  });

  test("keeps about one percent of the events, the last, for the incremental file", () => {
    const share = fileOf(company.summary.incrementalFile).rows / company.summary.events;
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.02);
    expect(company.summary.events).toBeGreaterThan(0.97 * 600 * 100);
    expect(company.summary.events).toBeLessThan(1.03 * 600 * 100);
  });
});

describe("planted rows", () => {
  test("billing has a status nobody mapped, a 30th of February and a row of four fields", async () => {
    const lines = (await linesOf("exports/billing/subscriptions.csv")).slice(-3);
    expect(fileOf("exports/billing/subscriptions.csv").bad).toEqual([
      "unknown-status",
      "not-a-timestamp",
      "too-few-columns",
    ]);
    expect(lines[0]).toContain("awaiting_signature");
    expect(lines[1]).toContain("2025-02-30");
    expect(lines[2]?.split(",")).toHaveLength(4);
    const widths = new Set(
      (await linesOf("exports/billing/subscriptions.csv"))
        .slice(0, -1)
        .map((line) => line.split(",").length),
    );
    expect([...widths]).toEqual([25]);
  });

  test("usage of three workspaces that no other system knows is in one file", async () => {
    const found = company.summary.files.filter(({ unknownAccounts }) => unknownAccounts > 0);
    expect(found.map(({ unknownAccounts }) => unknownAccounts)).toEqual([12]);
    const unknown = await company.query(`select workspace_id as id, count(*)::integer as n
      from usage where workspace_id not in (select "Account Number" from accounts)
      group by id order by id`);
    expect(unknown).toEqual([
      { id: "NEW-1", n: 4 },
      { id: "NEW-2", n: 4 },
      { id: "NEW-3", n: 4 },
    ]);
  });

  test("the late file repeats rows byte for byte and brings others for the first time", async () => {
    const late = (await linesOf(company.summary.lateFile)).slice(1);
    const month = new Set(await linesOf(company.summary.lateFile.replace("-late", "")));
    const repeated = late.filter((line) => month.has(line)).length;
    expect(repeated).toBe(fileOf(company.summary.lateFile).repeated);
    expect(repeated).toBeGreaterThan(0);
    expect(late.length).toBeGreaterThan(repeated);
  });

  test("an event's id comes twice only where the late file repeats it", async () => {
    const repeats = await company.number(
      "select count(*) - count(distinct event_id) from usage where event_id like 'e%'",
    );
    expect(repeats).toBe(fileOf(company.summary.lateFile).repeated);
  });
});

describe("the systems", () => {
  test("the CRM writes a byte order mark, the survey tool Latin-1, the first month is compressed", async () => {
    const accounts = await bytesOf("exports/crm/accounts.csv");
    expect([...accounts.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
    const surveys = await bytesOf("exports/surveys/responses.csv");
    expect(surveys.toString("latin1")).toContain("Très utile");
    expect(surveys.toString("utf8")).toContain("\uFFFD");
    expect(company.summary.files.map(({ path }) => path)).toContain(
      "exports/product/usage/usage-2023-01.csv.gz",
    );
  });

  test("dates are written in three ways", async () => {
    const second = async (path: string) => (await linesOf(path))[1] ?? "";
    expect(await second("exports/crm/accounts.csv")).toMatch(/,\d\d\/\d\d\/20\d\d,/);
    expect(await second("exports/crm/contacts.csv")).toMatch(/;\d\d\.\d\d\.20\d\d;/);
    expect(await second("exports/support/tickets.csv")).toMatch(/,20\d\d-\d\d-\d\dT[\d:]+Z,/);
  });

  test("of the notices of an outage most come within a day, some too late and none before it", async () => {
    const [found] = await company.query(`
      with outages as (
        select "started"::timestamp as started from incidents where organization_id is null
          or organization_id = ''
      ),
      notices as (
        select "Activity ID" as id, strptime("Date", '%m/%d/%Y %H:%M') as told from activities
        where "Type" = 'Incident notice'
      ),
      heard as (
        select id, told, max(started) as started from notices join outages on started <= told
        group by id, told
      )
      select (select count(*) from notices)::integer as notices,
        (select count(*) from heard where told < started + interval 24 hour)::integer as early,
        (select count(*) from heard where told < started + interval 37 hour)::integer as all_told`);
    const [notices, early] = [Number(found?.notices), Number(found?.early)];
    expect(notices).toBeGreaterThan(50);
    expect(found?.all_told).toBe(notices);
    // drawn evenly from a day and a half
    expect(early / notices).toBeGreaterThan(0.5);
    expect(early / notices).toBeLessThan(0.8);
  });

  test("every id of a child system is an account of the CRM", async () => {
    for (const [table, column] of [
      ["subscriptions", "Customer ID"],
      ["invoices", "customer"],
      ["contacts", "AccountNumber"],
      ["churn_reasons", "account_ref"],
      ["tickets", "Organization"],
    ] as const) {
      expect([
        table,
        await company.number(`select count(*) from ${table}
          where "${column}" not in (select "Account Number" from accounts)`),
      ]).toEqual([table, 0]);
    }
  });
});

interface WrittenColumn {
  readonly from?: string | readonly string[];
  readonly path?: string;
  readonly value?: string;
}

interface WrittenFile {
  readonly entity: EntityName;
  readonly match: string;
  readonly format: string;
  readonly csv?: { readonly delimiter?: string };
  readonly columns: Readonly<Record<string, string | WrittenColumn>>;
}

async function writtenFiles(): Promise<WrittenFile[]> {
  const folder = join(company.summary.config, "sources");
  const texts = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")),
  );
  return texts.flatMap((text) => (parse(text) as { files: WrittenFile[] }).files);
}

function sourceColumns(file: WrittenFile): string[] {
  return Object.values(file.columns).flatMap((column) => {
    if (typeof column === "string") return [column];
    if (column.value !== undefined || column.path !== undefined) return [];
    return typeof column.from === "string" ? [column.from] : [...(column.from ?? [])];
  });
}

/** The summary's files that a glob of the config matches; its only wildcard is `*`. */
function matched(glob: string): string[] {
  const escaped = glob.replace(/[.]/g, "\\.").replaceAll("*", "[^/]*");
  return company.summary.files
    .map(({ path }) => path)
    .filter((path) => new RegExp(`^${escaped}$`).test(path));
}

describe("the config", () => {
  test("maps each export exactly once", async () => {
    const all = (await writtenFiles()).flatMap(({ match }) => matched(match));
    expect(all.sort()).toEqual(company.summary.files.map(({ path }) => path).sort());
  });

  test("reads only columns that each of its CSV files has in its header", async () => {
    for (const file of (await writtenFiles()).filter(({ format }) => format === "csv")) {
      for (const path of matched(file.match)) {
        const header = ((await linesOf(path))[0] ?? "").replace("\uFEFF", "");
        const names = header
          .split(file.csv?.delimiter ?? ",")
          .map((name) => name.replaceAll('"', ""));
        expect([path, sourceColumns(file).filter((name) => !names.includes(name))]).toEqual([
          path,
          [],
        ]);
      }
    }
  });

  test("reads only paths that every user record has", async () => {
    const users = (await writtenFiles()).find(({ format }) => format === "ndjson");
    const record: unknown = JSON.parse((await linesOf("exports/product/users.ndjson"))[0] ?? "");
    for (const column of Object.values(users?.columns ?? {})) {
      const steps = typeof column === "string" ? [] : (column.path ?? "").split(".").slice(1);
      const found = steps.reduce<unknown>(
        (value, step) => (value as Record<string, unknown>)[step],
        record,
      );
      expect(steps.length).toBeGreaterThan(0);
      expect(found).not.toBe(undefined);
    }
  });

  test("gives every required column, and names no column that tenure or an attribute lacks", async () => {
    const attributes = ["business_shape", "first_reply_hours"];
    for (const file of await writtenFiles()) {
      const { columns } = entityOf(file.entity);
      const mapped = Object.keys(file.columns);
      const required = Object.keys(columns).filter((name) => columns[name]?.required);
      expect(mapped).toEqual(expect.arrayContaining(required));
      expect(mapped.filter((name) => !(name in columns) && !attributes.includes(name))).toEqual([]);
    }
  });

  test("covers the entities that later pages need", async () => {
    const covered = new Set((await writtenFiles()).map(({ entity }) => entity));
    const missing = Object.keys(entities).filter((name) => !covered.has(name as EntityName));
    expect(missing.sort()).toEqual([
      "account_ids",
      "fx_rates",
      "metric_values",
      "overrides",
      "subscription_versions",
      "vendor_mrr",
    ]);
  });
});
