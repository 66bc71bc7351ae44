import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Index } from "../../pipeline/config/indexes.js";
import { type PlaybookSettings, playbookTables } from "../../pipeline/config/playbooks.js";
import { writeTable } from "../../pipeline/config/tables.js";
import { shipped } from "../../pipeline/root.js";
import { load } from "../config/folder.js";
import { oneIn } from "../sampled.js";
import { type Company, createCompany, insert } from "./company.js";
import { addJudged, asked, indexOf } from "./index-company.js";

oneIn(2);

const health = indexOf({
  mood: asked("mood", 1, { element: "experience" }),
  ease: asked("ease", 2, { element: "experience" }),
  pulse: asked("pulse", 3, { element: "communication" }),
});
const dependence: Index = { ...indexOf({ stop: asked("stop", 1) }), index: "dependence" };

let company: Company;
afterAll(() => company.close());

interface Customer {
  /** What it answers to every question of health; none is answered when absent. */
  readonly health?: number;
  readonly dependence?: number;
  readonly mrr?: number;
  /** How many of the people of three departments use one of four seats each on 13 days. */
  readonly people?: number;
  readonly csm_id?: string | null;
  readonly ended_at?: string;
}

async function addCustomer(name: string, is: Customer): Promise<void> {
  const mood = is.health === undefined ? {} : { mood: is.health, pulse: is.health };
  const stop = is.dependence === undefined ? {} : { stop: is.dependence };
  await addJudged(
    company,
    name,
    { "2024-06": { ...mood, ...stop } },
    { mrr: is.mrr ?? 10, quantity: 4, ended_at: is.ended_at ?? null },
    { csm_id: is.csm_id === undefined ? "c1" : is.csm_id, region: "EMEA" },
  );
  for (let person = 1; person <= (is.people ?? 0); person++) {
    const user_id = `${name}-${person}`;
    await company.add("users", {
      ...{ user_id, account_id: name, department: `department ${person}` },
      created_at: "2024-01-01",
    });
    for (let day = 18; day <= 30; day++) {
      await company.add("usage_events", {
        ...{ event_id: `${user_id}/${day}`, account_id: name, user_id, event: "e" },
        occurred_at: `2024-06-${day}`,
      });
    }
  }
}

// The whale pays nearly everything, so that others are critical to us by their tier alone (1,000
// and more), and critical to them are we from a dependence of 60. With two of four seats used on
// 13 of 28 days a customer is in stage 2, with three people of three departments in stage 3.
beforeAll(async () => {
  company = await createCompany({
    run: { as_of: "2024-07-01" },
    tierMethod: { method: "mrr_floor" },
    bounds: [1000, 200],
    indexes: [health, dependence],
  });
  await addCustomer("whale", { health: 95, dependence: 90, mrr: 500_000, people: 3 });
  await addCustomer("novice", { health: 90 });
  await addCustomer("regular", { health: 90, people: 2 });
  await addCustomer("expert", { health: 90, people: 3 });
  await addCustomer("mutual and ill", { health: 39, dependence: 70, mrr: 1000, csm_id: null });
  await addCustomer("exposed and ill", { health: 39, dependence: 59, mrr: 1000, csm_id: null });
  await addCustomer("exposed and fair", { health: 60, dependence: 59, mrr: 1000 });
  await addCustomer("needy and poor", { health: 59, dependence: 60, mrr: 999 });
  await addCustomer("needy and fair", { health: 60, dependence: 60, csm_id: null });
  await addCustomer("fair novice", { health: 60, dependence: 0 });
  await addCustomer("fair regular", { health: 60, dependence: 0, people: 2 });
  await addCustomer("unasked", { dependence: 80, people: 3 });
  await addCustomer("gone", { health: 90, ended_at: "2024-06-20" });
  // mood weighs 1 and ease 2 of the experience: (90 + 2 × 60) / 3 = 70; pulse is no part of it
  await addJudged(company, "mixed", { "2024-06": { mood: 90, ease: 60, pulse: 10 } });
  await insert(company.connection, "config.segments", {
    segment: "experts",
    title: "",
    rule: "{}",
  });
  const rule = { segment: "experts", attribute: "maturity_stage", at_least: 3 };
  await insert(company.connection, "config.segment_rules", rule);
  await company.build("marts.accounts");
});

const columnOf = async (column: string) =>
  Object.fromEntries(
    (await company.rows(`select account_id, ${column} as told from marts.accounts`)).map(
      ({ account_id, told }) => [account_id, told],
    ),
  );

