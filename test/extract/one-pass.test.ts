import fc from "fast-check";
import { expect, test } from "vitest";
import { isCampaign } from "../mode.js";
import { type Landings, lake, landAll, place, type Row } from "./landing.js";

const cases = isCampaign ? 200 : 10;

// few ids and times, so that rows repeat each other; some texts that do not fit, some lines too short
const line = fc
  .record({
    id: fc.constantFrom("1", "2", "3", "4", "5", ""),
    at: fc.constantFrom("2024-01-01", "2024-01-02", "2024-02-01", "2024-02-02", "never", ""),
    note: fc.constantFrom("x", "y"),
    isShort: fc.integer({ min: 0, max: 9 }).map((nth) => nth === 0),
  })
  .map(({ id, at, note, isShort }) => (isShort ? `${id},${at}` : `${id},${at},${note}`));

const table = fc.record({
  update: fc.constantFrom("append", "snapshot", "upsert"),
  isKeyed: fc.boolean(),
  hasChangedAt: fc.boolean(),
  files: fc.tuple(
    fc.array(line, { minLength: 1, maxLength: 40 }),
    fc.array(line, { minLength: 1, maxLength: 40 }),
  ),
});

function contractOf(nth: number, given: Given, isFiltered: boolean): string {
  const { update, isKeyed, hasChangedAt } = given;
  const key = isKeyed || update === "upsert" ? "    key: [opportunity_id]\n" : "";
  const columns = hasChangedAt ? "updated_at: at" : "close_date: at";
  return `  - entity: opportunities
    match: case-${nth}/*.csv
    format: csv
    update: ${update}
    max_bad_rows: 100%
${key}${isFiltered ? `    where: "note <> 'nobody writes this'"\n` : ""}    columns:
      { opportunity_id: id, account_id: { value: a }, stage: note, ${columns} }
`;
}

type Given = typeof table extends fc.Arbitrary<infer T> ? T : never;

async function landedAs(given: readonly Given[], isFiltered: boolean) {
  const contracts = given.map((one, nth) => contractOf(nth, one, isFiltered));
  const at = place().source(`source: s\nfiles:\n${contracts.join("")}`);
  for (const [nth, { files }] of given.entries()) {
    for (const [name, lines] of Object.entries(files)) {
      at.file(`case-${nth}/${name}.csv`, `id,at,note\n${lines.join("\n")}\n`);
    }
  }
  const landings = await landAll(at);
  const names = await lake(
    at,
    `parse_filename(filename, true) as file_id, coalesce(line, file_row_number + 2) as line,
     opportunity_id, stage, updated_at, close_date`,
  );
  return { landings, rows: names };
}

// a file's id holds its contract, which differs here; its path does not
function byPath({ landings, rows }: { landings: Landings; rows: readonly Row[] }) {
  return {
    counts: landings.counts,
    bad: landings.bad.map((row) => [row.line, row.reason, row.raw_text].join(" ")).sort(),
    rows: rows.map(({ file_id: _, ...row }) => JSON.stringify(row)).sort(),
  };
}

test(`${cases} tables of bad and repeated rows land in one pass as they do row by row`, async () => {
  const given = fc.sample(table, { numRuns: cases, seed: 20_240_101 });
  const fast = await landedAs(given, false);
  const careful = await landedAs(given, true);
  expect(byPath(fast)).toEqual(byPath(careful));
  expect(fast.landings.errors).toEqual([]);
  const told = Object.values(fast.landings.counts).map((text) => text.split(" ").map(Number));
  for (const nth of [1, 2, 3]) {
    expect(told.reduce((sum, counts) => sum + (counts[nth] ?? 0), 0)).toBeGreaterThan(0);
  }
});
