import { describe, expect, test } from "vitest";
import { accountsSource, contractOf, load, mistakesIn, mistakesOfSource } from "./folder.js";

const accounts = ["entity: accounts", "match: a.csv"];
const oneColumn = "columns: { account_id: id }";

describe("defaults of a file", () => {
  test("a file of accounts gets every default", () => {
    const { at, version, ...contract } = contractOf(...accounts, oneColumn);
    expect(contract).toEqual({
      source: "s",
      entity: "accounts",
      match: ["a.csv"],
      format: "csv",
      csv: { delimiter: ",", quote: '"', escape: '"', encoding: "utf-8", header: true },
      update: "snapshot",
      key: ["account_id"],
      onUnknownColumn: "keep",
      maxBadShare: 0.01,
      timezone: "UTC",
      columns: { account_id: { from: ["id"] } },
    });
    expect(at).toMatch(/config\/sources\/crm\.yml:3$/);
    expect(version).toMatch(/^[0-9a-f]{12}$/);
  });

  test("usage events are appended, and known by their whole row unless a key is declared", () => {
    const columns = "columns: { event_id: id, account_id: a, event: e, occurred_at: t }";
    const usage = ["entity: usage_events", "match: e.csv", columns];
    expect(contractOf(...usage)).toMatchObject({ update: "append", key: [] });
    expect(contractOf(...usage, "key: [event_id]").key).toEqual(["event_id"]);
  });

  test("the default key leaves out columns that the file does not have", () => {
    const { key } = contractOf(
      "entity: churn_reasons",
      "match: c.csv",
      "columns: { account_id: a, reason: r, noticed_at: t }",
    );
    expect(key).toEqual(["account_id", "noticed_at"]);
  });

  test.each([
    ["a.csv.gz", "csv"],
    ["a.CSV", "csv"],
    ["a*.jsonl", "ndjson"],
    ["a.json.zip", "json"],
    ["dir/*.parquet", "parquet"],
    ["a.arrow", "arrow"],
  ])("the format of %s is %s without being written", (match, format) => {
    expect(contractOf("entity: accounts", `match: "${match}"`, oneColumn).format).toBe(format);
  });

  test.each([
    ["match: exports/*"],
    ["match: [a.csv, b.json]"],
  ])("a format that %s does not tell must be written", (match) => {
    expect(mistakesOfSource("entity: accounts", match, oneColumn)).toEqual([
      'sources/crm.yml:3: "format" is missing; write csv, ndjson, json, parquet or arrow',
    ]);
  });

  test("what is written overrides each default", () => {
    const contract = contractOf(
      "entity: subscriptions",
      "match: [a.txt, b.txt]",
      "format: csv",
      String.raw`csv: { delimiter: '\t', quote: "", encoding: latin-1, header: false }`,
      "update: upsert",
      "key: [subscription_id, region]",
      "on_unknown_column: refuse",
      "max_bad_rows: 2.5%",
      "where: livemode",
      "columns: { subscription_id: a, account_id: b, started_at: c, region: d }",
    );
    expect(contract).toMatchObject({
      match: ["a.txt", "b.txt"],
      csv: { delimiter: "\t", quote: "", escape: '"', encoding: "latin-1", header: false },
      update: "upsert",
      key: ["subscription_id", "region"],
      onUnknownColumn: "refuse",
      maxBadShare: 0.025,
      where: "livemode",
    });
  });

  test("max_bad_rows is a percentage or a share below one", () => {
    const share = (text: string) =>
      contractOf(...accounts, oneColumn, `max_bad_rows: ${text}`).maxBadShare;
    expect([share("0%"), share("0.3%"), share("100%"), share("0.02"), share("0")]).toEqual([
      0, 0.003, 1, 0.02, 0,
    ]);
    for (const wrong of ["1", "-1", "101%", "some"]) {
      const [line] = mistakesOfSource(...accounts, oneColumn, `max_bad_rows: ${wrong}`);
      expect(line).toMatch(/^sources\/crm\.yml:6: "max_bad_rows" must be /);
    }
  });
});

