import { existsSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { entityNames } from "../../pipeline/entities.js";
import { parseModel } from "../../pipeline/model/header.js";
import { shipped } from "../../pipeline/root.js";
import { oneIn } from "../sampled.js";
import { type Company, createCompany } from "./company.js";
import { type Story, stagedAt, story, tell } from "./story.js";
import { truncated, unruledTimes } from "./truncation.js";

oneIn(3);

const early = "2024-05-01";
const late = "2024-06-20";
const cut = "2024-04-01";

const companies: Company[] = [];
afterAll(() => {
  for (const company of companies) company.close();
});

async function built(told: Story, asOf: string): Promise<Company> {
  const company = await createCompany({ run: { as_of: asOf, min_peers: 2 } });
  companies.push(company);
  await company.connection.run(
    "insert into config.key_features values ('reports', 'Reports'), ('exports', 'Exports')",
  );
  await tell(company, told);
  await company.buildAll();
  return company;
}

let seenEarly: Company;
let seenLate: Company;
beforeAll(async () => {
  seenEarly = await built(stagedAt(story, early), early);
  seenLate = await built(stagedAt(story, late), late);
});

interface Table {
  readonly name: string;
  readonly grain: readonly string[];
  /** Why a row of a closed month may change later, where the model's header says so. */
  readonly settles: string | undefined;
}

// a metric without a file of its own has the grain of every metric
const ofMetric = { grain: ["account_id", "month"], settles: undefined };

/** Every table that a build of the models publishes or that a metric makes. */
async function tables(company: Company): Promise<readonly Table[]> {
  const found = await company.rows(
    `select table_schema as schema, table_name as name from information_schema.tables
     where table_schema in ('marts', 'metrics') order by schema, name`,
  );
  return found.map(({ schema, name }) => {
    const file = shipped("models", String(schema), `${name}.sql`);
    if (!existsSync(file)) return { name: `${schema}.${name}`, ...ofMetric };
    const { header } = parseModel(file, readFileSync(file, "utf8"), schema === "metrics");
    const settles = "settles" in header ? header.settles : undefined;
    return { name: `${schema}.${name}`, grain: header.grain, settles };
  });
}

/** When a row's month was over, for grains that have one; a day or a month of a cohort counts too. */
function monthOf({ grain }: Table): string | undefined {
  if (grain.includes("month")) return "month";
  if (grain.includes("occurred_on")) return "date_trunc('month', occurred_on)";
  if (grain.includes("cohort_month")) return "cohort_month + to_months(months_since)";
  return undefined;
}

const read = (company: Company, table: string, where: string) =>
  company.rows(`from ${table} where ${where} order by all`);

/** Rows of months before an instant, of every month-grained table, in one company as in another. */
async function compareMonths(one: Company, other: Company, before: string): Promise<string[]> {
  const compared: string[] = [];
  for (const table of await tables(one)) {
    const month = monthOf(table);
    if (month === undefined || table.settles !== undefined) continue;
    const where = `${month} < '${before}'`;
    const expected = await read(one, table.name, where);
    expect(await read(other, table.name, where), table.name).toEqual(expected);
    if (expected.length > 0) compared.push(table.name);
  }
  return compared;
}

test("the story has rows of every entity, before and after the instants of these tests", () => {
  for (const name of entityNames) {
    expect(story[name].length, name).toBeGreaterThan(0);
    if (["variance_notes", "milestones", "account_ids"].includes(name)) continue;
    expect(JSON.stringify(truncated(story, cut)[name]), name).not.toBe(JSON.stringify(story[name]));
  }
});

test("every time of every entity has a rule for how it looked before", () => {
  for (const name of entityNames) expect([name, ...unruledTimes(name)]).toEqual([name]);
});

test("injection: what is dated at or after as_of changes no mart", async () => {
  const clean = truncated(story, early);
  // the status of a ticket has no date: both runs carry the one that landed, and none reads it
  const landed = new Map(story.tickets.map(({ ticket_id, status }) => [ticket_id, status ?? null]));
  const tickets = clean.tickets.map((row) => ({
    ...row,
    status: landed.get(row.ticket_id ?? null) ?? null,
  }));
  const before = await built({ ...clean, tickets }, early);
  for (const { name } of await tables(before)) {
    expect(await read(seenEarly, name, "true"), name).toEqual(await read(before, name, "true"));
  }
});

test("rewind: months closed at an earlier as_of are the same rows in a later run", async () => {
  const compared = await compareMonths(seenEarly, seenLate, early);
  expect(compared).toEqual(expect.arrayContaining(["marts.account_months", "marts.retention"]));
});

test("truncation: exports as they looked at a month's end give the same months up to it", async () => {
  const told = await built(stagedAt(truncated(story, cut), late), late);
  const compared = await compareMonths(told, seenLate, cut);
  expect(compared).toEqual(expect.arrayContaining(["marts.account_months", "marts.cohort_months"]));
});

test("a table is left out only where its grain has no month or its header says why", async () => {
  for (const { name, grain, settles } of await tables(seenLate)) {
    if (monthOf({ name, grain, settles }) === undefined) {
      expect(grain.join(" "), name).not.toMatch(/month\b/);
    }
    if (settles !== undefined) expect(settles, name).toMatch(/.{30}\.$/);
  }
});
