import { posix } from "node:path";
import { expect, test } from "vitest";
import { type SourceFile, sourceFiles, withoutStrings } from "./style/source-files.js";

const stages = ["config", "extract", "stage", "model", "check", "publish"];

/** Files of pipeline/ that know nothing of a stage and that every room may use. */
const shared = [
  "error",
  "log",
  "bad-rows",
  "contract-of",
  "root",
  "database",
  "entities",
  "contract",
  "month-columns", // how a file with a column a month names them
  "warehouse", // where things lie, and the pointer
  "lake-views", // selects on the lake that outlive the run
  "ledger", // the record that extract writes and stage reads
  "encode", // whole results as files, for exports and downloads
  "typed-rows",
  "csv-rows",
  "arrow-rows",
  "parquet-rows",
].map((name) => `pipeline/${name}.ts`);

/** Who may join stages, and why. */
const joins: Readonly<Record<string, string>> = {
  "pipeline/run.ts": "the flow itself",
  "pipeline/preview.ts": "the first half of the flow, into a scratch warehouse",
  "pipeline/cli.ts": "rollback publishes without a run",
  "pipeline/init-command.ts": "reads the config that it wrote, as a run would",
  "pipeline/remodel.ts": "models the published rows again, under other policies",
  "pipeline/trial.ts": "builds the published rows again, under another config",
  "pipeline/diff-command.ts": "reads the other config once for every comparison",
  "pipeline/diff.ts": "reads other policies from a config folder or a preset",
  "pipeline/reconcile.ts": "tries the policies of the presets",
  "pipeline/policy-steps.ts": "knows which columns are one policy",
  "pipeline/serving.ts": "reads from access.yml how tokens and passwords are checked",
  "pipeline/active-files.ts": "reads the type of Config to match landings with contracts",
};

/** Who may touch the process or print, and why. */
const process_: Readonly<Record<string, string>> = {
  "pipeline/cli.ts": "the command",
  "pipeline/bin.mjs": "starts the command and builds it where nobody has",
  "cube/cube.ts": "hands the environment to cube/environment.ts: Cube reads its settings there",
  "bench/bench.ts": "a command of its own",
  "bench/backtest/backtest.ts": "a command of its own",
  "bench/worker.ts": "the process that a bench measures",
  "bench/semantic/worker.ts": "the server that a bench asks",
  "bench/page/worker.ts": "the server whose page a bench reads",
  "bench/semantic/semantic.ts": "starts that server in an environment of its own",
  "bench/measured.ts": "starts that process in an environment of its own",
};

function stageOf(path: string): string | undefined {
  const [top, folder, file] = path.split("/");
  return top === "pipeline" && file !== undefined && stages.includes(folder ?? "")
    ? folder
    : undefined;
}

function importsOf({ path, text }: SourceFile): string[] {
  const found = text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'](\.[^"']*)["']/g);
  return [...found].map(([, target = ""]) =>
    posix.join(posix.dirname(path), target).replace(/\.js$/, ".ts"),
  );
}

function importMistake(from: string, to: string): string | undefined {
  const [room, target] = [stageOf(from), stageOf(to)];
  const isPipeline = to.startsWith("pipeline/");
  if (from.startsWith("dashboard/")) {
    return to.startsWith("dashboard/") ? undefined : "the dashboard knows only Cube's answers";
  }
  if (from.startsWith("cube/")) {
    const isOwn = to.startsWith("cube/") || shared.includes(to);
    return isOwn ? undefined : "cube uses only the shared files of pipeline/";
  }
  if (room !== undefined) {
    const isOwn = target === room || shared.includes(to);
    return isOwn ? undefined : `a stage uses itself and the shared files: ${shared.join(", ")}`;
  }
  if (target !== undefined && from.startsWith("pipeline/") && joins[from] === undefined) {
    return "stages meet only in pipeline/run.ts";
  }
  if (shared.includes(from) && isPipeline && !shared.includes(to)) {
    return "a shared file uses only shared files";
  }
  return undefined;
}

const touches = /\bconsole\.|\bprocess\.(?:stdout|stderr|exit|exitCode|argv|env|on|once)\b/;

/** Every import and every touch of the process that the layout forbids. */
function violations(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const imports = importsOf(file).flatMap((to) => {
      const mistake = importMistake(file.path, to);
      return mistake === undefined ? [] : [`${file.path} imports ${to}: ${mistake}`];
    });
    const isTouching = process_[file.path] === undefined && touches.test(withoutStrings(file.text));
    return isTouching
      ? [...imports, `${file.path} touches the process: only pipeline/cli.ts does`]
      : imports;
  });
}

test("stages never import one another, and only the command prints and exits", () => {
  const files = sourceFiles("{pipeline,cube,dashboard,bench}/**/*.{ts,tsx,mjs}");
  expect(files.length).toBeGreaterThan(50);
  expect(violations(files)).toEqual([]);
});

test("every exception that is listed is still needed", () => {
  const files = sourceFiles("{pipeline,cube,bench}/**/*.{ts,mjs}");
  const joining = files.filter(({ path }) => joins[path] !== undefined);
  const idle = joining.filter((file) => importsOf(file).every((to) => stageOf(to) === undefined));
  const silent = files
    .filter(({ path }) => process_[path] !== undefined)
    .filter(({ text }) => !touches.test(withoutStrings(text)));
  expect([...idle, ...silent].map(({ path }) => path)).toEqual([]);
});

test.each([
  ["pipeline/stage/a.ts", 'import { x } from "../extract/extract.js";', /stage uses itself/],
  ["pipeline/stage/a.ts", 'const it = await import("../model/model.js");', /stage uses itself/],
  ["pipeline/model/a.ts", 'export { run } from "../run.js";', /stage uses itself/],
  ["pipeline/status.ts", 'import { stage } from "./stage/stage.js";', /stages meet only/],
  ["pipeline/demo/a.ts", 'import { land } from "../extract/land.js";', /stages meet only/],
  ["pipeline/ledger.ts", 'import { x } from "./run.js";', /shared file/],
  ["cube/a.ts", 'import type { Config } from "../pipeline/config/config.js";', /cube uses only/],
  ["cube/a.ts", 'import { runFlow } from "../pipeline/run.js";', /cube uses only/],
  ["dashboard/a.tsx", 'import { x } from "../pipeline/log.js";', /dashboard knows/],
  ["pipeline/check/a.ts", 'console.log("hi");', /touches the process/],
  ["pipeline/log.ts", "process.exit(1);", /touches the process/],
  ["cube/a.ts", "const port = process.env.PORT;", /touches the process/],
])("the checker finds what is wrong in %s: %s", (path, text, says) => {
  expect(violations([{ path, text }])).toEqual([expect.stringMatching(says)]);
});

test("the checker lets a stage use its own folder, the shared files and the word process", () => {
  const text = `import { x } from "./x.js";
    import { rows } from "../database.js"; // console.log
    const said = "process.exit";`;
  expect(violations([{ path: "pipeline/stage/a.ts", text }])).toEqual([]);
});
