import { z } from "zod";
import { accessFile } from "./access.js";
import { booksFile } from "./books.js";
import { engagementFile } from "./engagement.js";
import { forecastFile } from "./forecast.js";
import { indexSchema } from "./indexes.js";
import { journeyFile } from "./journey.js";
import { maturityFile } from "./maturity.js";
import { metricsFile } from "./metrics.js";
import { objectivesFile } from "./objectives.js";
import { playbooksFile } from "./playbooks.js";
import { productFile } from "./product.js";
import { quadrantFile } from "./quadrant.js";
import { revenueFile } from "./revenue.js";
import { scenariosFile } from "./scenarios.js";
import { segmentsFile } from "./segments.js";
import { sourceSchema } from "./sources.js";
import { tenureFile } from "./tenure.js";
import { tiersFile } from "./tiers.js";
import { waterfallFile } from "./waterfall.js";

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
  const settings = [
    tenureFile,
    revenueFile,
    tiersFile,
    segmentsFile,
    productFile,
    forecastFile,
    waterfallFile,
    scenariosFile,
    maturityFile,
    objectivesFile,
    booksFile,
    engagementFile,
    playbooksFile,
    journeyFile,
    metricsFile,
    quadrantFile,
    accessFile,
  ];
  const named = settings.map(({ name, schema }) => [
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
