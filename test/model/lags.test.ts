import { expect, test } from "vitest";
import { silent } from "../../pipeline/log.js";
import { buildModels } from "../../pipeline/model/model.js";
import { scratchWith } from "./scratch.js";

const scratch = scratchWith(`
    create schema config; create schema staging;
    create table config.run (as_of timestamp, recompute_from date);
    insert into config.run values ('2024-01-01', '0001-01-01');
    create table config.waits (months integer);
    insert into config.waits values (4), (2);
    create table staging.numbers (number integer)`);

function lagging(input: string, lag: number | string = "config.waits.months"): void {
  scratch.model(
    "core/a.sql",
    "staging.numbers, config.waits",
    "select count(*)::integer as number from staging.numbers cross join config.waits",
    `lags: { ${input}: ${lag} }
`,
  );
}

const build = (changed: ReadonlyMap<string, string>, full: boolean) =>
  buildModels(scratch.database.connection, { folder: scratch.folder, log: silent, full, changed });

test.each([
  // December is the last closed month, and October the last that was closed two months before it
  ["2023-11-01", "kept"],
  ["2023-10-01", "rebuilt"],
  ["0001-01-01", "rebuilt"],
])("a model that lags two months behind what changed from %s on is %s", async (month, kind) => {
  lagging("staging.numbers");
  await build(new Map(), true);
  const { models } = await build(new Map([["staging.numbers", month]]), false);
  expect(models).toMatchObject([{ model: "core.a", kind }]);
});

test.each([
  ["2024-01-01", "2023-12-01", "kept"],
  ["2024-01-01", "2023-11-01", "rebuilt"],
  // January has begun, so a row of December may be read
  ["2024-01-01 00:00:01", "2024-01-01", "kept"],
  ["2024-01-01 00:00:01", "2023-12-01", "rebuilt"],
])("as of %s, what changed from %s on leaves a model that lags a month %s", async (asOf, month, kind) => {
  lagging("staging.numbers", 1);
  await scratch.database.connection.run(`update config.run set as_of = '${asOf}'`);
  await build(new Map(), true);
  const { models } = await build(new Map([["staging.numbers", month]]), false);
  expect(models).toMatchObject([{ model: "core.a", kind }]);
});

test.each([0, 1.5, "a month"])("a lag of %s is refused", async (lag) => {
  lagging("staging.numbers", lag);
  await expect(build(new Map(), true)).rejects.toMatchObject({
    code: "model/bad-header",
    message: expect.stringContaining("must be a number of months or config.table.column"),
  });
});

test("a model that lags behind what it does not read is refused", async () => {
  lagging("core.b");
  await expect(build(new Map(), true)).rejects.toMatchObject({
    code: "model/wrong-source",
    message: expect.stringContaining("names core.b, which the select does not read"),
  });
});
