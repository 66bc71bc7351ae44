import type { ExplainFlags } from "./command-line.js";
import { exitCodes, TenureError } from "./error.js";
import { evidenceOf, explainScore } from "./explain.js";
import { evidenceText, explainText } from "./explain-text.js";
import { foresightOf, foresightText } from "./foresight.js";

/** What `tenure explain` tells, as text and as data. Throws `cli/no-account` and what explaining does. */
export async function explain(
  account: string | undefined,
  { warehouse, index, month, evidence }: ExplainFlags,
): Promise<{ readonly text: string; readonly data: unknown }> {
  if (evidence) {
    const found = await evidenceOf(warehouse, index);
    if (index !== "health") return { text: evidenceText(index, found), data: found };
    const line = foresightText(await foresightOf(warehouse));
    return { text: `${line}\n${evidenceText(index, found)}`, data: found };
  }
  if (account === undefined) {
    throw new TenureError("cli/no-account", "tenure explain needs an account, or --evidence", {
      hint: "Name an account_id of marts.accounts.",
      exitCode: exitCodes.config,
    });
  }
  const found = await explainScore({ warehouse, account, index, month });
  return { text: explainText(found), data: found };
}
