import { expect, test } from "vitest";
import { load, mistakesIn } from "./folder.js";

const maturity = (metric: string) => `stages:
  - name: One
    behaviors: [{ id: a, title: T, metric: active_users_28d, at_least: 1 }]
  - name: Two
    behaviors: [{ id: b, title: T, feature: api }]
  - name: Three
    behaviors:
      - { id: c, title: T, feature: api }
      - id: d
        title: T
        metric: ${metric}
        at_most: 3
`;

const journey = (key: string) => `stages:
  - { stage: onboarding, title: T }
  - stage: adoption
    title: T
    ${key}:
      - metric: { name: seat_utilization, at_least: 0.5 }
  - { stage: value_realisation, title: T }
`;

const moment = (trigger: string) => `moments:
  quiet:
    title: T
    kind: change
    trigger: ${trigger}
    objective: O
    expected_outcome: E
    done_by: []
    due_in_days: 1
    expires_in_days: 2
    cool_down_days: 0
    warns: false
`;

const waterfall = `metrics:
  ease:
    title: Ease
    unit: points
    direction: higher_is_better
    population: all_accounts
    actual:
      mart: account_metrics
      columns: [cse_90d]
      aggregation: mean
`;

test.each([
  ["indexes/health.yml", "factors: { csat: { metric: csat_91d } }\n", 1, "csat_91d", "csat_90d"],
  ["maturity.yml", maturity("tickts_90d"), 11, "tickts_90d", "tickets_90d"],
  ["journey.yml", journey("entry"), 6, "seat_utilization", "seat_utilisation"],
  ["journey.yml", journey("exit"), 6, "seat_utilization", "seat_utilisation"],
  ["journey.yml", journey("hold"), 6, "seat_utilization", "seat_utilisation"],
  [
    "engagement.yml",
    moment("{ metric: active_user_28d, fell_by: 0.3 }"),
    5,
    "active_user_28d",
    "active_users_28d",
  ],
  [
    "engagement.yml",
    moment("{ metric: admin_users_29d, at_most: 0 }"),
    5,
    "admin_users_29d",
    "admin_users_28d",
  ],
  ["waterfall.yml", waterfall, 9, "cse_90d", "ces_90d"],
])("a metric that %s names and nobody delivers is refused with its line", (name, text, line, read, near) => {
  expect(mistakesIn({ [name]: text })).toEqual([
    `${name}:${line}: "${read}" is not a metric; did you mean "${near}"?`,
  ]);
});

test("a name that is near to none says how a metric is added", () => {
  expect(mistakesIn({ "maturity.yml": maturity("moon_phase") })).toEqual([
    'maturity.yml:11: "moon_phase" is not a metric; add models/metrics/<metric>.sql',
  ]);
});

test("any name may be one of metric_values where a source brings those", () => {
  const values = `source: outside
files:
  - entity: metric_values
    match: values.csv
    columns: { account_id: id, metric: metric, value: value, measured_at: at }
`;
  const loaded = load({
    "sources/outside.yml": values,
    "maturity.yml": maturity("moon_phase"),
    "waterfall.yml": waterfall,
  });
  expect(loaded.maturity.stages[2]?.behaviors[1]?.metric).toBe("moon_phase");
});
