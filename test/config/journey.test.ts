import { expect, test } from "vitest";
import { load, mistakesIn } from "./folder.js";

const two = `  - { stage: start, title: Start }
  - { stage: value, title: Value, entry: [{ active_users: 3 }] }
`;
const named = "onboarding_stage: start\nvalue_stage: value\n";

test("stages of the user's own replace the shipped ones, and other keys stay", () => {
  const { journey } = load({ "journey.yml": `stages:\n${two}${named}` });
  expect(journey.stages.map(({ stage }) => stage)).toEqual(["start", "value"]);
  expect([journey.hold_days, journey.renewal.min_term_months]).toEqual([60, 6]);
});

const second = (criterion: string) => two.replace("{ active_users: 3 }", criterion);

test.each([
  [second("{ milestone: live, active_users: 3 }"), '3: entry 1 of "entry" must be one fact'],
  [second("{ milestnoe: live }"), '3: "milestnoe" is not a key of entry 1 of entry'],
  [second("{ metric: { name: tickets_90d } }"), '3: "metric" must have one bound'],
  [second("{ event: { name: login, count: 0 } }"), '3: "count" must be at least 1, read 0'],
  [second("{ movement: churn }"), '3: "movement" must be new, reactivation, expansion or'],
  [second("{ days_before_renewal: 9 }"), '3: "days_before_renewal" is not a key of entry 1'],
  [two.replace("stage: start", "stage: renewal"), '2: "stage" is kept for the renewal stage'],
  [two.replace("stage: start", "stage: value"), '3: "stage" repeats the stage "value"'],
  [
    two.replace("title: Start", "title: Start, entry: [{ active_users: 1 }]"),
    '2: "entry" is not for the first stage',
  ],
  [
    two.replace("title: Value", "title: Value, exit: [{ active_users: 1 }]"),
    '3: "exit" is not for the last stage',
  ],
])("journey.yml with %j is refused", (stages, message) => {
  expect(mistakesIn({ "journey.yml": `stages:\n${stages}${named}` })).toContainEqual(
    expect.stringContaining(`journey.yml:${message}`),
  );
});

test("the stages that times are measured to must be there, and in their place", () => {
  const text = `stages:\n${two}onboarding_stage: value\nvalue_stage: start\n`;
  expect(mistakesIn({ "journey.yml": text })).toEqual([
    'journey.yml:4: "onboarding_stage" must be one of the stages start, read "value"',
    'journey.yml:5: "value_stage" must be one of the stages value, read "start"',
  ]);
});

test("a milestone listed twice is refused", () => {
  const one = "  - { milestone: live, expected_days: 9 }\n";
  expect(mistakesIn({ "journey.yml": `milestones:\n${one}${one}` })).toEqual([
    'journey.yml:3: "milestone" repeats the milestone "live"',
  ]);
});
