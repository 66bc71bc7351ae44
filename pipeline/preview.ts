import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tooManyBadRows } from "./bad-rows.js";
import { loadConfig } from "./config/config.js";
import { type Policy, policiesOf } from "./config/policies.js";
import { rows } from "./database.js";
import type { TenureError } from "./error.js";
import { type ExtractReport, extract } from "./extract/extract.js";
import { ledgerFiles, openLedger } from "./ledger.js";
import type { Log } from "./log.js";
import { warehouseAt } from "./warehouse.js";

/** What would load and what would not, file by file. */
export interface Preview {
  /** The revenue policies as they hold, and the preset that they began with. */
  readonly policies: readonly Policy[];
  readonly preset: string | undefined;
  readonly report: ExtractReport;
  readonly files: readonly Record<string, unknown>[];
  readonly bad: readonly Record<string, unknown>[];
  /** What a run would stop at: files with more bad rows than their contracts allow. */
  readonly over: TenureError | undefined;
}

/** Reads config and files as a run would, in a scratch warehouse that is removed afterwards. */
export async function checkOnly(options: {
  readonly config: string;
  readonly data?: string;
  readonly now: Date;
  readonly log: Log;
}): Promise<Preview> {
  const loaded = loadConfig({
    folder: options.config,
    ...(options.data === undefined ? {} : { dataRoot: options.data }),
  });
  const scratch = mkdtempSync(join(tmpdir(), "tenure-check-"));
  const warehouse = warehouseAt(scratch);
  const resources = { memoryLimit: loaded.tenure.memory_limit };
  const ledger = await openLedger(warehouse, resources, "check");
  try {
    const { connection } = ledger;
    const { now, log } = options;
    const report = await extract({
      connection,
      warehouse,
      files: loaded.files,
      dataRoot: loaded.dataRoot,
      runId: "check",
      now,
      rehash: true,
      log,
    });
    const files = await rows(
      connection,
      `select path, entity, rows_read, rows_loaded, rows_quarantined, rows_duplicate, rows_filtered
       from ledger.files order by path`,
    );
    const bad = await rows(
      connection,
      `select path, line, quarantine.entity, reason, message from ledger.quarantine as quarantine
       join ledger.files as files on files.file_id = quarantine.file_id
       order by path, line limit 20`,
    );
    const over = await tooManyBadRows(connection, await ledgerFiles(connection), loaded.files);
    const { revenue } = loaded;
    return { policies: policiesOf(revenue), preset: revenue.preset, report, files, bad, over };
  } finally {
    ledger.close();
    rmSync(scratch, { recursive: true, force: true });
  }
}
