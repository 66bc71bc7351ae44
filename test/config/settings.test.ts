import { describe, expect, test } from "vitest";
import { load, mistakesIn } from "./folder.js";

describe("tenure.yml", () => {
  test.each([
    ["reporting_currency: usd", 'must be three capital letters such as USD, read "usd"'],
    ["fiscal_year_start_month: 13", "must be at most 12, read 13"],
    ["min_peers: 2.5", "must be a whole number, read 2.5"],
    ["baseline_days: -1", "must be at least 0, read -1"],
    ["retention_windows: [3, 3]", "must not repeat a window, read a list"],
    ["builds_to_keep: 0", "must be at least 1, read 0"],
    ["memory_limit: lots", 'must be an amount of memory such as 3GB, read "lots"'],
    ["threads: 0", "must be at least 1, read 0"],
    ["freshness: 3", "must be keys and values, read 3"],
  ])("%s is refused", (text, message) => {
    const [key] = text.split(":");
    expect(mistakesIn({ "tenure.yml": text })).toEqual([`tenure.yml:1: "${key}" ${message}`]);
  });

  test("a freshness limit for a source that is not there is refused", () => {
    expect(mistakesIn({ "tenure.yml": "freshness:\n  crn: 3\n  warehouse: 1\n" })).toEqual([
      'tenure.yml:2: "crn" is not a source; did you mean "crm"?',
      'tenure.yml:3: "warehouse" is not a source; write default or crm',
    ]);
  });
});

describe("revenue.yml", () => {
  test("each policy takes each of its values", () => {
    const values: Record<string, string[]> = {
      preset: ["chartmogul", "profitwell", "stripe", "chargebee"],
      churn_date: ["end_of_paid_period", "cancelled_at"],
      past_due: ["counts", "never", "{ churn_after_days: 30 }", "{ churn_after_days: never }"],
      paused: ["zero", "keeps"],
      trial: ["excluded"],
      free_plan: ["customer_at_zero", "not_customer"],
      gap_days: ["0", "14"],
      reactivation_within_days: ["90", "any"],
      discounts: ["in_force", "only_forever", "ignored"],
      metered: ["excluded", "included"],
      same_month_new_and_churn: ["both", "ignored"],
      fx: ["constant"],
      late_days: ["0", "45"],
    };
    for (const [key, texts] of Object.entries(values)) {
      for (const text of texts) {
        expect(() => load({ "revenue.yml": `${key}: ${text}\n` })).not.toThrow();
      }
    }
  });

  test.each([
    ["past_due: nver", 'must be counts, never or keys (churn_after_days), read "nver"'],
    ["reactivation_within_days: all", 'must be a whole number or any, read "all"'],
    ["gap_days: -3", "must be at least 0, read -3"],
    ["paused: true", "must be zero or keeps, read true"],
  ])("%s is refused", (text, message) => {
    const [key] = text.split(":");
    expect(mistakesIn({ "revenue.yml": text })).toEqual([`revenue.yml:1: "${key}" ${message}`]);
  });

  test("a mistake inside past_due is named there", () => {
    expect(mistakesIn({ "revenue.yml": "past_due:\n  churn_after_day: 3\n" })).toContain(
      'revenue.yml:2: "churn_after_day" is not a key of past_due; did you mean "churn_after_days"?',
    );
  });
});

