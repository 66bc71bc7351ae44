import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { allocatorSettings } from "../pipeline/allocator.js";
import { shipped } from "../pipeline/root.js";
import { readPointer, warehouseAt } from "../pipeline/warehouse.js";
import { disagreements } from "./agreement.js";
import { dashboardFigures } from "./dashboard.js";
import { type ForecastCosts, forecastCosts } from "./forecast/forecast.js";
import { type Measured, measure } from "./measured.js";
import { revenueCosts } from "./revenue/revenue.js";
import { semanticCosts } from "./semantic/semantic.js";
import { successCosts } from "./success/success.js";

const keys: Readonly<Record<string, readonly string[]>> = {
  accounts: ["account_id"],
  account_months: ["account_id", "month"],
  mrr_movements: ["account_id", "occurred_on"],
  tier_months: ["month", "tier"],
  subscription_months: ["subscription_id", "month"],
  retention: ["account_id", "month", "window_months"],
  growth_months: ["account_id", "month"],
  cohort_months: ["cohort_month", "months_since", "segment"],
  revenue_months: ["account_id", "month"],
  account_metrics: ["account_id", "month", "metric"],
  calendar: ["date"],
};

const flagsSchema = z.object({
  accounts: z.coerce.number().int().min(50),
  events: z.coerce.number().int().min(1000),
  seed: z.coerce.number().int(),
  "revenue-accounts": z.coerce.number().int().min(50),
  "forecast-accounts": z.coerce.number().int().min(50),
});

const help = `npm run bench -- [--accounts 20000] [--events 20000000] [--seed 1] [--only PART]

Writes a company's exports, then times in one invocation, each in a process of its own:
  full run   tenure run on an empty warehouse
  floor      bench/floor.sql, the marts of sections 1 to 4 from the same files by hand; attributes and
             metrics that later sections make are given to it, and their models are not compared
  next run   tenure run after the last days' usage (about 1% of the events) has come in
Then the revenue models alone, on 10 subscriptions of each of --revenue-accounts (50000) over 48
months, beside bench/revenue/floor.sql from the same staged rows and the same attributes (the health
and stages of accounts, which are no revenue models); --only revenue does this alone.
Then the models of forecasts alone, of 36 vintages of 12 months, for half of --forecast-accounts
(20000) and for all of them; --only forecast does this alone.
Then the models of metrics and indexes alone, beside the scripts of bench/success from the same
staged rows and events of a published warehouse of these sizes, or of --warehouse; MRR, tiers,
journey and maturity are given to both sides; --only success does this alone.
Then the page on the warehouse of the full run: its code, first figures and answers to a reader;
--only page does this alone, on the warehouse that was left by a full run of the same sizes or on
that of --warehouse.
Then answers of the semantic layer over the same warehouse: REST from memory, SQL beside the compiled
SQL straight on DuckDB, rows by a cursor, 8 clients; --only semantic does this alone.
PART is full-run, revenue, forecast, success, page or semantic.
The exports are kept in bench/work and used again for the same sizes.`;

type Flags = z.infer<typeof flagsSchema>;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function line(name: string, cost: Measured): string {
  const figures = [cost.seconds.toFixed(1), cost.cpu.toFixed(1), cost.megabytes.toFixed(0)];
  return `${name.padEnd(10)}${figures.map((figure) => figure.padStart(12)).join("")}`;
}

async function company(flags: Flags): Promise<string> {
  const folder = dirname(warehouseOf(flags));
  if (existsSync(join(folder, "exports"))) return folder;
  mkdirSync(folder, { recursive: true });
  const cost = await measure({
    kind: "demo",
    folder,
    accounts: flags.accounts,
    eventsPerAccount: Math.round(flags.events / flags.accounts),
    seed: flags.seed,
  });
  say(`wrote the exports in ${cost.seconds.toFixed(1)} s`);
  return folder;
}

interface Costs {
  readonly floor: Measured;
  readonly full: Measured;
  readonly next: Measured;
  readonly apart: readonly string[];
}

async function times(folder: string): Promise<Costs> {
  const warehouse = join(folder, "warehouse");
  const floorFile = join(folder, "floor.duckdb");
  const last = join(folder, "exports", "product", "usage", "usage-2025-12-final.csv");
  const withheld = join(folder, "withheld.csv");
  rmSync(warehouse, { recursive: true, force: true });
  if (existsSync(last)) renameSync(last, withheld);
  const full = await measure({ kind: "run", folder, warehouse, marts: Object.keys(keys) });
  const place = warehouseAt(warehouse);
  const build = join(place.folder, readPointer(place)?.file ?? "");
  const floor = await measure({ kind: "floor", folder, build, file: floorFile });
  const apart = await disagreements(build, floorFile, keys);
  renameSync(withheld, last);
  const next = await measure({ kind: "run", folder, warehouse });
  return { floor, full, next, apart };
}

function sayAgreement(apart: readonly string[]): void {
  say(apart.length === 0 ? "both made the same marts, row for row" : apart.join("\n"));
  if (apart.length > 0) process.exitCode = 1;
}

function sayHeader(): void {
  const names = ["seconds", "cpu seconds", "peak MB"];
  say(`${"".padEnd(10)}${names.map((it) => it.padStart(12)).join("")}`);
}

