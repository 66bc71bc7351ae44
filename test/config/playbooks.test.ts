import { expect, test } from "vitest";
import { load, mistakesIn } from "./folder.js";

const file = (where: string, name = "mine") =>
  `playbooks:\n  - playbook: ${name}\n    title: T\n    says: S\n    where: ${where}\n`;

test("a list of one's own replaces the shipped playbooks, and other keys stay", () => {
  const { playbooks } = load({ "playbooks.yml": file("{ country: NO, tier: 1 }") });
  expect(playbooks.playbooks.map((one) => [one.playbook, one.where])).toEqual([
    ["mine", { country: "NO", tier: 1 }],
  ]);
  expect(playbooks.compare_days).toBe(180);
});

test.each([
  ["{ segment: emae }", '5: "mine" names the segment "emae"'],
  ["{ health: red }", "5: "],
  ["{ tier: { more: 1 } }", "5: "],
])("playbooks with where: %s are refused with their line", (where, expected) => {
  expect(mistakesIn({ "playbooks.yml": file(where) }).join("\n")).toContain(expected);
});

test("a playbook that is there twice is refused", () => {
  const twice = `${file("{ tier: 1 }")}${file("{ tier: 2 }").replace("playbooks:\n", "")}`;
  expect(mistakesIn({ "playbooks.yml": twice }).join("\n")).toContain(
    'repeats the playbook "mine"',
  );
});
