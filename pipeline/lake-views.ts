import { resolve } from "node:path";
import { literal } from "./database.js";

const place = "{warehouse}";

// paths are inside of texts of SQL, so a quote in one is doubled
function quoted(folder: string): string {
  return literal(resolve(folder)).slice(1, -1);
}

/** A select on files of the lake as a build keeps it, wherever its warehouse will stand. */
export function withoutWarehouse(sql: string, folder: string): string {
  return sql.replaceAll(`${quoted(folder)}/`, `${place}/`);
}

/** The same select for the folder where the warehouse stands now. */
export function fromWarehouse(sql: string, folder: string): string {
  return sql.replaceAll(`${place}/`, `${quoted(folder)}/`);
}
