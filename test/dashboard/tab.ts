import type axe from "axe-core";
import type { Page } from "playwright-core";
import { expect } from "vitest";
import { tokenOf } from "./company.js";

/** A busy machine answers late; nothing waits so long on an idle one. */
export const soon = { timeout: 60_000 };

/** Every page, and a part that it has. */
export const pages = [
  ["forecast", "The vintage triangle"],
  ["revenue", "Cohorts: what is left of each first month"],
  ["customers", "Accounts"],
  ["health", "Do statuses keep their promise"],
  ["maturity", "How long it takes"],
  ["engagement", "What other arrangements would take"],
  ["account", "Tickets and surveys"],
  ["data-quality", "Sources"],
] as const;

export type Name = (typeof pages)[number][0];

export async function signIn(tab: Page, claims: Record<string, string>): Promise<void> {
  await tab.getByLabel("Access token").fill(await tokenOf(claims));
  await tab.getByRole("button", { name: "Sign in" }).click();
}

/** Waits until nothing is loading any more. */
export async function settled(tab: Page): Promise<void> {
  await tab.locator("main .card").first().waitFor();
  await expect.poll(() => tab.getByText(/^Loading/).count(), soon).toBe(0);
}

/** A headline figure with every digit. */
export function full(tab: Page, id: string): Promise<string | null> {
  return tab.locator(`#figure-${id}`).getAttribute("data-full");
}

const levels = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export async function violations(tab: Page, rules = levels): Promise<readonly string[]> {
  return tab.locator("html").evaluate(async (page, only) => {
    const tool = (globalThis as unknown as { axe: typeof axe }).axe;
    const { violations: found } = await tool.run(page, { runOnly: [...only] });
    return found.flatMap(({ id, nodes }) =>
      nodes.slice(0, 3).map((node) => `${id}: ${node.html.slice(0, 160)}`),
    );
  }, rules);
}

const focusedName = `(() => {
  const at = document.activeElement;
  return at?.getAttribute("aria-label") ?? at?.textContent?.trim() ?? "";
})()`;

/** What has the focus, by its name. */
export async function focused(tab: Page): Promise<string> {
  return String(await tab.evaluate(focusedName));
}

/** By how many pixels the page is wider than the screen. */
export function excess(tab: Page): Promise<number> {
  return tab.locator("html").evaluate((page) => page.scrollWidth - page.clientWidth);
}

/** Presses Tab until what is looked for has the focus. */
export async function reach(tab: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 60; step += 1) {
    if (name.test(await focused(tab))) return;
    await tab.keyboard.press("Tab");
  }
  throw new Error(`the keyboard does not reach ${name}`);
}

/** Charts that stick out of their cards, by name. */
export function overflowing(tab: Page): Promise<string[]> {
  return tab.locator(".chart canvas").evaluateAll((canvases) =>
    canvases.flatMap((canvas) => {
      if (!canvas.checkVisibility()) return [];
      const [own, card] = [canvas, canvas.closest(".card")].map((it) =>
        it?.getBoundingClientRect(),
      );
      if (own === undefined || card === undefined) return ["a chart without a card"];
      const isIn = own.right <= card.right && own.bottom <= card.bottom && own.height > 50;
      return isIn ? [] : [canvas.closest(".card")?.getAttribute("aria-label") ?? "a card"];
    }),
  );
}

/** Drags the first of what is found to the right, by its upper end. */
export async function drag(tab: Page, selector: string, pixels: number): Promise<void> {
  const handle = tab.locator(selector).first();
  await handle.scrollIntoViewIfNeeded();
  const box = await handle.boundingBox();
  if (box === null) throw new Error(`nothing to drag: ${selector}`);
  const [x, y] = [box.x + box.width / 2, box.y + 10];
  await tab.mouse.move(x, y);
  await tab.mouse.down();
  await tab.mouse.move(x + pixels, y, { steps: 4 });
  await tab.mouse.up();
}

type Download = Awaited<ReturnType<Page["waitForEvent"]>> & {
  createReadStream(): Promise<AsyncIterable<Uint8Array>>;
};

export async function bytesOf(download: unknown): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of await (download as Download).createReadStream()) pieces.push(piece);
  return Buffer.concat(pieces);
}

export async function textOf(download: unknown): Promise<string> {
  return (await bytesOf(download)).toString("utf8");
}

/** What a reader cannot scroll to: figures behind the names of their rows, and the page's own name. */
export function hidden(tab: Page): Promise<string[]> {
  return tab.locator("body").evaluate((body) => {
    const crowded = [...body.querySelectorAll(".table-scroll")].flatMap((each) => {
      const names = each.querySelector("th:first-child")?.getBoundingClientRect().width ?? 0;
      const isCrowded = each.checkVisibility() && names > each.clientWidth * 0.75;
      return isCrowded ? [each.textContent.slice(0, 80)] : [];
    });
    const [row, here] = ["nav", "nav [aria-current]"].map((it) =>
      body.querySelector(it)?.getBoundingClientRect(),
    );
    const isSeen =
      row === undefined ||
      here === undefined ||
      (here.left >= row.left - 1 && here.right <= row.right + 1);
    return isSeen ? crowded : [...crowded, "the page among the others"];
  });
}
