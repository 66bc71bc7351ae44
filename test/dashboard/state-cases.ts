import type { Page, Route } from "playwright-core";
import { expect, test } from "vitest";
import type { Visit } from "./browser.js";
import type { Reading } from "./figure-cases.js";
import { full, type Name, settled, soon } from "./tab.js";

interface Opening extends Pick<Reading, "tabOf" | "ask"> {
  /** A page in a tab of its own, which knows no answer from before. */
  readonly opened: (name: Name) => Promise<Visit>;
}

const questions = /cubejs-api\/v1\/load/;

/** Whether a question is put to a view. */
function isOf(route: Route, view: string): boolean {
  const asked = decodeURIComponent(route.request().url()) + (route.request().postData() ?? "");
  return asked.includes(`"${view}.`);
}

/** Answers nothing, or nothing of one view, until it is told to. */
async function held(tab: Page, view?: string): Promise<() => Promise<void>> {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await tab.route(questions, async (route) => {
    if (view === undefined || isOf(route, view)) await released;
    await route.continue();
  });
  return async () => {
    release();
    await tab.unroute(questions);
  };
}

/** Tests of what a part says while it has nothing to show. */
export function stateCases({ tabOf, ask, opened }: Opening): void {
  const customers = async () => {
    const during = [{ dimension: "growth.month", dateRange: ["2025-12-01", "2025-12-01"] }];
    const [row] = await ask({ measures: ["growth.customers"], timeDimensions: during });
    return String(row?.["growth.customers"]);
  };

  const waiting = async () => {
    const [row] = await ask({ measures: ["engagement.waiting"] });
    return String(row?.["engagement.waiting"]);
  };

  test("filters that leave nobody say so and what to do, and doing it brings the figures", async () => {
    const { page: tab } = await tabOf("revenue", "?region=Atlantis");
    await tab.getByText("No account fits these filters.").first().waitFor();
    await tab.getByText("Take one of them back, or show everybody.").first().waitFor();
    expect(await tab.locator(".figure").count()).toBe(0);
    await tab.getByText("There is no “Atlantis” under Region").waitFor();
    await tab.getByRole("button", { name: "Show everybody" }).click();
    await tab.locator("#figure-customers").waitFor();
    expect(await full(tab, "customers")).toBe(await customers());
    expect(await tab.getByText("No account fits these filters.").count()).toBe(0);
  });

  test.each([
    "health",
    "maturity",
    "engagement",
  ] as const)("filters that leave nobody on %s are no lack of data, and no error", async (name) => {
    // nobody is of two regions
    const { page: tab } = await tabOf(name, "?segment=emea&region=Americas");
    await tab.getByText("No account fits these filters.").first().waitFor();
    await settled(tab);
    expect(await tab.getByText("could not be loaded").count()).toBe(0);
    expect(await tab.getByText(/set in (engagement|journey)\.yml|need usage/).count()).toBe(0);
    expect(await tab.locator(".figure").count()).toBe(0);
  });

  test("a month in which nobody fitted is compared with as none", async () => {
    const scored = async (month: string) => {
      const [row] = await ask({
        measures: ["health.accounts"],
        filters: [
          ...[{ member: "health.tier", operator: "equals", values: ["1"] }],
          ...[{ member: "health.index", operator: "equals", values: ["health"] }],
          ...[{ member: "health.status", operator: "equals", values: ["red"] }],
        ],
        timeDimensions: [{ dimension: "health.month", dateRange: [`${month}-01`, `${month}-01`] }],
      });
      return Number(row?.["health.accounts"] ?? 0);
    };
    const months = ["2023-01", "2023-02", "2023-06", "2024-01", "2024-06", "2025-06", "2025-12"];
    const counted = await Promise.all(months.map(scored));
    const empty = counted.indexOf(0);
    const shown = counted.findIndex((accounts, at) => at > empty && accounts > 0);
    expect([empty, shown].every((at) => at >= 0)).toBe(true);
    const { page: tab } = await tabOf(
      "health",
      `?tier=1&status=red&month=${months[shown]}&compare=${months[empty]}`,
    );
    const note = tab.locator(".figure:has(#figure-scored) .note");
    const gained = new RegExp(`^\\+${counted[shown]} since `);
    await expect.poll(() => note.textContent(), soon).toMatch(gained);
    expect(await tab.getByText("could not be loaded").count()).toBe(0);
  });

  test("an answer that is slow is announced as loading, and is then shown", async () => {
    const { page: tab } = await opened("data-quality");
    await settled(tab);
    const release = await held(tab);
    await tab.getByRole("link", { name: "Engagement and books" }).click();
    const loading = tab.getByRole("status").filter({ hasText: "Loading" });
    await loading.first().waitFor();
    expect(await tab.locator(".figure").count()).toBe(0);
    expect(await tab.getByRole("alert").count()).toBe(0);
    await release();
    await tab.locator("#figure-waiting").waitFor();
    expect(await full(tab, "waiting")).toBe(await waiting());
    await expect.poll(() => loading.count(), soon).toBe(0);
    await tab.close();
  });

  test.each([
    ["Engagement and books", "objectives", "objectives"],
    ["Forecast", "accuracy", "forecast_accuracy"],
    ["Forecast", "at-risk", "renewal_forecast"],
    ["Health", "scored", "health"],
  ] as const)("on %s the figure %s shows no value before its answer, or without one", async (...of) => {
    const [name, id, view] = of;
    const { page: tab } = await opened("data-quality");
    await settled(tab);
    const shown = () => tab.locator(`#figure-${id}`, { hasText: /\d/ }).count();
    const release = await held(tab, view);
    await tab.getByRole("link", { name }).click();
    await tab
      .getByText(/^Loading/)
      .first()
      .waitFor();
    expect(await shown()).toBe(0);
    await release();
    await expect.poll(shown, soon).toBe(1);
    await tab.close();
    const { page: other } = await opened("data-quality");
    await settled(other);
    await other.route(questions, (route) =>
      isOf(route, view) ? route.fulfill({ status: 500, json: { error: "No" } }) : route.continue(),
    );
    await other.getByRole("link", { name }).click();
    await other
      .getByText(/could not be loaded/)
      .first()
      .waitFor();
    await settled(other);
    expect(await other.locator(`#figure-${id}`, { hasText: /\d/ }).count()).toBe(0);
    await other.close();
  });

  test("while a filter is on its way the figures from before stay, and are marked as busy", async () => {
    const { page: tab } = await opened("revenue");
    await settled(tab);
    const before = await full(tab, "customers");
    const busy = tab.locator("[aria-busy=true]:has(#figure-customers)");
    expect(await busy.count()).toBe(0);
    const release = await held(tab);
    await tab.getByLabel("Region").selectOption("EMEA");
    await busy.waitFor();
    expect(await full(tab, "customers")).toBe(before);
    await release();
    await busy.waitFor({ state: "detached" });
    expect(await full(tab, "customers")).not.toBe(before);
    await tab.close();
  });

  test("a part whose answer fails says why, leaves the others be, and can be asked again", async () => {
    const { page: tab } = await opened("data-quality");
    await settled(tab);
    await tab.route(questions, (route) =>
      isOf(route, "engagement")
        ? route.fulfill({ status: 500, json: { error: "The disk is full" } })
        : route.continue(),
    );
    await tab.getByRole("link", { name: "Engagement and books" }).click();
    const alert = tab.getByRole("alert").filter({ hasText: "These figures could not be loaded" });
    await alert.filter({ hasText: "The disk is full" }).first().waitFor();
    const others = tab.getByRole("region", { name: "What other arrangements would take" });
    await others.getByRole("table").first().waitFor();
    await tab.unroute(questions);
    await alert.first().getByRole("button", { name: "Try again" }).click();
    await tab.locator("#figure-waiting").waitFor();
    expect(await full(tab, "waiting")).toBe(await waiting());
    await tab.close();
  });

  test("a comparison that fails is not said to be none, and markup is not said at all", async () => {
    const { page: tab } = await opened("data-quality");
    await settled(tab);
    const fail = { status: 500, contentType: "text/html", body: "<h1>Bad gateway</h1>" };
    const asked = (route: Route) =>
      decodeURIComponent(route.request().url()) + (route.request().postData() ?? "");
    await tab.route(questions, (route) =>
      isOf(route, "health") && asked(route).includes("2025-11-01")
        ? route.fulfill(fail)
        : route.continue(),
    );
    await tab.getByRole("link", { name: "Health" }).click();
    const scored = tab.locator(".figure:has(#figure-scored) .note");
    await expect.poll(() => scored.textContent(), soon).toContain("Nov 2025 could not be loaded");
    await tab.unroute(questions);
    await tab.route(questions, (route) =>
      isOf(route, "engagement") ? route.fulfill(fail) : route.continue(),
    );
    await tab.getByRole("link", { name: "Engagement and books" }).click();
    await tab.getByText("The server answered 500, and not why.").first().waitFor();
    expect(await tab.getByText("Bad gateway").count()).toBe(0);
    await tab.close();
  });

  test("a server that is gone is told from one that fails", async () => {
    const { page: tab } = await opened("data-quality");
    await settled(tab);
    await tab.route(/v1\/download/, (route) => route.abort());
    await tab.getByRole("button", { name: "CSV: download Sources" }).click();
    await tab.getByText("No file came: The server does not answer").waitFor();
    await tab.route(questions, (route) => route.abort());
    await tab.getByRole("link", { name: "Engagement and books" }).click();
    await tab.getByText("The server does not answer").first().waitFor();
    await tab.unroute(questions);
    await tab.getByRole("button", { name: "Try again" }).first().click();
    await expect
      .poll(() => tab.getByRole("region", { name: "Moments by kind" }).first().isVisible(), soon)
      .toBe(true);
    await tab.close();
  });
}
