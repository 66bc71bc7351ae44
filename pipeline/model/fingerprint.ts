import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import { rows } from "../database.js";
import type { Model } from "./models.js";

/** Columns of `config.run` that no model's rows may depend on, because they change in every run. */
const volatileColumns = ["recompute_from", "run_id", "started_at"];

function sha256(parts: readonly string[]): string {
  return createHash("sha256").update(parts.join("\n\0")).digest("hex");
}

async function configContents(
  connection: DuckDBConnection,
  table: string,
  columns: ReadonlySet<string>,
): Promise<string> {
  const lines = (await rows(connection, `select * from ${table}`)).map((row) => {
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
export async function fingerprintOf(connection: DuckDBConnection, model: Model): Promise<string> {
  const settings = model.lineage.tables.filter((table) => table.startsWith("config."));
  const contents: string[] = [];
  for (const table of settings) {
    contents.push(await configContents(connection, table, model.lineage.columns));
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
  for (const [model, fingerprint] of fingerprints) {
    await connection.run(`insert into ${stored} values ($1, $2)`, [model, fingerprint]);
  }
}
