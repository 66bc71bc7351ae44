import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { openDatabase } from "../database.js";
import { TenureError } from "../error.js";
import { type Log, silent } from "../log.js";
import { shipped } from "../root.js";
import { buildCompany } from "./company.js";
import { writeExports } from "./exports.js";
import type { DemoSummary } from "./summary.js";
import { writeUsage } from "./usage.js";

export type { DemoFile, DemoSummary } from "./summary.js";

export interface DemoOptions {
  /** Receives `exports/` and `config/`, both replaced whole. */
  readonly folder: string;
  readonly log: Log;
  readonly accounts?: number;
  /** Mean usage events of an account over all 36 months. */
  readonly eventsPerAccount?: number;
  readonly seed?: number;
  readonly asOf?: Date;
  readonly threads?: number;
}

/** The same company for everybody who names nothing else. */
export const demoDefaults = {
  accounts: 2000,
  eventsPerAccount: 250,
  seed: 1,
  asOf: new Date("2026-01-01T00:00:00Z"),
} as const;

const fewestAccounts = 50;

type Settled = Required<Omit<DemoOptions, "threads">> & Pick<DemoOptions, "threads">;

function settle(options: DemoOptions): Settled {
  const settled = { ...demoDefaults, ...options };
  const wholeNumbers = [settled.accounts, settled.eventsPerAccount, settled.seed];
  if (wholeNumbers.every(Number.isSafeInteger) && settled.accounts >= fewestAccounts) {
    return settled;
  }
  throw new TenureError(
    "demo/not-a-size",
    `a company of ${settled.accounts} accounts, ${settled.eventsPerAccount} events each and seed ` +
      `${settled.seed} cannot be made`,
    { hint: `Give whole numbers, and at least ${fewestAccounts} accounts.`, exitCode: 2 },
  );
}

async function setVariables(connection: DuckDBConnection, settled: Settled): Promise<void> {
  const asOf = settled.asOf.toISOString().slice(0, 19).replace("T", " ");
  const settings: Record<string, string> = {
    seed: `${settled.seed}::bigint`,
    accounts: `${settled.accounts}::bigint`,
    events: `${settled.accounts * settled.eventsPerAccount}::bigint`,
    as_of: `timestamp '${asOf}'`,
    window_start: `(date_trunc('month', timestamp '${asOf}') - interval 36 month)::date`,
  };
  for (const [name, value] of Object.entries(settings)) {
    await connection.run(`set variable ${name} = ${value}`);
  }
}

/** Which company is made up: its number of accounts and the seed of all its draws. */
export type CompanySize = Pick<Required<DemoOptions>, "accounts" | "seed">;

/** Makes a company up in `demo.*` of this database and writes nothing. */
export async function makeUp(connection: DuckDBConnection, size: CompanySize): Promise<void> {
  await setVariables(connection, settle({ ...size, folder: "", log: silent }));
  await buildCompany(connection);
}

async function writeInto(folder: string, settled: Settled): Promise<DemoSummary> {
  const database = await openDatabase(":memory:", {
    memoryLimit: "2GB",
    tempDirectory: join(folder, "spill"),
    ...(settled.threads === undefined ? {} : { threads: settled.threads }),
  });
  try {
    const { connection } = database;
    await setVariables(connection, settled);
    await buildCompany(connection);
    settled.log({ step: "demo", level: "progress", message: "made up a company" });
    const exports = join(folder, "exports");
    const files = await writeExports(connection, exports);
    const usage = await writeUsage(connection, exports, settled.log);
    await cp(shipped("pipeline", "demo", "config"), join(folder, "config"), { recursive: true });
    return {
      folder: settled.folder,
      exports: join(settled.folder, "exports"),
      config: join(settled.folder, "config"),
      asOf: settled.asOf.toISOString(),
      seed: settled.seed,
      accounts: settled.accounts,
      ...usage,
      files: [...files, ...usage.files],
    };
  } finally {
    database.close();
  }
}

/** Puts a finished folder in the place of an old one; a reader sees the old or the new, whole. */
async function replace(from: string, to: string): Promise<void> {
  const aside = `${to}.old`;
  await rm(aside, { recursive: true, force: true });
  await rename(to, aside).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
  });
  await rename(from, to);
  await rm(aside, { recursive: true, force: true });
}

/** Writes a believable company's exports and their config; the same seed writes the same bytes. */
export async function writeDemo(options: DemoOptions): Promise<DemoSummary> {
  const settled = settle(options);
  const folder = `${settled.folder}.writing`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  try {
    const summary = await writeInto(folder, settled);
    await mkdir(settled.folder, { recursive: true });
    for (const part of ["exports", "config"]) {
      await replace(join(folder, part), join(settled.folder, part));
    }
    settled.log({
      step: "demo",
      level: "info",
      message: `wrote a company of ${summary.accounts} accounts and ${summary.events} usage events`,
      fields: { folder: summary.folder, files: summary.files.length },
    });
    return summary;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
