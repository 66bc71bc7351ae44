import fc from "fast-check";
import { expect, test } from "vitest";
import { type Marts, readMarts, runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

const cases = process.env.TENURE_CAMPAIGN === "full" ? 30 : 1;

// the ends of the days on which files come; a row comes with the first one after its own day
const cuts =
  process.env.TENURE_CAMPAIGN === "full"
    ? ["2024-02-10", "2024-03-01", "2024-05-16", "2024-06-02", "2024-07-01"]
    : ["2024-05-16", "2024-07-01"];
const asOf = cuts.at(-1) ?? "";

type Kind = "accounts" | "subscriptions" | "usage" | "lines";

interface Fact {
  readonly kind: Kind;
  readonly on: string;
  readonly text: string;
}

const headers: Readonly<Record<Kind, string>> = {
  accounts: "id,name,country,csm",
  subscriptions: "id,account,plan,mrr,seats,status,from,to,updated",
  usage: "account,user,event,at",
  lines: "id,account,kind,amount,from,to,invoiced,paid",
};

const linesFile = `  - entity: invoice_lines
    match: exports/lines*.csv
    format: csv
    update: upsert
    columns:
      line_id: id
      account_id: account
      kind: kind
      amount: amount
      service_start: from
      service_end: to
      invoiced_at: invoiced
      paid_at: paid
`;

const start = Date.UTC(2024, 0, 1);
const day = fc
  .integer({ min: 0, max: 181 })
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
  {
    account: owner,
    from,
    lasts,
    mrr,
    plan,
  }: typeof subscription extends fc.Arbitrary<infer It> ? It : never,
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

const facts = fc.record({
  subscriptions: fc.array(subscription, { minLength: 6, maxLength: 14 }),
  usage: fc.uniqueArray(fc.tuple(account, fc.integer({ min: 1, max: 3 }), day), {
    ...{ minLength: 5, maxLength: 25, selector: (it) => it.join() },
  }),
  lines: fc.array(fc.tuple(account, day, fc.integer({ min: 1, max: 500 })), { maxLength: 8 }),
});

function told({
  subscriptions,
  usage,
  lines,
}: typeof facts extends fc.Arbitrary<infer It> ? It : never) {
  return [
    ...["A", "B", "C", "D", "E"].map(
      (id): Fact => ({ kind: "accounts", on: "2024-01-01", text: `${id},${id}-Corp,DE,m1` }),
    ),
    ...subscriptions.flatMap(subscriptionFacts),
    ...usage.map(
      ([owner, user, on]): Fact => ({ kind: "usage", on, text: `${owner},u${user},login,${on}` }),
    ),
    ...lines.map(
      ([owner, on, amount], nth): Fact => ({
        ...{ kind: "lines", on },
        text: [`L${nth}`, owner, "usage", amount, on, later(on, 30), on, on].join(),
      }),
    ),
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
    shop.write("config/sources/shop.yml", sourceFile + linesFile);
    for (const [kind, header] of Object.entries(headers)) {
      shop.write(`exports/${kind}.csv`, `${header}\n`);
    }
    await load(shop);
    // which files there were is what the ways of loading differ in
    const { source_files: _, ...marts } = await readMarts(warehouseOf(shop));
    return marts;
  } finally {
    shop.remove();
  }
}

const run = (shop: Shop, at: string) => runShop(shop, { asOf: new Date(`${at}T00:00:00Z`) });

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

test("shuffled rows, split files and loading day by day give the tables of one load", async () => {
  await fc.assert(
    fc.asyncProperty(arranged, async ({ rows, shuffled, parts }) => {
      const atOnce = await martsOf(async (shop) => {
        writeFiles(shop, rows, "");
        await run(shop, asOf);
      });
      expect(atOnce.account_months?.length).toBeGreaterThan(0);
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
      expect(otherwise).toEqual(atOnce);
    }),
    { numRuns: cases, seed: 20_240_701, endOnFailure: process.env.TENURE_CAMPAIGN !== "full" },
  );
});
