import type { FileContract } from "./contract.js";
import { contractOf } from "./contract-of.js";
import { exitCodes, TenureError } from "./error.js";
import { type LedgerFile, placeOf } from "./ledger.js";

// a mended export replaces what landed under its name before
function newestByPath(files: readonly LedgerFile[]): LedgerFile[] {
  const newest = new Map<string, LedgerFile>();
  for (const file of files) {
    const { path, at } = placeOf(file);
    const name = [file.source, file.entity, path].join("\n");
    const other = newest.get(name);
    if (other === undefined || at >= placeOf(other).at) newest.set(name, file);
  }
  return [...newest.values()];
}

/** One error for all files with more bad rows than their contract allows; undefined when none has. */
export function tooManyBadRows(
  files: readonly LedgerFile[],
  contracts: readonly FileContract[],
): TenureError | undefined {
  const over = newestByPath(files).flatMap((file) => {
    const contract = contractOf(file, contracts);
    const limit = contract?.maxBadShare ?? 0;
    const isOver = file.rowsRead > 0 && file.rowsQuarantined / file.rowsRead > limit;
    return isOver ? [{ file, limit, at: contract?.at ?? "" }] : [];
  });
  const [first] = over;
  if (first === undefined) return undefined;
  const said = over.map(
    ({ file, limit }) =>
      `${file.path} has ${file.rowsQuarantined} bad rows of ${file.rowsRead} (limit ${limit * 100}%)`,
  );
  return new TenureError("stage/too-many-bad-rows", said.join("; "), {
    hint: `See them with tenure check, then mend the export or the contract at ${first.at}.`,
    exitCode: exitCodes.tooManyBadRows,
  });
}