describe("paths", () => {
  test.each([
    ["../secrets.csv", /must stay inside the data folder .*--data/],
    ["a/../../b.csv", /must stay inside/],
    ["{a,..}/b.csv", /must stay inside/],
    ["!../b.csv", /must stay inside/],
    ["/etc/passwd.csv", /must be relative to the data folder .*--data/],
    ["C:/exports/a.csv", /must be relative/],
    ["~/a.csv", /must be relative/],
    [String.raw`exports\a.csv`, /must be written with \//],
    [String.raw`..\a.csv`, /must be written with \//],
  ])("the glob %s is refused", (pattern, message) => {
    const lines = mistakesOfSource("entity: accounts", `match: '${pattern}'`, oneColumn);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(message);
    expect(lines[0]).toMatch(/^sources\/crm\.yml:4: "match" /);
  });

  test.each([
    "exports/**/accounts*.csv",
    "a..b.csv",
    "export (1).csv",
    "{a,b}/c.csv",
  ])("the glob %s is taken", (pattern) => {
    expect(contractOf("entity: accounts", `match: "${pattern}"`, oneColumn).match).toEqual([
      pattern,
    ]);
  });
});

describe("other rules of a file", () => {
  test.each([
    [['csv: { delimiter: ";;" }'], '6: "delimiter" must be one character, read ";;"'],
    [
      ['csv: { quote: "," }'],
      '6: "delimiter" and "quote" are the same character; they must differ',
    ],
    [["csv: { header: maybe }"], '6: "header" must be true or false, read "maybe"'],
    [["key: [id]"], '6: "id" of "key" is not among the columns; map it under columns'],
    [["key: []"], '6: "key" is missing; snapshot needs the columns that identify a row'],
    [
      ["update: daily"],
      '6: "update" must be snapshot, upsert, append or replace_by_day, read "daily"',
    ],
    [["update: replace_by_day"], "6: replace_by_day needs the column created_at under columns"],
    [["format: json", "csv: { quote: '' }"], '7: "csv" is for format csv; this file is json'],
    [["where: ''"], '6: "where" must not be empty, read ""'],
  ])("%j is refused", (lines, message) => {
    expect(mistakesOfSource(...accounts, oneColumn, ...lines)).toEqual([
      `sources/crm.yml:${message}`,
    ]);
  });

  test("a snapshot of usage events needs an id of the event, or a key", () => {
    const columns = "columns: { account_id: a, event: e, occurred_at: t }";
    const usage = ["entity: usage_events", "match: e.csv", columns, "update: snapshot"];
    expect(mistakesOfSource(...usage)).toEqual([
      'sources/crm.yml:3: "key" is missing; snapshot needs the columns that identify a row',
    ]);
    expect(contractOf(...usage, "key: [account_id, occurred_at]").update).toBe("snapshot");
  });

  test("an entity without a time cannot be replaced by day", () => {
    const lines = mistakesOfSource(
      "entity: milestones",
      "match: m.csv",
      "columns: { account_id: a, milestone: b }",
      "update: replace_by_day",
    );
    expect(lines).toEqual([
      "sources/crm.yml:6: replace_by_day needs a time of the event; milestones has none",
    ]);
  });

  test.each([
    "Europe/Berlin",
    "UTC",
    "Asia/Kolkata",
    "America/New_York",
  ])("the time zone %s is taken", (zone) => {
    const source = accountsSource.replace("source: crm", `source: crm\ntimezone: ${zone}`);
    expect(load({ "sources/crm.yml": source }).files[0]?.timezone).toBe(zone);
  });

  test("an offset is no time zone", () => {
    const source = accountsSource.replace("source: crm", 'source: crm\ntimezone: "+02:00"');
    expect(mistakesIn({ "sources/crm.yml": source })).toEqual([
      'sources/crm.yml:2: "timezone" is not a time zone, read "+02:00"; write one such as UTC or Europe/Berlin',
    ]);
  });

  test("a source's name has no spaces or slashes", () => {
    const source = accountsSource.replace("crm", "../crm");
    expect(mistakesIn({ "sources/crm.yml": source })).toEqual([
      'sources/crm.yml:1: "source" must be a name of letters, digits, _ and -, read "../crm"',
    ]);
  });
});

describe("the version of a contract", () => {
  const version = (...lines: string[]) => contractOf(...accounts, ...lines).version;
  const plain = contractOf(...accounts, "columns: { account_id: id, name: n }").version;

  test("it stays when only the glob, the place or the limit of bad rows changes", () => {
    const other = contractOf(
      "# a comment",
      "",
      "entity: accounts",
      "max_bad_rows: 7%",
      "match: [b.csv, c.csv]",
      "columns: { name: n, account_id: [id] }",
    );
    expect(other.version).toBe(plain);
  });

  test("it stays when a default is written out", () => {
    const columns = "columns: { account_id: id, name: n }";
    expect(version(columns, 'csv: { delimiter: "," }', "update: snapshot")).toBe(plain);
  });

  test.each([
    [["columns: { account_id: id, name: m }"]],
    [["columns: { account_id: id }"]],
    [["columns: { account_id: id, name: n }", 'csv: { delimiter: ";" }']],
    [["columns: { account_id: id, name: n }", "on_unknown_column: ignore"]],
    [["columns: { account_id: id, name: n }", "update: append"]],
    [["columns: { account_id: id, name: n }", "where: livemode"]],
  ])("it changes with %j", (lines) => {
    expect(version(...lines)).not.toBe(plain);
  });
});
