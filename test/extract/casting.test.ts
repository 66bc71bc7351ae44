import { expect, test } from "vitest";
import { lake, landAll, only, type Place, place, type Row, sourceOf } from "./landing.js";

type Cells = readonly (readonly [text: string, wanted: unknown])[];

/** Lands one text a row, beside a column that tells the rows apart; `bad` reasons by text. */
async function cast(
  entity: string,
  column: string,
  contract: string,
  cells: Cells,
  head = "",
): Promise<Row> {
  const required: Readonly<Record<string, string>> = {
    subscriptions: "account_id: { value: a }, started_at: { value: '2024-01-01' }",
    invoice_lines: "account_id: { value: a }, amount: { value: '1' }",
  };
  const id: Readonly<Record<string, string>> = {
    subscriptions: "subscription_id",
    invoice_lines: "line_id",
  };
  const others = (required[entity] ?? "")
    .split(", ")
    .filter((part) => !part.startsWith(`${column}:`));
  const lines = cells.map(([text], nth) => `${nth},"${text.replaceAll('"', '""')}"`);
  const at = place()
    .source(
      `${head}${sourceOf(`entity: ${entity}`, "match: a.csv", "max_bad_rows: 100%", `columns: { ${id[entity]}: id, ${others.join(", ")}, ${column}: ${contract} }`)}`,
    )
    .file("a.csv", `id,v\n${lines.join("\n")}\n`);
  const { bad, codes } = await landAll(at);
  expect(codes).toEqual([]);
  const found = await lake(at, `${id[entity]} as id, ${column} as v`);
  const byId = new Map(found.map((row) => [row.id, row.v]));
  const reasons = new Map(bad.map((row) => [Number(row.line) - 2, row.reason]));
  return Object.fromEntries(
    cells.map(([text], nth) => [
      text,
      byId.has(String(nth)) ? byId.get(String(nth)) : reasons.get(nth),
    ]),
  );
}

const wanted = (cells: Cells): Row => Object.fromEntries(cells);

const times: Cells = [
  ["2024-01-02", "2024-01-02 00:00:00"],
  ["2024-01-02 03:04:05", "2024-01-02 03:04:05"],
  ["2024-01-02T03:04:05Z", "2024-01-02 03:04:05"],
  ["2024-01-02T03:04:05.5Z", "2024-01-02 03:04:05.5"],
  ["2024-01-02T03:04:05+05:30", "2024-01-01 21:34:05"],
  ["2024-01-02 03:04:05-08", "2024-01-02 11:04:05"],
  ["2024-01-02 03:04:05 UTC", "2024-01-02 03:04:05"],
  ["2024-07-02 03:04:05 Europe/Berlin", "2024-07-02 01:04:05"],
  ["2024-01-02 03:04", "2024-01-02 03:04:00"],
  ["2024-02-29", "2024-02-29 00:00:00"],
  ["2023-02-29", "not-a-timestamp"],
  ["infinity", "not-a-timestamp"],
  ["-infinity", "not-a-timestamp"],
  ["epoch", "not-a-timestamp"],
  ["02/01/2024", "not-a-timestamp"],
  ["nan", "not-a-timestamp"],
  ["", null],
  ["yesterday", "not-a-timestamp"],
];

test("times are ISO 8601 in UTC, and an offset or a zone in the text wins", async () => {
  expect(await cast("subscriptions", "cancelled_at", "v", times)).toEqual(wanted(times));
});

test("a text without a zone is never read in the zone of the text before it", async () => {
  const cells: Cells = [
    ["2024-01-02 03:04:05 America/New_York", "2024-01-02 08:04:05"],
    ["2024-01-02 03:04", "2024-01-02 03:04:00"],
    ["2024-01-02 03:04:05.5", "2024-01-02 03:04:05.5"],
    ["2024-01-02T03:04:05.5+01:00", "2024-01-02 02:04:05.5"],
  ];
  expect(await cast("subscriptions", "cancelled_at", "v", cells)).toEqual(wanted(cells));
});

const berlin: Cells = [
  ["2024-01-02", "2024-01-02 00:00:00"],
  ["2024-01-02 03:04:05", "2024-01-02 02:04:05"],
  ["2024-07-02 03:04:05", "2024-07-02 01:04:05"],
  ["2024-03-31 01:59:59", "2024-03-31 00:59:59"],
  ["2024-03-31 03:00:00", "2024-03-31 01:00:00"],
  ["2024-10-27 03:00:00", "2024-10-27 02:00:00"],
  ["2024-07-02 03:04:05.25", "2024-07-02 01:04:05.25"],
  ["2024-07-02T03:04:05Z", "2024-07-02 03:04:05"],
  ["2024-07-02 03:04:05 UTC", "2024-07-02 03:04:05"],
  ["2024-07-02 03:04:05+02", "2024-07-02 01:04:05"],
  ["2024-07-02T03:04:05.5+0200", "2024-07-02 01:04:05.5"],
];

