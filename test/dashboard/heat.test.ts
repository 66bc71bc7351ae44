import { expect, test } from "vitest";
import { bySegment, heatMap, heatShade } from "../../dashboard/figures/heat.js";

const all = [
  { element: "experience", score: 70, accounts: 10 },
  { element: "commercial", score: 40, accounts: 10 },
  { element: "communication", score: null, accounts: 0 },
];

const parts = [
  { element: "experience", group: null, score: 60, accounts: 1 },
  { element: "experience", group: "10", score: 80, accounts: 3 },
  { element: "experience", group: "2", score: 65, accounts: 6 },
  { element: "commercial", group: "2", score: 40, accounts: 6 },
  { element: "commercial", group: "3", score: null, accounts: 0 },
];

test("elements begin with the weakest, and one that nobody has a score in is left out", () => {
  expect(heatMap(all, parts).rows).toEqual(["commercial", "experience"]);
});

test("everybody comes first, groups in their order, who has none last, empty ones not at all", () => {
  expect(heatMap(all, parts).columns).toEqual(["everybody", "2", "10", "unknown"]);
});

test("a cell has the mean of its group, and none where nobody of the group has a score", () => {
  const { at } = heatMap(all, parts);
  expect(at("experience", "10")).toEqual({ ...parts[1] });
  expect(at("experience", "everybody")).toEqual({ ...all[0], group: "everybody" });
  expect(at("commercial", "10")).toBeUndefined();
});

test("a customer of two segments counts in each of them, by what it adds and costs", () => {
  const sets = [
    // 2 customers: 2 × 30 of 2 × 40 points; 1 customer: 10 of 40; 4 customers of no segment
    { element: "use", group: "/all/emea/", score: 75, accounts: 2, contribution: 30, lost: 10 },
    { element: "use", group: "/all/emea/top/", score: 25, accounts: 1, contribution: 10, lost: 30 },
    { element: "use", group: "/all/", score: 50, accounts: 4, contribution: 20, lost: 20 },
    {
      element: "time",
      group: "/all/top/",
      score: null,
      accounts: 0,
      contribution: null,
      lost: null,
    },
  ];
  // emea: (60 + 10) / (80 + 40) = 58.33…
  expect(bySegment(sets)).toEqual([
    { element: "use", group: "emea", score: (100 * 70) / 120, accounts: 3 },
    { element: "use", group: "top", score: 25, accounts: 1 },
    { element: "time", group: "top", score: null, accounts: 0 },
  ]);
});

test("scores have seven shades around 50, each 12.5 points wide", () => {
  // the middle one reaches from 43.75 to 56.25
  const scores = [0, 18, 19, 43, 44, 50, 56, 57, 81, 82, 100];
  expect(scores.map(heatShade)).toEqual([-3, -3, -2, -1, 0, 0, 0, 1, 2, 3, 3]);
});
