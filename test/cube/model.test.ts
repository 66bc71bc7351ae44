import { readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { withEmptyBuild } from "../../docs/catalogue/build.js";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";
import { cubes, hiddenFrom, memberOf, views, whole } from "./model-files.js";
import { sharedRun, sharedWarehouse } from "./shared.js";

const about = z.object({
  grain: z.string(),
  unit: z.string(),
  section: z.number(),
  column: z.string(),
});
const additive = about.extend({
  direction: z.enum(["higher", "lower", "none", "as the metric says"]),
  additivity: z.object({
    accounts: z.enum(["sum", "distinct", "minimum", "maximum", "ratio", "none"]),
    time: z.enum(["sum", "last", "first", "none"]),
  }),
});
// kept by the model for the row policies; no policy lets anybody see it
const internal = ["owner_csm_id"];

const columnsSql = `select table_name as mart, column_name as name, data_type as type
  from information_schema.columns where table_schema = 'marts' order by mart, name`;

type Columns = Readonly<Record<string, readonly unknown[]>>;

function byMart(found: readonly Record<string, unknown>[]): Columns {
  const grouped: Record<string, unknown[]> = {};
  for (const { mart, name, type } of found) {
    const columns = grouped[String(mart)] ?? [];
    grouped[String(mart)] = [...columns, `${name} ${type}`];
  }
  return grouped;
}

let build: Database;
// what the models make, without one row, and what these tests ask instead
let made: Columns;
let tried: Columns;
beforeAll(async () => {
  const file = join(await sharedWarehouse(), "builds", `${sharedRun}.duckdb`);
  build = await openDatabase(file, { readOnly: true });
  tried = byMart(await rows(build.connection, columnsSql));
  const catalogue = columnsSql.replace("where", "where table_catalog = 'build' and");
  made = await withEmptyBuild(shipped("models"), async (connection) =>
    byMart(await rows(connection, catalogue)),
  );
});
afterAll(() => build.close());

describe.each(whole)("the cube of $sql_table", (cube) => {
  const mart = cube.sql_table.replace("marts.", "");
  const members = [...cube.dimensions, ...cube.measures];
  const known = new Set([
    ...members.map(({ meta }) => String(meta?.column ?? "").replace(`${cube.sql_table}.`, "")),
    ...Object.keys(cube.meta.hidden_columns ?? {}),
  ]);

  test("sits on the mart that its file is named for", () => {
    expect(cube.file).toBe(mart);
    expect(cube.meta.mart).toBe(cube.sql_table);
  });

  test("has every column of the mart, or says why one is hidden", () => {
    const columns = (made[mart] ?? []).map((column) => String(column).split(" ")[0] ?? "");
    expect(columns.filter((column) => !known.has(column))).toEqual([]);
    expect([...known].filter((column) => column && !columns.includes(column))).toEqual([]);
  });

  test("is tried here on a mart of the same columns and types", () => {
    expect(tried[mart]).toEqual(made[mart]);
  });

  test("leaves business rules to the models", () => {
    for (const { sql } of members) expect(sql ?? "").not.toMatch(/\bcase\b/i);
  });
});

const rearranged = cubes.filter(({ sql_table }) => sql_table === undefined);

test.each(
  rearranged,
)("the cube in $file reads no mart but $meta.mart, and adds no rule", (cube) => {
  expect(cube.sql?.match(/\bmarts\.\w+/g)).toEqual([cube.meta.mart]);
  expect(whole.map(({ sql_table }) => sql_table)).toContain(cube.meta.mart);
  const columns = (made[cube.meta.mart.replace("marts.", "")] ?? []).map(
    (column) => `${cube.meta.mart}.${String(column).split(" ")[0]}`,
  );
  const members = [...cube.dimensions, ...cube.measures];
  const named = members.flatMap(({ meta }) => (meta?.column === undefined ? [] : [meta.column]));
  expect(columns).toEqual(expect.arrayContaining(named));
  for (const { sql } of [cube, ...members]) expect(sql ?? "").not.toMatch(/\bcase\b/i);
});

function columnsOf(cube: string): readonly unknown[] {
  return made[cube.replace("mart_", "")] ?? [];
}

describe.each(views)("the view $name", (view) => {
  const { join_path, includes } = view;
  const shown = includes.filter((name) => !internal.includes(name));
  const key = includes.includes("account_id") ? "account_id" : "csm_id";

  test("is named like its file and takes from one cube, without a join", () => {
    expect(view.file).toBe(view.name);
    expect(cubes.map(({ name }) => name)).toContain(join_path);
  });

  test("describes each member: what it is, how it is computed, how it adds up", () => {
    for (const name of shown) {
      const found = memberOf(view, name);
      expect([name, found?.title, found?.description]).toEqual([
        name,
        expect.any(String),
        expect.stringMatching(/.{5}\.$/),
      ]);
      const schema = found?.kind === "measure" ? additive : about;
      expect([name, schema.safeParse(found?.meta).error]).toEqual([name, undefined]);
    }
  });

  test("formats a measure by its unit", () => {
    for (const name of shown) {
      const found = memberOf(view, name);
      if (found?.kind !== "measure") continue;
      const { unit } = about.parse(found.meta);
      const expected = unit.startsWith("reporting currency")
        ? "currency"
        : unit.startsWith("share")
          ? "percent"
          : expect.not.stringMatching(/^(currency|percent)$/);
      expect([name, unit, found.format ?? "none"]).toEqual([name, unit, expected]);
    }
  });

  // files have the first as days, whatever instants Cube makes of them
  test("says of each time whether it is a month, a day or an instant", () => {
    for (const name of shown) {
      const found = memberOf(view, name);
      if (found?.kind !== "dimension" || found.type !== "time") continue;
      const { unit } = about.parse(found.meta);
      expect([name, unit]).toEqual([name, expect.stringMatching(/^(month|day|instant)$/)]);
      // a subselect's day is of a column that is none
      const isInstant = columnsOf(join_path).includes(`${name} TIMESTAMP`);
      expect([name, unit === "instant"]).toEqual([name, isInstant]);
    }
  });

  test("lets nobody see what the model keeps for itself", () => {
    const kept = includes.filter((name) => internal.includes(name));
    for (const policy of view.access_policy) {
      expect(policy.member_level.excludes).toEqual(expect.arrayContaining(kept));
    }
  });

  test("says what a csm gets of it, and its policy does that", () => {
    const { csm } = view.meta;
    const policies = view.access_policy.filter(({ groups }) => groups.includes("csm"));
    expect(policies).toHaveLength(csm === "none" ? 0 : 1);
    const filter = { member: key === "csm_id" ? key : "owner_csm_id", operator: "equals" };
    for (const policy of policies) {
      const own = { filters: [{ ...filter, values: ["{ securityContext.csm_id }"] }] };
      expect(policy.row_level).toEqual(csm === "own" ? own : undefined);
    }
  });

  test("gives figures of the whole company to a csm without accounts, people and money", () => {
    if (view.meta.csm !== "all") return;
    const hidden = hiddenFrom(view, "csm") ?? [];
    const open = shown.filter((name) => !hidden.includes(name));
    expect(open.filter((name) => /^(account_id|csm_id|csm_name)$/.test(name))).toEqual([]);
    const units = open.map((name) => [name, about.parse(memberOf(view, name)?.meta).unit]);
    expect(units.filter(([, unit]) => unit?.startsWith("reporting currency"))).toEqual([]);
  });

  test("hides contact data from all but admins", () => {
    const contact = shown.filter(
      (name) =>
        memberOf(view, name)?.meta?.contact === true || /e_?mail|phone|contact_name/.test(name),
    );
    for (const role of ["leadership", "analyst", "csm"]) {
      const hidden = hiddenFrom(view, role);
      if (hidden !== undefined) expect(hidden).toEqual(expect.arrayContaining(contact));
    }
  });
});

test("each mart of a build has a cube and each cube a view", () => {
  const files = readdirSync(shipped("models", "marts")).map((file) => file.replace(".sql", ""));
  expect(Object.keys(made).sort()).toEqual(files.sort());
  expect(whole.map(({ file }) => file).sort()).toEqual(files);
  expect(views.map(({ join_path }) => join_path).sort()).toEqual(
    cubes.map(({ name }) => name).sort(),
  );
});
