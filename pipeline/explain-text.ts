import type { Explanation } from "./explain.js";
import { textTable } from "./report.js";

type Row = Readonly<Record<string, unknown>>;

function rounded(value: unknown, digits = 2): string {
  return typeof value === "number" ? value.toFixed(digits) : "-";
}

function signed(value: unknown): string {
  if (typeof value !== "number") return "-";
  return `${value >= 0 ? "+" : "−"}${Math.abs(value).toFixed(2)}`;
}

function scaleOf(factor: Row): string {
  if (factor["scale"] !== "linear") return String(factor["scale"] ?? "-");
  return `${factor["worst"]} to ${factor["best"]}`;
}

function peersOf(factor: Row): string {
  const { peer_percentile: place, peer_group: group, peer_n: many } = factor;
  if (typeof place !== "number") return "-";
  return `${Math.round(place * 100)}% of ${many} in ${group}`;
}

function factorLine(factor: Row): Row {
  return {
    factor: factor["factor"],
    element: factor["element"],
    value: factor["is_missing"] === true ? "missing" : rounded(factor["value"]),
    scale: scaleOf(factor),
    score: rounded(factor["score"], 1),
    weight: rounded(factor["weight"], 0),
    adds: rounded(factor["contribution"]),
    loses: rounded(factor["points_lost"]),
    peers: peersOf(factor),
    evidence: factor["evidence"] ?? "-",
  };
}

function moveLine(factor: Row): Row {
  return {
    factor: factor["factor"],
    value: `${rounded(factor["value_before"])} → ${rounded(factor["value"])}`,
    before: rounded(factor["contribution_before"]),
    now: rounded(factor["contribution"]),
    change: signed(factor["change"]),
    by_score: signed(factor["change_by_score"]),
    by_weight: signed(factor["change_by_weight"]),
  };
}

function size(factor: Row): number {
  return Math.abs(Number(factor["change"] ?? 0));
}

function moves({ score, before, factors }: Explanation): string[] {
  if (before === undefined) return ["no month before to compare with"];
  if (typeof score["change_1m"] !== "number") {
    return [`${before["status"]} before; one of the two months has no score to compare`];
  }
  const moved = factors.filter((factor) => size(factor) > 0);
  const head = `${signed(score["change_1m"])} since ${String(before["month"]).slice(0, 7)}`;
  const profile =
    before["profile"] === score["profile"]
      ? ""
      : `, profile ${before["profile"]} → ${score["profile"]}`;
  const coverage = `coverage ${rounded(before["coverage"])} → ${rounded(score["coverage"])}`;
  const sorted = [...moved].sort((left, right) => size(right) - size(left));
  return [
    `${head}: ${before["status"]} → ${score["status"]}, ${coverage}${profile}`,
    ...(sorted.length === 0 ? ["nothing moved"] : [textTable(sorted.map(moveLine))]),
  ];
}

/** `tenure explain` for a person: the score, what moved it, its factors, the rows behind them. */
export function explainText(found: Explanation): string {
  const { score, factors, evidence } = found;
  const override = score["override_id"] === null ? "" : `, overridden (${score["override_id"]})`;
  return [
    `${score["account_id"]}  ${score["index"]} ${rounded(score["score"])}  ${score["status"]}${override}`,
    `${String(score["month"]).slice(0, 7)}, build ${found.runId}, profile ${score["profile"]}, coverage ${rounded(score["coverage"])}, trend ${score["trend"] ?? "-"}`,
    `computed ${rounded(score["computed_score"])} ${score["computed_status"]}`,
    "",
    ...moves(found),
    "",
    "factors",
    textTable(factors.map(factorLine)),
    "",
    "rows behind them, the newest by factor",
    evidence.length === 0 ? "none" : textTable(evidence.map((row) => ({ ...row }))),
  ].join("\n");
}

/** `tenure explain --evidence` for a person. */
export function evidenceText(index: string, found: readonly Row[]): string {
  const whole = found.find((row) => row["factor"] === "index" && row["segment"] === "all");
  const auc = whole?.["auc"];
  if (whole === undefined || typeof auc !== "number") {
    return `${index}: no lost account was seen long enough; nothing can be said about its factors`;
  }
  const verdict =
    whole["evidence"] === "supports"
      ? "it tells accounts that leave from those that stay"
      : whole["evidence"] === "contradicts"
        ? "accounts that leave score higher than those that stay"
        : "that is no better than chance, as far as can be told";
  return [
    `${index}: AUC ${auc} (${whole["low"]} to ${whole["high"]}), ${whole["accounts_lost"]} accounts lost: ${verdict}`,
    "",
    textTable(found.map((row) => ({ ...row }))),
  ].join("\n");
}
