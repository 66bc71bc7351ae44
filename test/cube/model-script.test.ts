import { expect, test } from "vitest";
import { parse } from "yaml";
import { modelScript } from "../../cube/model-script.js";

// what Cube finds in a file of its model is what a script calls these two with
function called(yaml: string, scope: Record<string, unknown> = {}): unknown[] {
  const calls: unknown[] = [];
  const take = (name: string, content: unknown) => calls.push([name, resolved(content, scope)]);
  new Function("cube", "view", modelScript(parse(yaml)))(take, take);
  return calls;
}

// as Cube does: a function is asked with what the names of its parameters stand for
function resolved(value: unknown, scope: Record<string, unknown>): unknown {
  if (typeof value === "function") {
    const [, names = ""] = /^\(([^)]*)\) =>/.exec(String(value)) ?? [];
    const parameters = names.split(", ").filter((name) => name !== "");
    expect(Object.keys(scope)).toEqual(expect.arrayContaining(parameters));
    return value(...parameters.map((name) => scope[name]));
  }
  if (Array.isArray(value)) return value.map((one) => resolved(one, scope));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, resolved(inner, scope)]),
  );
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
        sql: "{CUBE}.a || '\`' || '$' || '\\\\d' || {FILTER_PARAMS.x.month.filter(\\"'years'\\")}"`;
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
            sql: "cube.a || '`' || '$' || '\\d' || <'years'>",
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

test("names of members are handed over, each once, as are the levels of a hierarchy", () => {
  const yaml = `
cubes:
  - name: x
    dimensions: [{ name: region, sql: region, type: string }]
    measures: [{ name: rate, sql: "{won} / nullif({won} + {lost}, 0)", drill_members: [region] }]
    hierarchies: [{ name: geography, levels: [region, country] }]`;
  const scope = { won: "w", lost: "l", region: "x.region", country: "x.country" };
  expect(called(yaml, scope)).toEqual([
    [
      "x",
      {
        name: "x",
        dimensions: { region: { sql: "region", type: "string" } },
        measures: { rate: { sql: "w / nullif(w + l, 0)", drill_members: ["x.region"] } },
        hierarchies: { geography: { levels: ["x.region", "x.country"] } },
      },
    ],
  ]);
});

test("a member that is listed twice stops the start", () => {
  const twice = { cubes: [{ name: "x", measures: [{ name: "mrr" }, { name: "mrr" }] }] };
  expect(() => modelScript(twice)).toThrow(/two members "mrr"/);
});
