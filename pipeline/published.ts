import { join } from "node:path";
import { type Database, openDatabase } from "./database.js";
import { exitCodes, TenureError } from "./error.js";
import { type Pointer, readPointer, warehouseAt } from "./warehouse.js";

/** Opens the published build for reading. Throws `publish/nothing-published`. */
export async function openPublished(folder: string): Promise<Database & { readonly is: Pointer }> {
  const warehouse = warehouseAt(folder);
  const is = readPointer(warehouse);
  if (is === undefined) {
    throw new TenureError(
      "publish/nothing-published",
      `nothing is published in ${warehouse.folder}`,
      {
        hint: "Publish a build with tenure run, or name another --warehouse.",
        exitCode: exitCodes.config,
      },
    );
  }
  const database = await openDatabase(join(warehouse.folder, is.file), { readOnly: true });
  return { ...database, is };
}
