import { expect, test } from "vitest";
import type { Reading } from "./figure-cases.js";
import { soon } from "./tab.js";
import { partOf } from "./walks.js";

/** Tests that the triangle offers what was planned or forecast, whatever that is. */
export function forecastMetricCases({ tabOf }: Pick<Reading, "tabOf">): void {
  test("the triangle has every metric that somebody planned, and the address keeps the chosen one", async () => {
    const { page: tab } = await tabOf("forecast");
    const part = partOf(tab, "The vintage triangle");
    const choice = part.getByLabel("Metric");
    const labels = ["Retained ARR", "Churned ARR", "Expansion ARR", "New ARR", "GRR", "NRR"];
    await expect
      .poll(() => choice.locator("option").allTextContents(), soon)
      .toEqual([...labels, "CSAT"]);
    await choice.selectOption("csat");
    await part.getByLabel("Cells").selectOption("forecast");
    const cells = part.locator("tbody td[title]");
    // a score of five, planned of nobody in particular
    await expect.poll(() => cells.first().textContent(), soon).toMatch(/^[1-5](\.\d\d?)?$/);
    expect(await cells.locator("a").count()).toBe(0);
    await part.getByRole("table", { name: /^CSAT: / }).waitFor();
    await tab.reload();
    await expect.poll(() => choice.inputValue(), soon).toBe("csat");
    await choice.selectOption("nrr");
    await expect.poll(() => cells.first().textContent(), soon).toMatch(/^\d+\.\d%$/);
  });
}
