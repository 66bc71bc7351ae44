import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { type Database, openDatabase, rows } from "../../pipeline/database.js";
import { shipped } from "../../pipeline/root.js";
import { makeWarehouse, writeBuild } from "./snapshot.js";

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
const member = z.looseObject({
  name: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  sql: z.string().optional(),
  meta: z.looseObject({}).optional(),
});
const cubeFile = z.object({
  cubes: z.tuple([
    z.looseObject({
      name: z.string(),
      sql_table: z.string(),
      public: z.literal(false),
      meta: z.object({
        mart: z.string(),
        hidden_columns: z.record(z.string(), z.string().min(10)).optional(),
      }),
      dimensions: z.array(member),
      measures: z.array(member).default([]),
    }),
  ]),
});
const viewFile = z.object({
  views: z.tuple([
    z.looseObject({
      name: z.string(),
      title: z.string(),
      description: z.string(),
      cubes: z.tuple([z.object({ join_path: z.string(), includes: z.array(z.string()) })]),
      access_policy: z.array(z.looseObject({ groups: z.array(z.string()).min(1) })).min(1),
    }),
  ]),
});

function read<T>(schema: z.ZodType<T>, folder: string): { file: string; content: T }[] {
  const path = shipped("cube", "model", folder);
  return readdirSync(path).map((file) => ({
    file: file.replace(".yml", ""),
    content: schema.parse(parse(readFileSync(join(path, file), "utf8"))),
  }));
}

const cubes = read(cubeFile, "cubes").map(({ file, content }) => ({ file, ...content.cubes[0] }));
const views = read(viewFile, "views").map(({ file, content }) => ({ file, ...content.views[0] }));

// kept by the model for the row policies; no policy lets anybody see it
const internal = ["owner_csm_id"];

const warehouse = makeWarehouse();
let build: Database;
beforeAll(async () => {
  const file = await writeBuild(warehouse.folder, "r1");
  build = await openDatabase(join(warehouse.folder, file), { readOnly: true });
});
afterAll(() => {
  build.close();
  warehouse.remove();
});

/** Columns that the last select of a model lists. */
async function columnsOfModel(mart: string): Promise<string[]> {
  const sql = readFileSync(shipped("models", "marts", `${mart}.sql`), "utf8");
  const [row] = await rows(build.connection, "select json_serialize_sql($1::varchar) as tree", [
    sql,
  ]);
  const tree = z.object({
    statements: z.tuple([
      z.object({
        node: z.object({
          select_list: z.array(
            z.looseObject({ alias: z.string(), column_names: z.array(z.string()).optional() }),
          ),
        }),
      }),
    ]),
  });
  const [statement] = tree.parse(JSON.parse(String(row?.tree))).statements;
  return statement.node.select_list.map(
    ({ alias, column_names }) => alias || (column_names?.at(-1) ?? ""),
  );
}

describe.each(cubes)("the cube of $sql_table", (cube) => {
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

  test("has every column of the mart, or says why one is hidden", async () => {
    const columns = await columnsOfModel(mart);
    expect(columns.filter((column) => !known.has(column))).toEqual([]);
    expect([...known].filter((column) => column && !columns.includes(column))).toEqual([]);
  });

  test("is tried here on a mart of the same columns", async () => {
    const described = await rows(build.connection, `describe ${cube.sql_table}`);
    const columns = described.map(({ column_name }) => column_name).sort();
    expect(columns).toEqual((await columnsOfModel(mart)).sort());
  });

  test("leaves business rules to the models", () => {
    for (const { sql } of members) expect(sql ?? "").not.toMatch(/\bcase\b/i);
  });
});

describe.each(views)("the view $name", (view) => {
  const [{ join_path, includes }] = view.cubes;
  const cube = cubes.find(({ name }) => name === join_path);
  const shown = includes.filter((name) => !internal.includes(name));

  test("is named like its file and takes from one cube, without a join", () => {
    expect(view.file).toBe(view.name);
    expect(cube).toBeDefined();
  });

  test("describes each member: what it is, how it is computed, how it adds up", () => {
    for (const name of shown) {
      const measure = cube?.measures.find((one) => one.name === name);
      const found = measure ?? cube?.dimensions.find((one) => one.name === name);
      expect([name, found?.title, found?.description]).toEqual([
        name,
        expect.any(String),
        expect.stringMatching(/.{5}\.$/),
      ]);
      const schema = measure === undefined ? about : additive;
      expect([name, schema.safeParse(found?.meta).error]).toEqual([name, undefined]);
    }
  });

  test("lets nobody see what the model keeps for itself", () => {
    const kept = includes.filter((name) => internal.includes(name));
    for (const policy of view.access_policy) {
      const level = z
        .object({ excludes: z.array(z.string()).default([]) })
        .parse(policy.member_level);
      expect(level.excludes).toEqual(expect.arrayContaining(kept));
    }
  });

  test("gives a csm their own rows only, where rows are of accounts", () => {
    const hasAccounts = includes.includes("account_id");
    const policies = view.access_policy.filter(({ groups }) => groups.includes("csm"));
    for (const policy of policies) {
      expect(policy.row_level !== undefined || !hasAccounts).toBe(true);
      expect(policy.groups).toEqual(hasAccounts ? ["csm"] : expect.any(Array));
    }
  });
});

test("each mart has a cube and each cube a view", () => {
  const marts = readdirSync(shipped("models", "marts")).map((file) => file.replace(".sql", ""));
  expect(cubes.map(({ file }) => file).sort()).toEqual(marts.sort());
  expect(views.map(({ cubes: [{ join_path }] }) => join_path).sort()).toEqual(
    cubes.map(({ name }) => name).sort(),
  );
});
