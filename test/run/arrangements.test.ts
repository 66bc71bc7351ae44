import fc from "fast-check";
import { expect, test } from "vitest";
import { isCampaign } from "../mode.js";
import { type Marts, readMarts, revenueTables, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

const asOf = "2024-07-01";

/** Midnights one after another; a row comes with the first one after its own day. */
function daily(from: string, days: number): readonly string[] {
  return Array.from({ length: days }, (_, nth) => later(from, nth));
}

type Kind = "accounts" | "subscriptions" | "versions" | "usage" | "lines";

interface Fact {
  readonly kind: Kind;
  readonly on: string;
  readonly text: string;
}

const headers: Readonly<Record<Kind, string>> = {
  accounts: "id,name,country,csm",
  subscriptions: "id,account,plan,mrr,seats,status,from,to,updated",
  versions: "id,subscription,account,plan,seats,price,from,to,updated",
  usage: "account,user,event,at",
  lines: "id,account,subscription,plan,kind,amount,from,to,invoiced,paid",
};

const billingFiles = `  - entity: subscription_versions
    match: exports/versions*.csv
    format: csv
    update: upsert
    columns:
      version_id: id
      subscription_id: subscription
      account_id: account
      plan: plan
      quantity: seats
      unit_amount: price
      valid_from: from
      valid_to: to
      updated_at: updated
  - entity: invoice_lines
    match: exports/lines*.csv
    format: csv
    update: upsert
    columns:
      line_id: id
      account_id: account
      subscription_id: subscription
      plan: plan
      kind: kind
      amount: amount
      service_start: from
      service_end: to
      invoiced_at: invoiced
      paid_at: paid
`;

type It<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Given> ? Given : never;

const start = Date.UTC(2024, 0, 1);
// half of the days in the fortnight that is loaded day by day: 25 May to 7 June
const day = fc
  .oneof(fc.integer({ min: 0, max: 180 }), fc.integer({ min: 145, max: 158 }))
  .map((nth) => new Date(start + nth * 86_400_000).toISOString().slice(0, 10));
const account = fc.constantFrom("A", "B", "C", "D", "E");

const subscription = fc.record({
  ...{ account, from: day, lasts: fc.option(fc.integer({ min: 1, max: 120 })) },
  ...{ mrr: fc.integer({ min: 0, max: 9000 }), plan: fc.constantFrom("pro", "basic") },
});

function later(on: string, days: number): string {
  return new Date(Date.parse(on) + days * 86_400_000).toISOString().slice(0, 10);
}

// a subscription is written when it begins, and again with its end when that has come
function subscriptionFacts(
  { account: owner, from, lasts, mrr, plan }: It<typeof subscription>,
  nth: number,
): Fact[] {
  const row = (to: string, updated: string): Fact => ({
    kind: "subscriptions",
    on: updated,
    text: [`S${nth}`, owner, plan, (mrr / 100).toFixed(2), 3, "active", from, to, updated].join(),
  });
  const to = lasts === null ? asOf : later(from, lasts);
  return to >= asOf ? [row("", from)] : [row("", from), row(to, to)];
}

const version = fc.record({
  ...{ account, from: day, price: fc.integer({ min: 1, max: 40 }) },
  ...{ changes: fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }) },
});

// a version is written when it begins, and again with its end when the next one begins
function versionFacts({ account: owner, from, price, changes }: It<typeof version>, nth: number) {
  const days = [0, ...[...changes].sort((one, two) => one - two)];
  const starts = days.map((after) => later(from, after)).filter((on) => on < asOf);
  return starts.flatMap((on, at): Fact[] => {
    const next = starts[at + 1];
    const row = (to: string, updated: string): Fact => ({
      ...{ kind: "versions", on: updated },
      text: [`V${nth}v${at}`, `V${nth}`, owner, "pro", 1 + at, price, on, to, updated].join(),
    });
    return next === undefined ? [row("", on)] : [row("", on), row(next, next)];
  });
}

const line = fc.record({
  ...{ account, on: day, amount: fc.integer({ min: -20, max: 500 }) },
  ...{ kind: fc.constantFrom("recurring", "recurring", "usage", "credit") },
  ...{ plan: fc.constantFrom("pro", "add-on"), isPaid: fc.boolean() },
  // the invoice of a service that began before, and which came after its own date
  ...{ inArrears: fc.constantFrom(0, 0, 31), late: fc.constantFrom(0, 0, 2, 40) },
});

function lineFact(given: It<typeof line>, nth: number): Fact {
  const { account: owner, on, amount, kind, plan, isPaid, inArrears, late } = given;
  const from = later(on, -inArrears);
  const came = later(on, late);
  return {
    ...{ kind: "lines", on: came < asOf ? came : on },
    text: [
      ...[`L${nth}`, owner, `I-${owner}`, plan, kind, amount, from, later(from, 30)],
      ...[on, isPaid ? on : ""],
    ].join(),
  };
}

