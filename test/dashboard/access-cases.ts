import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { visit } from "./browser.js";
import { type Company, load, tokenOf } from "./company.js";
import { pages, settled, signIn, soon } from "./tab.js";
import { partOf } from "./walks.js";

/** Tells which accounts that are not one's own an answer has named, or the page names, so far. */
function strangersIn(tab: Page, all: ReadonlySet<string>, own: ReadonlySet<string>) {
  const answers: Promise<string>[] = [];
  tab.on("response", (response) => {
    if (response.url().includes("/load")) answers.push(response.text().catch(() => ""));
  });
  return async (): Promise<readonly string[]> => {
    const texts = [await tab.content(), ...(await Promise.all(answers))];
    const words = texts.flatMap((text) => text.match(/[\w-]+/g) ?? []);
    return [...new Set(words)].filter((word) => all.has(word) && !own.has(word));
  };
}

/** Tests of who sees what, on the company of the page's other tests. */
export function accessCases(company: () => Company): void {
  test("without a token the page asks for one, says when it is refused, and keeps a good one", async () => {
    const { page: tab, foreign } = await visit(
      company().browser,
      `${company().guarded.url}/#/revenue`,
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
      company().guarded.url,
      { dimensions: ["accounts.account_id"], measures: ["accounts.arr"] },
      { token },
    );
    const ids = new Set(mine.map((row) => String(row["accounts.account_id"])));
    const all = await load(company().open.url, { dimensions: ["accounts.account_id"] });
    const foreigner = all
      .map((row) => String(row["accounts.account_id"]))
      .find((id) => !ids.has(id));
    const { page: tab } = await visit(company().browser, `${company().guarded.url}/#/customers`);
    await signIn(tab, claims);
    const list = tab.getByRole("region", { name: "Accounts", exact: true });
    await list.getByLabel("With former customers and leads").check();
    await expect.poll(() => list.locator("tbody tr").count(), soon).toBe(Math.min(20, ids.size));
    const links = await list
      .locator("tbody th a")
      .evaluateAll((found) => found.map((link) => link.getAttribute("href") ?? ""));
    expect(links.length).toBeGreaterThan(0);
    for (const link of links) expect(ids.has(link.split("/")[2]?.split("?")[0] ?? "")).toBe(true);
    const sees = strangersIn(
      tab,
      new Set(all.map((row) => String(row["accounts.account_id"]))),
      ids,
    );
    expect(await tab.getByRole("navigation").getByRole("link").allTextContents()).toEqual([
      ...["Forecast", "Revenue", "Customers", "Health"],
      ...["Maturity and journey", "Engagement and books"],
    ]);
    const refused: string[] = [];
    tab.on("response", (response) => {
      if (response.status() >= 400) refused.push(response.url());
    });
    for (const [name] of pages.filter(([each]) => each !== "data-quality")) {
      const place = name === "account" ? `account/${[...ids][0]}` : name;
      await tab.goto(`${company().guarded.url}/#/${place}`);
      await tab.locator(`main[data-page="${name}"]`).waitFor();
      await settled(tab);
      expect([name, await sees()]).toEqual([name, []]);
      expect([name, await tab.getByText("may not see").count(), refused]).toEqual([name, 0, []]);
      // the files of a source are not for them, and ids of files are of no use to anybody
      if (name === "account") {
        const moments = partOf(tab, "Moments and evidence");
        expect(await moments.locator("tbody code").count()).toBe(0);
      }
    }
    await tab.goto(`${company().guarded.url}/#/forecast`);
    await settled(tab);
    await tab.locator("#figure-at-risk").waitFor();
    const cards = tab.locator("main .card");
    expect(await cards.evaluateAll((all) => all.map((card) => card.ariaLabel))).toEqual([
      "From opening to closing ARR",
      "The renewals that decide the quarter",
    ]);
    await tab.goto(`${company().guarded.url}/#/data-quality`);
    await tab.getByText("Your role may see nothing of this page.").waitFor();
    expect(await tab.getByRole("button", { name: /download/ }).count()).toBe(0);
    await tab.goto(`${company().guarded.url}/#/account/${foreigner}`);
    await tab.getByText(`There is no account ${foreigner}, or it is not one of yours.`).waitFor();
    await tab.close();
  });

  test("a customer-success manager without an account is told so", async () => {
    const { page: tab } = await visit(company().browser, `${company().guarded.url}/#/revenue`);
    await signIn(tab, { role: "csm", csm_id: "csm-99" });
    await tab.getByText("No account that you may see has a month").waitFor();
    await tab.getByText("Ask whoever gave you the token which accounts are yours.").waitFor();
    await tab.close();
  });
}
