import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DuckDBConnection } from "@duckdb/node-api";
import { openDatabase } from "../database.js";
import { type EntityName, entityNames, entityOf } from "../entities.js";
import { exitCodes, TenureError } from "../error.js";
import { findExports, type Sample, sampleOf } from "./exports.js";
import { type Aliases, type Guess, guessAs, guesses, readAliases } from "./recognise.js";
import { type TimeFormat, timeFormatOf } from "./times.js";
import { isReady, type Proposal, sourceText, tenureText } from "./write.js";

/** What a person may be asked; without anybody there the proposals stand. */
export interface Questions {
  /** The entity of an export, of which `proposed` is the likeliest; undefined leaves it out. */
  entity(
    sample: Sample,
    proposed: Guess | undefined,
    all: readonly EntityName[],
  ): Promise<EntityName | undefined>;
}

export interface InitOptions {
  /** The project's folder; receives `config/` and is the root of the exports. */
  readonly folder: string;
  readonly currency: string;
  readonly timezone: string;
  readonly questions: Questions | undefined;
}

export interface InitReport {
  readonly written: readonly string[];
  readonly proposals: readonly Proposal[];
}

function refuseExisting(config: string): void {
  if (!existsSync(config)) return;
  throw new TenureError("config/exists", `${config} is there already`, {
    hint: "Nothing was written. Edit it, or move it away and run tenure init again.",
    exitCode: exitCodes.config,
  });
}

function refuseFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new TenureError("config/no-folder", `there is no folder ${folder}`, {
    hint: "Give the folder that holds your exports, or make it first.",
    exitCode: exitCodes.config,
  });
}

async function timesOf(
  connection: DuckDBConnection,
  sample: Sample,
  guess: Guess,
): Promise<Record<string, TimeFormat>> {
  const declared = entityOf(guess.entity).columns;
  const times: Record<string, TimeFormat> = {};
  for (const { column, from } of guess.columns) {
    const values = sample.values[from] ?? [];
    if (declared[column]?.type !== "timestamp" || values.length === 0) continue;
    // a Parquet column that is a time needs no format, and its text is ISO 8601
    times[column] = await timeFormatOf(connection, values);
  }
  return times;
}

// without a name that tells it, a table is what its columns say only where they say it clearly
function likeliest(aliases: Aliases, sample: Sample): Guess | undefined {
  const [best, second] = guesses(aliases, sample);
  if (best === undefined) return undefined;
  const margin = best.isNamed ? 0.2 : 0.5;
  const isClear = second === undefined || best.score - second.score > margin;
  return isClear && best.score >= 2.2 ? best : undefined;
}

async function propose(
  connection: DuckDBConnection,
  aliases: Aliases,
  sample: Sample,
  questions: Questions | undefined,
): Promise<Proposal> {
  const first = sample.names.length === 0 ? undefined : likeliest(aliases, sample);
  const isAsked = questions !== undefined && sample.names.length > 0 && first === undefined;
  const answer = isAsked ? await questions.entity(sample, first, entityNames) : first?.entity;
  const guess = answer === undefined ? undefined : guessAs(aliases, answer, sample);
  const times = guess === undefined ? {} : await timesOf(connection, sample, guess);
  return { sample, guess, times };
}

/** `exports/billing/x.csv` is of billing; what lies in no folder of its own is of `exports`. */
function sourceOf({ match }: Sample): string {
  const folders = (match[0] ?? "").split("/").slice(0, -1);
  const [outer = "exports", inner] = folders;
  const name = ["exports", "export", "data"].includes(outer) ? (inner ?? outer) : outer;
  return (
    name
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, "_")
      .replaceAll(/^_+|_+$/g, "") || "exports"
  );
}

function writeConfig(config: string, options: InitOptions, proposals: readonly Proposal[]) {
  const names = new Set(proposals.map(({ sample }) => sourceOf(sample)));
  mkdirSync(join(config, "sources"), { recursive: true });
  const written = [join(config, "tenure.yml")];
  writeFileSync(written[0] ?? "", tenureText(options.currency));
  for (const source of names) {
    const own = proposals.filter(({ sample }) => sourceOf(sample) === source);
    // a file without one export that can be read would be no source
    const ending = own.some(isReady) ? "yml" : "yml.md";
    const path = join(config, "sources", `${source}.${ending}`);
    writeFileSync(path, sourceText(source, options.timezone, own));
    written.push(path);
  }
  return written;
}

/**
 * Writes a first config for the exports below a folder, with their columns recognised. Throws
 * `config/exists`, `config/no-folder` and `config/no-exports`.
 */
export async function initialise(options: InitOptions): Promise<InitReport> {
  const { folder, questions } = options;
  const config = join(folder, "config");
  refuseFolder(folder);
  refuseExisting(config);
  const found = findExports(folder);
  if (found.length === 0) {
    throw new TenureError("config/no-exports", `${folder} holds no CSV, JSON or Parquet file`, {
      hint: "Put your exports there, for instance in exports/billing/, and run it again.",
      exitCode: exitCodes.config,
    });
  }
  const aliases = readAliases();
  const database = await openDatabase(":memory:");
  const proposals: Proposal[] = [];
  try {
    const { connection } = database;
    for (const one of found) {
      const sample = await sampleOf(connection, folder, one);
      proposals.push(await propose(connection, aliases, sample, questions));
    }
  } finally {
    database.close();
  }
  return { written: writeConfig(config, options, proposals), proposals };
}