describe("tiers.yml", () => {
  const four = `tiers:
  - { name: A, touch_model: high }
  - { name: B, touch_model: medium }
  - { name: C, touch_model: low }
  - { name: D, touch_model: none }
`;

  test("a method of the user's own replaces the shipped one", () => {
    const { tiers } = load({ "tiers.yml": "mrr_floor: [5000, 1700.25]\nbasis: greater\n" });
    expect([tiers.method, tiers.bounds, tiers.basis]).toEqual([
      "mrr_floor",
      [5000, 1700.25],
      "greater",
    ]);
  });

  test("any number of tiers from two is taken", () => {
    const { tiers } = load({ "tiers.yml": `${four}revenue_share: [0.2, 0.5, 0.8]\n` });
    expect(tiers.tiers.map(({ name }) => name)).toEqual(["A", "B", "C", "D"]);
    const two = "tiers: [{ name: A, touch_model: x }, { name: B, touch_model: y }]\n";
    expect(load({ "tiers.yml": `${two}customer_share: [0.2]\n` }).tiers.tiers).toHaveLength(2);
  });

  test.each([
    [
      "tiers: [{ name: A, touch_model: x }]",
      '1: "tiers" must have at least 2 entries, read a list',
    ],
    [four, '1: "customer_share" needs a bound for each tier but the last: 3, not 2'],
    [
      "revenue_share: [0.5]",
      '1: "revenue_share" needs a bound for each tier but the last: 2, not 1',
    ],
    [
      "revenue_share: [0.5, 0.5]",
      '1: entry 2 of "revenue_share" must be ascending: more than the bound before it, read 0.5',
    ],
    [
      "mrr_floor: [1700, 5000]",
      '1: entry 2 of "mrr_floor" must be descending: less than the bound before it, read 5000',
    ],
    ["customer_share: [0.1, 1]", '1: entry 2 of "customer_share" must be less than 1, read 1'],
    [
      "customer_share: [0.0000001, 0.5]",
      '1: entry 1 of "customer_share" must have at most six decimals, read 1e-7',
    ],
    ["customer_share: [10%, 0.5]", '1: entry 1 of "customer_share" must be a number, read "10%"'],
    [
      "mrr_floor: [9, 2]\nrevenue_share: [0.1, 0.2]",
      '1: "mrr_floor" is a second method; keep one of customer_share, revenue_share or mrr_floor',
    ],
    ["basis: weight", '1: "basis" must be mrr, potential or greater, read "weight"'],
  ])("%j is refused", (text, message) => {
    expect(mistakesIn({ "tiers.yml": text })).toEqual([`tiers.yml:${message}`]);
  });

  test("two tiers of one name are refused", () => {
    const text = four.replace("name: C", "name: A");
    expect(mistakesIn({ "tiers.yml": `${text}customer_share: [0.1, 0.2, 0.3]\n` })).toEqual([
      'tiers.yml:4: "name" repeats the tier "A"',
    ]);
  });
});

describe("books.yml", () => {
  test("options and touch models are added to the shipped ones by name", () => {
    const { books } = load({
      "books.yml": "coverage: { less: { title: Less, floor: { tier: 2, factor: 2 } } }\n",
    });
    expect(books.coverage.less).toEqual({ title: "Less", floor: { tier: 2, factor: 2 } });
    expect(Object.keys(books.coverage)).toContain("more_automation");
    expect(books.productive_share).toBe(0.65);
  });

  test.each([
    ["productive_share: 65%", '"productive_share" must be a number, read "65%"'],
    ["coverage: { as_is: { title: T, floor: { tier: 1, factor: 2 } } }", "always exists"],
    [
      "coverage: { x: { title: T, floor: { tier: 3, factor: 2 } } }",
      '"coverage.x" moves the floor of tier 3, which has none',
    ],
    [
      "coverage: { x: { title: T, automation: { touch_model: hightouch, share: 0.1 } } }",
      '"coverage.x" names the touch model "hightouch"; did you mean "high_touch"?',
    ],
    ["arr_band: { at_least: 5000000 }", "at_least, target and at_most in ascending order"],
  ])("%j is refused", (text, message) => {
    expect(mistakesIn({ "books.yml": text })).toEqual([expect.stringContaining(message)]);
  });
});

