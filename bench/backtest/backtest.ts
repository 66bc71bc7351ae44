import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { withDemo } from "./company.js";
import { knowable } from "./knowable.js";
import { outcomesOf } from "./outcomes.js";
import { coverage, median, type Outcome, type Scores, scoresOf } from "./scores.js";

const help = `npm run backtest -- [--seeds 1,2,3,4,5] [--accounts 2000] [--events-per-account 250]
                    [--knowable]

Makes up a company for each seed, back-casts its vintages and holds them against what came, next
to three rivals that know the same notices and the same dates: last year's renewal rate for all,
the prior for all (base of forecast.yml), and the priors by health as they are set. With --knowable
it says instead how well anybody could know the churn of a year ahead: who learned the rates from
30,000 other accounts, by terms alone, and by the hidden state of each account as well.`;

const forecasters = ["tenure", "last year's rate", "prior alone", "health, not learned"] as const;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)}%`.padStart(9);
}

function line(name: string, scores: Omit<Scores, "forecaster">): string {
  const { churnedWape, churnedBias, retainedWape, retainedWithin } = scores;
  const figures = [churnedWape, churnedBias, retainedWape, retainedWithin].map(percent);
  return `${name.padEnd(22)}${figures.join("")}`;
}

function sayTogether(seeds: readonly (readonly Outcome[])[]): void {
  say(`median of ${seeds.length} seeds`);
  for (const forecaster of forecasters) {
    const each = seeds.map((outcomes) => scoresOf(forecaster, outcomes));
    const of = (key: keyof Omit<Scores, "forecaster">) => median(each.map((it) => it[key]));
    const { churnedWape, churnedBias } = {
      churnedWape: of("churnedWape"),
      churnedBias: of("churnedBias"),
    };
    const rest = { retainedWape: of("retainedWape"), retainedWithin: of("retainedWithin") };
    say(line(`  ${forecaster}`, { churnedWape, churnedBias, ...rest }));
  }
  const pooled = seeds.flat();
  say(
    `80% intervals of churned ARR one month ahead held ${percent(coverage(pooled, false)).trim()}`,
  );
  say(
    `  of them in the months after a common shock      ${percent(coverage(pooled, true)).trim()}`,
  );
}

async function sayKnowable(seeds: readonly number[], accounts: number): Promise<void> {
  say(`churned ARR 12 months ahead, WAPE${"by terms".padStart(12)}${"and by states".padStart(15)}`);
  const all = await knowable(seeds, accounts);
  const told = (name: string, byTerms: number, byStates: number): void =>
    say(`${name.padEnd(33)}${percent(byTerms).padStart(12)}${percent(byStates).padStart(15)}`);
  for (const { seed, byTerms, byStates } of all) told(`seed ${seed}`, byTerms, byStates);
  const middle = (key: "byTerms" | "byStates"): number => median(all.map((it) => it[key]));
  told(`median of ${all.length} seeds`, middle("byTerms"), middle("byStates"));
}

const flagsSchema = z.object({
  seeds: z.string().transform((text) => text.split(",").map(Number)),
  accounts: z.coerce.number().int().min(50),
  "events-per-account": z.coerce.number().int().min(1),
  knowable: z.boolean(),
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1,2,3,4,5" },
      accounts: { type: "string", default: "2000" },
      "events-per-account": { type: "string", default: "250" },
      knowable: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return say(help);
  const flags = flagsSchema.parse(values);
  if (flags.knowable) return sayKnowable(flags.seeds, flags.accounts);
  say(`${"".padEnd(22)}  WAPE 12   bias 12   WAPE 1  within 5%`);
  const seeds: (readonly Outcome[])[] = [];
  for (const seed of flags.seeds) {
    const folder = mkdtempSync(join(tmpdir(), "tenure-backtest-"));
    const size = { accounts: flags.accounts, eventsPerAccount: flags["events-per-account"], seed };
    const targets = ["core.forecast_outcomes"];
    const outcomes = await withDemo({ folder, ...size, targets }, outcomesOf);
    rmSync(folder, { recursive: true, force: true });
    seeds.push(outcomes);
    say(`seed ${seed}`);
    for (const name of forecasters) say(line(`  ${name}`, scoresOf(name, outcomes)));
  }
  sayTogether(seeds);
}

await main();
