import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { serve } from "../cube/cube.js";
import { silent } from "../pipeline/log.js";
import { shipped } from "../pipeline/root.js";

const executable = "/usr/bin/chromium";
const rounds = 5;
/** A busy machine's first answer comes late, and is not counted. */
const patience = 120_000;

/** The pages whose first figures are timed, and the figure that is waited for. */
const first = [
  ["forecast", "#figure-retained"],
  ["revenue", "#figure-mrr"],
  ["health", "#figure-score"],
] as const;

/** How soon the page shows figures of a published warehouse and answers its reader, in lines. */
export async function dashboardFigures(warehouse: string): Promise<readonly string[]> {
  const folder = shipped("dist", "dashboard");
  const lines = codeLines(join(folder, "assets"));
  if (!existsSync(executable)) {
    return [...lines, `no times: ${executable} is absent, type apt-get install chromium`];
  }
  const serving = await serve({
    warehouse,
    host: "127.0.0.1",
    port: 0,
    demo: true,
    dashboardFolder: folder,
    log: silent,
  });
  const browser = await chromium.launch({
    executablePath: executable,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  try {
    return [
      ...lines,
      ...(await figureLines(browser, serving.url)),
      ...(await answers(browser, serving.url)),
    ];
  } finally {
    await browser.close();
    await serving.close();
  }
}

function codeLines(assets: string): readonly string[] {
  const sizes = readdirSync(assets).map(
    (file) => gzipSync(readFileSync(join(assets, file))).length,
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  return [`page code, gzipped, all pages     ${(total / 1000).toFixed(0)} kB  (bar 400 kB)`];
}

async function figureLines(browser: Browser, url: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, figure] of first) {
    const times: number[] = [];
    // the first visit warms the server, as a reader before would have
    for (let round = 0; round <= rounds; round += 1) {
      const time = await firstFigure(browser, `${url}/#/${name}`, figure);
      if (round > 0) times.push(time);
    }
    lines.push(`first figures of ${name.padEnd(17)}${median(times).toFixed(0)} ms  (bar 1000 ms)`);
  }
  return lines;
}

/** From asking for the page in an empty browser to a figure that is not a dash. */
async function firstFigure(browser: Browser, address: string, figure: string): Promise<number> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  const started = performance.now();
  await page.goto(address, { waitUntil: "commit" });
  await page.locator(figure).filter({ hasText: /\d/ }).waitFor();
  const time = performance.now() - started;
  await context.close();
  return time;
}

async function answers(browser: Browser, url: string): Promise<readonly string[]> {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.setDefaultTimeout(patience);
  await page.goto(`${url}/#/revenue`);
  await page.locator("#figure-mrr").waitFor();
  while ((await page.getByText(/^Loading/).count()) > 0) await page.waitForTimeout(50);
  const drills: number[] = [];
  const turns: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    drills.push(await timed(page, "#figure-mrr a", "dialog[open]"));
    await page.keyboard.press("Escape");
    await page.locator("dialog").waitFor({ state: "detached" });
    turns.push(await timed(page, 'nav a[href^="#/health"]', 'main[data-page="health"]'));
    await page.goBack();
    await page.locator('main[data-page="revenue"]').waitFor();
  }
  await context.close();
  return [
    `from a figure to its accounts     ${median(drills).toFixed(0)} ms  (bar 200 ms)`,
    `from one page to another          ${median(turns).toFixed(0)} ms  (bar 200 ms)`,
  ];
}

async function timed(page: Page, click: string, shown: string): Promise<number> {
  const started = performance.now();
  await page.locator(click).click();
  await page.locator(shown).waitFor();
  return performance.now() - started;
}

function median(times: readonly number[]): number {
  return [...times].sort((left, right) => left - right)[Math.floor(times.length / 2)] ?? 0;
}
