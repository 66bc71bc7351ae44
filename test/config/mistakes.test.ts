import { expect, test } from "vitest";
import { loadConfig } from "../../pipeline/config/config.js";
import { accountsSource, failure, folderOf, mistakesIn } from "./folder.js";

const subscriptions = `source: billing
timezone: Europe/Berlyn
files:
  - entity: subscriptions
    match: exports/subscriptions*.csv
    csv:
      deliminter: ";"
      encoding: utf8
    max_bad_rows: 5
    columns:
      subscription_id: id
      acount_id: [Customer ID, customer]
      started_at: { from: Start, format: "%Y-%m-%d" }
      status: { from: Status, map: { Trial: trailing } }
      mrr: { from: MRR, unit: cents }
      plan:
        form: Plan
  - entity: ticket
    match: tickets.csv
    columns: {}
`;

test("every mistake of every file is told at once, in the order of files and lines", () => {
  const lines = mistakesIn({
    "sources/billing.yml": subscriptions,
    "tenure.yml": "min_peers: eight\nreporting_curency: EUR\n",
    "revenue.yml": "\nchurn_date: cancelled\n",
  });
  const entities =
    "accounts, subscriptions, subscription_versions, invoice_lines, usage_events, tickets, survey_responses, contacts, activities, milestones, users, assessments, metric_values, churn_reasons, releases, variance_notes, plays, objectives, incidents, opportunities, plans, overrides, fx_rates, account_ids or vendor_mrr";
  expect(lines).toEqual([
    'revenue.yml:2: "churn_date" must be end_of_paid_period or cancelled_at, read "cancelled"; did you mean "cancelled_at"?',
    'sources/billing.yml:2: "timezone" is not a time zone, read "Europe/Berlyn"; did you mean "Europe/Berlin"?',
    'sources/billing.yml:7: "deliminter" is not a key of csv; did you mean "delimiter"?',
    'sources/billing.yml:8: "encoding" must be utf-8, utf-16 or latin-1, read "utf8"; did you mean "utf-8"?',
    'sources/billing.yml:9: "max_bad_rows" must be a share of the file\'s rows, such as 1% or 0.01, read 5',
    'sources/billing.yml:12: "acount_id" is not a column of subscriptions; did you mean "account_id"?',
    'sources/billing.yml:14: "trailing" is not a value of status; write trialing, active, past_due, unpaid, paused, cancelled, expired or incomplete; did you mean "trialing"?',
    'sources/billing.yml:15: "unit" must be major or minor, read "cents"',
    'sources/billing.yml:17: "form" is not a key of plan; did you mean "from"?',
    `sources/billing.yml:18: "entity" must be ${entities}, read "ticket"; did you mean "tickets"?`,
    'tenure.yml:1: "min_peers" must be a whole number, read "eight"',
    'tenure.yml:2: "reporting_curency" is not a key of this file; did you mean "reporting_currency"?',
  ]);
});

test("the error is config/invalid with exit code 2 and counts the lines to correct", () => {
  const folder = folderOf({
    "sources/crm.yml": accountsSource,
    "tenure.yml": "min_peers: 0\nbuilds_to_keep: 0\n",
  });
  const error = failure(() => loadConfig({ folder }));
  expect([error.code, error.exitCode]).toEqual(["config/invalid", 2]);
  expect(error.hint).toBe("Correct these 2 lines and run again.");
  expect(error.message.split("\n")[0]).toBe(
    `${folder}/tenure.yml:1: "min_peers" must be at least 1, read 0`,
  );
});

test("a mistake in a list names the entry and its own line", () => {
  const source = accountsSource.replace("match: accounts.csv", "match:\n      - a.csv\n      - {}");
  expect(mistakesIn({ "sources/crm.yml": source })).toEqual([
    'sources/crm.yml:6: entry 2 of "match" must be text, read keys and values',
  ]);
});

test("a key without a value is told apart from a key that is left out", () => {
  expect(mistakesIn({ "tenure.yml": "min_peers:\n" })).toEqual([
    'tenure.yml:1: "min_peers" must be a whole number, read nothing',
  ]);
  expect(mistakesIn({ "sources/crm.yml": "files: []\n" })).toEqual([
    'sources/crm.yml:1: "source" is missing; it must be text',
    'sources/crm.yml:1: "files" must have an entry, read an empty list',
  ]);
});

test("an empty source file is a mistake", () => {
  expect(mistakesIn({ "sources/later.yml": "# later\n" })).toEqual([
    "sources/later.yml: is empty; describe a source, or remove the file",
  ]);
});

test("two sources of one name are refused, also when only the case differs", () => {
  const other = accountsSource.replace("source: crm", "# other\nsource: CRM");
  const [line, ...more] = mistakesIn({ "sources/other.yml": other });
  expect(more).toEqual([]);
  expect(line).toBe(
    'sources/other.yml:2: "CRM" is already the source of sources/crm.yml:1; choose another name',
  );
});

test("two files, of one source or of two, may feed one entity", () => {
  const other = accountsSource.replace("source: crm", "source: erp");
  const folder = folderOf({ "sources/a.yml": accountsSource, "sources/b.yml": other });
  expect(loadConfig({ folder }).files.map(({ source }) => source)).toEqual(["crm", "erp"]);
});

test("of very many mistakes the first fifty are shown and the rest is counted", () => {
  const keys = Array.from({ length: 60 }, (_, index) => `zzz_zzz_${index}: 1\n`).join("");
  const lines = mistakesIn({ "product.yml": keys });
  expect(lines).toHaveLength(51);
  expect(lines[0]).toBe(
    'product.yml:1: "zzz_zzz_0" is not a key of this file; its keys are key_features, integrations, automations',
  );
  expect(lines[50]).toBe("and 10 more");
});

test("a misspelt key that is required is one mistake, where it is written", () => {
  const source = `source: crm
files:
  - entitty: accounts
    match: accounts*.csv
    columns: { account_id: id }
  - entity: accounts
    match: others*.csv
    columns:
      acount_id: id
`;
  const lines = mistakesIn({ "sources/crm.yml": source });
  expect(lines).toEqual([
    'sources/crm.yml:3: "entitty" is not a key of entry 1 of files; did you mean "entity"?',
    'sources/crm.yml:9: "acount_id" is not a column of accounts; did you mean "account_id"?',
  ]);
});
