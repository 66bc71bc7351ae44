import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { withDemo } from "./company.js";
import { outcomesOf } from "./outcomes.js";
import { coverage, median, type Outcome, type Scores, scoresOf } from "./scores.js";

const help = `npm run backtest -- [--seeds 1,2,3,4,5] [--accounts 2000] [--events-per-account 250]

Makes up a company for each seed, back-casts its vintages and holds them against what came, next
to three rivals that know the same notices and the same dates: last year's renewal rate for all,
the prior for all (base of forecast.yml), and the priors by health as they are set.`;

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

const flagsSchema = z.object({
  seeds: z.string().transform((text) => text.split(",").map(Number)),
  accounts: z.coerce.number().int().min(50),
  "events-per-account": z.coerce.number().int().min(1),
});

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seeds: { type: "string", default: "1,2,3,4,5" },
      accounts: { type: "string", default: "2000" },
      "events-per-account": { type: "string", default: "250" },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return say(help);
  const flags = flagsSchema.parse(values);
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
