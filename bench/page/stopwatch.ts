import type { Page } from "playwright-core";

/**
 * What the page is told to look for, and when it saw it: nobody outside of it asks again and again.
 * `stopwatch(selector, isNew)` is the instant after the frame in which an element that the selector
 * finds is visible and has a figure, which is not the one before where it must be new.
 */
const source = `
  window.stopwatch = (selector, isNew) => {
    const figure = () =>
      [...document.querySelectorAll(selector)].find(
        (it) => it.checkVisibility() && /\\d/.test(it.textContent) && !it.closest("[aria-busy=true]"),
      )?.textContent;
    const before = isNew ? figure() : undefined;
    return new Promise((resolve) => {
      const look = () => {
        const now = figure();
        if (now === undefined || now === before) return;
        observer.disconnect();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => resolve(performance.now());
          port2.postMessage(undefined);
        });
      };
      const observer = new MutationObserver(look);
      const all = { childList: true, subtree: true, characterData: true, attributes: true };
      observer.observe(document, all);
    });
  };
  for (const kind of ["click", "change"]) {
    addEventListener(kind, ({ timeStamp }) => { window.acted = timeStamp; }, true);
  }
`;

/** Milliseconds from asking for an address in an empty browser to its first figure on the screen. */
export async function untilFigure(page: Page, address: string, figure: string): Promise<number> {
  await page.addInitScript(`${source} window.seen = stopwatch(${JSON.stringify(figure)}, false)`);
  await page.goto(address, { waitUntil: "commit" });
  return Number(await page.evaluate("window.seen"));
}

/** Milliseconds from what a reader does to a figure on the screen, in a page that was watched. */
export async function untilAnswer(
  page: Page,
  act: () => Promise<unknown>,
  figure: string,
): Promise<number> {
  // not the promise itself, which would be waited for
  await page.evaluate(`void (window.seen = stopwatch(${JSON.stringify(figure)}, true))`);
  await act();
  return Number(await page.evaluate("window.seen.then((at) => at - window.acted)"));
}
