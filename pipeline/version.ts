import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { globSync } from "tinyglobby";
import { z } from "zod";
import { shipped } from "./root.js";

const packageSchema = z.object({ version: z.string() });

/** The package's version with a short hash of its models: what decides a table besides its data. */
export function tenureVersion(): string {
  const { version } = packageSchema.parse(
    JSON.parse(readFileSync(shipped("package.json"), "utf8")),
  );
  const folder = shipped("models");
  const hash = createHash("sha256");
  for (const name of globSync("**/*.sql", { cwd: folder }).sort()) {
    hash.update(`${name}\n`).update(readFileSync(join(folder, name)));
  }
  return `${version}+${hash.digest("hex").slice(0, 8)}`;
}
