import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { literal, rows } from "../database.js";
import type { Model } from "./models.js";

/** Columns of `config.run` that no model's rows may depend on, because they change in every run. */
const volatileColumns = ["recompute_from", "run_id", "started_at"];

function sha256(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n\0")).digest("hex");
}

type Row = Readonly<Record<string, unknown>>;

/** Rows of settings as they stand, each table read once in a build. */
export type Settings = Map<string, Promise<readonly Row[]>>;

async function configContents(
  connection: DuckDBConnection,
  settings: Settings,
  table: string,
  columns: ReadonlySet<string>,
): Promise<string> {
  const found = settings.get(table) ?? rows(connection, `select * from ${table}`);
  settings.set(table, found);
  const lines = (await found).map((row) => {
    const kept = Object.entries(row).filter(
      ([name]) =>
        !(table === "config.run" && volatileColumns.includes(name)) &&
        (columns.has("*") || columns.has(name)),
    );
    return JSON.stringify(kept);
  });
  return [table, ...lines.sort()].join("\n");
}

/** What a model's rows depend on besides its other inputs: its file, and the settings it names. */
export async function fingerprintOf(
  connection: DuckDBConnection,
  settings: Settings,
  model: Model,
): Promise<string> {
  const contents: string[] = [];
  for (const table of model.lineage.tables.filter((name) => name.startsWith("config."))) {
    contents.push(await configContents(connection, settings, table, model.lineage.columns));
  }
  return sha256([model.contents, ...contents]);
}

/** A relation that unites others is made of nothing but their list. */
export function fingerprintOfList(name: string, parts: readonly string[]): string {
  return sha256([name, ...parts]);
}

const stored = "core.model_fingerprints";

/** Fingerprints that the build already holds, from the published build that it was copied from. */
export async function storedFingerprints(
  connection: DuckDBConnection,
): Promise<ReadonlyMap<string, string>> {
  await connection.run(`create table if not exists ${stored} (model varchar, fingerprint varchar)`);
  const found = await rows(connection, `select model, fingerprint from ${stored}`);
  return new Map(found.map((row) => [String(row.model), String(row.fingerprint)]));
}

/** Replaces the stored fingerprints by those of the finished models. */
export async function storeFingerprints(
  connection: DuckDBConnection,
  fingerprints: ReadonlyMap<string, string>,
): Promise<void> {
  await connection.run(`delete from ${stored}`);
  const values = [...fingerprints].map((pair) => `(${pair.map(literal).join(", ")})`);
  if (values.length > 0) await connection.run(`insert into ${stored} values ${values.join(", ")}`);
}
