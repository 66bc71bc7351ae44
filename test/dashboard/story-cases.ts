import axe from "axe-core";
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import type { Reading } from "./figure-cases.js";
import { excess, overflowing, soon, violations } from "./tab.js";
import { partOf } from "./walks.js";

const desktops = [
  [1440, 900],
  [1920, 1080],
] as const;

/** Tests that one customer's story is one screen where it can be, and says names, while it is open. */
export function storyCases({ tabOf, ask, account }: Reading): void {
  const fromAccount = async (member: string) => {
    const filter = { member: "accounts.account_id", operator: "equals", values: [account()] };
    const [row] = await ask({ dimensions: [member], filters: [filter] });
    return String(row?.[member]);
  };

  test.each(desktops)("the whole story is on one screen of %i by %i", async (width, height) => {
    const { page: tab } = await tabOf("account");
    await tab.setViewportSize({ width, height });
    await expect.poll(() => astray(tab), soon).toEqual([]);
    expect(await partsOf(tab)).toBe(11);
    await expect.poll(() => overflowing(tab), soon).toEqual([]);
    await tab.setViewportSize({ width: 1280, height: 900 });
  });

  test("a card of that screen has no violation that axe finds, and goes on by keyboard", async () => {
    const { page: tab } = await tabOf("account");
    await tab.setViewportSize({ width: 1440, height: 900 });
    await tab.evaluate(axe.source);
    expect(await violations(tab)).toEqual([]);
    await tab.emulateMedia({ colorScheme: "dark" });
    expect(await violations(tab, ["color-contrast"])).toEqual([]);
    await tab.emulateMedia({ colorScheme: "light" });
    const part = partOf(tab, "The score taken apart");
    const last = part.locator("tbody tr").last();
    const isSeen = async () => {
      const [row, card] = await Promise.all([last.boundingBox(), part.boundingBox()]);
      return row !== null && card !== null && row.y + row.height <= card.y + card.height + 1;
    };
    expect(await isSeen()).toBe(false);
    await part.locator(".table-scroll").focus();
    await tab.keyboard.press("End");
    await expect.poll(isSeen, soon).toBe(true);
    await tab.setViewportSize({ width: 1280, height: 900 });
  });

  test("cards of a narrow or low window stand in full, and on a desk none goes on sideways", async () => {
    const { page: tab } = await tabOf("account");
    for (const [width, height] of [
      [360, 800],
      [1440, 700],
      [1280, 900],
    ] as const) {
      await tab.setViewportSize({ width, height });
      await expect
        .poll(async () => [width, await cut(tab, ".card-body")], soon)
        .toEqual([width, []]);
      expect(await excess(tab)).toBe(0);
    }
    expect(await cut(tab, ".table-scroll")).toEqual([]);
  });

  test("the tab is called as the account is, and the facts say what its tier is called", async () => {
    const { page: tab } = await tabOf("account");
    const name = await fromAccount("accounts.name");
    expect(await tab.title()).toBe(`${name} · December 2025 · tenure`);
    const own = await fromAccount("accounts.tier");
    const tiers = await ask({ dimensions: ["tiers.tier", "tiers.tier_name"] });
    const tier = tiers.find((row) => String(row["tiers.tier"]) === own)?.["tiers.tier_name"];
    const shown = tab.locator(".facts div", { hasText: /^Tier/ }).locator("dd");
    expect(await shown.textContent()).toBe(tier);
  });

  test("evidence and contacts are said in words, without ids or dates of a machine", async () => {
    const { page: tab } = await tabOf("account");
    const part = partOf(tab, "Moments and evidence");
    const whole = part.getByRole("button", { name: /^Show all/ });
    if (await whole.isVisible()) await whole.click();
    const said = await part.locator("tbody td").evaluateAll((cells) =>
      cells.map((cell) => {
        const words = cell.cloneNode(true) as typeof cell;
        words.querySelector("code")?.remove();
        return words.textContent ?? "";
      }),
    );
    const contacts = await partOf(tab, "Contacts").locator("tbody th").allTextContents();
    expect([said.length > 8, contacts.length > 0]).toEqual([true, true]);
    const raw = /\d{4}-\d\d|_|\b[A-Z]+-?\d{3}/;
    expect([...said, ...contacts].filter((text) => raw.test(text))).toEqual([]);
  });
}

function partsOf(tab: Page): Promise<number> {
  return tab.locator(".story .card").count();
}

/** What is not on the screen: the page's end, cards, and what a card's head offers. */
function astray(tab: Page): Promise<string[]> {
  return tab.locator("html").evaluate((page) => {
    const within = (part: typeof page, whole: { readonly [edge in Edge]: number }) => {
      const { left, top, right, bottom, height } = part.getBoundingClientRect();
      const isAcross = left >= whole.left - 1 && right <= whole.right + 1;
      return height > 0 && isAcross && top >= whole.top - 1 && bottom <= whole.bottom + 1;
    };
    const screen = { left: 0, top: 0, right: page.clientWidth, bottom: page.clientHeight };
    const cards = [...page.querySelectorAll<typeof page>(".story .card")].flatMap((card) => {
      const own = card.getBoundingClientRect();
      const parts = [...card.querySelectorAll<typeof page>("h2, .downloads, .card-body")];
      const isWhole = within(card, screen) && parts.every((part) => within(part, own));
      return isWhole ? [] : [card.getAttribute("aria-label") ?? "a card"];
    });
    const isLong = page.scrollHeight > page.clientHeight || page.scrollWidth > page.clientWidth;
    return isLong ? ["the page", ...cards] : cards;
  });
}

type Edge = "left" | "top" | "right" | "bottom";

/** What does not show all that it holds, by its card. */
function cut(tab: Page, selector: string): Promise<string[]> {
  return tab
    .locator(`.story ${selector}`)
    .evaluateAll((boxes) =>
      boxes
        .filter(
          (box) => box.scrollHeight > box.clientHeight + 1 || box.scrollWidth > box.clientWidth + 1,
        )
        .map((box) => box.closest(".card")?.getAttribute("aria-label") ?? "a card"),
    );
}
