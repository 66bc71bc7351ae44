import { describe, expect, test } from "vitest";
import { accountsSource, contractOf, load, mistakesIn, mistakesOfSource } from "./folder.js";

const accounts = ["entity: accounts", "match: a.csv"];
const oneColumn = "columns: { account_id: id }";

describe("columns", () => {
  test("each form of a column is resolved to its full form", () => {
    const { columns } = contractOf(
      "entity: subscriptions",
      "match: s.ndjson",
      "columns:",
      "  subscription_id: id",
      "  account_id: { from: [Customer ID, customer] }",
      '  started_at: { from: Start (UTC), format: "%Y-%m-%d %H:%M" }',
      "  amount: { from: Amount, unit: minor }",
      "  status: { from: Status, map: { canceled: cancelled } }",
      "  billing_interval: { value: month }",
      '  plan: { path: "$.plan.name" }',
      "  product: [p, product]",
    );
    expect(columns).toEqual({
      subscription_id: { from: ["id"] },
      account_id: { from: ["Customer ID", "customer"] },
      plan: { from: [], path: "$.plan.name" },
      product: { from: ["p", "product"] },
      status: { from: ["Status"], map: { canceled: "cancelled" } },
      billing_interval: { from: [], value: "month" },
      started_at: { from: ["Start (UTC)"], format: "%Y-%m-%d %H:%M" },
      amount: { from: ["Amount"], unit: "minor" },
    });
  });

  test("names, values and maps are the text that was written, not what YAML makes of it", () => {
    const { columns } = contractOf(
      ...accounts,
      "columns:",
      "  account_id: 2024",
      "  name: { value: 007 }",
      "  plan: { from: is_trial, map: { True: trial, 1: paid, 1.0: free, null: none } }",
    );
    expect(columns).toEqual({
      account_id: { from: ["2024"] },
      name: { from: [], value: "007" },
      plan: {
        from: ["is_trial"],
        map: { True: "trial", "1": "paid", "1.0": "free", null: "none" },
      },
    });
  });

  test("canonical columns that are not mentioned are not read", () => {
    expect(Object.keys(contractOf(...accounts, oneColumn).columns)).toEqual(["account_id"]);
  });

  test("use: generic reads the canonical columns by name; columns override them one by one", () => {
    const source = `source: s
use: generic
files:
  - entity: tickets
    match: t.csv
  - entity: contacts
    match: c.csv
    columns: { since: { from: Since, format: "%d.%m.%Y" }, hobby: hobby }
`;
    const [tickets, contacts] = load({ "sources/crm.yml": source }).files;
    const maybe = (name: string) => ({ from: [name], optional: true });
    expect(tickets?.columns).toEqual({
      ticket_id: { from: ["ticket_id"] },
      account_id: { from: ["account_id"] },
      status: maybe("status"),
      priority: maybe("priority"),
      topic: maybe("topic"),
      created_at: { from: ["created_at"] },
      first_response_at: maybe("first_response_at"),
      solved_at: maybe("solved_at"),
      updated_at: maybe("updated_at"),
      csat: maybe("csat"),
      reopened_count: maybe("reopened_count"),
    });
    expect(contacts?.columns.since).toEqual({ from: ["Since"], format: "%d.%m.%Y" });
    expect(contacts?.columns.hobby).toEqual({ from: ["hobby"] });
    expect(contacts?.columns.contact_id).toEqual({ from: ["contact_id"] });
  });

  test("a column may be optional, unless its entity needs it", () => {
    const columns = "columns: { account_id: id, name: { from: Name, optional: true } }";
    expect(contractOf(...accounts, columns).columns.name).toEqual({
      from: ["Name"],
      optional: true,
    });
    const needed = "columns: { account_id: { from: id, optional: true } }";
    expect(mistakesOfSource(...accounts, needed)).toEqual([
      'sources/crm.yml:5: "account_id" is required and cannot be optional',
    ]);
  });

  test("a connector that does not ship is refused with those that do", () => {
    const source = accountsSource.replace("source: crm", "source: crm\nuse: stripe");
    expect(mistakesIn({ "sources/crm.yml": source })).toEqual([
      'sources/crm.yml:2: "use" must be generic, read "stripe"',
    ]);
  });

  test("a file without columns must say so by use: generic", () => {
    expect(mistakesOfSource(...accounts)).toEqual([
      'sources/crm.yml:3: "columns" is missing; map the columns, or write "use: generic" for the source',
    ]);
  });

  test("all missing required columns are named", () => {
    const lines = mistakesOfSource("entity: tickets", "match: t.csv", "columns: { csat: c }");
    expect(lines).toEqual([
      "sources/crm.yml:5: tickets needs ticket_id, account_id and created_at",
    ]);
  });

  test("an attribute of the user's own is kept, and one near a canonical name is a typo", () => {
    expect(contractOf(...accounts, "columns: { account_id: id, zone: Z }").columns.zone).toEqual({
      from: ["Z"],
    });
    expect(mistakesOfSource(...accounts, "columns: { account_id: id, regoin: R }")).toEqual([
      'sources/crm.yml:5: "regoin" is not a column of accounts; did you mean "region"?',
    ]);
  });

  test("a name that only resembles a canonical one is an attribute", () => {
    const columns = "columns: { account_id: id, region_code: R, csm_team: T }";
    expect(Object.keys(contractOf(...accounts, columns).columns)).toEqual([
      "account_id",
      "csm_team",
      "region_code",
    ]);
  });

  test("an attribute that has its own name in the file is no typo, and none is when both are there", () => {
    const columns = "columns: { account_id: id, crm_id: CRM Id }";
    expect(contractOf(...accounts, columns).columns.crm_id).toEqual({ from: ["CRM Id"] });
    const both = "columns: { account_id: id, region: R, regions: RS }";
    expect(contractOf(...accounts, both).columns.regions).toEqual({ from: ["RS"] });
  });

  test.each([
    ["Account_ID: id", '"Account_ID" must be lower case letters, digits and _'],
    ["file_id: f", '"file_id" is a name of tenure\'s own; choose another'],
    ["attributes: f", '"attributes" is a name of tenure\'s own; choose another'],
    ["constructor: f", '"constructor" is a name of tenure\'s own; choose another'],
  ])("the column name in %s is refused", (column, message) => {
    const lines = mistakesOfSource(...accounts, `columns: { account_id: id, ${column} }`);
    expect(lines.join("\n")).toContain(`sources/crm.yml:5: ${message}`);
  });

  test.each([
    [
      "name: { from: a, value: b }",
      '"name" must have exactly one of from, value, path and months; it has 2',
    ],
    [
      "name: { map: { a: b } }",
      '"name" must have exactly one of from, value, path and months; it has 0',
    ],
    ["name: { from: a, format: '%Y' }", '"format" is for times; name is not one'],
    ["name: { from: a, unit: minor }", '"unit" is for amounts of money; name is not one'],
    [
      "created_at: { from: a, format: '%Q' }",
      '"format" of created_at has the unknown directive "%Q"; write one such as %Y, %m, %d, %H, %M or %S',
    ],
    [
      "created_at: { from: a, format: YYYY }",
      '"format" of created_at has no directive such as %Y; read "YYYY"',
    ],
    ["name: { path: $.name }", '"path" is for json and ndjson; write "from" in a csv file'],
    ["name: { from: a, through: users }", '"through" looks up account_id only, not name'],
    ["name: []", '"name" must have an entry, read an empty list'],
  ])("the column %s is refused", (column, message) => {
    const lines = mistakesOfSource(...accounts, `columns: { account_id: id, ${column} }`);
    expect(lines).toEqual([`sources/crm.yml:5: ${message}`]);
  });

  test("a constant must be an allowed value", () => {
    const lines = mistakesOfSource(
      "entity: survey_responses",
      "match: n.csv",
      "columns: { response_id: a, account_id: b, score: c, responded_at: d, kind: { value: NPS } }",
    );
    expect(lines).toEqual([
      'sources/crm.yml:5: "NPS" is not a value of kind; write nps, csat or ces; did you mean "nps"?',
    ]);
  });
});

