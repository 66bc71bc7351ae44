import { createHash } from "node:crypto";
import type { DuckDBConnection } from "@duckdb/node-api";
import picomatch from "picomatch";
import type { Config } from "./config/config.js";
import type { FileContract } from "./contract.js";
import { type LedgerFile, ledgerFiles } from "./ledger.js";

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

/**
 * The landings that a run reads: those that the present contracts match and that landed before
 * known_at; of one content landed under several contracts the present one, else the latest.
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
    const content = [file.source, file.entity, file.sha256].join("\n");
    const other = byContent.get(content);
    const isBetter = isCurrent(file, config.files) || other === undefined;
    if (isBetter || !isCurrent(other, config.files)) byContent.set(content, file);
  }
  return [...byContent.values()];
}

/** What decides a run's tables, as one hash: files, config, code, as_of and known_at. */
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
    ...files.map((file) => file.fileId).sort(),
  ];
  return createHash("sha256").update(parts.join("\n")).digest("hex");
}
