import { expect, test } from "vitest";
import { mistakesIn } from "../config/folder.js";
import { type Place, place, staged } from "../extract/landing.js";
import { oneIn } from "../sampled.js";

oneIn(2);

const crm = `source: crm
files:
  - { entity: accounts, match: accounts.csv, columns: { account_id: id, domain: web } }
`;

const desk = `source: desk
files:
  - { entity: tickets, match: tickets.csv, columns: { ticket_id: id, account_id: org, created_at: at } }
`;

const links = `source: links
files:
  - { entity: account_ids, match: links.csv, update: append, key: [],
      columns: { system: of, id: org, account_id: account } }
`;

const product = `source: product
files:
  - { entity: usage_events, match: "usage*.csv", update: append, key: [],
      columns: { account_id: who, event: what, occurred_at: at } }
`;

/** A is at two domains, B and C share one, D has none. */
function company(): Place {
  return place()
    .source(crm, "crm")
    .source(desk, "desk")
    .source(links, "links")
    .source(product, "product")
    .file(
      "accounts.csv",
      'id,web\nA,"https://www.Alpha.com/about; alpha.de"\nB,shared.org\nC,shared.org\nD,\n',
    )
    .file("tickets.csv", "id,org,at\n1,A,2024-01-01\n")
    .file("links.csv", "of,org,account\ndesk,77,B\n")
    .file("usage.csv", "who,what,at\nA,x,2024-01-01\n");
}

const tickets = "select ticket_id, account_id from staging.tickets order by ticket_id";
const strangers = `select raw_text->>'account_id' as who from staging.ledger_quarantine
  where reason = 'unknown-account' order by who`;

test("a system's own ids lead to accounts by a mapping file, each system's by its own pairs", async () => {
  const at = company()
    .settings("identity.yml", "sources: { desk: [mapping] }\n")
    .file(
      "tickets.csv",
      "id,org,at\n1,77,2024-01-01\n2,78,2024-01-01\n3,79,2024-01-01\n4,A,2024-01-01\n5,80,2024-01-01\n",
    )
    // 78 is of another system, 79 of every one; 80 is of two accounts and so of neither
    .file("links.csv", "of,org,account\ndesk,77,B\nother,78,C\n,79,D\ndesk,80,A\ndesk,80,B\n");
  await staged(at, async ({ query, staged: report }) => {
    // without a pair the id stays what it was: A is nonetheless an account's own
    expect(await query(tickets)).toEqual([
      { ticket_id: "1", account_id: "B" },
      { ticket_id: "3", account_id: "D" },
      { ticket_id: "4", account_id: "A" },
    ]);
    expect(await query(strangers)).toEqual([{ who: "78" }, { who: "80" }]);
    expect(report.rowsQuarantined).toBe(2);
  });
});

test("an address leads to the one account that has its domain, unless anybody can have it", async () => {
  const at = company()
    .settings("identity.yml", "sources: { product: [shared_id, email_domain] }\n")
    .file(
      "accounts.csv",
      "id,web\nA,https://www.Alpha.com/x; alpha.de\nB,shared.org\nC,shared.org\nD,gmail.com\n",
    )
    .file(
      "usage.csv",
      [
        "who,what,at",
        "ann@alpha.com,1,2024-01-01",
        "Bob <bob@ALPHA.de>,2,2024-01-01",
        "eve@shared.org,3,2024-01-01",
        "fay@gmail.com,4,2024-01-01",
        "gus@nowhere.net,5,2024-01-01",
        "C,6,2024-01-01",
        "",
      ].join("\n"),
    );
  await staged(at, async ({ query }) => {
    expect(
      await query("select event, account_id from staging.usage_events order by event"),
    ).toEqual([
      { event: "1", account_id: "A" },
      { event: "2", account_id: "A" },
      { event: "6", account_id: "C" },
    ]);
    expect(await query(strangers)).toEqual([
      { who: "eve@shared.org" },
      { who: "fay@gmail.com" },
      { who: "gus@nowhere.net" },
    ]);
  });
});

test("rows come in once the pair that they need is there, and all months are made again", async () => {
  const at = company()
    .settings("identity.yml", "sources: { product: [mapping] }\n")
    .file("usage.csv", "who,what,at\nw-1,x,2024-01-05\n");
  await staged(at, async ({ query }) => {
    expect(await query("select count(*)::integer as n from staging.usage_events")).toEqual([
      { n: 0 },
    ]);
  });
  at.file("links.csv", "of,org,account\ndesk,77,B\nproduct,w-1,C\n");
  await staged(
    at,
    async ({ query, staged: report }) => {
      expect(await query("select account_id from staging.usage_events")).toEqual([
        { account_id: "C" },
      ]);
      expect(report.changed.get("staging.usage_events")).toBe("0001-01-01");
      expect(await query(strangers)).toEqual([]);
    },
    { previousAsOf: "2026-01-01" },
  );
});

test("without identity.yml an id is the account's own and a mapping changes nothing", async () => {
  const at = company().file("tickets.csv", "id,org,at\n1,77,2024-01-01\n");
  await staged(at, async ({ query }) => {
    expect(await query(tickets)).toEqual([]);
    expect(await query(strangers)).toEqual([{ who: "77" }]);
  });
});

test("a way without its file, and a source that is none, are mistakes with their line", () => {
  const files = { "sources/desk.yml": desk };
  const written = "sources:\n  dask: [shared_id]\n  desk: [mapping]\n";
  expect(mistakesIn({ ...files, "identity.yml": written })).toEqual([
    'identity.yml:2: "dask" is no source; did you mean "desk"?',
    'identity.yml:3: "mapping" needs a file of account_ids, which no source delivers',
  ]);
  expect(mistakesIn({ ...files, "identity.yml": "default: [email]\n" })[0]).toMatch(
    /^identity.yml:1: .*shared_id, mapping or email_domain, read "email"/,
  );
});
