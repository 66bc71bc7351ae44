import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** A query whose rows are violations. */
export interface CheckQuery {
  readonly name: `check/${string}`;
  readonly severity: "failed" | "warned";
  readonly says: string;
  readonly sql: string;
}

/** Reads the `.sql` files of a folder; the first line of each is `-- failed: …` or `-- warned: …`. */
export async function readChecks(folder: string): Promise<readonly CheckQuery[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith(".sql")).sort();
  return Promise.all(
    files.map(async (file) => {
      const contents = await readFile(join(folder, file), "utf8");
      const [first = "", ...sql] = contents.trim().split("\n");
      return {
        name: `check/${file.replace(".sql", "")}` as const,
        severity: first.startsWith("-- warned: ") ? "warned" : "failed",
        says: first.replace(/^-- (failed|warned): /, ""),
        sql: sql.join("\n"),
      };
    }),
  );
}
