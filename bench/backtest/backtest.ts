import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { withDemo } from "./company.js";
import { knowable } from "./knowable.js";
import { outcomesOf } from "./outcomes.js";
import { bias, coverage, median, type Outcome, scoresOf, wape, yearsOf } from "./scores.js";

const help = `npm run backtest -- [--seeds 1,2,3,4,5] [--accounts 2000] [--events-per-account 250]
                    [--knowable]

Makes up a company for each seed, back-casts its vintages and holds them against what came, next
to three rivals that know the same notices and the same dates: last year's renewal rate for all,
the prior for all (base of forecast.yml), and the priors by health as they are set. With --knowable
it says instead how well anybody could know that churn: who learned the rates from
30,000 other accounts, by terms alone, and by the hidden state of each account as well.

Of churned ARR: 12 is the twelfth month ahead, 1-12 the twelve months of a vintage together, over
the vintages whose twelve months have closed. Of retained ARR: 1 is the month ahead.`;

const forecasters = ["tenure", "last year's rate", "prior alone", "health, not learned"] as const;

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)}%`.padStart(10);
}

const columns = [
  ["churnedWape", "WAPE 12"],
  ["churnedBias", "bias 12"],
  ["yearWape", "WAPE 1-12"],
  ["yearBias", "bias 1-12"],
  ["retainedWape", "WAPE 1"],
  ["retainedWithin", "within 5%"],
] as const;

function line(name: string, of: (key: (typeof columns)[number][0]) => number): string {
  return `${name.padEnd(22)}${columns.map(([key]) => percent(of(key))).join("")}`;
}

function sayTogether(seeds: readonly (readonly Outcome[])[]): void {
  say(`median of ${seeds.length} seeds`);
  for (const forecaster of forecasters) {
    const each = seeds.map((outcomes) => scoresOf(forecaster, outcomes));
    say(line(`  ${forecaster}`, (key) => median(each.map((it) => it[key]))));
  }
  const pooled = seeds.flat();
  say("all seeds together");
  for (const forecaster of forecasters) {
    const years = seeds.flatMap((outcomes) => yearsOf(forecaster, outcomes));
    const all = {
      ...scoresOf(forecaster, pooled),
      yearWape: wape(years),
      yearBias: bias(years),
    };
    say(line(`  ${forecaster}`, (key) => all[key]));
  }
  say(
    `80% intervals of churned ARR one month ahead held ${percent(coverage(pooled, false)).trim()}`,
  );
  say(
    `  of them in the months after a common shock      ${percent(coverage(pooled, true)).trim()}`,
  );
}

async function sayKnowable(seeds: readonly number[], accounts: number): Promise<void> {
  const all = await knowable(seeds, accounts);
  const told = (name: string, byTerms: number, byStates: number): void =>
    say(`${name.padEnd(38)}${percent(byTerms).padStart(12)}${percent(byStates).padStart(15)}`);
  for (const [of, what] of [
    ["month", "in the 12th month ahead"],
    ["year", "in 12 months together"],
  ] as const) {
    const own = all.filter((it) => it.of === of);
    say(
      `churned ARR ${what}, WAPE`.padEnd(38) +
        `${"by terms".padStart(12)}${"and by states".padStart(15)}`,
    );
    for (const { seed, byTerms, byStates } of own) told(`  seed ${seed}`, byTerms, byStates);
    const middle = (key: "byTerms" | "byStates"): number => median(own.map((it) => it[key]));
    told(`  median of ${own.length} seeds`, middle("byTerms"), middle("byStates"));
  }
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
  say(`${"".padEnd(22)}${columns.map(([, title]) => title.padStart(10)).join("")}`);
  const seeds: (readonly Outcome[])[] = [];
  for (const seed of flags.seeds) {
    const folder = mkdtempSync(join(tmpdir(), "tenure-backtest-"));
    const size = { accounts: flags.accounts, eventsPerAccount: flags["events-per-account"], seed };
    const targets = ["core.forecast_outcomes"];
    const outcomes = await withDemo({ folder, ...size, targets }, outcomesOf);
    rmSync(folder, { recursive: true, force: true });
    seeds.push(outcomes);
    say(`seed ${seed}`);
    for (const name of forecasters) {
      const scores = scoresOf(name, outcomes);
      say(line(`  ${name}`, (key) => scores[key]));
    }
  }
  sayTogether(seeds);
}

await main();
