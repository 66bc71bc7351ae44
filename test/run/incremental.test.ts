import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isCampaign, isSample } from "../mode.js";
import { oneIn } from "../sampled.js";
import { readMarts, runShop, sampledTables, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

oneIn(2);

const sequences = isCampaign ? 40 : isSample ? 1 : 2;

const account = fc.constantFrom("A", "B", "C", "D", "E");
const day = fc.date({
  min: new Date("2023-11-01T00:00:00Z"),
  max: new Date("2024-08-15T00:00:00Z"),
  noInvalidDate: true,
});

function stamp(date: Date): string {
  return date.toISOString().slice(0, 19);
}

const usageRow = fc
  .tuple(account, fc.integer({ min: 1, max: 4 }), fc.constantFrom("login", "export"), day)
  .map(([id, user, event, at]) => `${id},u${user},${event},${stamp(at)}Z`);
const usageFile = fc.array(usageRow, { minLength: 1, maxLength: 12 }).map((rows) => ({
  kind: "usage",
  text: ["account,user,event,at", ...rows].join("\n"),
}));

const subscriptionRow = fc
  .tuple(fc.integer({ min: 1, max: 7 }), account, fc.integer({ min: 0, max: 400 }), day, day)
  .map(([id, owner, mrr, from, updated]) =>
    [`S${id}`, owner, "pro", mrr, 1 + (mrr % 9), "active", stamp(from), "", stamp(updated)].join(),
  );
const subscriptionFile = fc.array(subscriptionRow, { minLength: 1, maxLength: 5 }).map((rows) => ({
  kind: "subscriptions",
  text: ["id,account,plan,mrr,seats,status,from,to,updated", ...rows].join("\n"),
}));

const accountsFile = fc
  .uniqueArray(account, { minLength: 2, maxLength: 5 })
  .chain((ids) => fc.tuple(fc.constant(ids), fc.constantFrom("DE", "FR", "IT")))
  .map(([ids, country]) => ({
    kind: "accounts",
    text: ["id,name,country,csm", ...ids.map((id) => `${id},${id}-Corp,${country},m1`)].join("\n"),
  }));

const step = fc.record({
  files: fc.array(fc.oneof(usageFile, usageFile, subscriptionFile, accountsFile), {
    minLength: 1,
    maxLength: 2,
  }),
  asOf: day,
});

async function marts(shop: Shop) {
  return readMarts(warehouseOf(shop));
}

async function runAsPublished(shop: Shop, asOf: Date, full = false): Promise<boolean> {
  const outcome = await runShop(shop, { asOf, full, ...sampledTables });
  return outcome.kind !== "checks-failed";
}

describe("an incremental run", () => {
  test("equals a full run after any sequence of late, new and changed files", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 3 }), async (steps) => {
        const shop = createShop();
        try {
          await runShop(shop, sampledTables);
          for (const [at, { files, asOf }] of steps.entries()) {
            for (const [nth, { kind, text }] of files.entries()) {
              shop.write(`exports/${kind}-${at}${nth}.csv`, `${text}\n`);
            }
            if (!(await runAsPublished(shop, asOf))) return;
          }
          const incremental = await marts(shop);
          await runAsPublished(shop, steps.at(-1)?.asOf ?? new Date(), true);
          expect(incremental).toEqual(await marts(shop));
        } finally {
          shop.remove();
        }
      }),
      {
        numRuns: sequences,
        seed: 20_240_701,
        endOnFailure: !isCampaign,
      },
    );
  });

  test("counts usage that was there before the subscription through which it finds its account", async () => {
    const shop = createShop();
    try {
      const through = "account_id: { from: account, through: subscriptions }, user_id";
      shop.write(
        "config/sources/shop.yml",
        sourceFile.replace("account_id: account, user_id", through),
      );
      shop.write(
        "exports/usage.csv",
        "account,user,event,at\nS1,u1,login,2024-03-01\nS9,u9,login,2024-02-10\n",
      );
      const metrics = { tables: ["marts.account_metrics"] };
      await runShop(shop, metrics);
      shop.write(
        "exports/subscriptions-9.csv",
        "id,account,plan,mrr,seats,status,from,to,updated\nS9,A,pro,5,1,active,2024-06-01,,2024-06-01\n",
      );
      await runShop(shop, metrics);
      const incremental = await marts(shop);
      await runShop(shop, { ...metrics, full: true });
      expect(incremental).toEqual(await marts(shop));
    } finally {
      shop.remove();
    }
  });
});
