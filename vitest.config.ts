import { defineConfig } from "vitest/config";
import { allocatorSettings } from "./pipeline/allocator.js";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
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
