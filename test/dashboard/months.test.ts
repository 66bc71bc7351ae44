import { expect, test } from "vitest";
import { closedMonths, headline, openMonth } from "../../dashboard/figures/months.js";
import { month } from "./sample.js";

const months = [month("2025-11-01"), month("2026-01-01", { isClosed: false }), month("2025-12-01")];

test("closed months come oldest first and without the open one", () => {
  expect(closedMonths(months).map((each) => each.month)).toEqual(["2025-11-01", "2025-12-01"]);
  expect(openMonth(months)?.month).toBe("2026-01-01");
});

test("the headline is of the last closed month unless another is asked for", () => {
  const closed = closedMonths(months);
  expect(headline(closed, undefined)?.month.month).toBe("2025-12-01");
  expect(headline(closed, undefined)?.previous?.month).toBe("2025-11-01");
  expect(headline(closed, "2025-11")?.month.month).toBe("2025-11-01");
  expect(headline(closed, "2025-11")?.previous).toBeUndefined();
});

test("a month that is not there, or still open, falls back to the last closed one", () => {
  const closed = closedMonths(months);
  expect(headline(closed, "1999-01")?.month.month).toBe("2025-12-01");
  expect(headline(closed, "2026-01")?.month.month).toBe("2025-12-01");
});

test("a company without a closed month has no headline", () => {
  expect(headline([], undefined)).toBeUndefined();
});
