import { afterEach, expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { addAccount, type Cell, type Company, createCompany } from "./company.js";

oneIn(4);

let company: Company;
afterEach(() => company.close());

interface Peer {
  readonly size: string | null;
  readonly industry: string | null;
  readonly tickets: number;
  readonly mrr?: number;
}

/** Peer columns of tickets_90d in June 2024, of accounts named by their place in the list. */
async function peersOf(minPeers: number, peers: readonly Peer[]): Promise<Cell[][]> {
  company = await createCompany({
    run: { min_peers: minPeers },
    tierMethod: { method: "mrr_floor" },
    bounds: [1000],
  });
  for (const [index, { size, industry, tickets, mrr }] of peers.entries()) {
    const account = String.fromCharCode(97 + index);
    const subscription = { started_at: "2024-06-01", mrr: mrr ?? 10 };
    await addAccount(company, account, [subscription], { size, industry });
    for (let ticket = 0; ticket < tickets; ticket += 1) {
      const ticket_id = `${account}${ticket}`;
      await company.add("tickets", { ticket_id, account_id: account, created_at: "2024-06-15" });
    }
  }
  await company.build();
  const found = await company.rows(
    `select peer_group, peer_n::integer as peer_n, peer_percentile from marts.account_metrics
     where metric = 'tickets_90d' and month = '2024-06-01' order by account_id`,
  );
  return found.map((row) => Object.values(row) as Cell[]);
}

const peer = (size: string | null, industry: string | null, tickets: number, mrr?: number): Peer =>
  mrr === undefined ? { size, industry, tickets } : { size, industry, tickets, mrr };

test("a percentile counts those below and half of those equal, itself included", async () => {
  // values 0, 1, 1, 3: (0 + ½)/4, (1 + 1)/4 twice, (3 + ½)/4
  expect(
    await peersOf(4, [peer("S", "x", 0), peer("S", "x", 1), peer("S", "x", 1), peer("S", "x", 3)]),
  ).toEqual([
    ["tier 2 × S × x × stage 0", 4, 0.125],
    ["tier 2 × S × x × stage 0", 4, 0.5],
    ["tier 2 × S × x × stage 0", 4, 0.5],
    ["tier 2 × S × x × stage 0", 4, 0.875],
  ]);
});

test("a group too small is compared with the next coarser one, whose other members are not", async () => {
  // the one of industry y stands among all three of size S: values 0, 2 and its own 1
  expect(await peersOf(2, [peer("S", "x", 0), peer("S", "x", 2), peer("S", "y", 1)])).toEqual([
    ["tier 2 × S × x × stage 0", 2, 0.25],
    ["tier 2 × S × x × stage 0", 2, 0.75],
    ["tier 2 × S", 3, 0.5],
  ]);
});

test("sizes, tiers and all follow when finer groups are too small", async () => {
  const peers = [
    peer("S", "x", 0),
    peer("S", "x", 1),
    // alone in its size, with two others in its tier
    peer("L", "x", 2),
    // alone in tier 1: among all four
    peer("S", "x", 3, 2000),
  ];
  expect(await peersOf(2, peers)).toEqual([
    ["tier 2 × S × x × stage 0", 2, 0.25],
    ["tier 2 × S × x × stage 0", 2, 0.75],
    // (2 + ½)/3
    ["tier 2", 3, 2.5 / 3],
    // (3 + ½)/4
    ["all", 4, 0.875],
  ]);
});

test("an unknown attribute is no group of its own", async () => {
  const peers = [peer(null, "x", 0), peer(null, "x", 1), peer("S", null, 2), peer("S", null, 3)];
  expect(await peersOf(2, peers)).toEqual([
    ["tier 2", 4, 0.125],
    ["tier 2", 4, 0.375],
    ["tier 2 × S", 2, 0.25],
    ["tier 2 × S", 2, 0.75],
  ]);
});

test("where even all customers are too few there is no percentile", async () => {
  expect(await peersOf(3, [peer("S", "x", 0), peer("S", "x", 1)])).toEqual([
    [null, null, null],
    [null, null, null],
  ]);
});

test("only customers of the month are peers", async () => {
  await peersOf(2, [peer("S", "x", 0), peer("S", "x", 1)]);
  await addAccount(company, "gone", [
    { started_at: "2024-05-01", ended_at: "2024-06-10", mrr: 10 },
  ]);
  await company.build();
  const found = await company.rows(
    `select account_id, peer_n::integer as n, peer_percentile as p from marts.account_metrics
     where metric = 'tickets_90d' and month = '2024-06-01' order by 1`,
  );
  expect(found).toEqual([
    { account_id: "a", n: 2, p: 0.25 },
    { account_id: "b", n: 2, p: 0.75 },
    { account_id: "gone", n: null, p: null },
  ]);
});

test("an account alone in its stage of effectiveness is compared with all of its industry", async () => {
  // 4 seats and one user in June: the first stage asks for a user and a fifth of the seats
  company = await createCompany({
    run: { min_peers: 2 },
    tierMethod: { method: "mrr_floor" },
    bounds: [5000, 1700],
  });
  for (const account of ["a", "b", "c"]) {
    const subscription = { started_at: "2024-06-01", mrr: 10, quantity: 4 };
    await addAccount(company, account, [subscription], { size: "S", industry: "x" });
  }
  const use = { account_id: "a", user_id: "u", event: "x", occurred_at: "2024-06-15" };
  await company.add("usage_events", use);
  const found = await company.rows(
    `select account_id, peer_group, peer_n::integer as peer_n from marts.account_metrics
     where metric = 'tickets_90d' and month = '2024-06-01' order by account_id`,
  );
  expect(found.map((row) => Object.values(row))).toEqual([
    ["a", "tier 3 × S × x", 3],
    ["b", "tier 3 × S × x × stage 0", 2],
    ["c", "tier 3 × S × x × stage 0", 2],
  ]);
});

test("the groups are those of metrics.yml, in their order", async () => {
  company = await createCompany({
    run: { min_peers: 2 },
    metrics: { peer_groups: [["industry", "size"], ["industry"], []] },
  });
  const where = [
    ["S", "x"],
    ["S", "x"],
    ["L", "x"],
    ["L", "y"],
  ] as const;
  for (const [index, [size, industry]] of where.entries()) {
    const subscription = { started_at: "2024-06-01", mrr: 10 };
    await addAccount(company, `a${index}`, [subscription], { size, industry });
  }
  const found = await company.rows(
    `select peer_group, peer_n::integer as peer_n from marts.account_metrics
     where metric = 'tickets_90d' and month = '2024-06-01' order by account_id`,
  );
  expect(found.map((row) => Object.values(row))).toEqual([
    ["x × S", 2],
    ["x × S", 2],
    ["x", 3],
    ["all", 4],
  ]);
});
