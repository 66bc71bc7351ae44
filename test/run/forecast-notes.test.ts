import { afterAll, beforeAll, expect, test } from "vitest";
import { forecastTriangle } from "../../pipeline/forecast.js";
import { trianglePage } from "../../pipeline/forecast-html.js";
import { triangleText } from "../../pipeline/forecast-text.js";
import { runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

const contract = `  - entity: variance_notes
    match: exports/notes.csv
    format: csv
    update: snapshot
    columns: { metric: metric, period: of, author: by, why: why, action: what }
`;

const notes = `metric,of,by,why,what
retained_arr,2024-08-01,finance,summer sale,raise prices
retained_arr,2024-02-01,finance,long gone,
seats,2024-08-01,sales,seats were sold,
`;

const tables = [
  "marts.forecast_waterfall",
  "marts.forecast_accuracy",
  "marts.forecast_variance",
  "marts.variance_notes",
];

let shop: Shop;
afterAll(() => shop.remove());

// the first customer came in January: July is the first month with six before it
beforeAll(async () => {
  shop = createShop();
  shop.write("config/sources/shop.yml", sourceFile + contract);
  shop.write("exports/notes.csv", notes);
  await runShop(shop, { tables, asOf: new Date("2024-09-01T00:00:00Z") });
});

async function told(vintage?: string): Promise<readonly [text: string, page: string]> {
  const asked = { metric: "retained_arr", segment: "all", vintage };
  const triangle = await forecastTriangle({ warehouse: warehouseOf(shop), ...asked });
  return [triangleText(triangle), trianglePage(triangle)];
}

test("the vintage of the month that is open is marked, and no other", async () => {
  const [text, page] = await told();
  const lines = [...text.matchAll(/^ *(2024-\d\d) {2,}(\S+( \S+)*?)(?: {2,}|$)/gm)];
  expect(lines.map((line) => line.slice(1, 3))).toEqual([
    ["2024-07", "model"],
    ["2024-08", "model"],
    ["2024-09", "so far"],
    // the note
    ["2024-08", "finance"],
  ]);
  const rows = [...page.matchAll(/<th scope="row">(2024-\d\d [^<]+)</g)].map(([, row]) => row);
  expect(rows.slice(0, 3)).toEqual(["2024-07 model", "2024-08 model", "2024-09 so far"]);
  expect(page).toMatch(/\(backcast; one “so far” is of a month that is open/);
});

test("notes stand under the periods that they speak of, and under no others", async () => {
  for (const shown of [await told(), await told("2024-07")].flat()) {
    expect(shown).toContain("summer sale");
    expect(shown).not.toMatch(/long gone|seats were sold/);
  }
  // what August foresaw begins with September
  for (const shown of await told("2024-08"))
    expect(shown).not.toMatch(/summer sale|<h2>Notes|^notes$/m);
});
