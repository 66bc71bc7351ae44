import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { defineConfig } from "vitest/config";
import { allocatorSettings } from "./pipeline/allocator.js";

// what `npm test` leaves out is in files that say so
const include =
  process.env.TENURE_TESTS === "rest"
    ? globSync("test/**/*.test.ts").filter((file) =>
        readFileSync(file, "utf8").includes("/sampled.js"),
      )
    : ["test/**/*.test.ts"];

export default defineConfig({
  test: {
    include,
    env: {
      TZ: "UTC",
      ...allocatorSettings(process.env),
    },
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: "forks",
    maxWorkers: 2,
    // Cube is compiled and the models are read once for all files, not once for each
    isolate: false,
    globalSetup: "test/shared-folder.ts",
  },
});