test("of two accounts with equal health the more effective one gets another play", async () => {
  const pair = await company.rows(
    `select account_id, health_score, quadrant, maturity_stage, playbook, playbook_title
     from marts.accounts where account_id in ('novice', 'expert') order by account_id desc`,
  );
  const both = { health_score: 90, quadrant: "unknown" };
  expect(pair).toEqual([
    {
      ...{ account_id: "novice", ...both, maturity_stage: 0 },
      ...{ playbook: "build_habits", playbook_title: "Build habits" },
    },
    {
      ...{ account_id: "expert", ...both, maturity_stage: 3 },
      ...{ playbook: "expand_and_advocate", playbook_title: "Expand and advocate" },
    },
  ]);
});

test("the first playbook whose conditions all hold is the account's, at each bound", async () => {
  expect(await columnOf("playbook")).toEqual({
    whale: "expand_and_advocate",
    novice: "build_habits",
    regular: "deepen_use",
    expert: "expand_and_advocate",
    "mutual and ill": "executive_rescue",
    "exposed and ill": "executive_rescue",
    // 60 is the first point of yellow
    "exposed and fair": "lower_the_risk",
    // 999 is below the first tier, 59 of health below yellow
    "needy and poor": "rescue",
    "needy and fair": "build_habits",
    "fair novice": "build_habits",
    "fair regular": "stabilise",
    unasked: "find_out",
    gone: null,
    // (90 + 2 × 60 + 3 × 10) / 6 = 40 is the first point of orange
    mixed: "rescue",
  });
});

test("a mutual or exposed account without a named CSM is flagged, a needy one is not", async () => {
  const flagged = await company.rows(
    `select account_id, quadrant from marts.accounts where is_critical_without_csm order by all`,
  );
  expect(flagged).toEqual([
    { account_id: "exposed and ill", quadrant: "exposed" },
    { account_id: "mutual and ill", quadrant: "mutual" },
  ]);
});

test("the third answer is the score of the element experience alone", async () => {
  const scores = await columnOf("round(experience_score, 9)");
  expect(scores).toMatchObject({ mixed: 70, novice: 90, unasked: null, gone: null });
});

test("conditions on a segment, a region, tiers and stages go by what is known", async () => {
  const own: PlaybookSettings = {
    compare_days: 180,
    z: 1.959964,
    peers_own_share: 0.5,
    playbooks: [
      ["large", { tier: 1 }],
      ["chosen", { segment: ["nobody", "experts"], region: "EMEA" }],
      ["staged", { maturity_stage: { at_least: 1, at_most: 2 } }],
      ["elsewhere", { region: ["APAC"] }],
      ["rest", {}],
    ].map(([playbook, where]) => ({ playbook, where, title: "T", says: "S" })) as never,
  };
  for (const table of playbookTables(own)) await writeTable(company.connection, table);
  const model = readFileSync(shipped("models", "core", "account_playbooks.sql"), "utf8");
  const found = await company.rows(model);
  expect(Object.fromEntries(found.map((row) => [row.account_id, row.playbook]))).toEqual({
    whale: "large",
    novice: "rest",
    regular: "staged",
    expert: "chosen",
    "mutual and ill": "large",
    "exposed and ill": "large",
    "exposed and fair": "large",
    "needy and poor": "rest",
    "needy and fair": "rest",
    "fair novice": "rest",
    "fair regular": "staged",
    unasked: "chosen",
    mixed: "rest",
  });
});

test("the shipped playbooks leave no customer without a play, whatever its state", () => {
  const { playbooks } = load({}).playbooks;
  const allows = (condition: unknown, value: string | number): boolean => {
    if (condition === undefined) return true;
    if (Array.isArray(condition)) return condition.includes(value);
    if (typeof condition !== "object") return condition === value;
    const { at_least = 0, at_most = 9 } = condition as { at_least?: number; at_most?: number };
    return Number(value) >= at_least && Number(value) <= at_most;
  };
  const states = ["red", "orange", "yellow", "green", "unknown"].flatMap((health_status) =>
    ["mutual", "exposed", "needy", "transactional", "unknown"].flatMap((quadrant) =>
      [0, 1, 2, 3, 4, 5].map((maturity_stage) => ({ health_status, quadrant, maturity_stage })),
    ),
  );
  const without = states.filter(
    (state) =>
      !playbooks.some(({ where }) =>
        Object.entries(state).every(([name, value]) =>
          allows((where as Record<string, unknown>)[name], value),
        ),
      ),
  );
  expect(without).toEqual([]);
});
