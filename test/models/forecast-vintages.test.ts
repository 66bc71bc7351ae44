import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { silent } from "../../pipeline/log.js";
import { modelsBehind } from "../../pipeline/model/graph.js";
import { buildModels } from "../../pipeline/model/model.js";
import { readModels } from "../../pipeline/model/models.js";
import { shipped } from "../../pipeline/root.js";
import { addAccount, type Company, createCompany } from "./company.js";

// health is given by month, as in the bench of forecasts, so that each build is of 60 small models
const models = mkdtempSync(join(tmpdir(), "tenure-models-"));
const tables = ["marts.renewal_forecasts", "marts.forecast_months", "core.forecast_totals"];

let company: Company;
afterAll(() => {
  company.close();
  rmSync(models, { recursive: true });
});

const day = (month: number, of = "10") =>
  `${2023 + Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, "0")}-${of}`;

// by the month, the quarter and the year; a third leaves, half of them with notice
async function addOne(nth: number): Promise<void> {
  const [interval, months] = (
    [
      ["month", 1],
      ["quarter", 3],
      ["year", 12],
    ] as const
  )[nth % 3] ?? ["month", 1];
  const first = nth % 5;
  const leaves = nth % 4 === 1 ? first + months * Math.ceil((4 + nth / 2) / months) : undefined;
  const end = leaves === undefined ? {} : { ended_at: day(leaves) };
  const notice = leaves !== undefined && nth % 8 === 1 ? { cancelled_at: day(leaves - 2) } : {};
  await addAccount(company, `A${nth}`, [
    {
      started_at: day(first),
      billing_interval: interval,
      amount: 100 * months * (nth + 1),
      ...end,
      ...notice,
    },
  ]);
  for (let month = 0; month < 20; month += 1) {
    await company.add("overrides", {
      ...{ account_id: `A${nth}`, index: "health", reason: "given", author: "test" },
      status: ["green", "yellow", "orange", "red"][(nth + Math.floor(month / 3)) % 4] ?? "green",
      ...{ starts_on: day(month, "01"), expires_on: day(month + 1, "01") },
    });
  }
}

beforeAll(async () => {
  cpSync(shipped("models"), models, { recursive: true });
  cpSync(shipped("bench", "forecast", "models"), models, { recursive: true });
  company = await createCompany({ run: { as_of: "2024-03-01" } });
  const all = await readModels(company.connection, models);
  const needed = new Set(modelsBehind(all, tables).map(({ name }) => name));
  // each build reads them all again
  for (const { name } of all) {
    if (!needed.has(name)) rmSync(join(models, `${name.replace(".", "/")}.sql`));
  }
  for (let nth = 0; nth < 24; nth += 1) await addOne(nth);
  for (const name of ["subscriptions", "overrides"]) {
    await company.connection.run(`create table told_${name} as from staging.${name}`);
  }
});

/** Whoever stayed leaves and whoever left stays, grows and gets well, as far as nobody knew by then. */
async function turnAround(snapshot: string): Promise<void> {
  await company.connection.run(`
    create or replace table staging.subscriptions as
    select * replace (
      case
        when ended_at < timestamp '${snapshot}' or cancelled_at < timestamp '${snapshot}' then ended_at
        when ended_at is null then timestamp '${snapshot}' + interval 25 day
      end as ended_at,
      case when cancelled_at < timestamp '${snapshot}' then cancelled_at end as cancelled_at)
    from told_subscriptions;
    insert into staging.subscriptions by name
    select * replace (subscription_id || '-more' as subscription_id,
      timestamp '${snapshot}' + interval 3 day as started_at, null as ended_at, null as cancelled_at)
    from told_subscriptions where ended_at is not null;
    create or replace table staging.overrides as
    select * replace (if(starts_on < timestamp '${snapshot}', status, 'red') as status)
    from told_overrides`);
}

async function build(): Promise<void> {
  await buildModels(company.connection, {
    folder: models,
    log: silent,
    full: true,
    targets: tables,
  });
}

const read = (table: string, where: string) =>
  rows(company.connection, `from ${table} where ${where} order by all`);

test("outcomes turned around after a vintage leave its rows as they were, for every vintage", async () => {
  await build();
  const told = new Map<string, Record<string, unknown>[]>();
  for (const table of tables) told.set(table, await read(table, "true"));
  const vintages = await rows(
    company.connection,
    `select month::varchar as month, snapshot_at::varchar as snapshot from core.forecast_vintages
     where not is_provisional order by month`,
  );
  expect(vintages.map(({ month }) => String(month).slice(0, 7))).toEqual([
    "2023-07",
    "2023-08",
    "2023-09",
    "2023-10",
    "2023-11",
    "2023-12",
    "2024-01",
    "2024-02",
  ]);
  for (const { month, snapshot } of vintages) {
    await turnAround(String(snapshot));
    await build();
    for (const table of tables) {
      const until = told.get(table)?.filter((row) => String(row.month) <= String(month)) ?? [];
      expect(until.length).toBeGreaterThan(0);
      expect(await read(table, `month <= '${month}'`), `${table} of ${month}`).toEqual(until);
      // and the next vintage has seen it
      const later = told.get(table)?.filter((row) => String(row.month) > String(month));
      expect(await read(table, `month > '${month}'`)).not.toEqual(later);
    }
  }
});