describe("through", () => {
  const usage = (through: string) => `source: usage
files:
  - entity: usage_events
    match: u.csv
    columns:
      account_id: { from: subscription_id, through: ${through} }
      event: e
      occurred_at: t
`;

  test("the account may be looked up by the key of an entity that some source delivers", () => {
    const billing = `source: billing
files:
  - entity: subscriptions
    match: s.csv
    columns: { subscription_id: a, account_id: b, started_at: c }
`;
    const { files } = load({
      "sources/a.yml": usage("subscriptions"),
      "sources/b.yml": billing,
    });
    expect(files[0]?.columns.account_id).toEqual({
      from: ["subscription_id"],
      through: "subscriptions",
    });
  });

  test("an entity that no source delivers is refused", () => {
    expect(mistakesIn({ "sources/a.yml": usage("subscriptions") })).toEqual([
      'sources/a.yml:6: "through" needs subscriptions, which no source delivers',
    ]);
  });

  test.each(["releases", "accounts", "plans"])("%s leads to no account", (entity) => {
    expect(mistakesIn({ "sources/a.yml": usage(entity) })).toContain(
      `sources/a.yml:6: "through" needs an entity whose one key leads to an account; ${entity} does not`,
    );
  });
});

describe("a column a month", () => {
  const wide = (mrr: string, ...more: readonly string[]) => [
    "entity: vendor_mrr",
    "match: v.csv",
    "columns:",
    "  account_id: id",
    "  vendor: { value: v }",
    `  mrr: ${mrr}`,
    ...more,
  ];

  test("stands for the month, which is then not required", () => {
    const { columns } = contractOf(...wide('{ months: "%Y-%m" }'));
    expect(columns.mrr).toEqual({ from: [], months: "%Y-%m" });
  });

  test.each([
    [wide('{ months: "%H:%M" }'), '"months" must say how the columns name month and year'],
    [wide('{ months: "%Y-%m", from: mrr }'), "exactly one of from, value, path and months"],
    [wide('{ months: "%Y-%m" }', "  month: month"), '"month" comes from the names of the columns'],
    [
      ["entity: accounts", "match: a.csv", "columns:", '  account_id: { months: "%Y-%m" }'],
      '"months" is for mrr of vendor_mrr only',
    ],
  ])("is refused where it means nothing: %#", (lines, message) => {
    expect(mistakesOfSource(...lines).join("\n")).toContain(message);
  });
});
