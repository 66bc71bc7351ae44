import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    env: {
      TZ: "UTC",
      // memory of one small database is the next one's: giving it back after a second costs a tenth
      DUCKDB_JE_MALLOC_CONF: "dirty_decay_ms:10000,muzzy_decay_ms:10000",
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
