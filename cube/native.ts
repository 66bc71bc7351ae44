import { createRequire } from "node:module";
import { finalResult, finalResults } from "./native-result.js";

const fromHere = createRequire(import.meta.url);
const fromCore = createRequire(fromHere.resolve("@cubejs-backend/server-core"));

const withoutBinary = {
  setupLogger: () => {},
  resetLogger: () => {},
  isFallbackBuild: () => true,
  redactSqlLiterals: (sql: string) => sql.replaceAll(/'(?:[^']|'')*'/g, "'redacted'"),
  transpileJs: async (files: readonly { readonly fileContent: string }[]) =>
    files.map(({ fileContent }) => ({ code: fileContent, errors: [], warnings: [] })),
  getFinalQueryResult: finalResult,
  getFinalQueryResultMulti: finalResults,
};

/**
 * Lets `require("@cubejs-backend/native")` answer in JavaScript, because npm alone does not bring
 * its binary; must run before server-core is loaded.
 */
export function provideNative(): void {
  const native = fromCore("@cubejs-backend/native") as Record<string, unknown>;
  Object.assign(native, withoutBinary);
  const instance = native.NativeInstance;
  if (typeof instance !== "function") throw new Error("Cube's native module has a new shape");
  instance.prototype.newJinjaEngine = () => ({});
}

/** Keeps Cube from printing advice about products that tenure does not use. */
export function silenceCubeAdvice(): void {
  const advice = fromCore("@cubejs-backend/shared/dist/src/cli") as Record<string, unknown>;
  Object.assign(advice, { displayCLIWarning: () => {}, displayCLIWarningOnce: () => {} });
}
