import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { isView, readModels } from "../../pipeline/model/models.js";
import { shipped } from "../../pipeline/root.js";
import { isCampaign } from "../mode.js";
import { oneIn } from "../sampled.js";
import { addAccount, type Company, createCompany } from "./company.js";

oneIn(6);

let company: Company;

/** A small generator of repeatable random whole numbers below a limit. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed * 2654435761;
  return (limit) => {
    state = (Math.imul(state ^ (state >>> 15), 2246822519) + 3266489917) >>> 0;
    return state % limit;
  };
}

type Random = (limit: number) => number;

const day = (random: Random, fromMonth: number, months: number) =>
  `2024-${String(fromMonth + random(months)).padStart(2, "0")}-${String(1 + random(28)).padStart(2, "0")}`;

async function addEvents(random: Random, count: number, fromMonth: number, months: number) {
  for (let index = 0; index < count; index += 1) {
    await company.add("usage_events", {
      account_id: `A${random(12)}`,
      user_id: `U${random(5)}`,
      event: "x",
      occurred_at: day(random, fromMonth, months),
    });
  }
}

async function addTickets(random: Random, count: number, fromMonth: number, months: number) {
  for (let index = 0; index < count; index += 1) {
    await company.add("tickets", {
      ticket_id: `T${random(1e9)}`,
      account_id: `A${random(12)}`,
      created_at: day(random, fromMonth, months),
    });
  }
}

async function found(random: Random): Promise<void> {
  company = await createCompany({
    run: { as_of: "2024-07-01", min_peers: 2 },
    hasTransactions: true,
  });
  for (let index = 0; index < 12; index += 1) {
    const subscriptions = Array.from({ length: 1 + random(2) }, () => ({
      started_at: day(random, 1, 3),
      ended_at: random(3) === 0 ? day(random, 4, 3) : null,
      mrr: 10 + random(90),
      quantity: 1 + random(5),
    }));
    const attributes = { size: random(2) === 0 ? "S" : "L", industry: "x" };
    await addAccount(company, `A${index}`, subscriptions, attributes);
  }
  await addEvents(random, 150, 1, 6);
  await addTickets(random, 60, 1, 6);
}

/** Everything that the models made, table by table. */
async function contents(): Promise<Record<string, string>> {
  const tables = await company.rows(
    `select table_schema || '.' || table_name as name from information_schema.tables
     where table_schema in ('core', 'metrics', 'marts') and table_name <> 'model_fingerprints'
     order by 1`,
  );
  const held: Record<string, string> = {};
  for (const { name } of tables) {
    held[String(name)] = JSON.stringify(await company.rows(`from ${name} order by all`));
  }
  return held;
}

type Step = (random: Random) => Promise<Record<string, string>>;

/** Each step changes the sources and says from which month on which of them differ. */
const steps: Record<string, Step> = {
  "new events": async (random) => {
    await addEvents(random, 20, 6, 1);
    return { "staging.usage_events": "2024-06-01" };
  },
  "late events and tickets": async (random) => {
    await addEvents(random, 20, 4, 3);
    await addTickets(random, 10, 5, 2);
    return { "staging.usage_events": "2024-04-01", "staging.tickets": "2024-05-01" };
  },
  "a new subscription that moves the tiers": async (random) => {
    const account = `N${random(1e9)}`;
    const row = { started_at: day(random, 4, 2), mrr: 500, quantity: 3 };
    await addAccount(company, account, [row], { size: "S", industry: "x" });
    return { "staging.subscriptions": "2024-04-01", "staging.accounts": "0001-01-01" };
  },
  "an end that becomes known late": async (random) => {
    await company.connection.run(
      `update staging.subscriptions set ended_at = '${day(random, 5, 1)}'
       where subscription_id = 'A${random(12)}-1'`,
    );
    return { "staging.subscriptions": "2024-01-01" };
  },
  "a first MRR earlier than known": async (random) => {
    await company.connection.run(
      `update staging.subscriptions set started_at = '2023-12-15'
       where subscription_id = 'A${random(12)}-1'`,
    );
    return { "staging.subscriptions": "2023-12-01" };
  },
  "an account that changes its size": async (random) => {
    await company.connection.run(
      `update staging.accounts set size = 'M' where account_id = 'A${random(12)}'`,
    );
    return { "staging.accounts": "0001-01-01" };
  },
  "events taken away": async () => {
    await company.connection.run(
      "delete from staging.usage_events where occurred_at >= '2024-05-15' and user_id = 'U1'",
    );
    return { "staging.usage_events": "2024-05-01" };
  },
  "a later as_of": async () => {
    await company.connection.run(
      "update config.run set as_of = as_of + interval 20 day, recompute_from = date '2024-06-01'",
    );
    return {};
  },
  "another number of peers": async () => {
    await company.connection.run("update config.run set min_peers = min_peers + 1");
    return { "config.run": "0001-01-01" };
  },
  "no change at all": async () => ({ "config.run": "2024-06-01" }),
};