test("times without an offset are those of the source's time zone, a plain date is not moved", async () => {
  expect(
    await cast("subscriptions", "cancelled_at", "v", berlin, "timezone: Europe/Berlin\n"),
  ).toEqual(wanted(berlin));
});

test("a format reads what it names and nothing else", async () => {
  const cells: Cells = [
    ["31.12.2024 23:59", "2024-12-31 23:59:00"],
    ["12/31/2024", "not-a-timestamp"],
    ["2024-12-31", "not-a-timestamp"],
    ["31.12.2024 23:59:59", "not-a-timestamp"],
  ];
  expect(
    await cast("subscriptions", "cancelled_at", '{ from: v, format: "%d.%m.%Y %H:%M" }', cells),
  ).toEqual(wanted(cells));
  const inBerlin: Cells = [["31.7.2024 9:05", "2024-07-31 07:05:00"]];
  const format = '{ from: v, format: "%-d.%-m.%Y %-H:%M" }';
  expect(
    await cast("subscriptions", "cancelled_at", format, inBerlin, "timezone: Europe/Berlin\n"),
  ).toEqual(wanted(inBerlin));
  const dates: Cells = [["31.07.2024", "2024-07-31 00:00:00"]];
  expect(
    await cast(
      "subscriptions",
      "cancelled_at",
      '{ from: v, format: "%d.%m.%Y" }',
      dates,
      "timezone: Europe/Berlin\n",
    ),
  ).toEqual(wanted(dates));
});

test("seconds and milliseconds since 1970 are read, and what overflows is set aside", async () => {
  const seconds: Cells = [
    ["0", "1970-01-01 00:00:00"],
    ["1704164645", "2024-01-02 03:04:05"],
    ["1704164645.25", "2024-01-02 03:04:05.25"],
    ["-1", "1969-12-31 23:59:59"],
    ["99999999999999", "not-a-timestamp"],
    ["2024-01-02", "not-a-timestamp"],
  ];
  expect(
    await cast("subscriptions", "cancelled_at", "{ from: v, format: epoch }", seconds),
  ).toEqual(wanted(seconds));
  const millis: Cells = [
    ["1704164645250", "2024-01-02 03:04:05.25"],
    ["1e30", "not-a-timestamp"],
  ];
  expect(
    await cast("subscriptions", "cancelled_at", "{ from: v, format: epoch_ms }", millis),
  ).toEqual(wanted(millis));
});

test("money is exact to four decimals, and one with more is set aside and never rounded", async () => {
  const cells: Cells = [
    ["10", "10.0000"],
    ["10.75", "10.7500"],
    ["10.7500000", "10.7500"],
    ["-0.0001", "-0.0001"],
    ["1e3", "1000.0000"],
    ["1.5e-3", "0.0015"],
    ["99999999999999.9999", "99999999999999.9999"],
    [" 7 ", "7.0000"],
    ["10.00005", "not-an-amount"],
    ["10.000000000001", "not-an-amount"],
    ["1e-5", "not-an-amount"],
    ["100000000000000", "not-an-amount"],
    ["1,000.50", "not-an-amount"],
    ["$5", "not-an-amount"],
    ["0x10", "not-an-amount"],
    ["NaN", "not-an-amount"],
    ["Infinity", "not-an-amount"],
  ];
  expect(await cast("invoice_lines", "tax", "v", cells)).toEqual(wanted(cells));
});

test("a number is exact to six decimals and an integer has none", async () => {
  const numbers: Cells = [
    ["0.123456", "0.123456"],
    ["0.1234567", "not-a-number"],
    ["5e-7", "not-a-number"],
    ["nan", "not-a-number"],
  ];
  expect(await cast("subscriptions", "quantity", "v", numbers)).toEqual(wanted(numbers));
  const integers: Cells = [
    ["3", "3"],
    ["3.0", "3"],
    ["10.75", "not-an-integer"],
    ["1.5", "not-an-integer"],
    [".5", "not-an-integer"],
    ["0x10", "not-an-integer"],
    ["many", "not-an-integer"],
  ];
  expect(await cast("subscriptions", "billing_interval_count", "v", integers)).toEqual(
    wanted(integers),
  );
});

test("booleans are those words that say so", async () => {
  const cells: Cells = [
    ["true", true],
    ["False", false],
    ["t", true],
    ["0", false],
    ["2", "not-a-boolean"],
    ["maybe", "not-a-boolean"],
    ["", null],
  ];
  expect(await cast("subscriptions", "auto_renew", "v", cells)).toEqual(wanted(cells));
});

