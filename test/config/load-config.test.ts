import { chmodSync, mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { loadConfig } from "../../pipeline/config/config.js";
import { accountsSource, failure, folderOf, load, mistakesIn } from "./folder.js";

describe("the config folder", () => {
  test("a folder that is not there is config/not-found and names the two commands to try", () => {
    const error = failure(() => loadConfig({ folder: "/nowhere/config" }));
    expect(error.code).toBe("config/not-found");
    expect(error.exitCode).toBe(2);
    expect(error.message).toContain("/nowhere/config");
    expect(error.hint).toMatch(/docs\/sources\.md.*tenure demo/);
  });

  test.each([
    ["no sources folder", {}],
    ["only notes in the sources folder", { "sources/README.md": "later", "sources/.keep": "" }],
  ])("a folder with %s is config/no-sources", (_name, files) => {
    const error = failure(() => loadConfig({ folder: folderOf(files) }));
    expect(error.code).toBe("config/no-sources");
    expect(error.exitCode).toBe(2);
  });

  test("a source with the ending .yaml is told its right name, instead of being passed over", () => {
    expect(mistakesIn({ "sources/usage.yaml": accountsSource })).toEqual([
      "sources/usage.yaml: is not a source; its name must end in .yml, such as usage.yml",
    ]);
  });

  test("a file that nothing reads is a mistake with the closest name that is read", () => {
    expect(mistakesIn({ "revenu.yml": "gap_days: 1", "notes.txt": "" })).toEqual([
      expect.stringMatching(
        /^notes.txt: is not a file of a config; it has tenure.yml, .* or sources$/,
      ),
      'revenu.yml: is not a file of a config; did you mean "revenue.yml"?',
    ]);
  });

  test("hidden files, notes and the schema folder may lie beside the config", () => {
    const files = { ".gitignore": "x", "README.md": "x", "schema/tenure.json": "{}" };
    expect(load(files).files).toHaveLength(1);
  });

  test("the data root is the folder that holds the config folder, unless one is given", () => {
    const folder = folderOf({ "sources/crm.yml": accountsSource });
    const other = mkdtempSync(join(tmpdir(), "tenure-data-"));
    expect(loadConfig({ folder }).dataRoot).toBe(dirname(folder));
    expect(loadConfig({ folder, dataRoot: other }).dataRoot).toBe(other);
  });

  test("a data root that is not there is config/data-not-found", () => {
    const folder = folderOf({ "sources/crm.yml": accountsSource });
    const error = failure(() => loadConfig({ folder, dataRoot: join(folder, "gone") }));
    expect([error.code, error.exitCode]).toEqual(["config/data-not-found", 2]);
    expect(error.hint).toContain("--data");
  });
});

describe("defaults", () => {
  test("a folder with sources alone gets every shipped default", () => {
    const { tenure, revenue, tiers, segments, product, access } = load({});
    expect(tenure).toEqual({
      reporting_currency: "USD",
      fiscal_year_start_month: 1,
      min_peers: 8,
      baseline_days: 30,
      retention_windows: [1, 3, 12],
      lifetime_months: 6,
      freshness: { default: 2 },
      builds_to_keep: 5,
      memory_limit: "2000MB",
    });
    expect(revenue).toEqual({
      churn_date: "end_of_paid_period",
      past_due: { churn_after_days: 90 },
      paused: "zero",
      trial: "excluded",
      free_plan: "not_customer",
      gap_days: 0,
      reactivation_within_days: "any",
      discounts: "in_force",
      metered: "excluded",
      same_month_new_and_churn: "both",
      fx: "constant",
      late_days: 30,
    });
    expect([tiers.method, tiers.bounds, tiers.basis]).toEqual([
      "customer_share",
      [0.1, 0.3],
      "mrr",
    ]);
    expect(tiers.tiers.map(({ touch_model }) => touch_model)).toEqual([
      "high_touch",
      "medium_touch",
      "low_touch",
    ]);
    expect(segments).toEqual([{ segment: "all", title: "All accounts", rule: {} }]);
    expect(product).toEqual({ key_features: [], integrations: [], automations: [] });
    expect(access.jwt).toEqual({ algorithm: "HS256", secret_env: "TENURE_JWT_SECRET" });
  });

  test("a key that is written overrides its default and leaves the others", () => {
    const { tenure, access } = load({
      "tenure.yml": "min_peers: 20\nfreshness: { crm: 40 }\nthreads: 2\n",
      "access.yml": "jwt: { jwks_url: 'https://login.example.com/keys' }\n",
    });
    expect(tenure.min_peers).toBe(20);
    expect(tenure.freshness).toEqual({ default: 2, crm: 40 });
    expect(tenure.threads).toBe(2);
    expect(tenure.builds_to_keep).toBe(5);
    expect(access.jwt).toEqual({ jwks_url: "https://login.example.com/keys" });
  });

  test("a file with comments alone changes nothing", () => {
    expect(load({ "tenure.yml": "# nothing yet\n" }).version).toBe(load({}).version);
  });
});

describe("the version", () => {
  const billing = `source: billing
files:
  - entity: accounts
    match: a.csv
    columns: { account_id: id, name: Name }
`;
  const same = `# a comment
files:
  - columns:
      name: Name    # the name
      account_id: id
    match: a.csv
    entity: accounts
source: billing
`;

  test("it is 12 hex digits", () => {
    expect(load({}).version).toMatch(/^[0-9a-f]{12}$/);
  });

  test("it does not depend on the folder, the order of keys, comments or file names", () => {
    const one = load({ "sources/a.yml": billing, "revenue.yml": "gap_days: 3\nlate_days: 9\n" });
    const two = load({ "sources/z.yml": same, "revenue.yml": "late_days: 9\n# x\ngap_days: 3\n" });
    expect(two.version).toBe(one.version);
  });

  test("it does not change when a default is written out", () => {
    expect(load({ "tenure.yml": "min_peers: 8\n" }).version).toBe(load({}).version);
  });

  test.each([
    ["a policy", { "revenue.yml": "gap_days: 1" }],
    ["a tier bound", { "tiers.yml": "customer_share: [0.1, 0.4]" }],
    ["a segment", { "segments.yml": "segments: { eu: { title: EU, where: { region: EU } } }" }],
    ["a glob", { "sources/crm.yml": accountsSource.replace("accounts.csv", "b.csv") }],
    ["a column", { "sources/crm.yml": accountsSource.replace(": id", ": ID") }],
    ["a limit of bad rows", { "sources/crm.yml": `${accountsSource}    max_bad_rows: 2%\n` }],
  ])("it changes with %s", (_what, files) => {
    expect(load(files).version).not.toBe(load({}).version);
  });
});

test("a sources folder that is a file is no source", () => {
  const folder = folderOf({ sources: "x" });
  expect(failure(() => loadConfig({ folder })).code).toBe("config/no-sources");
});

test("a folder in the place of a settings file is a mistake and not a crash", () => {
  const folder = folderOf({ "sources/crm.yml": accountsSource });
  mkdirSync(join(folder, "tenure.yml"));
  const error = failure(() => loadConfig({ folder }));
  expect(error.message).toBe(`${join(folder, "tenure.yml")}: is not a file`);
});

test("a link that leads nowhere is a mistake and does not mean the defaults", () => {
  const folder = folderOf({ "sources/crm.yml": accountsSource });
  symlinkSync(join(folder, "gone.yml"), join(folder, "revenue.yml"));
  const error = failure(() => loadConfig({ folder }));
  expect(error.message).toBe(`${join(folder, "revenue.yml")}: cannot be read (ENOENT)`);
});

// the superuser may read everything
test.skipIf(process.getuid?.() === 0)("a folder without the right to read is named", () => {
  const folder = folderOf({ "sources/crm.yml": accountsSource });
  chmodSync(folder, 0o100);
  expect(failure(() => loadConfig({ folder })).code).toBe("config/unreadable");
  chmodSync(folder, 0o700);
});
