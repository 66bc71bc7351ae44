#!/usr/bin/env node
// Starts the built command; builds it first in a checkout where nobody has.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const built = join(root, "dist", "pipeline", "cli.js");
process.env.TZ = "UTC";
if (!existsSync(built)) {
  process.stderr.write("building tenure, once …\n");
  const { status } = spawnSync("npm", ["run", "--silent", "build"], {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) process.exit(1);
}
const { main } = await import(pathToFileURL(built).href);
await main(process.argv);
