import { SignJWT } from "jose";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Serving, serve } from "../../cube/cube.js";
import { fullMoney } from "../../dashboard/format.js";
import { silent } from "../../pipeline/log.js";
import { makeWarehouse, publishBuild } from "../cube/snapshot.js";
import {
  buildPage,
  type Folder,
  missingBrowser,
  startBrowser,
  tableRows,
  type Visit,
  visit,
} from "./browser.js";

const secret = "a secret of this test that is long enough";

describe.skipIf(missingBrowser !== undefined)(
  `the page in Chromium ${missingBrowser ?? ""}`,
  () => {
    let page: Folder;
    let warehouse: Folder;
    let browser: Browser;
    let demo: Serving;
    let guarded: Serving;
    /** The demo's page as it opens, for the tests that only read it. */
    let opened: Visit;

    beforeAll(async () => {
      page = await buildPage();
      warehouse = makeWarehouse();
      await publishBuild(warehouse.folder, "20250316T010000Z-000001");
      const shared = { warehouse: warehouse.folder, host: "127.0.0.1", port: 0, log: silent };
      demo = await serve({ ...shared, demo: true, dashboardFolder: page.folder });
      guarded = await serve({
        ...shared,
        demo: false,
        jwt: { secret },
        dashboardFolder: page.folder,
      });
      browser = await startBrowser();
      opened = await visit(browser, demo.url);
    });

    afterAll(async () => {
      await browser?.close();
      await demo?.close();
      await guarded?.close();
      warehouse?.remove();
      page?.remove();
    });

    test("the headline is the last closed month, as REST has it", async () => {
      const { page: tab } = opened;
      await tab.getByRole("heading", { level: 1, name: "February 2025" }).waitFor();
      const [row] = await load(demo.url, {
        measures: ["account_months.mrr", "account_months.arr", "account_months.mrr_net_change"],
        timeDimensions: [
          { dimension: "account_months.month", dateRange: ["2025-02-01", "2025-02-28"] },
        ],
      });
      const full = (id: string) => tab.locator(`#figure-${id}`).getAttribute("data-full");
      expect(fullMoney(Number(row?.["account_months.mrr"]), undefined)).toBe("1,650.00");
      await expect.poll(() => full("mrr")).toMatch(/^\$?1,650\.00$/);
      expect(await full("arr")).toMatch(/^\$?19,800\.00$/);
      expect(await full("net-new")).toMatch(/^\u2212\$?850\.00$/);
      expect(Number(row?.["account_months.arr"])).toBe(19_800);
      expect(Number(row?.["account_months.mrr_net_change"])).toBe(-850);
      expect(await tab.locator("#figure-customers").textContent()).toBe("3");
      expect(await tab.locator("#figure-churn-rate").textContent()).toBe("40.00%");
    });

    test("the months' table has each closed month and not the open one", async () => {
      const { page: tab } = opened;
      await tab.getByText("Show the months as a table").click();
      const rows = await tableRows(tab, "MRR and its movements by month");
      expect(rows.map((cells) => cells[0])).toEqual([
        "Feb 2025",
        "Jan 2025",
        "Dec 2024",
        "Nov 2024",
      ]);
      expect(rows.map((cells) => cells.map((cell) => bare(cell)))).toEqual([
        [
          "Feb 2025",
          "2.50K",
          "0",
          "+150",
          "0",
          "\u2212200",
          "\u2212800",
          "\u2212850",
          "1.65K",
          "3",
          "40.00%",
        ],
        ["Jan 2025", "2.30K", "0", "0", "+200", "0", "0", "+200", "2.50K", "3", "0.00%"],
        ["Dec 2024", "1.60K", "+800", "0", "0", "0", "\u2212100", "+700", "2.30K", "3", "6.25%"],
        ["Nov 2024", "0", "+1.60K", "0", "0", "0", "0", "+1.60K", "1.60K", "3", "–"],
      ]);
      expect(await tab.getByText("March 2025 has not ended").count()).toBe(1);
    });

    test("the tiers and the curve are those of the month that is shown", async () => {
      const { page: tab } = opened;
      await tab.getByText("Show the curve as a table").click();
      const tiers = await tableRows(tab, "Customers and MRR by tier");
      expect(tiers.map((cells) => cells.map((cell) => bare(cell)))).toEqual([
        ["Gold high touch", "1", "33.3%", "1.20K", "72.7%", "1.20K"],
        ["Silver mid touch", "1", "33.3%", "300", "18.2%", "300"],
        ["Bronze tech touch", "1", "33.3%", "150", "9.1%", "150"],
      ]);
      const curve = await tableRows(tab, "What the largest customers hold");
      expect(curve.map((cells) => cells.map((cell) => bare(cell)))).toEqual([
        ["1", "33.3%", "72.7%", "1.20K"],
        ["2", "66.7%", "90.9%", "300"],
        ["3", "100.0%", "100.0%", "150"],
      ]);
    });

    test("data quality accounts for every row and names the published run", async () => {
      const { page: tab } = opened;
      const name = "Rows read = loaded + quarantined + duplicate + filtered";
      await tab.getByRole("table", { name }).waitFor();
      expect(await tableRows(tab, name)).toEqual([
        ["billing", "2", "120", "114", "3", "1", "2", "15 Mar 2025, 09:00 UTC"],
      ]);
      await tab.getByRole("table", { name: "Rows set aside, by reason" }).waitFor();
      const reasons = await tableRows(tab, "Rows set aside, by reason");
      expect(reasons.toSorted()).toEqual([
        ["missing-value", "accounts", "account_id", "1"],
        ["not-a-number", "subscriptions", "amount", "1"],
      ]);
      expect(await tab.locator(".facts").textContent()).toContain("20250316T010000Z-000001");
      expect(await tab.locator(".facts").textContent()).toContain("16 Mar 2025, 00:00 UTC");
    });

    test("pointing at a chart shows the month, and nothing breaks the strictest policy", async () => {
      const { page: tab, complaints, foreign } = opened;
      await tab.locator(".chart.square canvas").first().waitFor();
      await tab.locator(".chart.tall canvas").first().waitFor();
      const chart = tab.locator(".chart.tall");
      const { width = 0 } = (await chart.boundingBox()) ?? {};
      await chart.hover({ position: { x: width * 0.95, y: 80 } });
      await tab.locator(".hint-box").first().waitFor();
      expect(await tab.locator(".hint-box").first().textContent()).toContain("Feb 2025");
      expect(complaints).toEqual([]);
      expect(foreign).toEqual([]);
    });

    test("a month that is chosen goes into the address, and back leads back", async () => {
      const { page: tab } = await visit(browser, demo.url);
      await tab.getByLabel("Closed month").selectOption("2024-12");
      await tab.getByRole("heading", { level: 1, name: "December 2024" }).waitFor();
      expect(tab.url()).toContain("?month=2024-12");
      await tab.getByRole("cell", { name: "1.80K" }).first().waitFor();
      await tab.goBack();
      await tab.getByRole("heading", { level: 1, name: "February 2025" }).waitFor();
    });

    test.each([360, 3840])("nothing sticks out of a screen of %i pixels", async (width) => {
      const { page: tab } = await visit(browser, demo.url, { width, dark: true });
      await tab.getByText("Show the curve as a table").waitFor();
      const excess = await tab
        .locator("html")
        .evaluate((page) => page.scrollWidth - page.clientWidth);
      expect(excess).toBe(0);
    });

    test("without a token the page asks for one, says when it is refused, and keeps a good one", async () => {
      const { page: tab, foreign } = await visit(browser, guarded.url);
      await tab.getByLabel("Access token").fill("not-a-token");
      await tab.getByRole("button", { name: "Sign in" }).click();
      await tab.getByText("The server did not accept that token").waitFor();
      expect(await tab.locator("#figure-mrr").count()).toBe(0);
      await tab.getByLabel("Access token").fill(await token({ role: "admin" }));
      await tab.getByRole("button", { name: "Sign in" }).click();
      await tab.locator("#figure-mrr").waitFor();
      await tab.reload();
      await tab.locator("#figure-mrr").waitFor();
      await tab.getByRole("button", { name: "Sign out" }).click();
      await tab.getByLabel("Access token").waitFor();
      expect(foreign).toEqual([]);
    });

    test("a customer-success manager sees the figures of their own accounts only", async () => {
      const { page: tab } = await visit(browser, guarded.url);
      await tab.getByLabel("Access token").fill(await token({ role: "csm", csm_id: "c1" }));
      await tab.getByRole("button", { name: "Sign in" }).click();
      await tab.locator("#figure-mrr").waitFor();
      expect(bare(await tab.locator("#figure-mrr").textContent())).toBe("1.50K");
      expect(await tab.locator("#figure-customers").textContent()).toBe("2");
    });
  },
);

function token(claims: Record<string, string>): Promise<string> {
  return new SignJWT(claims)
    .setProtectedHeader({ alg: "HS256" })
    .setExpirationTime("1h")
    .sign(new TextEncoder().encode(secret));
}

/** A cell without its currency sign: whether one is known is the semantic layer's to say. */
function bare(cell: string | null): string {
  return (cell ?? "").replace("$", "");
}

/** Asks REST as anyone may, and again for as long as Cube says that it is still at it. */
async function load(url: string, query: object): Promise<readonly Record<string, unknown>[]> {
  const asked = encodeURIComponent(JSON.stringify(query));
  const response = await fetch(`${url}/cubejs-api/v1/load?query=${asked}`);
  const answer = (await response.json()) as {
    readonly error?: string;
    readonly data: readonly Record<string, unknown>[];
  };
  if (answer.error === "Continue wait") return load(url, query);
  expect(answer.error).toBeUndefined();
  return answer.data;
}
