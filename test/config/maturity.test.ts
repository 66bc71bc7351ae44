import { expect, test } from "vitest";
import { load, mistakesIn } from "./folder.js";

const behavior = (id: string, rest: string) => `{ id: ${id}, title: T, ${rest} }`;
const stage = (name: string, ...behaviors: readonly string[]) =>
  `  - name: ${name}\n    behaviors:\n${behaviors.map((one) => `      - ${one}\n`).join("")}`;
const good = (id: string) => behavior(id, "metric: tickets_90d, at_most: 3");
const file = (first: string) =>
  `stages:\n${first}${stage("Second", good("b2"))}${stage("Third", good("b3"))}`;

test("stages of the user's own replace the shipped ones, and other keys stay", () => {
  const { maturity } = load({ "maturity.yml": file(stage("First", good("b1"))) });
  expect(maturity.stages.map(({ name }) => name)).toEqual(["First", "Second", "Third"]);
  expect([maturity.stage_zero, maturity.plan_reach]).toEqual(["Starting", 0.5]);
});

test.each([
  [stage("First", behavior("b1", "at_least: 3")), '4: "id" needs a metric or a feature'],
  [
    stage("First", behavior("b1", "metric: tickets_90d")),
    '4: "id" needs one bound, at_least or at_most',
  ],
  [
    stage("First", behavior("b1", "metric: tickets_90d, at_least: 1, at_most: 3")),
    '4: "id" needs one bound, at_least or at_most',
  ],
  [
    stage("First", behavior("b1", "feature: api, at_most: 3")),
    '4: "id" is the use of a feature, which takes at_least alone',
  ],
  [stage("First", good("b2")), '7: "id" repeats the behavior "b2"'],
  [stage("Second", good("b1")), '5: "name" repeats the stage "Second"'],
  [
    `  - name: First\n    at_least: 2\n    behaviors: [${good("b1")}]\n`,
    '3: "at_least" must be at most its number of behaviors: 1, read 2',
  ],
  [
    `  - name: First\n    require: all\n    at_least: 1\n    behaviors: [${good("b1")}]\n`,
    '4: "at_least" is a second rule beside require: all; keep one',
  ],
  [
    stage("First", behavior("b1", "metrik: tickets_90d, at_least: 1")),
    '4: "metrik" is not a key of entry 1 of behaviors; did you mean "metric"?',
  ],
])("maturity.yml with %j is refused", (first, message) => {
  expect(mistakesIn({ "maturity.yml": file(first) })).toContainEqual(
    expect.stringContaining(`maturity.yml:${message}`),
  );
});

test("two stages are too few and eight too many", () => {
  const stages = (count: number) =>
    Array.from({ length: count }, (_, index) => stage(`S${index}`, good(`b${index}`))).join("");
  expect(mistakesIn({ "maturity.yml": `stages:\n${stages(2)}` })).toEqual([
    'maturity.yml:1: "stages" must have at least 3 entries, read a list',
  ]);
  expect(mistakesIn({ "maturity.yml": `stages:\n${stages(8)}` })).toEqual([
    'maturity.yml:1: "stages" must have at most 7 entries, read a list',
  ]);
});
