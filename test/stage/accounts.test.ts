import { expect, test } from "vitest";
import { landAll, type Place, place, staged } from "../extract/landing.js";
import { oneIn } from "../sampled.js";

oneIn(5);

const shape = `source: rs
files:
  - { entity: accounts, match: accounts.csv, columns: { account_id: id, industry: industry, tier: tier } }
  - { entity: subscriptions, match: subs.csv, columns: { subscription_id: sub, account_id: acc, started_at: start } }
  - entity: usage_events
    match: "usage-*.csv"
    update: append
    key: []
    columns:
      event_id: id
      account_id: { from: sub, through: subscriptions }
      event: feature
      occurred_at: on
`;

function raven(): Place {
  return place()
    .source(shape)
    .file("accounts.csv", "id,industry,tier,note\nA,Retail,gold,n\nB,,,\n")
    .file("subs.csv", "sub,acc,start\nS1,A,2024-01-01\nS2,B,2024-01-01\n")
    .file(
      "usage-1.csv",
      "id,sub,feature,on\n1,S1,x,2024-02-01\n2,S2,x,2024-02-01\n1,S1,y,2024-02-02\n3,S9,x,2024-02-01\n",
    );
}

const used = (columns = "event_id, account_id") =>
  `select ${columns} from staging.usage_events order by all`;

test("usage that names a subscription finds its account, and a miss is unknown-account", async () => {
  await staged(raven(), async ({ query, staged: report }) => {
    expect(await query(used())).toEqual([
      { event_id: "1", account_id: "A" },
      { event_id: "1", account_id: "A" },
      { event_id: "2", account_id: "B" },
    ]);
    const strangers = await query(
      "select line::integer as line, reason, entity, column_name, raw_text from staging.ledger_quarantine",
    );
    expect(strangers).toMatchObject([
      { line: 5, reason: "unknown-account", entity: "usage_events", column_name: "account_id" },
    ]);
    expect(report).toMatchObject({ rowsRead: 8, rowsQuarantined: 1 });
    expect(
      await query(
        `select rows_read::integer as r, rows_loaded::integer as l, rows_quarantined::integer as q
         from staging.ledger_files where entity = 'usage_events'`,
      ),
    ).toEqual([{ r: 4, l: 3, q: 1 }]);
  });
});

test("attributes of accounts are kept as JSON, named in the contract or not", async () => {
  await staged(raven(), async ({ table }) => {
    expect(await table("accounts", "account_id, attributes")).toEqual([
      { account_id: "A", attributes: '{"note":"n","tier":"gold"}' },
      { account_id: "B", attributes: '{"note":null,"tier":null}' },
    ]);
  });
});

test("a key that two subscriptions of two accounts share looks up neither and doubles nothing", async () => {
  const at = raven().file(
    "subs.csv",
    "sub,acc,start\nS1,A,2024-01-01\nS2,B,2024-01-01\nS2,A,2024-02-01\n",
  );
  at.source(shape.replace("match: subs.csv,", "match: subs.csv, update: append, key: [],"));
  await staged(at, async ({ query }) => {
    expect(await query(used())).toEqual([
      { event_id: "1", account_id: "A" },
      { event_id: "1", account_id: "A" },
    ]);
    expect(await query("select count(*)::integer as n from staging.ledger_quarantine")).toEqual([
      { n: 2 },
    ]);
  });
});

test("accounts are looked up through an entity that is declared later", async () => {
  const at = place()
    .source(
      `source: s
files:
  - { entity: accounts, match: accounts.csv, columns: { account_id: id } }
  - { entity: users, match: users.csv, columns: { user_id: u, account_id: a } }
  - { entity: usage_events, match: usage.csv, columns: { account_id: { from: u, through: users }, event: e, occurred_at: at } }
`,
    )
    .file("accounts.csv", "id\nA\n")
    .file("users.csv", "u,a\n7,A\n")
    .file("usage.csv", "u,e,at\n7,x,2024-01-01\n");
  await staged(at, async ({ query }) =>
    expect(await query(used("account_id"))).toEqual([{ account_id: "A" }]),
  );
});

const direct = `source: s
files:
  - { entity: accounts, match: "accounts*.csv", update: upsert, columns: { account_id: id } }
  - { entity: usage_events, match: "usage*.csv", columns: { account_id: a, event: e, occurred_at: at } }
  - { entity: tickets, match: tickets.csv, columns: { ticket_id: id, account_id: a, created_at: at } }
`;

