import { expect, test } from "vitest";
import {
  compactChange,
  compactMoney,
  date,
  fullMoney,
  longMonth,
  moment,
  percent,
  shortMonth,
  signed,
  tickMoney,
  utc,
  words,
} from "../../dashboard/format.js";

test("money is three digits and a unit letter", () => {
  expect(compactMoney(1_250_000, "USD")).toBe("$1.25M");
  expect(compactMoney(999.4, "USD")).toBe("$999");
  expect(compactMoney(0, "USD")).toBe("$0");
  expect(compactMoney(8_610, "EUR")).toBe("€8.61K");
});

test("money without a known currency is a bare number", () => {
  expect(compactMoney(1_250_000, undefined)).toBe("1.25M");
  expect(fullMoney(1234.5, undefined)).toBe("1,234.50");
});

test("a change says its direction, with a minus that is not a hyphen", () => {
  expect(compactChange(12_400, "USD")).toBe("+$12.4K");
  expect(compactChange(-12_400, "USD")).toBe("\u2212$12.4K");
  expect(compactChange(0, "USD")).toBe("$0");
});

test("the full value of money keeps its cents", () => {
  expect(fullMoney(1_254_321.0675, "USD")).toBe("$1,254,321.07");
});

test("a tick on an axis has no needless digits", () => {
  expect(tickMoney(2_000_000, "USD")).toBe("$2M");
  expect(tickMoney(2_500, "USD")).toBe("$2.5K");
});

test("a share is a percentage, and a rate over nothing is a dash and not 0%", () => {
  expect(percent(0.4167)).toBe("41.7%");
  expect(percent(0)).toBe("0.0%");
  expect(percent(null)).toBe("–");
});

test("a month is the same month in every time zone", () => {
  expect(shortMonth("2025-12-01")).toBe("Dec 2025");
  expect(longMonth("2025-12-01T00:00:00.000")).toBe("December 2025");
});

test("a name of the data is words, and what is said in initials is written in them", () => {
  expect(words("value_realisation")).toBe("Value realisation");
  expect(words("csm_pulse")).toBe("CSM pulse");
  expect(words("mrr_growth")).toBe("MRR growth");
  expect(words(null)).toBe("–");
});

test("a timestamp without a zone is read as UTC", () => {
  expect(utc("2026-01-01T02:13:00.000").toISOString()).toBe("2026-01-01T02:13:00.000Z");
  expect(utc("2026-01-01 02:13:00").toISOString()).toBe("2026-01-01T02:13:00.000Z");
  expect(utc("2026-01-01T02:13:00+02:00").toISOString()).toBe("2026-01-01T00:13:00.000Z");
  expect(moment("2026-01-01T02:13:00.000")).toBe("1 Jan 2026, 02:13 UTC");
});

test("what rounds to nothing has no sign, and a gain has a plus", () => {
  expect(percent(-0.0004)).toBe("0.0%");
  expect(percent(-0.0006)).toBe("\u22120.1%");
  expect(signed(0.0004, percent(0.0004))).toBe("0.0%");
  expect(signed(0.0006, percent(0.0006))).toBe("+0.1%");
  expect(compactChange(-0.004, "USD")).toBe("\u2212$0.004");
});

test("a month is called the same with a day and without one", () => {
  expect(date("2025-09-21")).toBe("21 Sep 2025");
  expect(shortMonth("2025-09-01")).toBe("Sep 2025");
});
