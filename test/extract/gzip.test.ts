import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { unpacked } from "../../pipeline/extract/unpack.js";
import { oneIn } from "../sampled.js";
import { landAll, type Place, place, sourceOf } from "./landing.js";

oneIn(2);

/** Accounts of a file in a format, with the columns that most tests use. */
function accounts(match: string, format: string, ...more: readonly string[]): Place {
  return place().source(
    sourceOf(
      "entity: accounts",
      `match: "${match}"`,
      `format: ${format}`,
      ...more,
      "columns:",
      "  account_id: id",
      "  name: { from: name, optional: true }",
    ),
  );
}

const csv = "id,name\n1,One\n2,Two\n";

test("gzip of CSV and of NDJSON is read through, in one member or in several", async () => {
  const at = accounts("*.csv.gz", "csv")
    .file("a.csv.gz", gzipSync(csv))
    .file("b.csv.gz", Buffer.concat([gzipSync("id,name\n"), gzipSync("3,Three\n")]));
  at.source(
    sourceOf("entity: accounts", "match: c.ndjson.gz", "columns: { account_id: id }").replace(
      "source: s",
      "source: t",
    ),
    "t",
  ).file("c.ndjson.gz", gzipSync('{"id":"4"}\n'));
  expect((await landAll(at)).counts).toEqual({
    "a.csv.gz": "2 2 0 0 0",
    "b.csv.gz": "1 1 0 0 0",
    "c.ndjson.gz": "1 1 0 0 0",
  });
});

test("gzip that is cut short, or is none, is refused", async () => {
  const packed = gzipSync(Buffer.from(csv.repeat(1000)));
  const at = accounts("*.csv.gz", "csv")
    .file("a.csv.gz", packed.subarray(0, -9))
    .file("b.csv.gz", csv)
    .file("c.csv.gz", "");
  const { codes, counts } = await landAll(at);
  expect(codes).toEqual(Array(3).fill("extract/broken-archive"));
  expect(counts).toEqual({});
});

test("an archive that grows two hundredfold is stopped before it fills the disk", async () => {
  const at = place().file("a.csv.gz", gzipSync(Buffer.alloc(32 << 20)));
  const path = join(at.folder, "data", "a.csv.gz");
  await expect(unpacked(path, at.folder, "a.csv.gz", 1000)).rejects.toMatchObject({
    code: "extract/archive-too-large",
  });
  expect(await unpacked(path, at.folder, "a.csv.gz", 33 << 20)).toHaveLength(1);
});