const seeds = isCampaign ? [1, 2, 3, 4, 5, 6, 7, 8] : [1];
// a build costs as much as many steps: the campaign makes two after each
const stepsBetween = isCampaign ? 1 : 5;

test.each(seeds)("continuing a build gives what a full build gives, seed %i", async (seed) => {
  const random = randomFrom(seed);
  await found(random);
  await company.buildAll();
  const names = Object.keys(steps);
  const since: string[] = [];
  const differing = new Map<string, string>();
  for (let index = 0; index < names.length; index += 1) {
    // a different order for each seed, each step once
    const name = names[(index * (seed % 2 === 0 ? 3 : 7) + seed) % names.length] ?? "";
    const changed = await steps[name]?.(random);
    since.push(name);
    for (const [relation, from] of Object.entries(changed ?? {})) {
      const known = differing.get(relation) ?? from;
      differing.set(relation, from < known ? from : known);
    }
    if ((index + 1) % stepsBetween !== 0) continue;
    await company.buildAll({ full: false, changed: differing });
    differing.clear();
    const continued = await contents();
    await company.buildAll();
    expect(continued, since.splice(0).join(", ")).toEqual(await contents());
  }
  company.close();
});

describe("of a build that is continued", () => {
  beforeAll(async () => {
    await found(randomFrom(9));
    await company.buildAll();
  });
  afterAll(() => company.close());

  const touched = async (changed: NonNullable<Parameters<Company["buildAll"]>[0]>["changed"]) => {
    const report = await company.buildAll({ full: false, ...(changed ? { changed } : {}) });
    return report.models.filter((model) => model.kind !== "kept");
  };

  // months that lie together are found, and made again, without reading the others
  test("the months of a table lie one after the other", async () => {
    const scattered: Record<string, unknown> = {};
    const models = await readModels(company.connection, shipped("models"));
    for (const { name, header } of models.filter((model) => !isView(model))) {
      if (header.incremental === undefined) continue;
      const [found] = await company.rows(
        `select count(*) filter (where month < before)::integer as back from (
           select ${header.incremental} as month, lag(month) over (order by rowid) as before
           from ${name})`,
      );
      scattered[name] = found?.back;
    }
    expect(Object.keys(scattered)).toContain("marts.account_months");
    expect(Object.entries(scattered).filter(([, back]) => back !== 0)).toEqual([]);
  });

  test("nothing is made again where nothing changed", async () => {
    expect(await touched(undefined)).toEqual([]);
  });

  test("the same rows in another order change nothing downstream", async () => {
    const models = await touched(new Map([["staging.subscriptions", "2024-01-01"]]));
    // the second names the rows themselves, by file and line
    const readers = ["core.subscription_rows", "marts.factor_sources"];
    expect(models.map(({ model }) => model)).toEqual(readers);
  });

  test("new events touch their metrics and what reads them, from their month on", async () => {
    const changed = await steps["new events"]?.(randomFrom(10));
    const models = await touched(new Map(Object.entries(changed ?? {})));
    const names = models.map(({ model }) => model);
    expect(names).toEqual(
      expect.arrayContaining(["metrics.active_users_28d", "marts.account_metrics"]),
    );
    // no event moves money, and what has no months is made anew
    const money =
      /^core\.(subscription|account_mrr|account_months)|^marts\.(mrr|revenue|subscription)/;
    expect(names.filter((name) => money.test(name))).toEqual([]);
    const froms = models.filter(({ kind }) => kind === "months").map(({ from }) => from);
    expect(new Set(froms)).toEqual(new Set(["2024-06-01"]));
    // metrics and indexes are made for the month of the events and for no other
    const scores = /^metrics\.|^core\.index_|^marts\.(?:account_metrics|benchmarks|index_)/;
    const scored = models.filter(({ model }) => scores.test(model));
    expect(scored.map(({ model }) => model)).toContain("marts.index_scores");
    expect(scored.filter(({ kind }) => kind !== "months")).toEqual([]);
  });

  test("a set of changed relations holds from recompute_from on", async () => {
    await steps["new events"]?.(randomFrom(11));
    await company.connection.run("update config.run set recompute_from = '2024-06-01'");
    const months = (await touched(new Set(["staging.usage_events"]))).filter(
      ({ kind }) => kind === "months",
    );
    expect(months.map(({ model }) => model)).toContain("metrics.active_users_28d");
    expect(new Set(months.map(({ from }) => from))).toEqual(new Set(["2024-06-01"]));
    const [run] = await company.rows("select recompute_from from config.run");
    expect(run).toEqual({ recompute_from: "2024-06-01" });
  });
});
