import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { defineConfig } from "vitest/config";
import { allocatorSettings } from "./pipeline/allocator.js";
import { isRest, isSample } from "./test/mode.js";

// Tests of whole runs in a row, which `npm test` leaves to `npm run test:rest`. Of the files that
// say `oneIn` each of the two takes its part, and the campaign takes everything.
const long = [
  "test/backtest/outcomes.test.ts",
  "test/cli/demo.test.ts",
  "test/cli/interrupt.test.ts",
  "test/demo/bytes.test.ts",
  "test/demo/company.test.ts",
  "test/demo/exports.test.ts",
  "test/demo/health.test.ts",
  "test/demo/leads.test.ts",
  "test/examples/mrr-playbook.test.ts",
  "test/examples/ravenstack.test.ts",
  "test/extract/one-pass.test.ts",
  "test/models/moment-ids.test.ts",
  "test/models/revenue-properties.test.ts",
  "test/run/arrangements.test.ts",
  "test/run/backtest-config.test.ts",
  "test/run/deterministic.test.ts",
  "test/run/diff-preset.test.ts",
  "test/run/diff.test.ts",
  "test/run/disk-full.test.ts",
  "test/run/explain.test.ts",
  "test/run/moments.test.ts",
  "test/run/plans.test.ts",
  "test/run/reconcile.test.ts",
  "test/run/replay.test.ts",
  "test/run/standings.test.ts",
];
// `npx vitest run test/run/replay` is about that file alone
const isNamed = process.argv.some((argument) => argument.startsWith("test/"));
const sampled = (): string[] =>
  globSync("test/**/*.test.ts").filter((file) => readFileSync(file, "utf8").includes("oneIn("));

export default defineConfig({
  test: {
    include: isRest ? [...long, ...sampled()] : ["test/**/*.test.ts"],
    exclude: isSample && !isNamed ? long : [],
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