test("rows of an unknown account wait, do not count as bad, and come once the account does", async () => {
  const at = place()
    .source(direct)
    .file("accounts.csv", "id\nA\n")
    .file("usage.csv", "a,e,at\nA,x,2024-01-01\nB,x,2024-01-02\nB,y,2024-01-03\n,z,2024-01-03\n")
    .file("tickets.csv", "id,a,at\n1,B,2024-01-01\n");
  at.source(
    direct.replace(
      "columns: { account_id: a, event",
      "max_bad_rows: 30%, columns: { account_id: a, event",
    ),
  );
  await staged(at, async ({ query, table }) => {
    expect(await query("select count(*)::integer as n from staging.usage_events")).toEqual([
      { n: 1 },
    ]);
    expect(await table("tickets")).toEqual([]);
    expect(
      await query(
        "select entity, line::integer as line, reason from staging.ledger_quarantine order by all",
      ),
    ).toEqual([
      { entity: "tickets", line: 2, reason: "unknown-account" },
      { entity: "usage_events", line: 3, reason: "unknown-account" },
      { entity: "usage_events", line: 4, reason: "unknown-account" },
      { entity: "usage_events", line: 5, reason: "missing-value" },
    ]);
  });
  at.file("accounts-2.csv", "id\nB\n");
  const released = await staged(
    at,
    async ({ query, staged: report }) => {
      expect(await query("select count(*)::integer as n from staging.usage_events")).toEqual([
        { n: 3 },
      ]);
      expect(await query("select reason from staging.ledger_quarantine")).toEqual([
        { reason: "missing-value" },
      ]);
      return report;
    },
    { previousAsOf: "2026-01-01" },
  );
  expect([...released.changed.keys()]).toEqual(
    expect.arrayContaining(["staging.usage_events", "staging.tickets", "staging.accounts"]),
  );
  expect(released.recomputeFrom).toBe("0001-01-01");
});

test("a run with nothing new says that nothing changed", async () => {
  const at = place()
    .source(direct)
    .file("accounts.csv", "id\nA\n")
    .file("usage.csv", "a,e,at\nA,x,2024-01-01\nB,x,2024-01-02\n")
    .file("tickets.csv", "id,a,at\n1,A,2024-01-01\n");
  await staged(at, async () => {});
  const again = await staged(at, async ({ staged: report }) => report, {
    previousAsOf: "2026-01-01",
  });
  expect([...again.changed.keys()].filter((name) => !name.includes("ledger"))).toEqual([]);
  expect(again.recomputeFrom).toBe("9999-12-01");
});

test("new events change their months and no earlier ones", async () => {
  const at = place()
    .source(direct)
    .file("accounts.csv", "id\nA\n")
    .file("usage.csv", "a,e,at\nA,x,2024-01-01\n")
    .file("tickets.csv", "id,a,at\n1,A,2024-01-01\n");
  await staged(at, async () => {});
  at.file("usage-2.csv", "a,e,at\nA,x,2024-05-17\nQ,x,2024-05-18\n");
  const report = await staged(at, async ({ staged: it }) => it, { previousAsOf: "2026-01-01" });
  expect([...report.changed.keys()].filter((name) => !name.includes("ledger"))).toEqual([
    "staging.usage_events",
  ]);
  expect(report.recomputeFrom).toBe("2024-05-01");
});

test("usage that is looked up changes when what it is looked up through does", async () => {
  const at = raven();
  await staged(at, async () => {});
  at.file("subs.csv", "sub,acc,start\nS1,A,2024-01-01\nS2,B,2024-01-01\nS9,B,2024-01-15\n");
  const report = await staged(
    at,
    async ({ query, staged: it }) => {
      expect(await query("select count(*)::integer as n from staging.usage_events")).toEqual([
        { n: 4 },
      ]);
      return it;
    },
    { previousAsOf: "2026-01-01" },
  );
  expect(report.changed.has("staging.usage_events")).toBe(true);
});

