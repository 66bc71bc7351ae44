import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { openPublished } from "../../pipeline/published.js";
import { runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

const contract = `  - entity: plans
    match: exports/plans.csv
    format: csv
    update: snapshot
    columns: { metric: metric, vintage: made, period: for, value: value }
`;

const forecast = { tables: ["marts.forecast_waterfall"] };

let shop: Shop;
afterAll(() => shop.remove());

function planned(...lines: readonly string[]): void {
  shop.write("exports/plans.csv", ["metric,made,for,value", ...lines, ""].join("\n"));
}

async function waterfall(): Promise<unknown[]> {
  const { connection, close } = await openPublished(warehouseOf(shop));
  try {
    const found = await rows(
      connection,
      `select strftime(vintage, '%m') || ' ' || kind || ' ' || strftime(period, '%m') || ' '
         || forecast::integer as plan
       from marts.forecast_waterfall where metric = 'seats' order by all`,
    );
    return found.map(({ plan }) => plan);
  } finally {
    close();
  }
}

const seats = "seats,2024-03-01,2024-04-01,12";
const later = "seats,2024-03-01,2024-05-01,14";

// as_of stays, so that a run has little to do and seals nothing
beforeAll(async () => {
  shop = createShop();
  shop.write("config/sources/shop.yml", sourceFile + contract);
  planned(seats, later);
  await runShop(shop, forecast);
});

test.each([
  [
    ["seats,2024-03-01,2024-04-01,11", later],
    "exports/plans.csv:2 plans 11 for seats of all in 2024-04, but its vintage 2024-03 was published with 12",
  ],
  [
    [seats, later, "seats,2024-03-01,2024-06-01,15"],
    "exports/plans.csv:4 plans 15 for seats of all in 2024-06, but its vintage 2024-03 was published without it",
  ],
  [
    [seats],
    "the plan leaves out seats of all in 2024-05, but its vintage 2024-03 was published with 14",
  ],
])("a plan that contradicts what was published is refused and named (%#)", async (lines, says) => {
  planned(...lines);
  await expect(runShop(shop, forecast)).rejects.toMatchObject({
    code: "stage/plan-rewritten",
    exitCode: 4,
    message: says,
    hint: expect.stringContaining("later vintage"),
  });
  expect(await waterfall()).toEqual(["03 plan 04 12", "03 plan 05 14"]);
});

test("a later vintage is a re-plan, and the first stays when its rows are gone", async () => {
  planned("seats,2024-04-01,2024-05-01,13");
  expect((await runShop(shop, forecast)).kind).toBe("published");
  expect(await waterfall()).toEqual(["03 plan 04 12", "03 plan 05 14", "04 replan 05 13"]);
  // and it is still known what it was, though no file says so
  planned("seats,2024-03-01,2024-04-01,11", "seats,2024-04-01,2024-05-01,13");
  await expect(runShop(shop, forecast)).rejects.toMatchObject({
    code: "stage/plan-rewritten",
    message: expect.stringMatching(/plans 11 .* published with 12, and 1 more$/),
  });
});
