import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { Serving } from "../../cube/cube.js";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { oneIn } from "../sampled.js";
import { metaOf, rowsOf } from "./client.js";
import { filtersOf, type Hand, hands } from "./hands.js";
import { sharedDemo, sharedRun, sharedWarehouse } from "./shared.js";

oneIn(4);

let serving: Serving;
let shownViews: Awaited<ReturnType<typeof metaOf>>;
let build: Database;

beforeAll(async () => {
  const file = join(await sharedWarehouse(), "builds", `${sharedRun}.duckdb`);
  build = await openDatabase(file, { readOnly: true });
  serving = await sharedDemo();
  shownViews = await metaOf(serving);
});
afterAll(() => build.close());

test("every public measure has a query by hand, and no query is left over", () => {
  const shown = shownViews.map(({ name, measures }) => [
    name,
    measures.map((measure) => measure.name.replace(`${name}.`, "")).sort(),
  ]);
  const written = hands.map(({ view, measures }) => [view, Object.keys(measures).sort()]);
  expect(Object.fromEntries(shown)).toEqual(Object.fromEntries(written));
});

// DECIMAL and DOUBLE come as text of different lengths for the same figure
function comparable(value: unknown): unknown {
  const number = Number(value);
  return value === null || Number.isNaN(number) ? value : Number(number.toPrecision(12));
}

type Figures = Readonly<Record<string, unknown>>;

function figuresOf(measures: readonly string[], row: Figures, prefix = ""): Figures {
  return Object.fromEntries(measures.map((name) => [name, comparable(row[`${prefix}${name}`])]));
}

describe.each(hands)("each measure of $view agrees with SQL on its mart", (hand) => {
  const { view } = hand;
  const measures = Object.keys(hand.measures);
  const expressions = measures.map((name) => `${hand.measures[name]} as "${name}"`);

  async function byHand(where: string, end: string): Promise<Figures[]> {
    const conditions = [where, hand.last, hand.always?.sql].filter(Boolean).join(" and ") || "true";
    const select = `select ${expressions.join(", ")} from ${hand.mart} where ${conditions} ${end}`;
    return (await rows(build.connection, select)).map((row) => figuresOf(measures, row));
  }

  async function byCube(query: { filters?: object[]; [key: string]: unknown }): Promise<Figures[]> {
    const filters = [...filtersOf(hand), ...(query.filters ?? [])];
    const asked = { measures: measures.map((name) => `${view}.${name}`), ...query, filters };
    const found = await rowsOf(serving, asked);
    const by = `${view}.${hand.by}`;
    return found
      .filter((row) => row[by] !== null)
      .map((row) => figuresOf(measures, row, `${view}.`));
  }

  test("over all rows", async () => {
    expect(await byCube({})).toEqual(await byHand("", ""));
  });

  test("by one attribute", async () => {
    const dimension = `${view}.${hand.by}`;
    const cube = await byCube({ dimensions: [dimension], order: { [dimension]: "asc" } });
    const end = `group by ${hand.by} order by ${hand.by}`;
    expect(cube).toEqual(await byHand(`${hand.by} is not null`, end));
    expect(cube.length).toBeGreaterThan(0);
  });

  test("over filtered rows", async () => {
    const { member, value, sql } = hand.filter;
    const filters = [{ member: `${view}.${member}`, operator: "equals", values: [value] }];
    expect(await byCube({ filters })).toEqual(await byHand(sql, ""));
  });
});

const passport = z.object({
  additivity: z.object({ accounts: z.string(), time: z.string() }),
});

interface Behaviour {
  readonly name: string;
  readonly accounts: string;
  readonly time: string;
}

function behavioursOf(view: string): readonly Behaviour[] {
  const cube = shownViews.find(({ name }) => name === view);
  return (cube?.measures ?? []).map(({ name, meta }) => ({
    name,
    ...passport.parse(meta).additivity,
  }));
}

function hasDimension(view: string, dimension: string): boolean {
  const cube = shownViews.find(({ name }) => name === view);
  return cube?.dimensions.some(({ name }) => name === `${view}.${dimension}`) ?? false;
}

/** One figure from those of the parts, as the passport says that they add up. */
function together(kind: string, parts: readonly unknown[]): unknown {
  if (kind === "last") return comparable(parts.at(-1) ?? null);
  if (kind === "first") return comparable(parts[0] ?? null);
  const numbers = parts.filter((part) => part !== null).map(Number);
  if (numbers.length === 0) return null;
  if (kind === "minimum") return comparable(Math.min(...numbers));
  if (kind === "maximum") return comparable(Math.max(...numbers));
  return comparable(numbers.reduce((sum, number) => sum + number, 0));
}

async function compareParts(
  hand: Hand & { view: string },
  kinds: ReadonlyMap<string, string>,
  parts: object,
): Promise<void> {
  if (kinds.size === 0) return;
  const query = { measures: [...kinds.keys()], filters: filtersOf(hand) };
  const [whole = {}] = await rowsOf(serving, query);
  const found = await rowsOf(serving, { ...query, ...parts });
  for (const [name, kind] of kinds) {
    const figures = found.map((row) => row[name]);
    expect([name, kind, comparable(whole[name] ?? null) || 0]).toEqual([
      name,
      kind,
      together(kind, figures) || 0,
    ]);
  }
}

describe.each(hands)("the passport of each measure of $view", (hand) => {
  const { view } = hand;

  test("says how it adds up over months", async () => {
    if (!hasDimension(view, "month")) return;
    const shown = behavioursOf(view);
    const kinds = shown.filter(({ time }) => time !== "none").map(({ name, time }) => [name, time]);
    const timeDimensions = [{ dimension: `${view}.month`, granularity: "month" }];
    await compareParts(hand, new Map(kinds as [string, string][]), { timeDimensions });
  });

  test("says how it adds up over accounts", async () => {
    if (!hasDimension(view, "account_id")) return;
    const added = ["sum", "minimum", "maximum"];
    const shown = behavioursOf(view).filter(({ accounts }) => added.includes(accounts));
    const kinds = shown.map(({ name, accounts }): [string, string] => [name, accounts]);
    await compareParts(hand, new Map(kinds), { dimensions: [`${view}.account_id`] });
  });
});