const chain = `source: s
files:
  - { entity: accounts, match: accounts.csv, columns: { account_id: id } }
  - { entity: subscriptions, match: subs.csv, columns: { subscription_id: sub, account_id: acc, started_at: start } }
  - { entity: users, match: users.csv, columns: { user_id: u, account_id: { from: sub, through: subscriptions } } }
  - { entity: tickets, match: tickets.csv, columns: { ticket_id: t, account_id: { from: u, through: users }, created_at: at } }
`;

test("a ticket follows its account through two look-ups when only the far end changes", async () => {
  const at = place()
    .source(chain)
    .file("accounts.csv", "id\nA\nB\n")
    .file("subs.csv", "sub,acc,start\nS1,A,2024-01-01\n")
    .file("users.csv", "u,sub\nU1,S1\n")
    .file("tickets.csv", "t,u,at\nT1,U1,2024-02-01\n");
  await staged(at, async ({ table }) => {
    expect(await table("tickets", "account_id")).toEqual([{ account_id: "A" }]);
  });
  at.file("subs.csv", "sub,acc,start\nS1,B,2024-01-01\n");
  await staged(
    at,
    async ({ table, staged: report }) => {
      expect(await table("tickets", "account_id")).toEqual([{ account_id: "B" }]);
      expect(report.changed.get("staging.tickets")).toBe("2024-02-01");
    },
    { previousAsOf: "2026-01-01" },
  );
});

test("a later as_of shows events that had landed before", async () => {
  const at = place()
    .source(direct)
    .file("accounts.csv", "id\nA\n")
    .file("usage.csv", "a,e,at\nA,x,2024-01-01\nA,x,2024-03-10\n")
    .file("tickets.csv", "id,a,at\n1,A,2024-01-01\n");
  await staged(at, async () => {}, { asOf: "2024-03-01" });
  const report = await staged(at, async ({ staged: it }) => it, {
    asOf: "2024-04-01",
    previousAsOf: "2024-03-01",
  });
  expect(report.changed.has("staging.usage_events")).toBe(true);
  expect(report.recomputeFrom).toBe("2024-02-01");
});

const billing = `source: b
files:
  - { entity: subscriptions, match: subs.csv, columns: { subscription_id: id, account_id: a, started_at: s } }
  - { entity: usage_events, match: usage.csv, columns: { account_id: a, event: e, occurred_at: at } }
`;

test("billing creates accounts where no accounts file is configured, and usage never does", async () => {
  const at = place()
    .source(billing)
    .file("subs.csv", "id,a,s\n1,A,2024-01-01\n2,A,2024-02-01\n3,B,2024-06-01\n")
    .file("usage.csv", "a,e,at\nA,x,2024-01-01\nU,x,2024-01-01\n");
  await staged(at, async ({ table, query }) => {
    expect(await table("accounts", "account_id, name, attributes")).toEqual([
      { account_id: "A", name: null, attributes: null },
      { account_id: "B", name: null, attributes: null },
    ]);
    expect(await query(used("account_id"))).toEqual([{ account_id: "A" }]);
  });
  await staged(
    at,
    async ({ table }) =>
      expect(await table("accounts", "account_id")).toEqual([{ account_id: "A" }]),
    { asOf: "2024-03-01" },
  );
});

test("where an accounts file is configured billing creates none", async () => {
  const at = place()
    .source(billing)
    .source(
      "source: crm\nfiles: [{ entity: accounts, match: crm.csv, columns: { account_id: id } }]\n",
      "crm",
    )
    .file("crm.csv", "id\nA\n")
    .file("subs.csv", "id,a,s\n1,A,2024-01-01\n3,B,2024-06-01\n")
    .file("usage.csv", "a,e,at\nA,x,2024-01-01\n");
  await staged(at, async ({ table }) => {
    expect(await table("accounts", "account_id")).toEqual([{ account_id: "A" }]);
    expect(await table("subscriptions", "subscription_id")).toEqual([{ subscription_id: "1" }]);
  });
});

test("a file without rows of its own lands, stages and adds up", async () => {
  const at = place().source(billing).file("subs.csv", "id,a,s\n").file("usage.csv", "a,e,at\n");
  expect((await landAll(at)).counts).toEqual({ "subs.csv": "0 0 0 0 0", "usage.csv": "0 0 0 0 0" });
  await staged(at, async ({ staged: report }) =>
    expect(report).toMatchObject({ rowsRead: 0, rowsQuarantined: 0 }),
  );
});
