import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildPage, type Folder } from "./browser.js";

let page: Folder;
let html: string;

beforeAll(async () => {
  page = await buildPage();
  html = readFileSync(join(page.folder, "index.html"), "utf8");
});

afterAll(() => page?.remove());

test("the built page has no inline script, style or handler", () => {
  expect(html).toContain("<script");
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)/);
  expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=/);
});

test("every asset is beside the page, under a name that changes with its content", () => {
  const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map((match) => match[1] ?? "");
  expect(addresses.length).toBeGreaterThanOrEqual(3);
  for (const address of addresses) {
    expect(address).toMatch(/^\.\/assets\/[a-z-]+-[\w-]{8}\.(js|css|svg)$/);
  }
});

test("scripts and styles are under 400 kB when gzipped", () => {
  const folder = join(page.folder, "assets");
  const sizes = readdirSync(folder).map(
    (file) => gzipSync(readFileSync(join(folder, file))).length,
  );
  const total = sizes.reduce((sum, size) => sum + size, 0);
  expect(total).toBeGreaterThan(50_000);
  expect(total).toBeLessThan(400_000);
});
