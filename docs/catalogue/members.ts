import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { parse } from "yaml";
import { z } from "zod";
import { shipped } from "../../pipeline/root.js";
import { cell, table } from "./table.js";

const member = z.object({
  name: z.string(),
  type: z.string(),
  description: z.string().optional(),
  public: z.boolean().optional(),
});
const cubeFile = z.object({
  cubes: z.array(
    z.object({
      name: z.string(),
      dimensions: z.array(member).default([]),
      measures: z.array(member).default([]),
    }),
  ),
});
const viewFile = z.object({
  views: z.array(
    z.object({
      name: z.string(),
      description: z.string(),
      cubes: z.array(
        z.object({
          join_path: z.string(),
          includes: z.array(
            z.union([
              z.string(),
              z.object({ name: z.string(), alias: z.string().optional() }).loose(),
            ]),
          ),
        }),
      ),
      access_policy: z.array(z.object({ groups: z.array(z.string()) }).loose()).default([]),
    }),
  ),
});

type Member = z.infer<typeof member> & { readonly kind: "dimension" | "measure" };
type View = z.infer<typeof viewFile>["views"][number];
type Include = View["cubes"][number]["includes"][number];

function readFolder<Value>(folder: string, schema: z.ZodType<Value>): Value[] {
  const files = globSync("*.yml", { cwd: shipped("cube", "model", folder), absolute: true });
  return files.sort().map((file) => schema.parse(parse(readFileSync(file, "utf8"))));
}

function membersByPath(): ReadonlyMap<string, Member> {
  const cubes = readFolder("cubes", cubeFile).flatMap((file) => file.cubes);
  return new Map(
    cubes.flatMap(({ name, dimensions, measures }): [string, Member][] => [
      ...dimensions.map((it): [string, Member] => [
        `${name}.${it.name}`,
        { ...it, kind: "dimension" },
      ]),
      ...measures.map((it): [string, Member] => [`${name}.${it.name}`, { ...it, kind: "measure" }]),
    ]),
  );
}

function memberRow(
  path: string,
  include: Include,
  members: ReadonlyMap<string, Member>,
): string[][] {
  const { name, alias = name } =
    typeof include === "string" ? { name: include, alias: undefined } : include;
  const found = members.get(`${path}.${name}`);
  if (found === undefined || found.public === false) return [];
  return [[alias, found.kind, found.type, found.description ?? ""]];
}

function viewSection(view: View, members: ReadonlyMap<string, Member>): string {
  const roles = [...new Set(view.access_policy.flatMap(({ groups }) => groups))].sort();
  const rows = view.cubes.flatMap(({ join_path, includes }) =>
    includes.flatMap((include) => memberRow(join_path, include, members)),
  );
  return [
    `### ${view.name}`,
    "",
    cell(view.description),
    "",
    `Roles: ${roles.join(", ")}.`,
    "",
    table(["member", "kind", "type", "description"], rows),
  ].join("\n");
}

/** Every public view with its members. */
export function viewSections(): string {
  const members = membersByPath();
  const views = readFolder("views", viewFile).flatMap((file) => file.views);
  return views.map((view) => viewSection(view, members)).join("\n\n");
}