const minor = (currency: string): Place =>
  place().source(
    sourceOf(
      "entity: invoice_lines",
      "match: a.csv",
      `columns: { line_id: id, account_id: { value: a }, amount: { from: v, unit: minor }${currency} }`,
    ),
  );

test("minor units are those of each row's currency", async () => {
  const at = minor(", currency: c").file(
    "a.csv",
    "id,v,c\n1,1050,USD\n2,1050,jpy\n3,1050,KWD\n4,1050,\n5,10.5,EUR\n6,1.005,EUR\n7,-1,USD\n",
  );
  const { bad } = await landAll(at);
  expect(only(bad)).toMatchObject({ line: 7, reason: "not-an-amount" });
  expect(await lake(at, "line_id, amount")).toEqual([
    { line_id: "1", amount: "10.5000" },
    { line_id: "2", amount: "1050.0000" },
    { line_id: "3", amount: "1.0500" },
    { line_id: "4", amount: "10.5000" },
    { line_id: "5", amount: "0.1050" },
    { line_id: "7", amount: "-0.0100" },
  ]);
});

test("minor units follow a currency that the contract states, and are hundredths without one", async () => {
  const yen = minor(", currency: { value: JPY }").file("a.csv", "id,v\n1,1050\n");
  await landAll(yen);
  expect(await lake(yen, "amount, currency")).toEqual([{ amount: "1050.0000", currency: "JPY" }]);
  const plain = minor("").file("a.csv", "id,v\n1,1050\n");
  await landAll(plain);
  expect(await lake(plain, "amount")).toEqual([{ amount: "10.5000" }]);
});

test("a value is mapped before it is judged, and an unknown status is named with its text", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: subscriptions",
        "match: a.csv",
        'columns: { subscription_id: id, account_id: { value: a }, started_at: { value: \'2024-01-01\' }, status: { from: is_trial, map: { "True": trialing, "False": active } } }',
      ),
    )
    .file("a.csv", "id,is_trial\n1,True\n2,False\n3,true\n4,\n");
  const { bad } = await landAll(at);
  expect(only(bad)).toMatchObject({
    line: 4,
    column_name: "status",
    reason: "unknown-status",
    message: 'status "true" unknown-status',
    raw_text: "3,true",
  });
  expect(await lake(at, "status")).toEqual([
    { status: "trialing" },
    { status: "active" },
    { status: null },
  ]);
});

test("an end at the start is valid and an end before it is not", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: subscriptions",
        "match: a.csv",
        "columns: { subscription_id: id, account_id: a, started_at: s, ended_at: e }",
      ),
    )
    .file(
      "a.csv",
      "id,a,s,e\n1,a,2024-01-01,2024-01-01\n2,a,2024-01-02,2024-01-01\n3,a,2024-01-01,\n",
    );
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.csv": "3 2 1 0 0" });
  expect(only(bad)).toMatchObject({
    line: 3,
    column_name: "ended_at",
    reason: "ends-before-start",
  });
});

test("a required value that is empty sets its row aside, in any format", async () => {
  const at = place()
    .source(
      `source: s
files:
  - { entity: accounts, match: a.csv, columns: { account_id: id } }
  - { entity: accounts, match: a.ndjson, columns: { account_id: id } }
`,
    )
    .file("a.csv", 'id,name\n,x\n"",y\n1,z\n')
    .file("a.ndjson", '{"id":""}\n{"id":null}\n{"name":"x"}\n{"id":"2"}\n');
  const { counts, bad } = await landAll(at);
  expect(counts).toEqual({ "a.csv": "3 1 2 0 0", "a.ndjson": "4 1 3 0 0" });
  expect(new Set(bad.map((row) => row.reason))).toEqual(new Set(["missing-value"]));
});

test("a path reaches inside a record, the first alias present wins, a constant is in every row", async () => {
  const at = place()
    .source(
      sourceOf(
        "entity: accounts",
        "match: a.ndjson",
        'columns: { account_id: [Customer ID, id], name: { path: "$.customer.name" }, region: { path: "$.tags[1]" }, industry: { value: Retail } }',
      ),
    )
    .file(
      "a.ndjson",
      '{"id":"1","customer":{"name":"One"},"tags":["a","b"]}\n{"id":"2","customer":null}\n',
    );
  await landAll(at);
  expect(await lake(at, "account_id, name, region, industry")).toEqual([
    { account_id: "1", name: "One", region: "b", industry: "Retail" },
    { account_id: "2", name: null, region: null, industry: "Retail" },
  ]);
});
