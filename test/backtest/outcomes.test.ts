import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { withDemo } from "../../bench/backtest/company.js";
import { outcomesOf } from "../../bench/backtest/outcomes.js";

test("every rival forecasts what tenure does, of the same months, against the same outcomes", async () => {
  const folder = mkdtempSync(join(tmpdir(), "tenure-backtest-"));
  try {
    const size = { accounts: 60, eventsPerAccount: 3, seed: 1 };
    const targets = ["core.forecast_outcomes"];
    const outcomes = await withDemo({ folder, ...size, targets }, outcomesOf);
    const asked = (of: string): string[] =>
      outcomes
        .filter(({ forecaster }) => forecaster === of)
        .map(({ month, metric, lead, actual }) => `${month} ${metric} ${lead} ${actual}`)
        .sort();
    const own = asked("tenure");
    expect(own.length).toBeGreaterThan(100);
    for (const rival of ["last year's rate", "prior alone", "health, not learned"]) {
      expect(asked(rival)).toEqual(own);
    }
    // prices rose in January 2025, and nothing had happened since October 2023 but a release
    const shocked = new Set(outcomes.filter((it) => it.isShocked).map(({ month }) => month));
    expect(shocked).toContain("2025-02");
    expect(shocked).not.toContain("2024-09");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
