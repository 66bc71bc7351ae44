import { join } from "node:path";
import { type Database, openDatabase } from "./database.js";
import { exitCodes, messageOf, TenureError } from "./error.js";
import { type Pointer, readPointer, type Warehouse, warehouseAt } from "./warehouse.js";

/** The error of whoever wants to read a warehouse that has no build. */
export function nothingPublished(warehouse: Warehouse): TenureError {
  return new TenureError(
    "publish/nothing-published",
    `nothing is published in ${warehouse.folder}`,
    {
      hint: "Publish a build with tenure run, or name another --warehouse.",
      exitCode: exitCodes.config,
    },
  );
}

/** Opens the published build for reading. Throws `publish/nothing-published`, `publish/cannot-open`. */
export async function openPublished(folder: string): Promise<Database & { readonly is: Pointer }> {
  const warehouse = warehouseAt(folder);
  const is = readPointer(warehouse);
  if (is === undefined) throw nothingPublished(warehouse);
  const file = join(warehouse.folder, is.file);
  try {
    const database = await openDatabase(file, { readOnly: true });
    return { ...database, is };
  } catch (error) {
    throw new TenureError(
      "publish/cannot-open",
      `${warehouse.pointer} names ${file}, which does not open: ${messageOf(error)}`,
      { hint: "Publish a build with tenure run, or go back with tenure rollback.", cause: error },
    );
  }
}
