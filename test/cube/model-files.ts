import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { shipped } from "../../pipeline/root.js";

const member = z.looseObject({
  name: z.string(),
  type: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  sql: z.string().optional(),
  format: z.unknown().optional(),
  public: z.boolean().optional(),
  meta: z.looseObject({}).optional(),
});
const cubeFile = z.object({
  cubes: z.tuple([
    z.looseObject({
      name: z.string(),
      // a cube with a select of its own reads its mart in another order
      sql_table: z.string().optional(),
      sql: z.string().optional(),
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
const policy = z.looseObject({
  groups: z.array(z.string()).min(1),
  member_level: z.looseObject({ excludes: z.array(z.string()).default([]) }),
});
const viewFile = z.object({
  views: z.tuple([
    z.looseObject({
      name: z.string(),
      title: z.string(),
      description: z.string(),
      // own: rows of their own accounts; all: figures of the company; none: not this view
      meta: z.looseObject({ csm: z.enum(["own", "all", "none"]) }),
      cubes: z.tuple([z.object({ join_path: z.string(), includes: z.array(z.string()) })]),
      access_policy: z.array(policy).min(1),
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

export const cubes = read(cubeFile, "cubes").map(({ file, content }) => ({
  file,
  ...content.cubes[0],
}));

/** Cubes that are their mart as it is. */
export const whole = cubes.flatMap(({ sql_table, ...cube }) =>
  sql_table === undefined ? [] : [{ ...cube, sql_table }],
);

export const views = read(viewFile, "views").map(({ file, content }) => {
  const [view] = content.views;
  const [{ join_path, includes }] = view.cubes;
  const cube = cubes.find(({ name }) => name === join_path);
  return { file, ...view, join_path, includes, mart: cube?.meta.mart };
});

export type View = (typeof views)[number];
export type Member = z.infer<typeof member>;

/** A member of a view's cube, and which kind it is. */
export function memberOf(view: View, name: string) {
  const cube = cubes.find((one) => one.name === view.join_path);
  const measure = cube?.measures.find((one) => one.name === name);
  const found = measure ?? cube?.dimensions.find((one) => one.name === name);
  return found && { ...found, kind: measure === undefined ? "dimension" : "measure" };
}

/** Members that no policy of a role lets it see; undefined where it may not ask the view at all. */
export function hiddenFrom(view: View, role: string): readonly string[] | undefined {
  const policies = view.access_policy.filter(({ groups }) => groups.includes(role));
  return policies.length === 0
    ? undefined
    : policies.flatMap(({ member_level }) => member_level.excludes);
}
