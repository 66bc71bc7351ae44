import { z } from "zod";
import { type EntityName, entityNames } from "../entities.js";
import type { IsText } from "./yaml-file.js";

/** Connectors that ship; `generic` reads the canonical columns by their names. */
export const connectors = ["generic"] as const;

const text = z.string().min(1);
const texts = z.union([text, z.array(text).min(1)]);

const column = z.union([
  text,
  z.array(text).min(1),
  z.strictObject({
    from: texts.exactOptional().describe("The column's name in the file; first present wins."),
    value: z.string().exactOptional().describe("The same value in every row."),
    path: z.string().regex(/^\$./, 'must start with "$.", as in $.customer.name').exactOptional(),
    format: text.exactOptional().describe("A strptime format, such as %Y-%m-%d %H:%M."),
    unit: z.enum(["major", "minor"]).exactOptional(),
    map: z.record(z.string(), z.string()).exactOptional().describe("Their word: our word."),
    months: text.exactOptional().describe("A column a month; their names as %b %Y, for instance."),
    through: z.enum(entityNames as [EntityName, ...EntityName[]]).exactOptional(),
    optional: z.boolean().exactOptional().describe("The file may lack the column."),
  }),
]);

const oneCharacter = z
  .string()
  .transform((written) => (written === "\\t" ? "\t" : written))
  .refine((text) => /^[^\r\n]$/.test(text), "must be one character");
const oneSignOrNone = z.string().regex(/^[\t -~]?$/, "must be one character of ASCII, or empty");

const csv = z.strictObject({
  delimiter: oneCharacter.exactOptional(),
  quote: oneSignOrNone.exactOptional(),
  escape: oneSignOrNone.exactOptional(),
  encoding: z.enum(["utf-8", "utf-16", "latin-1"]).exactOptional(),
  header: z.boolean().exactOptional(),
});

const badRows = z.union([
  z.string().regex(/^\d+(\.\d+)?%$/, "must be a share of the file's rows, such as 1%"),
  z.number().min(0).lt(1, "must be a share of the file's rows, such as 1% or 0.01"),
]);

/** One entry of `files:`. */
export const fileSchema = z.strictObject({
  entity: z.enum(entityNames as [EntityName, ...EntityName[]]),
  match: texts.describe("Globs, relative to the data folder."),
  format: z.enum(["csv", "ndjson", "json", "parquet", "arrow"]).exactOptional(),
  csv: csv.exactOptional(),
  update: z.enum(["snapshot", "upsert", "append", "replace_by_day"]).exactOptional(),
  key: z.array(text).exactOptional(),
  on_unknown_column: z.enum(["keep", "ignore", "refuse"]).exactOptional(),
  max_bad_rows: badRows.exactOptional(),
  columns: z.record(z.string(), column).exactOptional(),
  where: text.exactOptional().describe("Only rows for which this holds are loaded."),
});

/** A file of config/sources, as it may be written. */
export const sourceSchema = z.strictObject({
  source: z.string().regex(/^[A-Za-z0-9_-]+$/, "must be a name of letters, digits, _ and -"),
  timezone: text.exactOptional().describe("Of times without an offset; UTC when absent."),
  use: z.enum(connectors).exactOptional().describe("A shipped connector."),
  files: z.array(fileSchema).min(1),
});

export type WrittenSource = z.infer<typeof sourceSchema>;
export type WrittenFile = z.infer<typeof fileSchema>;
export type WrittenColumn = NonNullable<WrittenFile["columns"]>[string];

/** Column names, values and maps are texts, even where YAML would see a number or a boolean. */
export const isSourceText: IsText = (path) =>
  path[0] === "files" &&
  ["columns", "key", "match", "where"].includes(String(path[2])) &&
  !(path.length === 5 && path[4] === "optional");
