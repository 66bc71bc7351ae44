import { defineConfig } from "vitest/config";

// loading and compiling Cube takes longer than most of these tests: they share servers
const sharing = [
  "test/cube/**/*.test.ts",
  "test/sql/**/*.test.ts",
  "test/docs/connect.test.ts",
  "test/dashboard/page.test.ts",
];

// each of these reads every model: once for all files, not once for each
const models = ["test/models/**/*.test.ts", "test/check/**/*.test.ts"];

export default defineConfig({
  test: {
    env: { TZ: "UTC" },
    testTimeout: 900_000,
    hookTimeout: 900_000,
    pool: "forks",
    maxWorkers: 2,
    globalSetup: "test/shared-folder.ts",
    projects: [
      { extends: true, test: { name: "sharing", include: sharing, isolate: false } },
      { extends: true, test: { name: "models", include: models, isolate: false } },
      {
        extends: true,
        test: { name: "apart", include: ["test/**/*.test.ts"], exclude: [...sharing, ...models] },
      },
    ],
  },
});
