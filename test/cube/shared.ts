import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { inject } from "vitest";
import type { Serving } from "../../cube/cube.js";
import { verifierOf } from "../../cube/wire/scram.js";
import type { LogEvent } from "../../pipeline/log.js";
import { secret, serveDemo } from "./client.js";
import { publishBuild } from "./snapshot.js";

/** The id of the build in the shared warehouse. */
export const sharedRun = "r1";

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/**
 * A warehouse with the build of snapshot.ts, made once in a run of the tests; its files must not be
 * changed, and nothing else may be published there.
 */
export const sharedWarehouse = once(async () => {
  const folder = join(inject("sharedFolder"), "warehouse");
  if (existsSync(folder)) return folder;
  const own = mkdtempSync(`${folder}-`);
  mkdirSync(join(own, "builds"));
  await publishBuild(own, sharedRun);
  try {
    renameSync(own, folder);
  } catch {
    // another process was faster
    rmSync(own, { recursive: true });
  }
  return folder;
});

/** Passwords that only tests use. */
export const passwords = { ana: "ana's passwörd", ada: "let-ada-in-0123" };

/** Users of the SQL endpoint who have a password. */
export const sqlUsers = new Map([
  ["ana", { identity: { role: "analyst" as const }, verifier: verifierOf(passwords.ana) }],
  ["ada", { identity: { role: "admin" as const }, verifier: verifierOf(passwords.ada) }],
]);

// vitest ends the process, and the servers with it: test files of one process share them

/** Serves the shared warehouse to anybody on this machine. */
export const sharedDemo = once(
  async (): Promise<Serving> => serveDemo(await sharedWarehouse(), { jwt: { secret } }),
);

/** What the guarded server has said so far. */
export const guardedEvents: LogEvent[] = [];

/** Serves the shared warehouse over REST and SQL to those who have a token or a password. */
export const sharedGuarded = once(
  async (): Promise<Serving> =>
    serveDemo(await sharedWarehouse(), {
      demo: false,
      jwt: { secret },
      log: (event) => guardedEvents.push(event),
      sql: { port: 0, users: sqlUsers },
    }),
);
