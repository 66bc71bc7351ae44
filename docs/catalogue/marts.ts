import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { globSync } from "tinyglobby";
import { rows } from "../../pipeline/database.js";
import { type ParsedModel, parseModel } from "../../pipeline/model/header.js";
import { cell, table } from "./table.js";

interface Read {
  /** `schema.table`. */
  readonly name: string;
  readonly model: ParsedModel;
}

function readModels(folder: string, schema: string): readonly Read[] {
  const files = globSync(`${schema}/*.sql`, { cwd: folder }).sort();
  return files.map((file) => {
    const name = file.replace("/", ".").replace(".sql", "");
    const text = readFileSync(join(folder, file), "utf8");
    return { name, model: parseModel(`models/${file}`, text, schema === "metrics") };
  });
}

function unitOf({ header }: ParsedModel, column: string): string {
  const { unit } = header;
  return (typeof unit === "object" ? unit[column] : undefined) ?? "";
}

async function martSection(connection: DuckDBConnection, read: Read): Promise<string> {
  const { name, model } = read;
  const columns = await rows(
    connection,
    `select column_name as name, lower(data_type) as type from information_schema.columns
     where table_catalog = 'build' and table_schema || '.' || table_name = $1
     order by ordinal_position`,
    [name],
  );
  return [
    `### ${name}`,
    "",
    cell(model.header.says),
    "",
    `One row per ${model.header.grain.join(", ")}.`,
    "",
    table(
      ["column", "type", "unit"],
      columns.map((column) => {
        const title = String(column.name);
        return [title, String(column.type), unitOf(model, title)];
      }),
    ),
  ].join("\n");
}

/** Every mart with its grain, its meaning and its columns. */
export async function martSections(connection: DuckDBConnection, folder: string): Promise<string> {
  const sections: string[] = [];
  for (const read of readModels(folder, "marts")) {
    sections.push(await martSection(connection, read));
  }
  return sections.join("\n\n");
}

function metricRow({ name, model }: Read): string[] {
  if (model.kind !== "metric") return [];
  const { title, unit, direction, window_days, entities, says } = model.header;
  return [
    name.replace("metrics.", ""),
    title,
    unit,
    direction.replaceAll("_", " "),
    window_days === undefined ? "" : `${window_days} days`,
    entities.join(", "),
    says,
  ];
}

/** Every metric, one row of a table each. */
export function metricTable(folder: string): string {
  const head = ["metric", "title", "unit", "direction", "window", "needs", "says"];
  return table(head, readModels(folder, "metrics").map(metricRow));
}
