import { expect, test } from "vitest";
import { tableRows } from "./browser.js";
import type { Reading } from "./figure-cases.js";
import { drag, soon } from "./tab.js";

/** Tests of what a reader does to charts themselves, with pointer or keys. */
export function chartCases({ tabOf }: Pick<Reading, "tabOf">): void {
  test("a bound between tiers can be moved, and says what that would take", async () => {
    const { page: tab } = await tabOf("customers");
    const before = await tableRows(tab, "Under the bounds of this month");
    await tab.getByRole("slider").first().focus();
    for (let step = 0; step < 20; step += 1) await tab.keyboard.press("ArrowRight");
    const after = await tableRows(tab, "Under these bounds");
    const sum = (rows: readonly string[][]) =>
      rows.reduce((total, cells) => total + Number(cells[1]), 0);
    expect(sum(after)).toBe(sum(before));
    expect(Number(after[0]?.[1])).toBeGreaterThan(Number(before[0]?.[1]));
    await tab.getByRole("button", { name: "Back to the bounds as they are" }).click();
    expect(await tableRows(tab, "Under the bounds of this month")).toEqual(before);
    await expect.poll(() => tab.url(), soon).not.toContain("bounds=");
    await drag(tab, ".bound-handle", 60);
    const dragged = await tableRows(tab, "Under these bounds");
    expect(sum(dragged)).toBe(sum(before));
    expect(Number(dragged[0]?.[1])).toBeGreaterThan(Number(before[0]?.[1]));
    await tab.getByText(/^[\d.]+ CSMs in all, [\d.]+ under the bounds as they are\./).waitFor();
    // whoever is sent the address sees the same
    await expect.poll(() => tab.url(), soon).toContain("bounds=");
    await tab.reload();
    expect(await tableRows(tab, "Under these bounds")).toEqual(dragged);
  });

  test("beside the pointer a chart says what is under it, within its card", async () => {
    const { page: tab, complaints } = await tabOf("forecast");
    const chart = tab.locator(".chart").first();
    await chart.locator("canvas").first().waitFor();
    await chart.hover();
    const hint = chart.locator(".hint-box");
    await hint.waitFor();
    expect(await hint.textContent()).toMatch(/\$[\d.]+M/);
    const [inner, outer] = [await hint.boundingBox(), await chart.boundingBox()];
    expect(inner?.y).toBeGreaterThanOrEqual(outer?.y ?? 0);
    expect(complaints).toEqual([]);
  });
}
