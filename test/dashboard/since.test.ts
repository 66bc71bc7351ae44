import { expect, test } from "vitest";
import { moved, movedMost, points, since, sinceAsShare } from "../../dashboard/figures/since.js";
import { thenBy } from "../../dashboard/figures/then.js";
import { compactMoney, count, decimal } from "../../dashboard/format.js";

const before = { name: "Nov 2025" };

test("a figure says how it moved since what it is compared with", () => {
  expect(since(12, 9, before, count)).toBe("+3 since Nov 2025");
  expect(since(9, 12, before, count)).toBe("\u22123 since Nov 2025");
  expect(since(9, 9, before, count)).toBe("no change since Nov 2025");
});

test("shares differ by points, and what is unknown is not compared", () => {
  // from 2.5% to 3.25% are three quarters of a point
  expect(since(0.0325, 0.025, before, points)).toBe("+0.75 points since Nov 2025");
  expect(since(null, 0.025, before, points)).toBe("nothing to compare with");
  expect(since(0.0325, 0.025, undefined, points)).toBe("nothing to compare with");
  expect(since(0.0325, undefined, { ...before, isLost: true }, points)).toBe(
    `${before.name} could not be loaded`,
  );
  expect(moved(3, null, count)).toBeUndefined();
});

test("a figure that grew says by what share of itself", () => {
  expect(sinceAsShare(205, 200, before)).toBe("+2.5% since Nov 2025");
  expect(sinceAsShare(200, 200, before)).toBe("no change since Nov 2025");
  // a twentieth of a thousandth, which one digit does not show
  expect(sinceAsShare(200.01, 200, before)).toBe("up by less than 0.1% since Nov 2025");
  expect(sinceAsShare(200, 0, before)).toBe("nothing to compare with");
});

test("a difference too small to be shown is told from none", () => {
  expect(moved(0.025, 0.02503, points)).toBe("down by less than 0.01 points");
  expect(moved(71.23, 71.2, decimal)).toBe("up by less than 0.1");
  expect(moved(1000.5, 1000.1, count)).toBe("up by less than 1");
  expect(moved(1000.5, 1000.1, (by) => compactMoney(by, "USD"))).toBe("+$0.4");
  // a tenth and two tenths are three tenths, whatever is added up in the last digit
  expect(moved(0.1 + 0.2, 0.3, points)).toBe("no change");
});

test("what moved most is that, up or down, of those that are known then and now", () => {
  const row = (name: string, share: number | null) => ({ name, share });
  const now = [row("reports", 0.5), row("alerts", 0.2), row("exports", 0.9), row("logs", null)];
  const earlier = [row("reports", 0.48), row("alerts", 0.25), row("logs", 0.9)];
  const then = thenBy(
    earlier,
    ({ name }) => name,
    ({ name }) => row(name, null),
  );
  const most = movedMost(now, then, ({ share }) => share, points);
  expect([most?.row.name, most?.said]).toEqual(["alerts", "\u22125 points"]);
  expect(movedMost([], then, ({ share }) => share, points)).toBeUndefined();
});
