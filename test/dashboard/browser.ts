import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { type Browser, chromium, type Page } from "playwright-core";

const executable = "/usr/bin/chromium";

/** Undefined where a browser can be started, else why not, for the names of skipped tests. */
export const missingBrowser: string | undefined = existsSync(executable)
  ? undefined
  : `skipped: ${executable} is absent, type apt-get install chromium`;

const flags = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function startBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args: flags });
}

export interface Folder {
  readonly folder: string;
  remove(): void;
}

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** When the newest of some files was written; of those that are absent never. */
function newest(files: readonly string[]): number {
  return Math.max(0, ...files.map((file) => (existsSync(file) ? statSync(file).mtimeMs : 0)));
}

/** Whether `npm run build` has made the page of the code as it is now. */
function isBuilt(built: string): boolean {
  const names = readdirSync(fromRoot("dashboard"), { recursive: true, encoding: "utf8" });
  // types leave no trace in it, and the linter writes those of members each time
  const sources = names.filter((name) => !name.endsWith(".d.ts"));
  const files = [...sources.map((name) => `dashboard/${name}`), "package-lock.json"];
  return newest([join(built, "index.html")]) > newest(files.map(fromRoot));
}

/** The page as `npm run build` left it, or built into a folder of its own where that is older. */
export async function buildPage(): Promise<Folder> {
  const built = fromRoot("dist/dashboard");
  if (isBuilt(built)) return { folder: built, remove: () => undefined };
  const folder = mkdtempSync(join(tmpdir(), "tenure-page-"));
  const root = fromRoot("dashboard");
  const command = ["exec", "vite", "--", "build", root, "--outDir", folder, "--logLevel", "error"];
  // a test's own environment would make the page with the libraries' development code
  const env = { ...process.env, NODE_ENV: "production" };
  await promisify(execFile)("npm", command, { env });
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Visit {
  readonly page: Page;
  /** Console errors, uncaught exceptions and breaches of the content policy. */
  readonly complaints: readonly string[];
  /** Addresses outside the server that the page asked for. */
  readonly foreign: readonly string[];
}

/** The strictest policy that the page promises to work under. */
const strictPolicy = "default-src 'self'; style-src 'self'; object-src 'none'; base-uri 'none'";

/** A new tab that writes down what went wrong and who else was asked. */
export async function visit(
  browser: Browser,
  url: string,
  options: { readonly width?: number; readonly dark?: boolean } = {},
): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 900 },
    colorScheme: options.dark ? "dark" : "light",
    timezoneId: "America/New_York",
    locale: "de-DE",
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  const foreign: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("request", (request) => {
    if (new URL(request.url()).host !== new URL(url).host) foreign.push(request.url());
  });
  await underStrictPolicy(page, url);
  await page.goto(url);
  return { page, complaints, foreign };
}

async function underStrictPolicy(page: Page, url: string): Promise<void> {
  const { origin } = new URL(url);
  await page.route(
    (address) => address.origin === origin && address.pathname === "/",
    async (route) => {
      const response = await route.fetch();
      const headers = { ...response.headers(), "content-security-policy": strictPolicy };
      await route.fulfill({ response, headers });
    },
  );
}

/** A table's body as text, cell by cell, once it has a row; how figures moved stands apart. */
export async function tableRows(page: Page, name: string): Promise<string[][]> {
  const lines = page.getByRole("table", { name }).locator("tbody tr");
  await lines.first().waitFor();
  return lines.evaluateAll((rows) =>
    rows.map((row) =>
      [...row.children].map((cell) => {
        const own = cell.cloneNode(true) as typeof cell;
        for (const moved of own.querySelectorAll(".moved")) moved.remove();
        return own.textContent?.trim() ?? "";
      }),
    ),
  );
}

/** How the figures of a table moved, cell by cell. */
export function tableMoves(page: Page, name: string): Promise<string[][]> {
  return page
    .getByRole("table", { name })
    .locator("tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...row.children].map((cell) => cell.querySelector(".moved")?.textContent ?? ""),
      ),
    );
}
