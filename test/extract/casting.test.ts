import { expect, test } from "vitest";
import { oneIn } from "../sampled.js";
import { type Cells, cast, wanted } from "./cells.js";
import { lake, landAll, only, type Place, place, sourceOf } from "./landing.js";

oneIn(3);

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
