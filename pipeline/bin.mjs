#!/usr/bin/env node
// Starts the built command; builds it first in a checkout where nobody has.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = (name) => join(root, "dist", "pipeline", `${name}.js`);
process.env.TZ = "UTC";
if (!existsSync(built("cli"))) {
  process.stderr.write("building tenure, once …\n");
  const { status } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) process.exit(1);
}
const load = (name) => import(pathToFileURL(built(name)).href);
const { allocatorSettings } = await load("allocator");
// before anything loads DuckDB
Object.assign(process.env, allocatorSettings(process.env));
const { main } = await load("cli");
await main(process.argv);
