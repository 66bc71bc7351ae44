import { expect, test } from "vitest";
import { type Place, place, sourceOf, staged } from "../extract/landing.js";

/** Subscriptions by a mode of update, without a column that would say which version is newest. */
function subscriptions(update: "snapshot" | "upsert"): Place {
  return place().source(
    sourceOf(
      "entity: subscriptions",
      "match: subscriptions*.csv",
      "format: csv",
      `update: ${update}`,
      "columns: { subscription_id: id, account_id: account, mrr: mrr, started_at: from }",
    ),
  );
}

function worth(mrr: number): string {
  return `id,account,mrr,from\nS1,A,${mrr},2024-01-10\n`;
}

/** What is staged after a file has come, and the versions of files that landed until then. */
function after(
  at: Place,
  name: string,
  mrr: number,
  knownAt?: string,
): Promise<{ readonly mrr: readonly unknown[]; readonly landings: number }> {
  return staged(
    at.file(name, worth(mrr)),
    async ({ table, query }) => {
      const [landed] = await query("select count(*)::integer as landings from ledger.files");
      const found = await table("subscriptions", "mrr::integer as mrr");
      return { mrr: found.map((row) => row.mrr), landings: Number(landed?.landings) };
    },
    knownAt === undefined ? {} : { knownAt },
  );
}

test.each([
  "snapshot",
  "upsert",
] as const)("bytes that come back are in force again and loaded once, under %s", async (mode) => {
  const at = subscriptions(mode);
  expect(await after(at, "subscriptions.csv", 100)).toEqual({ mrr: [100], landings: 1 });
  expect(await after(at, "subscriptions.csv", 300)).toEqual({ mrr: [300], landings: 2 });
  expect(await after(at, "subscriptions.csv", 100)).toEqual({ mrr: [100], landings: 2 });
});

test("bytes that come back under a later name are in force again", async () => {
  const at = subscriptions("snapshot");
  expect(await after(at, "subscriptions_01.csv", 200)).toEqual({ mrr: [200], landings: 1 });
  expect(await after(at, "subscriptions_02.csv", 300)).toEqual({ mrr: [300], landings: 2 });
  expect(await after(at, "subscriptions_03.csv", 200)).toEqual({ mrr: [200], landings: 2 });
});

test("bytes are not known to have come back before they did", async () => {
  const at = subscriptions("snapshot");
  await after(at, "subscriptions.csv", 100);
  await after(at, "subscriptions.csv", 300);
  const between = await staged(at, async ({ query }) => {
    const [row] = await query("select max(landed_at)::varchar || 'Z' as at from ledger.files");
    return new Date(Date.parse(String(row?.at)) + 500).toISOString();
  });
  expect((await after(at, "subscriptions.csv", 100)).mrr).toEqual([100]);
  expect((await after(at, "subscriptions.csv", 100, between)).mrr).toEqual([300]);
});

test("a day's usage is that of the file whose bytes came last", async () => {
  const at = place()
    .source(
      "source: crm\nfiles: [{ entity: accounts, match: a.csv, columns: { account_id: id } }]\n",
      "crm",
    )
    .file("a.csv", "id\nA\n")
    .source(
      sourceOf(
        "entity: usage_events",
        "match: usage.csv",
        "format: csv",
        "update: replace_by_day",
        "columns: { account_id: account, user_id: user, event: event, occurred_at: at }",
      ),
    );
  const users = (...names: readonly string[]) => {
    const lines = names.map((name) => `A,${name},login,2024-03-20T10:00:00Z\n`);
    at.file("usage.csv", `account,user,event,at\n${lines.join("")}`);
    return staged(at, async ({ table }) =>
      (await table("usage_events", "user_id")).map((row) => row.user_id),
    );
  };
  expect(await users("u1")).toEqual(["u1"]);
  expect(await users("u1", "u2")).toEqual(["u1", "u2"]);
  expect(await users("u1")).toEqual(["u1"]);
});
