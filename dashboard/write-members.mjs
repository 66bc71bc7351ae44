// Writes members.d.ts from cube/model: every public member of every view as a type, so that a
// question about a member that does not exist fails the type check.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

function documents(folder) {
  return readdirSync(here(folder))
    .filter((file) => file.endsWith(".yml"))
    .sort()
    .map((file) => parse(readFileSync(here(`${folder}/${file}`), "utf8")));
}

const cubes = new Map(
  documents("../cube/model/cubes")
    .flatMap((document) => document.cubes)
    .map((cube) => [cube.name, cube]),
);

function membersOf(view) {
  return view.cubes.flatMap(({ join_path, includes }) => {
    const cube = cubes.get(join_path.split(".").at(-1));
    return includes.map((member) => {
      const name = typeof member === "string" ? member : member.name;
      const measure = (cube.measures ?? []).some((one) => one.name === name);
      return { name: member.alias ?? name, kind: measure ? "measure" : "dimension" };
    });
  });
}

function union(members, kind) {
  const names = members.filter((member) => member.kind === kind).map(({ name }) => `"${name}"`);
  return names.length === 0 ? "never" : names.join(" | ");
}

const views = documents("../cube/model/views")
  .flatMap((document) => document.views)
  .map((view) => {
    const members = membersOf(view);
    const [dimension, measure] = ["dimension", "measure"].map((kind) => union(members, kind));
    return `  ${view.name}: { dimension: ${dimension}; measure: ${measure} };`;
  });

writeFileSync(
  here("members.d.ts"),
  `// Made of cube/model by write-members.mjs; do not edit.\nexport interface Model {\n${views.join("\n")}\n}\n`,
);
