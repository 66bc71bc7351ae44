import picomatch from "picomatch";
import type { FileContract } from "./contract.js";
import type { LedgerFile } from "./ledger.js";

/** The one contract that a landed file belongs to: its own, else the present one for its path. */
export function contractOf(
  file: LedgerFile,
  contracts: readonly FileContract[],
): FileContract | undefined {
  const same = contracts.filter(
    (contract) => contract.source === file.source && contract.entity === file.entity,
  );
  const isHere = (contract: FileContract): boolean =>
    picomatch.isMatch(file.path, [...contract.match]);
  const own = same.filter((contract) => contract.version === file.contractVersion);
  return own.find(isHere) ?? same.find(isHere) ?? own[0] ?? same[0];
}
