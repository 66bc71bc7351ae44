import { expect, test } from "vitest";
import { points, since } from "../../dashboard/figures/since.js";
import { count } from "../../dashboard/format.js";

const before = { name: "Nov 2025" };

test("a figure says how it moved since what it is compared with", () => {
  expect(since(12, 9, before, count)).toBe("+3 since Nov 2025");
  expect(since(9, 12, before, count)).toBe("\u22123 since Nov 2025");
  expect(since(9, 9, before, count)).toBe("0 since Nov 2025");
});

test("shares differ by points, and what is unknown is not compared", () => {
  // from 2.5% to 3.25% are three quarters of a point
  expect(since(0.0325, 0.025, before, points)).toBe("+0.75 points since Nov 2025");
  expect(since(null, 0.025, before, points)).toBe("nothing to compare with");
  expect(since(0.0325, 0.025, undefined, points)).toBe("nothing to compare with");
});
