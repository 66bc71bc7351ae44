import { existsSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { sharedGuarded } from "../cube/shared.js";
import { oneIn } from "../sampled.js";
import { attacks } from "./attacks.js";
import { connect, csmLogin, textsOf } from "./endpoint.js";

oneIn(2);

let serving: Serving;

beforeAll(async () => {
  serving = await sharedGuarded();
});

// what only somebody else's accounts, hidden columns or files of this machine hold
const secrets = /Cedar|Dogwood|Elm|Robin|\ba[345]\b|\bc2\b|APAC|AMER|secret@|root:|r1\.duckdb/g;

describe("a csm who attacks over the wire", () => {
  test("has at least 150 ways to try", () => {
    expect(new Set(attacks).size).toBeGreaterThanOrEqual(150);
  });

  test("sees no row of somebody else, reads no file and breaks nothing", async () => {
    const client = await connect(serving, csmLogin);
    let refused = 0;
    for (const sql of attacks) {
      const answer: unknown = await client.query({ text: sql, rowMode: "array" }).then(
        (result: unknown) => [result].flat().map((one) => (one as { rows: unknown }).rows),
        (error: unknown) => error,
      );
      const isError = answer instanceof Error;
      refused += isError ? 1 : 0;
      // a text that is written into a statement may come back
      const shown = isError ? answer.message : JSON.stringify(answer);
      const stolen = [...shown.matchAll(secrets)]
        .map(([found]) => found)
        .filter((found) => !sql.includes(found));
      expect([sql.slice(0, 200), stolen]).toEqual([sql.slice(0, 200), []]);
      await client.query("rollback; deallocate all");
    }
    expect(refused).toBeGreaterThan(150);
    expect(await textsOf(client, "select count(*) from accounts")).toEqual([["2"]]);
    await client.end();
    expect(existsSync("/tmp/stolen.csv") || existsSync("/tmp/stolen")).toBe(false);
  });
});
