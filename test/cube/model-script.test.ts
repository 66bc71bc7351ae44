import { expect, test } from "vitest";
import { parse } from "yaml";
import { modelScript } from "../../cube/model-script.js";

// what Cube finds in a file of its model is what a script calls these two with
function called(yaml: string, scope: Record<string, unknown> = {}): unknown[] {
  const calls: unknown[] = [];
  const take = (name: string, content: unknown) => calls.push([name, content]);
  const names = ["cube", "view", ...Object.keys(scope)];
  new Function(...names, modelScript(parse(yaml)))(take, take, ...Object.values(scope));
  return calls;
}

test("lists of members become objects by name, other lists stay lists", () => {
  const yaml = `
cubes:
  - name: mart_x
    public: false
    meta: { measures_of: [a, b] }
    dimensions:
      - { name: month, type: time }
    measures:
      - { name: mrr, type: sum }
      - { name: arr, type: number }`;
  const content = {
    name: "mart_x",
    public: false,
    meta: { measures_of: ["a", "b"] },
    dimensions: { month: { type: "time" } },
    measures: { mrr: { type: "sum" }, arr: { type: "number" } },
  };
  expect(called(yaml)).toEqual([["mart_x", content]]);
});

test("braces in SQL name members, and every other sign of JavaScript stays a sign", () => {
  const yaml = `
cubes:
  - name: x
    sql_table: marts.x
    dimensions:
      - name: odd
        title: "Costs {nothing} \`here\` \${now}"
        sql: "{CUBE}.a || '\`' || '$' || '\\\\d' || {FILTER_PARAMS.x.month.filter('month')}"`;
  const scope = {
    CUBE: "cube",
    FILTER_PARAMS: { x: { month: { filter: (by: string) => `<${by}>` } } },
  };
  expect(called(yaml, scope)).toEqual([
    [
      "x",
      {
        name: "x",
        sql_table: "marts.x",
        dimensions: {
          odd: {
            title: "Costs {nothing} `here` $" + "{now}",
            sql: "cube.a || '`' || '$' || '\\d' || <month>",
          },
        },
      },
    ],
  ]);
});

test("a view names its cube, and its row policy reads the security context", () => {
  const yaml = `
views:
  - name: v
    cubes: [{ join_path: mart_x, includes: [a, b] }]
    access_policy:
      - row_level:
          filters: [{ member: owner, operator: equals, values: ["{ securityContext.csm_id }"] }]`;
  const scope = { mart_x: "the cube", securityContext: { csm_id: "c1" } };
  expect(called(yaml, scope)).toEqual([
    [
      "v",
      {
        name: "v",
        cubes: [{ join_path: "the cube", includes: ["a", "b"] }],
        access_policy: [
          { row_level: { filters: [{ member: "owner", operator: "equals", values: ["c1"] }] } },
        ],
      },
    ],
  ]);
});
