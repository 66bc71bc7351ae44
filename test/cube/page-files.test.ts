import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bareApp, lastResort, page } from "../../cube/http.js";

const code = `export const text = "${"the same again, ".repeat(200)}";\n`;
let folder: string;
let server: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "tenure-page-"));
  mkdirSync(join(folder, "assets"));
  writeFileSync(join(folder, "index.html"), "<title>tenure</title>");
  writeFileSync(join(folder, "assets", "page-1a2b.js"), code);
  writeFileSync(join(folder, "assets", ".hidden"), code);
  server = bareApp().use(page(folder)).use(lastResort).listen(0, "127.0.0.1");
  await once(server, "listening");
});

afterAll(() => {
  server.close();
  server.closeAllConnections();
  rmSync(folder, { recursive: true });
});

function ask(path: string, headers: Record<string, string>): Promise<Response> {
  const { port } = server.address() as AddressInfo;
  return fetch(`http://127.0.0.1:${port}${path}`, { headers });
}

const told = ["content-encoding", "vary", "cache-control", "x-content-type-options"];
const toldBy = ({ headers }: Response) => told.map((name) => headers.get(name));
const forever = "public, max-age=31536000, immutable";

test("an asset is sent compressed to whoever takes that, and the same as it is to others", async () => {
  const small = await ask("/assets/page-1a2b.js", { "Accept-Encoding": "gzip, deflate, br" });
  expect(toldBy(small)).toEqual(["gzip", "Accept-Encoding", forever, "nosniff"]);
  expect(Number(small.headers.get("content-length"))).toBeLessThan(code.length / 10);
  expect(await small.text()).toBe(code);
  const plain = await ask("/assets/page-1a2b.js", { "Accept-Encoding": "identity" });
  expect(toldBy(plain)).toEqual([null, "Accept-Encoding", forever, "nosniff"]);
  expect(Number(plain.headers.get("content-length"))).toBe(code.length);
  expect(await plain.text()).toBe(code);
  for (const { headers } of [small, plain]) {
    expect(headers.get("content-type")?.toLowerCase()).toBe("text/javascript; charset=utf-8");
  }
});

test("a part of an asset is a part of it as it is", async () => {
  const part = await ask("/assets/page-1a2b.js", { "Accept-Encoding": "gzip", Range: "bytes=0-5" });
  expect([part.status, part.headers.get("content-encoding")]).toEqual([206, null]);
  expect(await part.text()).toBe("export");
});

test("an asset that is not there is for the next to answer, compressed or not", async () => {
  for (const encoding of ["gzip", "identity"]) {
    expect((await ask("/assets/page-9z9z.js", { "Accept-Encoding": encoding })).status).toBe(404);
  }
});

test.each([
  ["an escape that means nothing", "/assets/%E0%A4%A"],
  ["a name with a dot before it", "/assets/.hidden"],
  ["a name as if it were a folder", "/assets/page-1a2b.js/"],
  ["a folder in capitals", "/ASSETS/page-1a2b.js"],
])("%s is not there, compressed or not", async (_what, path) => {
  for (const encoding of ["gzip", "identity"]) {
    const { status } = await ask(path, { "Accept-Encoding": encoding });
    expect([400, 404]).toContain(status);
  }
});
