import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { Index } from "../../pipeline/config/indexes.js";
import { shipped } from "../../pipeline/root.js";
import { type Cell, type Company, createCompany, type Settings } from "./company.js";
import { asked, indexOf } from "./index-company.js";

type Factor = Parameters<typeof asked>[2];

const folder = shipped("test", "models", "twelve-accounts");

function table(name: string): Readonly<Record<string, Cell>>[] {
  const text = readFileSync(join(folder, `${name}.csv`));
  const found: Readonly<Record<string, string>>[] = parse(text, { columns: true });
  return found.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([key, value]) => [key, value === "" ? null : value]),
    ),
  );
}

/** answers.csv has a column a month, and what is in it was said on the second day of that month. */
async function addAnswers(company: Company): Promise<void> {
  for (const { account_id = null, question = null, ...months } of table("answers")) {
    for (const [month, score] of Object.entries(months)) {
      if (score === null) continue;
      const said = { account_id, question, score, author: "csm", assessed_at: `${month}-02` };
      await company.add("assessments", said);
    }
  }
}

const one = (rest: Factor = {}): Factor => ({ element: "one", ...rest });
const two = (rest: Factor = {}): Factor => ({ element: "two", ...rest });

const tickets = (scale: NonNullable<Factor>["scale"]) => ({
  title: "Tickets",
  element: "one",
  input: "behavioural" as const,
  metric: "tickets_90d",
  weight: 1,
  ...(scale === undefined ? { scale: "percentile" as const } : { scale }),
});

const nordic = { segment: "nordic", title: "Nordic", rule: { country: { in: ["NO"] } } };

const profiles = [
  { profile: "first_tier", when: { tier: 1 }, weights: { h: 3 } },
  { profile: "data", when: { product: "Data" }, weights: { i: 3 } },
  { profile: "small_nordic", when: { segment: "nordic", tier: [2, 3] }, weights: { h: 0 } },
];

const named = (index: string, made: Index): Index => ({ ...made, index });

/** Each index is about one rule of section 5, and `dependence` about section 6. */
const indexes: readonly Index[] = [
  indexOf({ pulse: asked("pulse", 1) }),
  named("dependence", indexOf({ stops: asked("stops", 1) })),
  named(
    "gaps",
    indexOf({
      a: asked("a", 40, one()),
      b: asked("b", 20, one()),
      c: asked("c", 39, two()),
      d: asked("d", 1, two()),
    }),
  ),
  named("assumed", indexOf({ e: asked("e", 60), f: asked("f", 40, { missing: { score: 50 } }) })),
  named("aged", indexOf({ aged: asked("aged", 1, { max_age_days: 30 }) })),
  named("weighed", indexOf({ h: asked("h", 1), i: asked("i", 1) }, { profiles }, [nordic])),
  named(
    "scales",
    indexOf({
      line: asked("line", 1, { scale: { linear: { worst: 7, best: 30 } } }),
      step: asked("step", 1, {
        scale: {
          steps: [
            [10, 25],
            [50, 60],
          ],
        },
      }),
      falling: tickets({ linear: { worst: 3, best: 1 } }),
      place: tickets(undefined),
    }),
  ),
];

/** Twelve accounts in the first half of 2024: tier 1 from 1000 of MRR on, tier 2 from 200 on. */
export async function twelveAccounts(settings: Settings = {}): Promise<Company> {
  const company = await createCompany({
    run: { as_of: "2024-07-01" },
    tierMethod: { method: "mrr_floor" },
    bounds: [1000, 200],
    indexes,
    ...settings,
  });
  const names = readdirSync(folder).map((name) => name.replace(/\.csv$/, ""));
  for (const name of names.filter((each) => each !== "answers")) {
    const rest: Readonly<Record<string, Cell>> =
      name === "subscriptions" ? { status: "active" } : {};
    for (const row of table(name)) await company.add(name, { ...rest, ...row });
  }
  await addAnswers(company);
  return company;
}
