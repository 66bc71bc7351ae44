import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { writeConfigTables } from "../../pipeline/config/config.js";
import { policiesOf } from "../../pipeline/config/policies.js";
import { openDatabase, rows } from "../../pipeline/database.js";
import { silent } from "../../pipeline/log.js";
import { checkOnly } from "../../pipeline/preview.js";
import { previewText } from "../../pipeline/report.js";
import { shipped } from "../../pipeline/root.js";
import { createShop, type Shop } from "../run/shop.js";
import { load, mistakesIn } from "./folder.js";

const shared = {
  trial: "excluded",
  free_plan: "not_customer",
  gap_days: 0,
  reactivation_within_days: "any",
  fx: "constant",
};

/** The policies as their publishers state them; each file says of each value why. */
const presets = {
  chartmogul: {
    churn_date: "end_of_paid_period",
    past_due: "counts",
    paused: "keeps",
    discounts: "in_force",
    metered: "included",
    same_month_new_and_churn: "both",
  },
  profitwell: {
    churn_date: "end_of_paid_period",
    past_due: { churn_after_days: 15 },
    paused: "zero",
    discounts: "in_force",
    metered: "included",
    same_month_new_and_churn: "ignored",
  },
  stripe: {
    churn_date: "cancelled_at",
    past_due: "counts",
    paused: "keeps",
    discounts: "only_forever",
    metered: "excluded",
    same_month_new_and_churn: "both",
  },
  chargebee: {
    churn_date: "end_of_paid_period",
    past_due: "counts",
    paused: "keeps",
    discounts: "in_force",
    metered: "excluded",
    same_month_new_and_churn: "both",
  },
};

const names = Object.keys(presets) as (keyof typeof presets)[];
const revenueUnder = (text: string) => load({ "revenue.yml": text }).revenue;

describe("a preset", () => {
  test.each(names)("%s sets every policy at once, and leaves late_days", (name) => {
    expect(revenueUnder(`preset: ${name}\n`)).toEqual({
      ...shared,
      ...presets[name],
      preset: name,
      late_days: 30,
    });
  });

  test.each(names)("%s says of each of its values why", (name) => {
    const text = readFileSync(shipped("config", "presets", `${name}.yml`), "utf8");
    const policies = Object.keys({ ...shared, ...presets[name] }).sort();
    expect(Object.keys(parse(text) as object).sort()).toEqual(policies);
    const lines = text.trim().split("\n");
    for (const [at, line] of lines.entries()) {
      if (/^\w/.test(line)) expect(lines[at - 1], line).toMatch(/^# [A-Z\w]/);
    }
  });

  test("gives way to every other key of the file, before it or after it", () => {
    const revenue = revenueUnder(
      "gap_days: 2\npreset: stripe\nchurn_date: end_of_paid_period\nlate_days: 9\n",
    );
    expect(revenue).toMatchObject({
      churn_date: "end_of_paid_period",
      gap_days: 2,
      late_days: 9,
      discounts: "only_forever",
    });
  });

  test("that counts past due gives way to a number of days", () => {
    const revenue = revenueUnder("preset: stripe\npast_due: { churn_after_days: 40 }\n");
    expect(revenue.past_due).toEqual({ churn_after_days: 40 });
  });

  test("with a number of days gives way to a word", () => {
    expect(revenueUnder("preset: profitwell\npast_due: counts\n").past_due).toBe("counts");
  });

  test("that nobody knows is refused", () => {
    expect(mistakesIn({ "revenue.yml": "preset: strip\n" })).toEqual([
      'revenue.yml:1: "preset" must be chartmogul, profitwell, stripe or chargebee, read "strip"; did you mean "stripe"?',
    ]);
  });

  test("changes the version of the config, also where it changes no policy but one", () => {
    const versions = names.map((name) => load({ "revenue.yml": `preset: ${name}\n` }).version);
    expect(new Set([load({}).version, ...versions]).size).toBe(5);
  });
});

describe("the policies in force", () => {
  const originOf = (text: string, policy: string) =>
    policiesOf(revenueUnder(text)).find((one) => one.policy === policy);

  test("say whether a value is shipped, the preset's or one's own", () => {
    expect(originOf("gap_days: 0\n", "gap_days")).toMatchObject({ value: "0", origin: "default" });
    expect(originOf("gap_days: 3\n", "gap_days")).toMatchObject({ value: "3", origin: "own" });
    const text = "preset: profitwell\npaused: keeps\n";
    expect(originOf(text, "paused")).toMatchObject({ value: "keeps", origin: "own" });
    expect(originOf(text, "past_due")).toMatchObject({
      value: "churn_after_days: 15",
      origin: "preset",
    });
  });

  test("are stored with each build", async () => {
    const database = await openDatabase(":memory:");
    const run = {
      runId: "r",
      asOf: new Date("2026-01-01T00:00:00Z"),
      knownAt: null,
      recomputeFrom: "0001-01-01",
      startedAt: new Date("2026-01-01T00:00:00Z"),
      tenureVersion: "test",
    };
    const config = load({ "revenue.yml": "preset: stripe\ngap_days: 5\n" });
    await writeConfigTables(database.connection, config, run);
    const read = (sql: string) => rows(database.connection, sql);
    expect(await read("select preset, churn_date, gap_days from config.revenue")).toEqual([
      { preset: "stripe", churn_date: "cancelled_at", gap_days: 5 },
    ]);
    expect(
      await read(`select policy, value, origin from config.revenue_policies
        where policy in ('churn_date', 'gap_days', 'late_days') order by policy`),
    ).toEqual([
      { policy: "churn_date", value: "cancelled_at", origin: "preset" },
      { policy: "gap_days", value: "5", origin: "own" },
      { policy: "late_days", value: "30", origin: "default" },
    ]);
    expect(await read("select value from config.effective where key = 'preset'")).toEqual([
      { value: "stripe" },
    ]);
    database.close();
  });
});

describe("tenure check", () => {
  let shop: Shop;
  afterEach(() => shop.remove());
  test("prints the policies with the preset that they began with", async () => {
    shop = createShop();
    shop.write("config/revenue.yml", "preset: profitwell\ndiscounts: ignored\n");
    const config = join(shop.folder, "config");
    const { text } = previewText(await checkOnly({ config, now: new Date(), log: silent }));
    expect(text).toContain("revenue policies (preset: profitwell)\n");
    expect(text).toMatch(/^ {2}past_due +churn_after_days: 15 +preset$/m);
    expect(text).toMatch(/^ {2}discounts +ignored +own$/m);
    expect(text).toMatch(/^ {2}late_days +30 +default$/m);
  });
});
