import { afterEach, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { addAccount, type Company, createCompany } from "./company.js";

oneIn(2);

let company: Company;
afterEach(() => company.close());

/** A company of June 2024 whose accounts have so many tickets, by industry. */
async function withTickets(
  minPeers: number,
  tickets: readonly (readonly [industry: string | null, count: number])[],
): Promise<void> {
  company = await createCompany({
    run: { min_peers: minPeers },
    metrics: { peer_groups: [["tier", "industry"], ["industry"], []] },
  });
  for (const [index, [industry, count]] of tickets.entries()) {
    const account = `a${index}`;
    await addAccount(company, account, [{ started_at: "2024-06-01", mrr: 10 }], { industry });
    for (let ticket = 0; ticket < count; ticket += 1) {
      const ticket_id = `${account}-${ticket}`;
      await company.add("tickets", { ticket_id, account_id: account, created_at: "2024-06-15" });
    }
  }
}

const benchmarks = async () =>
  (
    await company.rows(
      `select peer_group, shown_group, members::integer as members, n::integer as n, p10, p25,
         p50, p75, p90
       from marts.benchmarks where metric = 'tickets_90d' and month = '2024-06-01'
         and not starts_with(peer_group, 'tier') order by peer_group`,
    )
  ).map((row) => Object.values(row));

test("a group shows its own percentiles, a small one those of the first that is large enough", async () => {
  await withTickets(4, [
    ["x", 0],
    ["x", 1],
    ["x", 2],
    ["x", 3],
    ["x", 10],
    ["y", 20],
  ]);
  // of five in order the 10th percentile lies 0.4 of the way from the first to the second, the
  // 90th 0.6 from the fourth to the fifth: 3 + 0.6 × 7; of six at 0.5, 1.25, 2.5, 3.75 and 4.5
  const all = ["all", 6, 0.5, 1.25, 2.5, 8.25, 15];
  expect(await benchmarks()).toEqual([
    ["all", "all", 6, ...all.slice(1)],
    ["x", "x", 5, 5, 0.4, 1, 2, 3, expect.closeTo(7.2, 9)],
    ["y", "all", 1, ...all.slice(1)],
  ]);
});

test("an account whose attribute is unknown counts among all alone", async () => {
  await withTickets(2, [
    ["x", 0],
    ["x", 2],
    [null, 4],
  ]);
  expect((await benchmarks()).map((row) => row.slice(0, 4))).toEqual([
    ["all", "all", 3, 3],
    ["x", "x", 2, 2],
  ]);
});

test("who has left is no peer, and too few of all are no benchmark", async () => {
  await withTickets(3, [
    ["x", 0],
    ["x", 2],
  ]);
  await addAccount(company, "gone", [
    { started_at: "2024-05-01", ended_at: "2024-06-10", mrr: 10 },
  ]);
  expect(await benchmarks()).toEqual([]);
});

test("a group is the peer group of the account that it is the finest large one of", async () => {
  await withTickets(2, [
    ["x", 0],
    ["x", 2],
    ["y", 4],
  ]);
  const found = await company.rows(
    `select metrics.account_id, metrics.peer_group, metrics.peer_n = benchmarks.n as is_same
     from marts.account_metrics as metrics
     join marts.benchmarks using (month, peer_group, metric)
     where metric = 'tickets_90d' and month = '2024-06-01' order by account_id`,
  );
  // by 10% and 30% of three customers with equal MRR all are in tier 1
  expect(found).toEqual([
    { account_id: "a0", peer_group: "tier 1 × x", is_same: true },
    { account_id: "a1", peer_group: "tier 1 × x", is_same: true },
    { account_id: "a2", peer_group: "all", is_same: true },
  ]);
});
