import { beforeAll, describe, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { biQueries } from "../bi-queries/queries.js";
import { sharedGuarded } from "../cube/shared.js";
import { connect } from "./endpoint.js";

let serving: Serving;

beforeAll(async () => {
  serving = await sharedGuarded();
});

describe("what tools send", () => {
  test("is at least 60 queries of their public sources", () => {
    expect(biQueries.length).toBeGreaterThanOrEqual(60);
    for (const { source } of biQueries) expect(source).toMatch(/^https:\/\/github\.com\//);
  });

  test("is answered", async () => {
    const client = await connect(serving);
    const found: string[] = [];
    for (const { tool, sql } of biQueries) {
      const error: unknown = await client.query(sql).then(
        () => undefined,
        (caught: unknown) => caught,
      );
      if (error !== undefined) found.push(`${tool}: ${sql.slice(0, 60)}: ${String(error)}`);
    }
    expect(found).toEqual([]);
    await client.end();
  });
});
