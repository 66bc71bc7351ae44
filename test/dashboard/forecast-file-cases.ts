import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { nothing } from "../../dashboard/format.js";
import type { Reading } from "./figure-cases.js";
import { textOf } from "./tab.js";
import { partOf, unfolded } from "./walks.js";

/** Tests that the files of charts which share one answer have the rows that each of them draws. */
export function forecastFileCases({ tabOf }: Pick<Reading, "tabOf">): void {
  test("the bridge's file has the months from its opening to its closing", async () => {
    const { page: tab } = await tabOf("forecast", "?month=2025-03");
    const rows = await fileOf(tab, "From opening to closing ARR");
    expect(rows.map(([month]) => month)).toEqual(["2025-01-01", "2025-02-01", "2025-03-01"]);
  });

  test.each([
    ["Retained ARR against plan", [1, 2]],
    ["Forecast of Dec 2025", [3]],
  ])("the file of %s has a row for each forecast in its table", async (part, columns) => {
    const { page: tab } = await tabOf("forecast");
    await unfolded(tab, part);
    const table = partOf(tab, part).locator("tbody tr");
    await table.first().waitFor();
    const shown = await table.evaluateAll((rows) =>
      rows.map((row) => [...row.children].map((cell) => cell.textContent)),
    );
    const forecasts = shown.flatMap((cells) => columns.map((at) => cells[at]));
    const rows = await fileOf(tab, part);
    expect(rows.length).toBe(forecasts.filter((cell) => cell !== nothing).length);
    expect(new Set(rows.map((row) => row[0])).size).toBe(1);
  });

  test("the triangle's file has a row for each of its cells, made and due on days", async () => {
    const { page: tab } = await tabOf("forecast");
    const part = "The vintage triangle";
    const cells = partOf(tab, part).locator("tbody td[title]");
    await cells.first().waitFor();
    const rows = await fileOf(tab, part);
    expect(rows.length).toBe(await cells.count());
    for (const [made, , due] of rows) {
      expect([made, due]).toEqual(Array(2).fill(expect.stringMatching(/^\d{4}-\d\d-01$/)));
    }
  });
}

async function fileOf(tab: Page, part: string): Promise<readonly string[][]> {
  const [file] = await Promise.all([
    tab.waitForEvent("download"),
    tab.getByRole("button", { name: `CSV: download ${part}`, exact: true }).click(),
  ]);
  const [, ...lines] = (await textOf(file)).trim().split(/\r?\n/);
  return lines.map((line) => line.split(","));
}
