import { z } from "zod";
import { indexSchema } from "./indexes.js";
import { settingsFiles } from "./settings.js";
import { sourceSchema } from "./sources.js";

type JsonSchema = z.core.JSONSchema.JSONSchema;

/** Keys left out have a shipped default, so an editor must not ask for them. */
function withoutRequired(schema: JsonSchema): JsonSchema {
  const { required: _required, properties, ...rest } = schema;
  if (properties === undefined) return rest;
  const inner = Object.entries(properties).map(([name, property]) => [
    name,
    typeof property === "object" ? withoutRequired(property) : property,
  ]);
  return {
    ...rest,
    properties: Object.fromEntries(inner) as NonNullable<JsonSchema["properties"]>,
  };
}

function jsonSchema(title: string, schema: z.ZodType): JsonSchema {
  return { title, ...z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) };
}

/** JSON Schemas by the name of the file they are for, as editors read them. */
export function jsonSchemas(): Record<string, unknown> {
  const named = Object.values(settingsFiles).map(({ name, schema }) => [
    name.replace(".yml", ""),
    withoutRequired(jsonSchema(name, schema)),
  ]);
  const source = jsonSchema("config/sources/*.yml", sourceSchema);
  const index = withoutRequired(jsonSchema("config/indexes/*.yml", indexSchema));
  return { ...(Object.fromEntries(named) as Record<string, unknown>), source, index };
}

/** The text of a generated schema file. */
export function schemaText(schema: unknown): string {
  return `${JSON.stringify(schema, null, 2)}\n`;
}
