import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import picomatch from "picomatch";
import type { Config } from "./config/config.js";
import type { FileContract } from "./contract.js";
import { contractOf } from "./contract-of.js";
import { rows, sqlTime } from "./database.js";
import { isLater, type LedgerFile, ledgerFiles, type Place, placeOf } from "./ledger.js";

function isMatched(file: LedgerFile, contracts: readonly FileContract[]): boolean {
  return contracts.some(
    (contract) =>
      contract.source === file.source &&
      contract.entity === file.entity &&
      picomatch.isMatch(file.path, [...contract.match]),
  );
}

function isCurrent(file: LedgerFile, contracts: readonly FileContract[]): boolean {
  return contracts.some((contract) => contract.version === file.contractVersion);
}

function contentOf(row: {
  readonly source: unknown;
  readonly entity: unknown;
  readonly sha256: unknown;
}): string {
  return [row.source, row.entity, row.sha256].join("\n");
}

// where each content came back, as it was known at an instant
async function sightings(
  connection: DuckDBConnection,
  knownAt: Date | null,
): Promise<ReadonlyMap<string, readonly Place[]>> {
  const found = await rows(
    connection,
    `select source, entity, sha256, path, max(seen_at)::varchar as seen_at from ledger.sightings
     where $1::timestamp is null or seen_at < $1::timestamp
     group by source, entity, sha256, path`,
    [knownAt === null ? null : sqlTime(knownAt)],
  );
  const places = new Map<string, Place[]>();
  for (const { source, entity, sha256, path, seen_at: seenAt } of found) {
    const content = contentOf({ source, entity, sha256 });
    const place = { path: String(path), at: String(seenAt) };
    places.set(content, [...(places.get(content) ?? []), place]);
  }
  return places;
}

// rows that add up count once, wherever their file is; of those that replace one another, the last
function placed(
  file: LedgerFile,
  places: readonly Place[],
  contracts: readonly FileContract[],
): LedgerFile {
  if (places.length === 0) return file;
  const contract = contractOf(file, contracts);
  if (contract === undefined || contract.update === "append") return file;
  const own = placeOf(file);
  const last = places
    .filter((place) => picomatch.isMatch(place.path, [...contract.match]))
    .reduce((best, place) => (isLater(place, best) ? place : best), own);
  return last === own ? file : { ...file, seenAgain: last };
}

/**
 * The landings that a run reads: those that the present contracts match and that landed before
 * known_at; of one content landed under several contracts the present one, else the latest.
 * Each says where it was seen last, when that was after it landed.
 */
export async function activeFiles(
  connection: DuckDBConnection,
  config: Config,
  knownAt: Date | null,
): Promise<LedgerFile[]> {
  const byContent = new Map<string, LedgerFile>();
  for (const file of await ledgerFiles(connection)) {
    const landedAt = new Date(`${file.landedAt.replace(" ", "T")}Z`);
    if (knownAt !== null && landedAt >= knownAt) continue;
    if (!isMatched(file, config.files)) continue;
    const content = contentOf(file);
    const other = byContent.get(content);
    const isBetter = isCurrent(file, config.files) || other === undefined;
    if (isBetter || !isCurrent(other, config.files)) byContent.set(content, file);
  }
  const places = await sightings(connection, knownAt);
  return [...byContent.entries()].map(([content, file]) =>
    placed(file, places.get(content) ?? [], config.files),
  );
}

// of each entity, from the oldest to the newest
function inOrder(files: readonly LedgerFile[]): readonly string[] {
  const keyed = files.map((file) => {
    const { path, at } = placeOf(file);
    return { fileId: file.fileId, key: [file.source, file.entity, path, at, file.fileId] };
  });
  return keyed
    .sort((a, b) => (a.key.join("\n") < b.key.join("\n") ? -1 : 1))
    .map(({ fileId }) => fileId);
}

/** What decides a run's tables, as one hash: files and their order, config, code, as_of, known_at. */
export function fingerprintOf(
  run: {
    readonly asOf: Date;
    readonly knownAt: Date | null;
    readonly loaded: Config;
    readonly tenureVersion: string;
  },
  files: readonly LedgerFile[],
): string {
  const parts = [
    run.asOf.toISOString(),
    run.knownAt?.toISOString() ?? "",
    run.loaded.version,
    run.tenureVersion,
    ...inOrder(files),
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}
