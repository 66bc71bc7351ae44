import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { shipped } from "../root.js";
import { jsonSchemas, schemaText } from "./schemas.js";

/** Writes config/schema/*.json anew; a test says when they are stale. */
export function writeSchemas(folder: string = shipped("config", "schema")): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, schema] of Object.entries(jsonSchemas())) {
    writeFileSync(join(folder, `${name}.json`), schemaText(schema));
  }
}
