import type { Backtest } from "./backtest.js";
import type { Diff } from "./diff.js";
import type { Reconciliation } from "./reconcile.js";
import { textTable } from "./report.js";
import type { Standings } from "./standings.js";

type Row = Readonly<Record<string, unknown>>;

const widest = 60;

function shown(value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (/^-?\d+\.\d\d00$/.test(value)) return value.slice(0, -2);
  return value.length > widest ? `${value.slice(0, widest - 1)}…` : value;
}

/** Money to the cent where nothing is lost, and texts no wider than a screen has room for. */
export function readable(rows: readonly Row[]): readonly Row[] {
  return rows.map((row) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, shown(value)])),
  );
}

/** `tenure diff` for a person: totals, then rules, then accounts. */
export function diffText(diff: Diff): string {
  const [base, other] = diff.currencies;
  const head = [
    `base       build ${diff.runId}, as of ${diff.asOf.slice(0, 10)}, in ${base}`,
    `other      ${diff.other}, in ${other}`,
    "",
  ];
  if (diff.changes.length === 0) return [...head, "the same revenue policies"].join("\n");
  return [
    ...head,
    "MRR and customers now, movements ever",
    textTable(readable(diff.totals)),
    "",
    "by rule, each switched after those above it",
    textTable(readable(diff.rules)),
    "",
    `${diff.accountsDiffering} accounts differ; first those with the largest difference of a month`,
    textTable(readable(diff.accounts)),
  ].join("\n");
}

/** `tenure reconcile` for a person: how much each rule explains, then the accounts. */
export function reconciliationText(found: Reconciliation): string {
  return [
    `build ${found.runId}, as of ${found.asOf.slice(0, 10)}; closed months that the export covers`,
    "",
    "by explanation, summed over account-months",
    textTable(readable(found.explanations)),
    "",
    `${found.differing} account-months differ, ${found.unexplained} of them unexplained`,
    textTable(readable(found.accounts)),
  ].join("\n");
}

/** Who would stand elsewhere, for a person. */
export function standingsText(found: Standings): string {
  const { moves, accounts, accountsMoving: moving, customers, arrMoving } = found;
  if (moves.length === 0) return `none of ${customers} customers would stand elsewhere`;
  const all = shown(arrMoving);
  return [
    `${moving} of ${customers} customers would stand elsewhere, with ${all} of ARR`,
    textTable(readable(moves)),
    "",
    "those with most ARR",
    textTable(readable(accounts)),
  ].join("\n");
}

/** How well both configs foresaw the same renewals, for a person. */
export function backtestText({ scores, laterFrom }: Backtest): string {
  if (scores.length === 0 || laterFrom === null) {
    return "backtest: no renewal of a term of more than a month was foreseen and decided";
  }
  const later = scores.filter((row) => row["months"] === "later");
  const brierOf = (config: string): number => {
    const own = later.filter((row) => row["config"] === config);
    const all = own.reduce((sum, row) => sum + Number(row["renewals"]), 0);
    return own.reduce((sum, row) => sum + Number(row["brier"]) * Number(row["renewals"]), 0) / all;
  };
  const [base, other] = [brierOf("base"), brierOf("other")];
  const verdict =
    Math.abs(other - base) < 0.00001
      ? "foresees renewals as well as the build's"
      : other < base
        ? "would have foreseen them better"
        : "would have foreseen them worse";
  return [
    `backtest: every vintage made again under both configs; renewals settled from ${laterFrom} on are`,
    `later ones. On these the other config ${verdict}: Brier ${other.toFixed(5)} against ${base.toFixed(5)}`,
    textTable(scores),
  ].join("\n");
}
