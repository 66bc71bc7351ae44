import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { rows } from "../../pipeline/database.js";
import { type ForecastFlags, printForecast } from "../../pipeline/forecast-command.js";
import { silent } from "../../pipeline/log.js";
import { openPublished } from "../../pipeline/published.js";
import { runShop, warehouseOf } from "./flow.js";
import { createShop, type Shop, sourceFile } from "./shop.js";

const contract = `  - entity: plans
    match: exports/plans.csv
    format: csv
    update: snapshot
    columns: { metric: metric, vintage: made, period: for, value: value }
`;

const forecast = {
  tables: [
    "marts.forecast_waterfall",
    "marts.forecast_accuracy",
    "marts.forecast_variance",
    "marts.variance_notes",
  ],
};

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

test("a plan in hindsight does not become the original of a period that was planned", async () => {
  planned(seats, later, "seats,2024-02-01,2024-05-01,7");
  await expect(runShop(shop, forecast)).rejects.toMatchObject({
    code: "stage/plan-in-hindsight",
    exitCode: 4,
    message:
      "exports/plans.csv:4 plans seats of all in 2024-05 as of 2024-02, after the plan of 2024-03 for it was published",
    hint: expect.stringContaining("re-plan"),
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

/** What `tenure forecast --metric seats` says, or writes into a file. */
async function printed(flags: Partial<ForecastFlags>): Promise<string> {
  const said: string[] = [];
  const out = join(shop.folder, "told");
  const isWritten = flags.format !== undefined && flags.format !== "table";
  const told = { metric: "seats", segment: "all", format: "table", ...flags } as const;
  await printForecast(
    { warehouse: warehouseOf(shop), ...told, ...(isWritten ? { out } : {}) },
    { log: silent, result: (text) => said.push(text), done: () => {} },
    process.stdout,
  );
  return isWritten ? readFileSync(out, "utf8") : said.join("\n");
}

const cells = (text: string, start: string) =>
  text
    .split("\n")
    .map((line) => line.trim())
    .flatMap((line) => (line.startsWith(start) ? [line.split(/ {2,}/)] : []));

test("the triangle stands on the terminal, each forecast with how far it lay from what came", async () => {
  const text = await printed({});
  expect(text).toContain("Seats (seats), segment all");
  // 5, 2 and 4 seats in April, without B's 2 from May on: 11/12 - 1, 9/14 - 1 and 9/13 - 1
  expect(cells(text, "2024-03")).toEqual([["2024-03", "plan", "12 (-8.3%)", "14 (-35.7%)"]]);
  expect(cells(text, "2024-04")[0]?.slice(0, 2)).toEqual(["2024-04", "replan"]);
  expect(cells(text, "2024-04")[0]?.at(-1)).toBe("13 (-30.8%)");
  expect(cells(text, "actual")[0]?.slice(-2)).toEqual(["11", "9"]);
  expect(cells(await printed({ vintage: "2024-04" }), "2024-03")).toEqual([]);
});

test("the triangle is given as CSV, as JSON and as a page that needs nothing else", async () => {
  const csv = (await printed({ format: "csv", vintage: "2024-03" })).trim().split("\n");
  expect(csv).toHaveLength(3);
  const parsed: unknown = JSON.parse(await printed({ format: "json" }));
  expect(parsed).toMatchObject([{ period: expect.stringContaining("2024-04") }, {}, {}]);
  const page = await printed({ format: "html" });
  expect(page).toMatch(
    /<th scope="row">2024-03 plan<\/th><td class="worse" title="forecast 12, actual 11">12<small>\u22128.3%/,
  );
  expect(page).toContain("size: A4 landscape");
  expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
});

test.each([
  [{ metric: "shoes" }, "publish/no-such-metric"],
  [{ segment: "mars" }, "publish/no-such-segment"],
  [{ vintage: "1999-01" }, "publish/no-such-vintage"],
])("a triangle of %o is refused and says what there is", async (flags, code) => {
  await expect(printed(flags)).rejects.toMatchObject({ code, exitCode: 2 });
});
