import { expect, test } from "vitest";
import { missing, missingChoice } from "../../dashboard/figures/missing.js";

const nothing = { month: undefined, compare: undefined, build: undefined };
const months = ["2025-10-01", "2025-11-01", "2025-12-01"].map((month) => ({ month }));
const shown = { month: "2025-12-01", compare: "2025-11-01" };
const builds = [{ run: "20251201T060000Z-0001" }];
const kept = { months, builds };

test("an address that asks for what is there misses nothing", () => {
  const asked = { ...nothing, month: "2025-12", compare: "2025-11" };
  expect(missing(nothing, shown, kept)).toEqual([]);
  expect(missing(asked, shown, kept)).toEqual([]);
  const ofBuild = { ...nothing, build: "20251201T060000Z-0001" };
  expect(missing(ofBuild, { ...shown, compare: undefined }, kept)).toEqual([]);
});

test("a month that has not closed, or is none, is named with the one that is shown", () => {
  const of = (month: string) => missing({ ...nothing, month }, shown, kept);
  expect(of("2031-01")).toEqual([
    "There is no closed month Jan 2031: Dec 2025 is shown instead. Choose one of Oct 2025 to Dec 2025 under Month.",
  ]);
  expect(of("20")[0]).toMatch(/^There is no closed month “20”: Dec 2025 is shown instead\./);
});

test("a month to compare with must be an earlier one", () => {
  const asked = { ...nothing, month: "2025-11", compare: "2025-12" };
  expect(missing(asked, { month: "2025-11-01", compare: "2025-10-01" }, kept)).toEqual([
    "There is no closed month Dec 2025 before Nov 2025: figures are compared with Oct 2025 instead. Choose another under Compare with.",
  ]);
  const first = { ...nothing, month: "2025-10", compare: "last" };
  expect(missing(first, { month: "2025-10-01", compare: undefined }, kept)).toEqual([
    "There is no closed month “last” before Oct 2025: figures are compared with nothing instead. Choose another under Compare with.",
  ]);
});

test("a build is missed once it is known which are kept", () => {
  const asked = { ...nothing, build: "nosuch" };
  const alone = { ...shown, compare: undefined };
  expect(missing(asked, alone, { months, builds: undefined })).toEqual([]);
  expect(missing(asked, alone, kept)).toEqual([
    "The build of run nosuch is not among those that can be compared with, or no longer: figures are compared with nothing. Choose another build, or a month, under Compare with.",
  ]);
});

test("what a filter is set to is named where it is no choice", () => {
  const regions = [{ value: "AMER" }, { value: "EMEA" }];
  expect(missingChoice("region", "EMEA", regions)).toBe(undefined);
  expect(missingChoice("region", "Mars", regions)).toBe(
    "There is no “Mars” under Region: no figure that heeds it is of anybody. Choose another, or all of them.",
  );
});
