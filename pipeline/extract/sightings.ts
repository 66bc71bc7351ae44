import type { DuckDBConnection } from "@duckdb/node-api";
import { rows, sqlTime } from "../database.js";
import type { ExtractOptions, FoundFile } from "./found-file.js";

/** The hash of what each path held when it was last looked at. */
export type Contents = ReadonlyMap<string, string>;

function keyOf(source: string, entity: string, path: string): string {
  return [source, entity, path].join("\n");
}

/** What the ledger knows each path to have held last. */
export async function lastContents(connection: DuckDBConnection): Promise<Contents> {
  const found = await rows(
    connection,
    `with appearances as (
       select source, entity, path, sha256, landed_at as seen_at from ledger.files
       union all
       select source, entity, path, sha256, seen_at from ledger.sightings
     )
     select source, entity, path, arg_max(sha256, seen_at) as sha256
     from appearances group by source, entity, path`,
  );
  return new Map(
    found.map((row) => [
      keyOf(String(row.source), String(row.entity), String(row.path)),
      String(row.sha256),
    ]),
  );
}

/** Enters in the ledger that bytes which landed before are at a path that held others, or none. */
export async function noteReturn(
  options: ExtractOptions,
  { contract, path }: FoundFile,
  sha256: string,
  contents: Contents,
): Promise<void> {
  if (contents.get(keyOf(contract.source, contract.entity, path)) === sha256) return;
  await options.connection.run(
    "insert into ledger.sightings values ($1, $2, $3, $4, $5::timestamp, $6)",
    [contract.source, contract.entity, sha256, path, sqlTime(options.now), options.runId],
  );
}