async function benchFullRun(flags: Flags): Promise<void> {
  const folder = await company(flags);
  const { floor, full, next, apart } = await times(folder);
  say(`${flags.accounts} accounts, ${flags.events} usage events, as CSV`);
  sayHeader();
  say(line("full run", full));
  say(line("floor", floor));
  say(line("next run", next));
  const apartFrom = (full.seconds - full.alike).toFixed(1);
  say(`${apartFrom} s of the full run make what the floor does not`);
  say(`the rest / floor     ${(full.alike / floor.seconds).toFixed(2)}  (bar 2.0)`);
  say(`next run / full run  ${((next.seconds / full.seconds) * 100).toFixed(1)}%  (bar 15%)`);
  sayAgreement(apart);
  await benchPage(join(folder, "warehouse"));
}

async function benchPage(warehouse: string): Promise<void> {
  for (const figure of await dashboardFigures(warehouse)) say(figure);
}

function warehouseOf({ accounts, events, seed }: Flags): string {
  return join(shipped("bench"), "work", `company-${accounts}-${events}-${seed}`, "warehouse");
}

async function benchRevenue(accounts: number): Promise<void> {
  const folder = join(shipped("bench"), "work", `revenue-${accounts}`);
  const { models, floor, apart } = await revenueCosts(folder, accounts);
  say(`${accounts} accounts, ${accounts * 10} subscription periods, 48 months`);
  say(`revenue models ${models.alike.toFixed(1)} s, floor ${floor.seconds.toFixed(1)} s`);
  say(`models / floor       ${(models.alike / floor.seconds).toFixed(2)}  (bar 1.5)`);
  sayAgreement(apart);
}

function forecastLine({ accounts, vintages, forecasts }: ForecastCosts): string {
  const seconds = forecasts.alike.toFixed(1);
  const cpu = forecasts.cpu.toFixed(1);
  return `${accounts} accounts, ${vintages} vintages: ${seconds} s (${cpu} s of CPU)`;
}

async function benchForecast(accounts: number): Promise<void> {
  const costs: ForecastCosts[] = [];
  for (const size of [Math.round(accounts / 2), accounts]) {
    const cost = await forecastCosts(join(shipped("bench"), "work", `forecast-${size}`), size);
    say(forecastLine(cost));
    costs.push(cost);
  }
  const [half, whole] = costs.map(({ forecasts }) => forecasts);
  if (half === undefined || whole === undefined) return;
  say(`all / half           ${(whole.cpu / half.cpu).toFixed(2)} times the CPU  (bar 2.2)`);
  say(`all                  ${whole.alike.toFixed(1)} s  (bar 15 for 20000 accounts)`);
  say(`slowest models       ${whole.slowest.join(", ")}`);
}

async function publishedWarehouse(flags: Flags): Promise<string> {
  const folder = await company(flags);
  const warehouse = warehouseOf(flags);
  if (readPointer(warehouseAt(warehouse)) === undefined) {
    await measure({ kind: "run", folder, warehouse });
  }
  return warehouse;
}

async function benchSuccess(warehouse: string): Promise<void> {
  const { models, floor, apart, rows } = await successCosts(warehouse);
  say(`${rows.join(", ")}, from staged rows`);
  say(
    `models of metrics and indexes ${models.alike.toFixed(1)} s, floor ${floor.seconds.toFixed(1)} s`,
  );
  say(`models / floor       ${(models.alike / floor.seconds).toFixed(2)}  (bar 2.0)`);
  const peaks = [models, floor].map(({ megabytes }) => megabytes.toFixed(0));
  say(`peak MB              ${peaks[0]}, floor ${peaks[1]}  (bar 6000)`);
  say(`slowest models       ${models.slowest.join(", ")}`);
  sayAgreement(apart);
}

async function benchSemantic(flags: Flags): Promise<void> {
  const warehouse = await publishedWarehouse(flags);
  const costs = await semanticCosts(warehouse);
  say(`${flags.accounts} accounts, answers of the semantic layer, medians in ms`);
  say(`REST from memory     ${costs.cachedRest.toFixed(1)}  (bar 10)`);
  for (const { sql, wire, straight } of costs.questions) {
    const bar = (1.5 * straight + 5).toFixed(1);
    say(`SQL ${wire.toFixed(1)}, straight ${straight.toFixed(1)}  (bar ${bar})  ${sql}`);
  }
  say(`rows a second by a cursor   ${costs.cursorRowsPerSecond.toFixed(0)}  (bar 100000)`);
  const { again, anew } = costs.queriesPerSecond;
  say(
    `queries a second, 8 clients ${again.toFixed(0)}  (bar 300), each made anew ${anew.toFixed(0)}`,
  );
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      accounts: { type: "string", default: "20000" },
      events: { type: "string", default: "20000000" },
      seed: { type: "string", default: "1" },
      "revenue-accounts": { type: "string", default: "50000" },
      "forecast-accounts": { type: "string", default: "20000" },
      only: { type: "string" },
      warehouse: { type: "string" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return say(help);
  // as the command does: the processes that are measured begin with it
  Object.assign(process.env, allocatorSettings(process.env));
  const flags = flagsSchema.parse(values);
  if (values.only === "page") return benchPage(values.warehouse ?? warehouseOf(flags));
  if (values.only === "semantic") return benchSemantic(flags);
  if (values.only === "success") {
    return benchSuccess(values.warehouse ?? (await publishedWarehouse(flags)));
  }
  if (values.only === "forecast") return benchForecast(flags["forecast-accounts"]);
  if (values.only !== "revenue") await benchFullRun(flags);
  if (values.only !== "full-run") await benchRevenue(flags["revenue-accounts"]);
  if (values.only !== undefined) return;
  await benchForecast(flags["forecast-accounts"]);
  await benchSuccess(warehouseOf(flags));
  await benchSemantic(flags);
}

await main();
