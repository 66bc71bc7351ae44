import { beforeAll, expect, test } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { ask, rowsOf } from "./client.js";
import { sharedDemo } from "./shared.js";

let serving: Serving;
beforeAll(async () => {
  serving = await sharedDemo();
});

test.each([
  ["2025-01-01T00:00:00Z"],
  ["2025-01-01T02:00:00+02:00"],
  ["2024-12-31T19:00:00-0500"],
])("a filter is of the instant %s, wherever its clock stands", async (instant) => {
  const member = "account_months.snapshot_at";
  const filters = [{ member, operator: "equals", values: [instant] }];
  const [row] = await rowsOf(serving, { measures: ["account_months.mrr"], filters });
  const [december] = await rowsOf(serving, {
    measures: ["account_months.mrr"],
    filters: [{ member: "account_months.month", operator: "equals", values: ["2024-12-01"] }],
  });
  expect(row).toEqual(december);
  expect(row?.["account_months.mrr"]).not.toBeNull();
});

test("a text that is looked for may hold an underscore, which stands for itself", async () => {
  const found = (value: string) =>
    rowsOf(serving, {
      dimensions: ["accounts.name"],
      filters: [{ member: "accounts.segments", operator: "contains", values: [value] }],
    });
  const named = [{ "accounts.name": "Alder" }, { "accounts.name": "Birch" }];
  expect(await found("/emea_and_uk/")).toEqual(named);
  expect(await found("/emea-and_uk/")).toEqual([]);
  expect(await found("/emea_and%/")).toEqual([]);
});

test("an answer in the order of what is not in the answer is refused, not left in another", async () => {
  const query = { dimensions: ["accounts.name"], order: { "accounts.mrr": "desc" }, limit: 1 };
  const { status, body } = await ask(serving, query);
  expect(status).toBe(400);
  expect(body.error).toContain("order by accounts.mrr needs accounts.mrr in the answer");
});
