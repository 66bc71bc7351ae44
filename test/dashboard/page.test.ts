import axe from "axe-core";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { fullMoney } from "../../dashboard/format.js";
import { missingBrowser, tableRows, type Visit, visit } from "./browser.js";
import { type Company, load, makeCompany, tokenOf } from "./company.js";

const month = "2025-12-01";
const during = (dimension: string) => [{ dimension, dateRange: [month, month] }];

/** A busy machine answers late; nothing waits so long on an idle one. */
const soon = { timeout: 60_000 };

/** Every page, a table or a chart that is there once it has its figures, and how to know it. */
const pages = [
  ["forecast", "The vintage triangle"],
  ["revenue", "Cohorts: what is left of each first month"],
  ["customers", "Accounts"],
  ["health", "Do statuses keep their promise"],
  ["maturity", "How long it takes"],
  ["engagement", "What other arrangements would take"],
  ["account", "Tickets and surveys"],
  ["data-quality", "Sources"],
] as const;

type Name = (typeof pages)[number][0];

describe.skipIf(missingBrowser !== undefined)(
  `the page in Chromium ${missingBrowser ?? ""}`,
  () => {
    let company: Company;
    let account: string;
    const visits = new Map<Name, Visit>();

    beforeAll(async () => {
      company = await makeCompany();
      const [largest] = await load(company.open.url, {
        dimensions: ["accounts.account_id"],
        measures: ["accounts.arr"],
        order: { "accounts.arr": "desc" },
        limit: 1,
      });
      account = String(largest?.["accounts.account_id"]);
    });

    afterAll(() => company?.close());

    /** The tab of a page, opened once and left as it was for the tests that only read it. */
    async function tabOf(name: Name): Promise<Visit> {
      const known = visits.get(name);
      if (known !== undefined) return known;
      const made = await visit(company.browser, addressOf(name));
      visits.set(name, made);
      await settled(made.page);
      return made;
    }

    function addressOf(name: Name, search = ""): string {
      const place = name === "account" ? `account/${account}` : name;
      return `${company.open.url}/#/${place}${search}`;
    }

    const full = (tab: Page, id: string) => tab.locator(`#figure-${id}`).getAttribute("data-full");
    const ask = (query: object) => load(company.open.url, query);

    test.each(
      pages,
    )("%s shows its parts, and breaks neither policy nor peace", async (name, part) => {
      const { page: tab, complaints, foreign } = await tabOf(name);
      await tab.getByRole("region", { name: part, exact: true }).first().waitFor();
      expect(await tab.getByText(/^Loading/).count()).toBe(0);
      expect(await tab.getByText("These figures could not be loaded").count()).toBe(0);
      expect(complaints).toEqual([]);
      expect(foreign).toEqual([]);
    });

    test.each(pages)("%s has no violation that axe finds, in light or in dark", async (name) => {
      const { page: tab } = await tabOf(name);
      await tab.evaluate(axe.source);
      expect(await violations(tab)).toEqual([]);
      await tab.emulateMedia({ colorScheme: "dark" });
      // nothing but colours changes
      expect(await violations(tab, ["color-contrast"])).toEqual([]);
      await tab.emulateMedia({ colorScheme: "light" });
    });

    test.each(pages)("nothing of %s sticks out of a phone or of a wall", async (name) => {
      const { page: tab } = await tabOf(name);
      for (const width of [360, 3840]) {
        await tab.setViewportSize({ width, height: 900 });
        const excess = await tab
          .locator("html")
          .evaluate((page) => page.scrollWidth - page.clientWidth);
        expect([width, excess]).toEqual([width, 0]);
      }
      await tab.setViewportSize({ width: 1280, height: 900 });
    });

    test("the figures of revenue are those that REST gives", async () => {
      const { page: tab } = await tabOf("revenue");
      const [row] = await ask({
        measures: ["growth.mrr", "growth.arr", "growth.customers", "growth.mrr_net_change"],
        timeDimensions: during("growth.month"),
      });
      const money = (member: string) => fullMoney(Number(row?.[member]), "USD");
      await expect.poll(() => full(tab, "mrr"), soon).toBe(money("growth.mrr"));
      expect(await full(tab, "arr")).toBe(money("growth.arr"));
      expect(await full(tab, "net-new")).toBe(money("growth.mrr_net_change"));
      expect(await full(tab, "customers")).toBe(String(row?.["growth.customers"]));
    });

    test("the figures of forecast are those that REST gives", async () => {
      const { page: tab } = await tabOf("forecast");
      const [row] = await ask({
        measures: ["forecast_waterfall.actual", "forecast_waterfall.variance_pct"],
        filters: [
          { member: "forecast_waterfall.metric", operator: "equals", values: ["retained_arr"] },
          { member: "forecast_waterfall.segment", operator: "equals", values: ["all"] },
          { member: "forecast_waterfall.kind", operator: "equals", values: ["plan"] },
        ],
        timeDimensions: during("forecast_waterfall.period"),
      });
      const actual = fullMoney(Number(row?.["forecast_waterfall.actual"]), "USD");
      await expect.poll(() => full(tab, "retained"), soon).toBe(actual);
      const share = Number(row?.["forecast_waterfall.variance_pct"]);
      const shown = Number.parseFloat(
        String(await full(tab, "against-plan")).replace("\u2212", "-"),
      );
      expect(shown).toBeCloseTo(share * 100, 4);
    });

    test("the tiers and the list of customers are those that REST gives", async () => {
      const { page: tab } = await tabOf("customers");
      const tiers = await ask({
        dimensions: ["tiers.tier", "tiers.tier_name"],
        measures: ["tiers.customers"],
        timeDimensions: during("tiers.month"),
        order: { "tiers.tier": "asc" },
      });
      const shown = await tableRows(tab, "Customers and MRR by tier");
      expect(shown.map((cells) => cells[1])).toEqual(
        tiers.map((row) => String(row["tiers.customers"])),
      );
      const [first] = await ask({
        dimensions: ["accounts.name"],
        measures: ["accounts.arr"],
        order: { "accounts.arr": "desc" },
        limit: 1,
      });
      const listed = await tab
        .getByRole("region", { name: "Accounts", exact: true })
        .locator("tbody th")
        .first()
        .textContent();
      expect(listed).toBe(first?.["accounts.name"]);
    });

    test("the mean score of health is the one that REST gives", async () => {
      const { page: tab } = await tabOf("health");
      const [row] = await ask({
        measures: ["health.score_average", "health.accounts"],
        filters: [{ member: "health.index", operator: "equals", values: ["health"] }],
        timeDimensions: during("health.month"),
      });
      expect(Number(await full(tab, "score"))).toBeCloseTo(
        Number(row?.["health.score_average"]),
        4,
      );
      expect(await full(tab, "scored")).toBe(String(row?.["health.accounts"]));
    });

    test("the funnel of the journey is the one that REST gives", async () => {
      const { page: tab } = await tabOf("maturity");
      const stages = await ask({
        dimensions: ["journey.position", "journey.title"],
        measures: ["journey.current_accounts", "journey.stuck_accounts"],
        order: { "journey.position": "asc" },
      });
      const part = tab.getByRole("region", { name: "Where accounts are in their journey" }).first();
      await part.getByText("Show as a table").click();
      const shown = await tableRows(tab, "Accounts by stage as of the build");
      expect(shown.map(([title, now, stuck]) => [title, now, stuck])).toEqual(
        stages.map((row) => [
          row["journey.title"],
          String(row["journey.current_accounts"]),
          String(row["journey.stuck_accounts"]),
        ]),
      );
    });

    test("the moments to act on are as many as REST counts", async () => {
      const { page: tab } = await tabOf("engagement");
      const [row] = await ask({ measures: ["engagement.waiting", "engagement.overdue"] });
      expect(await full(tab, "waiting")).toBe(String(row?.["engagement.waiting"]));
      expect(await full(tab, "overdue")).toBe(String(row?.["engagement.overdue"]));
    });

    test("an account's MRR and its score taken apart are those that REST gives", async () => {
      const { page: tab } = await tabOf("account");
      const own = (view: string) => [
        { member: `${view}.account_id`, operator: "equals", values: [account] },
      ];
      const [row] = await ask({ measures: ["accounts.mrr"], filters: own("accounts") });
      expect(await full(tab, "account-mrr")).toBe(fullMoney(Number(row?.["accounts.mrr"]), "USD"));
      const factors = await ask({
        dimensions: ["health_factors.factor"],
        filters: [
          ...own("health_factors"),
          { member: "health_factors.index", operator: "equals", values: ["health"] },
        ],
        timeDimensions: during("health_factors.month"),
      });
      const shown = await tableRows(tab, "Factors in Dec 2025, the dearest first, beside Nov 2025");
      expect(shown.length).toBe(factors.length);
    });

    test("every source's rows are accounted for as REST has them", async () => {
      const { page: tab } = await tabOf("data-quality");
      const sources = await ask({
        dimensions: ["data_quality.source"],
        measures: ["data_quality.rows_read", "data_quality.rows_quarantined"],
        order: { "data_quality.source": "asc" },
      });
      const rows = await tableRows(tab, "Rows read = loaded + quarantined + duplicate + filtered");
      expect(rows.map((cells) => [cells[0], cells[2], cells[4]])).toEqual(
        sources.map((row) => [
          row["data_quality.source"],
          Number(row["data_quality.rows_read"]).toLocaleString("en-US"),
          Number(row["data_quality.rows_quarantined"]).toLocaleString("en-US"),
        ]),
      );
    });

    test("filters go into the address, narrow the figures, and back takes them back", async () => {
      const { page: tab } = await visit(company.browser, addressOf("revenue"));
      await settled(tab);
      const everybody = await full(tab, "mrr");
      await tab.getByLabel("Region").selectOption("EMEA");
      const [row] = await ask({
        measures: ["growth.mrr"],
        filters: [{ member: "growth.region", operator: "equals", values: ["EMEA"] }],
        timeDimensions: during("growth.month"),
      });
      const narrowed = fullMoney(Number(row?.["growth.mrr"]), "USD");
      await expect.poll(() => full(tab, "mrr"), soon).toBe(narrowed);
      expect(narrowed).not.toBe(everybody);
      expect(tab.url()).toContain("region=EMEA");
      await tab.getByRole("link", { name: "Health" }).click();
      await tab.getByRole("heading", { level: 1, name: "Health" }).waitFor();
      expect(tab.url()).toContain("region=EMEA");
      await tab.goBack();
      await tab.getByRole("heading", { level: 1, name: "Revenue" }).waitFor();
      await tab.goBack();
      await expect.poll(() => full(tab, "mrr"), soon).toBe(everybody);
      await tab.close();
    });

    test("another month and the month to compare with are in the address", async () => {
      const { page: tab } = await visit(company.browser, addressOf("revenue", "?month=2025-06"));
      await settled(tab);
      await tab.getByLabel("Compare with").selectOption("2024-06");
      await tab.getByText("since Jun 2024").first().waitFor();
      expect(tab.url()).toContain("compare=2024-06");
      const measured = async (of: string) => {
        const [row] = await ask({
          measures: ["growth.customers"],
          timeDimensions: [{ dimension: "growth.month", dateRange: [of, of] }],
        });
        return Number(row?.["growth.customers"]);
      };
      const gained = (await measured("2025-06-01")) - (await measured("2024-06-01"));
      await tab.getByText(`+${gained} since Jun 2024`, { exact: true }).waitFor();
      await tab.close();
    });

    test("a figure leads to its accounts, which add up to it, and an account to its page", async () => {
      const { page: tab } = await visit(company.browser, addressOf("revenue"));
      await settled(tab);
      await tab.locator("#figure-customers a").click();
      const panel = tab.getByRole("dialog", { name: "Customers in December 2025" });
      const customers = Number(await full(tab, "customers"));
      await panel.getByText(`${customers} accounts; together ${customers}`).waitFor();
      await panel.locator("tbody th a").first().click();
      await tab.getByRole("heading", { level: 1, name: /^Account / }).waitFor();
      await tab.goBack();
      await panel.waitFor();
      await tab.goBack();
      await panel.waitFor({ state: "detached" });
      expect(await full(tab, "customers")).toBe(String(customers));
      await tab.close();
    });

    test("rows come down as CSV, and a chart as a picture", async () => {
      const { page: tab } = await tabOf("revenue");
      const name = "What is kept: NRR and GRR";
      const csv = tab.waitForEvent("download");
      await tab.getByRole("button", { name: `CSV: download ${name}` }).click();
      const file = await csv;
      expect(file.suggestedFilename()).toBe("what-is-kept-nrr-and-grr-2025-12.csv");
      const lines = (await textOf(file)).trim().split("\r\n").join("\n").split("\n");
      const rows = await ask({
        dimensions: ["retention.month"],
        measures: ["retention.nrr"],
        filters: [{ member: "retention.window_months", operator: "equals", values: ["12"] }],
      });
      expect(lines[0]).toContain("nrr");
      expect(lines.length).toBe(rows.length + 1);
      const png = tab.waitForEvent("download");
      await tab.getByRole("button", { name: `PNG: download ${name}` }).click();
      expect((await bytesOf(await png)).subarray(1, 4).toString("latin1")).toBe("PNG");
    });

    test("whoever has only a keyboard gets from the top to an account and back", async () => {
      const { page: tab } = await visit(company.browser, addressOf("revenue"));
      await settled(tab);
      await tab.keyboard.press("Tab");
      expect(await focused(tab)).toBe("Skip to the figures");
      await tab.keyboard.press("Enter");
      await reach(tab, /^What MRR means$/);
      await tab.getByRole("tooltip").first().waitFor();
      await tab.keyboard.press("Escape");
      await tab.getByRole("tooltip").first().waitFor({ state: "hidden" });
      await tab.keyboard.press("Tab");
      await tab.keyboard.press("Enter");
      const panel = tab.getByRole("dialog", { name: "MRR in December 2025" });
      await panel.locator("tbody th a").first().waitFor();
      await tab.keyboard.press("Escape");
      await panel.waitFor({ state: "detached" });
      await reach(tab, /^Show as a table$/);
      await tab.keyboard.press("Enter");
      expect((await tableRows(tab, "MRR and its movements by month"))[0]?.[0]).toBe("Dec 2025");
      await tab.close();
    });

    test("a bound between tiers can be moved, and says what that would take", async () => {
      const { page: tab } = await visit(company.browser, addressOf("customers"));
      await settled(tab);
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
      await tab.close();
    });

    test("a question that fails says so and can be asked again", async () => {
      const { page: tab } = await visit(company.browser, addressOf("data-quality"));
      await settled(tab);
      await tab.route(/cubejs-api\/v1\/load/, (route) => route.abort());
      await tab.getByRole("link", { name: "Engagement and books" }).click();
      await tab.getByText("The server does not answer").first().waitFor();
      await tab.unroute(/cubejs-api\/v1\/load/);
      await tab.getByRole("button", { name: "Try again" }).first().click();
      await tab.getByRole("region", { name: "Moments by kind" }).first().waitFor();
      await tab.close();
    });

    test("without a token the page asks for one, says when it is refused, and keeps a good one", async () => {
      const { page: tab, foreign } = await visit(
        company.browser,
        `${company.guarded.url}/#/revenue`,
      );
      await tab.getByLabel("Access token").fill("not-a-token");
      await tab.getByRole("button", { name: "Sign in" }).click();
      await tab.getByText("The server did not accept that token").waitFor();
      expect(await tab.locator("#figure-mrr").count()).toBe(0);
      await signIn(tab, { role: "leadership" });
      await tab.locator("#figure-mrr").waitFor();
      await tab.reload();
      await tab.locator("#figure-mrr").waitFor();
      await tab.getByRole("button", { name: "Sign out" }).click();
      await tab.getByLabel("Access token").waitFor();
      expect(foreign).toEqual([]);
      await tab.close();
    });

    test("a customer-success manager sees the figures and accounts of their own book only", async () => {
      const claims = { role: "csm", csm_id: "csm-01" };
      const token = await tokenOf(claims);
      const mine = await load(
        company.guarded.url,
        { dimensions: ["accounts.account_id"], measures: ["accounts.arr"] },
        token,
      );
      const ids = new Set(mine.map((row) => String(row["accounts.account_id"])));
      const all = await ask({ dimensions: ["accounts.account_id"] });
      const foreigner = all
        .map((row) => String(row["accounts.account_id"]))
        .find((id) => !ids.has(id));
      const { page: tab } = await visit(company.browser, `${company.guarded.url}/#/customers`);
      await signIn(tab, claims);
      const list = tab.getByRole("region", { name: "Accounts", exact: true });
      await list.getByLabel("With former customers and leads").check();
      await expect.poll(() => list.locator("tbody tr").count(), soon).toBe(Math.min(20, ids.size));
      const links = await list
        .locator("tbody th a")
        .evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
      expect(links.length).toBeGreaterThan(0);
      for (const link of links) expect(ids.has(link.split("/")[2]?.split("?")[0] ?? "")).toBe(true);
      await tab.goto(`${company.guarded.url}/#/account/${foreigner}`);
      await tab.getByText(`There is no account ${foreigner}, or it is not one of yours.`).waitFor();
      await tab.close();
    });
  },
);