const facts = fc.record({
  subscriptions: fc.array(subscription, { minLength: 4, maxLength: 10 }),
  versions: fc.array(version, { minLength: 2, maxLength: 5 }),
  usage: fc.uniqueArray(fc.tuple(account, fc.integer({ min: 1, max: 3 }), day), {
    ...{ minLength: 5, maxLength: 15, selector: (it) => it.join() },
  }),
  lines: fc.array(line, { minLength: 4, maxLength: 14 }),
});

function told({ subscriptions, versions, usage, lines }: It<typeof facts>): Fact[] {
  return [
    ...["A", "B", "C", "D", "E"].map(
      (id): Fact => ({ kind: "accounts", on: "2024-01-01", text: `${id},${id}-Corp,DE,m1` }),
    ),
    ...subscriptions.flatMap(subscriptionFacts),
    ...versions.flatMap(versionFacts),
    ...usage.map(
      ([owner, user, on]): Fact => ({ kind: "usage", on, text: `${owner},u${user},login,${on}` }),
    ),
    ...lines.map(lineFact),
  ];
}

function writeFiles(shop: Shop, rows: readonly Fact[], suffix: string): void {
  for (const [kind, header] of Object.entries(headers)) {
    const own = rows.filter((row) => row.kind === kind).map(({ text }) => text);
    if (own.length === 0) continue;
    // accounts are a snapshot: the newest file is all there is, so that one is never split
    const name = kind === "accounts" ? kind : kind + suffix;
    shop.write(`exports/${name}.csv`, [header, ...own, ""].join("\n"));
  }
}

async function martsOf(load: (shop: Shop) => Promise<void>): Promise<Marts> {
  const shop = createShop();
  try {
    shop.write("config/sources/shop.yml", sourceFile + billingFiles);
    for (const [kind, header] of Object.entries(headers)) {
      shop.write(`exports/${kind}.csv`, `${header}\n`);
    }
    await load(shop);
    // which files there were, and which of them came late, is what the ways of loading differ in
    const { source_files: _, restatements: __, ...marts } = await readMarts(warehouseOf(shop));
    return marts;
  } finally {
    shop.remove();
  }
}

const arranged = facts.chain((given) => {
  const rows = told(given);
  return fc.record({
    rows: fc.constant(rows),
    shuffled: fc.shuffledSubarray(rows, { minLength: rows.length }),
    parts: fc.array(fc.integer({ min: 0, max: 2 }), {
      ...{ minLength: rows.length, maxLength: rows.length },
    }),
  });
});

// which of the day's files a row is in; accounts are never split
function partOf(row: Fact, rows: readonly Fact[], parts: readonly number[]): number {
  return row.kind === "accounts" ? 0 : (parts[rows.indexOf(row)] ?? 0);
}

/** Loads a company at once, and again as its files come in, on the given midnights. */
async function bothWays(
  { rows, shuffled, parts }: It<typeof arranged>,
  cuts: readonly string[],
  tables?: readonly string[],
): Promise<readonly [atOnce: Marts, otherwise: Marts]> {
  const run = (shop: Shop, at: string) =>
    runShop(shop, { asOf: new Date(`${at}T00:00:00Z`), ...(tables ? { tables } : {}) });
  const atOnce = await martsOf(async (shop) => {
    writeFiles(shop, rows, "");
    await run(shop, asOf);
  });
  const otherwise = await martsOf(async (shop) => {
    for (const [nth, cut] of cuts.entries()) {
      const isOf = ({ on }: Fact) => on < cut && on >= (cuts[nth - 1] ?? "");
      for (const part of [0, 1, 2]) {
        const some = shuffled.filter((row) => isOf(row) && partOf(row, rows, parts) === part);
        // names that do not follow the order in which they are written
        writeFiles(shop, some, `-${3 - part}-${nth + 1}`);
      }
      await run(shop, cut);
    }
  });
  return [atOnce, otherwise];
}

const settings = (cases: number) => ({
  ...{ numRuns: cases, seed: 20_240_701, endOnFailure: !isCampaign },
});

test("shuffled rows, split files and loading day by day give the revenue tables of one load", async () => {
  // what came before the first day is a backlog; then a file comes every day, over a month's end
  const days = isCampaign ? daily("2024-05-20", 30) : daily("2024-05-30", 5);
  await fc.assert(
    fc.asyncProperty(arranged, async (given) => {
      const [atOnce, otherwise] = await bothWays(given, [...days, asOf], revenueTables);
      expect(atOnce.mrr_movements?.length).toBeGreaterThan(0);
      expect(atOnce.revenue_months?.length).toBeGreaterThan(0);
      expect(otherwise).toEqual(atOnce);
    }),
    settings(isCampaign ? 10 : 1),
  );
});

test.runIf(isCampaign)(
  "shuffled rows and files of a few days give every table of one load",
  async () => {
    const cuts = ["2024-02-10", "2024-03-01", "2024-05-16", "2024-06-02", asOf];
    await fc.assert(
      fc.asyncProperty(arranged, async (given) => {
        const [atOnce, otherwise] = await bothWays(given, cuts);
        expect(atOnce.account_months?.length).toBeGreaterThan(0);
        expect(otherwise).toEqual(atOnce);
      }),
      settings(10),
    );
  },
);