describe("segments.yml", () => {
  test("rules are brought to one form, with `all` first and the others by name", () => {
    const { segments } = load({
      "segments.yml": `segments:
  large:
    title: Large
    where: { tier: { at_most: 2 }, size: 1000, csm_id: 007 }
  emea:
    title: EMEA
    where: { region: [EMEA, UK], maturity_stage: [0, 1] }
`,
    });
    expect(segments).toEqual([
      { segment: "all", title: "All accounts", rule: {} },
      {
        segment: "emea",
        title: "EMEA",
        rule: { maturity_stage: { in: [0, 1] }, region: { in: ["EMEA", "UK"] } },
      },
      {
        segment: "large",
        title: "Large",
        rule: { csm_id: { in: ["007"] }, size: { in: ["1000"] }, tier: { at_most: 2 } },
      },
    ]);
  });

  const segment = (name: string, where: string) =>
    `segments:\n  ${name}:\n    title: T\n    where: ${where}\n`;

  test.each([
    [segment("all", "{ plan: A }"), '2: "all" always exists; choose another name'],
    [
      segment("Big", "{ plan: A }"),
      '2: "Big" must be a name in lower case, such as emea_enterprise',
    ],
    [segment("big", "{ regoin: A }"), '4: "regoin" is not a key of where; did you mean "region"?'],
    [segment("big", "{}"), '4: "where" must have at least one attribute, read keys and values'],
    [
      segment("big", "{ tier: { at_lest: 2 } }"),
      '4: "at_lest" is not a key of tier; did you mean "at_least"?',
    ],
    [
      segment("big", "{ region: { at_least: 2 } }"),
      '4: "region" must be text or a list, read keys and values',
    ],
    [
      segment("big", "{ tier: top }"),
      '4: "tier" must be a whole number, a list or keys (at_least, at_most), read "top"',
    ],
  ])("%j is refused", (text, message) => {
    expect(mistakesIn({ "segments.yml": text })).toContain(`segments.yml:${message}`);
  });
});

describe("product.yml", () => {
  test("a key feature without a title is shown by its name", () => {
    const text = "key_features: [{ feature: export, title: Export }, { feature: 2fa }]\n";
    expect(load({ "product.yml": text }).product.key_features).toEqual([
      { feature: "export", title: "Export" },
      { feature: "2fa", title: "2fa" },
    ]);
  });

  test("a feature listed twice is refused", () => {
    const text = "key_features:\n  - { feature: export }\n  - { feature: export }\n";
    expect(mistakesIn({ "product.yml": text })).toEqual([
      'product.yml:3: "feature" repeats the feature "export"',
    ]);
  });
});

describe("access.yml", () => {
  test("a key set replaces the shared secret", () => {
    const text = "jwt: { jwks_url: 'https://login.example.com/keys' }\n";
    expect(load({ "access.yml": text }).access.jwt).toEqual({
      jwks_url: "https://login.example.com/keys",
    });
  });

  test("the variable of the secret may be another one", () => {
    expect(load({ "access.yml": "jwt: { secret_env: MY_SECRET }\n" }).access.jwt).toEqual({
      algorithm: "HS256",
      secret_env: "MY_SECRET",
    });
  });

  test.each([
    ["jwt: { secret_env: hunter2-hunter2 }"],
    ["jwt: { secret: hunter2-hunter2 }"],
    ["jwt: hunter2-hunter2"],
    ["jwt: [hunter2-hunter2]"],
    ["jwt: { jwks_url: hunter2-hunter2 }"],
    ["jwt: { algorithm: hunter2-hunter2 }"],
  ])("a secret pasted into the file is refused and never repeated: %s", (text) => {
    const lines = mistakesIn({ "access.yml": text });
    expect(lines.length).toBeGreaterThan(0);
    expect(lines.join("\n")).not.toContain("hunter2");
  });

  test.each([
    [
      "jwt: { jwks_url: 'http://login.example.com/keys' }",
      '"jwks_url" must be an https:// address',
    ],
    [
      "jwtt: { jwks_url: 'https://login.example.com/keys' }",
      '"jwtt" is not a key of this file; did you mean "jwt"?',
    ],
  ])("%s is refused", (text, message) => {
    expect(mistakesIn({ "access.yml": text })).toContain(`access.yml:1: ${message}`);
  });
});