async function signIn(tab: Page, claims: Record<string, string>): Promise<void> {
  await tab.getByLabel("Access token").fill(await tokenOf(claims));
  await tab.getByRole("button", { name: "Sign in" }).click();
}

/** Waits until nothing is loading any more. */
async function settled(tab: Page): Promise<void> {
  await tab.locator("main .card").first().waitFor();
  await expect.poll(() => tab.getByText(/^Loading/).count(), soon).toBe(0);
}

const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function violations(tab: Page, rules = levels): Promise<readonly string[]> {
  return tab.locator("html").evaluate(async (page, only) => {
    const tool = (globalThis as unknown as { axe: typeof axe }).axe;
    const { violations: found } = await tool.run(page, { runOnly: [...only] });
    return found.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)}`),
    );
  }, rules);
}

function focused(tab: Page): Promise<string> {
  return tab
    .locator(":focus")
    .evaluate((at) => at.getAttribute("aria-label") ?? at.textContent?.trim() ?? "");
}

/** Presses Tab until what is looked for has the focus. */
async function reach(tab: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (name.test(await focused(tab))) return;
    await tab.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

type Download = Awaited<ReturnType<Page["waitForEvent"]>> & {
  createReadStream(): Promise<AsyncIterable<Uint8Array>>;
};

async function bytesOf(download: unknown): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await (download as Download).createReadStream()) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function textOf(download: unknown): Promise<string> {
  return (await bytesOf(download)).toString("utf8");
}
