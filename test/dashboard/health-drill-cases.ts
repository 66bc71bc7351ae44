import { expect, test } from "vitest";
import { decimal, percent, sayStatus } from "../../dashboard/format.js";
import type { Reading } from "./figure-cases.js";
import { partOf, unfolded } from "./walks.js";

const month = "2025-12-01";
const on = (dimension: string, day: string) => ({ dimension, dateRange: [day, day] });
const equals = (member: string, value: string) => ({ member, operator: "equals", values: [value] });

/** Tests that figures of health lead to accounts that add up to what REST gives. */
export function healthDrillCases({ tabOf, ask }: Reading): void {
  test("a factor that was judged by who was lost leads by keys to whom it costs points", async () => {
    const { page: tab } = await tabOf("health");
    const part = "Did the factors tell who would leave";
    await unfolded(tab, part);
    const way = partOf(tab, part)
      .locator("tbody th a")
      .filter({ hasNotText: /^Index$/ })
      .first();
    const factor = (await way.getAttribute("href"))?.match(/factor%22%2C%5B%22(\w+)/)?.[1] ?? "";
    const of = (member: string) => `health_factors.${member}`;
    const [row] = await ask({
      measures: [of("points_lost_average")],
      filters: [equals(of("index"), "health"), equals(of("factor"), factor)],
      timeDimensions: [on(of("month"), month)],
    });
    const lost = Number(row?.[of("points_lost_average")]).toFixed(1);
    await way.focus();
    await tab.keyboard.press("Enter");
    const panel = tab.getByRole("dialog", { name: /^Points lost to .+ in December 2025$/ });
    await panel.getByText(`; over all of them ${lost}`).waitFor();
    await tab.keyboard.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  test("those lost and an AUC lead to the lost accounts that a factor was judged by", async () => {
    const { page: tab } = await tabOf("health");
    const of = (member: string) => `factor_evidence.${member}`;
    const [row] = await ask({
      dimensions: [of("factor")],
      measures: [of("accounts_lost"), of("auc")],
      filters: [
        ...[equals(of("index"), "health"), equals(of("segment"), "all")],
        { member: of("auc"), operator: "set" },
      ],
      order: { [of("auc")]: "desc" },
      limit: 1,
    });
    const part = "Did the factors tell who would leave";
    await unfolded(tab, part);
    const first = partOf(tab, part).locator("tbody tr").first();
    const lost = Number(row?.[of("accounts_lost")]);
    expect(lost).toBeGreaterThan(1);
    await first.locator("td").last().locator("a").click();
    await tab.getByText(`${lost} accounts; together ${lost}`).waitFor();
    await tab.goBack();
    expect(await first.locator("td a").first().textContent()).toBe(
      Number(row?.[of("auc")]).toFixed(2),
    );
    await first.locator("td a").first().click();
    const by = (member: string) => `factor_evidence_accounts.${member}`;
    const [scored] = await ask({
      measures: [by("score_average")],
      filters: [
        ...[equals(by("index"), "health"), equals(by("segment"), "all")],
        equals(by("factor"), String(row?.[of("factor")])),
      ],
    });
    const score = decimal(Number(scored?.[by("score_average")]), 2);
    await tab.getByText(`${lost} accounts; over all of them ${score}`).waitFor();
    await tab.goBack();
  });

  test("a row of the calibration leads to the accounts whose forecasts it counts", async () => {
    const { page: tab } = await tabOf("health");
    const of = (member: string) => `forecast_calibration.${member}`;
    const [row] = await ask({
      dimensions: ["origin", "status", "lead_bucket"].map(of),
      measures: ["n", "renewed", "observed"].map(of),
      filters: [
        ...[equals(of("term_class"), "longer"), equals(of("lead_bucket"), "2-3")],
        equals(of("status"), "green"),
      ],
      limit: 1,
    });
    const shown = partOf(tab, "Do statuses keep their promise")
      .locator("tbody tr")
      .filter({ has: tab.getByRole("rowheader", { name: sayStatus("green") }) })
      .filter({ hasText: "2–3" })
      .first();
    const panel = tab.getByRole("dialog");
    await shown.locator("td").last().locator("a").click();
    await panel.getByText(`together ${Number(row?.[of("n")]).toLocaleString("en-US")}`).waitFor();
    await tab.goBack();
    const renewed = shown.locator("td").nth(2).getByRole("link");
    expect(await renewed.textContent()).toBe(percent(Number(row?.[of("observed")])));
    await renewed.click();
    const came = Number(row?.[of("renewed")]).toLocaleString("en-US");
    await panel.getByText(`together ${came}`).waitFor();
    await tab.goBack();
  });
}
