import { type ChildProcess, fork } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { type Browser, chromium, type Page } from "playwright-core";
import { z } from "zod";
import { shipped } from "../pipeline/root.js";
import { untilAnswer, untilFigure } from "./page/stopwatch.js";

const executable = "/usr/bin/chromium";
const rounds = 7;
/** A busy machine's first answer comes late, and is not counted. */
const patience = 120_000;

/** The pages whose first figures are timed, and the figure that is waited for. */
const first = [
  ["forecast", "#figure-retained"],
  ["revenue", "#figure-mrr"],
  ["health", "#figure-score"],
] as const;

/** What a reader does on the page of revenue, and the figure that answers it. */
const interactions = [
  ["from a figure to its accounts", "dialog[open] tbody tr", click("#figure-mrr a")],
  [
    "from one page to another",
    'main[data-page="health"] #figure-score',
    click('nav a[href^="#/health"]'),
  ],
  ["from a filter to its figures", "#figure-mrr", chooseRegion],
] as const;

/** How soon the page shows figures of a published warehouse and answers its reader, in lines. */
export async function dashboardFigures(warehouse: string): Promise<readonly string[]> {
  const lines = codeLines(shipped("dist", "dashboard", "assets"));
  if (!existsSync(executable)) {
    return [...lines, `no times: ${executable} is absent, type apt-get install chromium`];
  }
  const server = fork(fileURLToPath(new URL("./page/worker.js", import.meta.url)));
  const browser = await chromium.launch({
    executablePath: executable,
    args: ["--headless", "--no-sandbox", "--disable-gpu"],
  });
  try {
    const url = await started(server, warehouse);
    return [
      ...lines,
      ...(await figureLines(browser, url)),
      ...(await interactionLines(browser, url)),
    ];
  } finally {
    await browser.close();
    if (server.connected) server.disconnect();
  }
}

async function started(server: ChildProcess, warehouse: string): Promise<string> {
  const ready = new Promise<unknown>((resolve, reject) => {
    server.once("message", resolve);
    server.once("exit", (code) => reject(new Error(`the server ended with exit code ${code}`)));
  });
  server.send(warehouse);
  return z.string().parse(await ready);
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
    const time = await repeated(browser, (page) => untilFigure(page, `${url}/#/${name}`, figure));
    lines.push(`first figures of ${name.padEnd(17)}${time.toFixed(0)} ms  (bar 1000 ms)`);
  }
  return lines;
}

async function interactionLines(browser: Browser, url: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const [name, figure, act] of interactions) {
    const time = await repeated(browser, async (page) => {
      await untilFigure(page, `${url}/#/revenue`, "#figure-mrr");
      await page.waitForLoadState("networkidle");
      while ((await page.getByText(/^Loading/).count()) > 0) await page.waitForTimeout(50);
      return untilAnswer(page, () => act(page), figure);
    });
    lines.push(`${name.padEnd(34)}${time.toFixed(0)} ms  (bar 200 ms)`);
  }
  return lines;
}

/** The middle of some times, each in a tab that knows nothing of the one before. */
async function repeated(
  browser: Browser,
  measure: (page: Page) => Promise<number>,
): Promise<number> {
  const times: number[] = [];
  // the first visit warms the server, as a reader before would have
  for (let round = 0; round <= rounds; round += 1) {
    const context = await browser.newContext();
    const page = await context.newPage();
    page.setDefaultTimeout(patience);
    const time = await measure(page);
    if (round > 0) times.push(time);
    await context.close();
  }
  return times.sort((left, right) => left - right)[Math.floor(rounds / 2)] ?? Number.NaN;
}

function click(selector: string): (page: Page) => Promise<void> {
  return (page) => page.locator(selector).click();
}

async function chooseRegion(page: Page): Promise<void> {
  await page.getByLabel("Region").selectOption({ index: 1 });
}
