import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import type { BookSettings } from "../../pipeline/config/books.js";
import type { EngagementSettings, Moment } from "../../pipeline/config/engagement.js";
import type { Index } from "../../pipeline/config/indexes.js";
import type { JourneySettings } from "../../pipeline/config/journey.js";
import { journeyTables } from "../../pipeline/config/journey-tables.js";
import { type MaturitySettings, maturityTables } from "../../pipeline/config/maturity.js";
import { writeTable } from "../../pipeline/config/tables.js";
import { shipped } from "../../pipeline/root.js";
import { load } from "../config/folder.js";
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

/** usage.csv has how many people came on a day: `<account>-1`, `<account>-2` … */
async function addUsage(company: Company): Promise<void> {
  for (const { account_id = null, day = null, users = null, feature = null } of table("usage")) {
    for (let user = 1; user <= Number(users); user++) {
      const row = { account_id, user_id: `${account_id}-${user}`, event: "e", feature };
      const event_id = `${account_id}/${day}/${user}/${feature}`;
      await company.add("usage_events", { ...row, event_id, occurred_at: day });
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
  { profile: "starting", when: { journey_stage: "onboarding" }, weights: { i: 0 } },
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

const people = { title: "Two people", metric: "active_users_28d", at_least: 2 };
const seats = { title: "Half the seats", metric: "seat_utilisation", at_least: 0.5 };
const calm = { title: "Two tickets at most", metric: "tickets_90d", at_most: 2 };
const value = { title: "Nearly there", metric: "objective_attainment", at_least: 0.8 };

const maturity: MaturitySettings = {
  ...{ stage_zero: "Starting", feature_window_days: 28, plan_months: 12, plan_reach: 0.5 },
  stages: [
    { name: "Live", behaviors: [{ id: "people", ...people }] },
    {
      name: "Regular",
      at_least: 1,
      behaviors: [
        { id: "seats", ...seats },
        { id: "auto", title: "Automations", feature: "auto" },
      ],
    },
    {
      name: "Leading",
      behaviors: [
        { id: "calm", ...calm },
        { id: "value", ...value },
      ],
    },
  ],
};

const journey: JourneySettings = {
  stages: [
    { stage: "handover", title: "Handover", expected_days: 30 },
    {
      ...{ stage: "onboarding", title: "Onboarding", expected_days: 60 },
      entry: [{ milestone: "kickoff" }],
      exit: [{ milestone: "trained" }],
    },
    { stage: "adoption", title: "Adoption", entry: [{ active_users: 2 }] },
    {
      ...{ stage: "value", title: "Value" },
      entry: [{ metric: { name: "active_users_28d", at_least: 2 } }],
    },
  ],
  renewal: {
    ...{ title: "Renewal", entry: [{ days_before_renewal: 90 }], expected_days: 90 },
    ...{ min_term_months: 6, activities: [] },
  },
  churn: { title: "Churned" },
  ...{ hold_days: 60, onboarding_stage: "onboarding", value_stage: "value", milestones: [] },
};

const moment = (kind: Moment["kind"], trigger: Moment["trigger"], done_by: Moment["done_by"]) => ({
  ...{ title: "M", objective: "O", expected_outcome: "E", kind, trigger, done_by, warns: true },
  ...{ due_in_days: 5, expires_in_days: 30, cool_down_days: 14 },
});

const engagement: EngagementSettings = {
  ...load({}).engagement,
  moments: {
    review: moment("time", { none_of: ["business_review"], days: { 1: 90 } }, ["business_review"]),
    urgent: moment("event", { event: ["ticket"], in: ["urgent"] }, ["call"]),
    exposed: moment("change", { attribute: "quadrant", became: ["exposed"] }, []),
    sicker: moment("change", { attribute: "health_status", worsened: true }, []),
  },
};

const monthly = (hours: number) => [
  { activity: "call", times_per_year: 12, minutes: 60 * hours, by: "csm" as const },
];

const books: BookSettings = {
  ...{ hours_per_month: 100, productive_share: 0.65, csm_hours: {}, onboarding_days: 90 },
  arr_band: { at_least: 95_999.88, target: 100_000, at_most: 200_000 },
  touch_models: {
    high_touch: {
      accounts_band: { at_least: 2, at_most: 3 },
      ...{ onboarding: monthly(10), ongoing: monthly(5) },
    },
    medium_touch: {
      accounts_band: { at_least: 4, at_most: 6 },
      ...{ onboarding: monthly(2), ongoing: monthly(1) },
    },
    low_touch: { onboarding: [], ongoing: [] },
  },
  coverage: { half: { title: "Half", service_level: { touch_model: "high_touch", factor: 0.5 } } },
};

/** Twelve accounts in the first half of 2024: tier 1 from 1000 of MRR on, tier 2 from 200 on. */
export async function twelveAccounts(settings: Settings = {}): Promise<Company> {
  const company = await createCompany({
    run: { as_of: "2024-07-01" },
    tierMethod: { method: "mrr_floor" },
    bounds: [1000, 200],
    ...{ indexes, engagement, books },
    ...settings,
  });
  for (const made of [...maturityTables(maturity), ...journeyTables(journey)]) {
    await writeTable(company.connection, made);
  }
  const names = readdirSync(folder).map((name) => name.replace(/\.csv$/, ""));
  for (const name of names.filter((each) => each !== "answers" && each !== "usage")) {
    const rest: Readonly<Record<string, Cell>> =
      name === "subscriptions" ? { status: "active" } : {};
    for (const row of table(name)) await company.add(name, { ...rest, ...row });
  }
  await addAnswers(company);
  await addUsage(company);
  return company;
}

/** Cells of a select as text, a row a line; numbers with up to six places, `-` for nothing. */
export async function linesOf(company: Company, sql: string): Promise<string[]> {
  const found = await company.rows(sql);
  return found.map((row) =>
    Object.values(row)
      .map((value) =>
        typeof value === "number" ? String(Number(value.toFixed(6))) : (value ?? "-"),
      )
      .join(" "),
  );
}
