import type { LogEvent } from "./log.js";
import type { RunOutcome } from "./run.js";
import type { Status } from "./status.js";

type Row = Readonly<Record<string, unknown>>;

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = String(value as string);
  return /^\d{4,}$/.test(text) ? Number(text).toLocaleString("en-US") : text;
}

/** Rows as an aligned text table; numbers to the right. */
export function textTable(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return "  none";
  const names = Object.keys(first);
  const lines = [names, ...rows.map((row) => names.map((name) => cell(row[name])))];
  const widths = names.map((_, at) => Math.max(...lines.map((line) => line[at]?.length ?? 0)));
  const isNumber = names.map((name) => rows.every((row) => /^-?[\d,.]*$/.test(cell(row[name]))));
  return lines
    .map((line) =>
      line.map((text, at) =>
        isNumber[at] ? text.padStart(widths[at] ?? 0) : text.padEnd(widths[at] ?? 0),
      ),
    )
    .map((line) => `  ${line.join("  ")}`.trimEnd())
    .join("\n");
}

/** One log event as a line for a person. */
export function eventLine(event: LogEvent): string {
  const fields = Object.entries(event.fields ?? {})
    .filter(([name, value]) => value !== 0 && value !== null && name !== "done" && name !== "total")
    .map(
      ([name, value]) =>
        `${name} ${typeof value === "number" ? value.toLocaleString("en-US") : value}`,
    );
  return `${event.step.padEnd(8)} ${event.message}${fields.length === 0 ? "" : `  (${fields.join(", ")})`}`;
}

function failedChecks(outcome: Extract<RunOutcome, { checked: unknown }>): string[] {
  return outcome.checked.checks
    .filter((check) => check.outcome !== "passed")
    .map((check) => {
      const sample = JSON.stringify(check.sample[0] ?? {});
      return `  ${check.outcome}: ${check.name}: ${check.violations} rows, for instance ${sample}`;
    });
}

/** The end of a run in a few lines: what was read, what was set aside, what is served. */
export function runSummary(outcome: RunOutcome, seconds: number): string {
  const { extracted } = outcome;
  const files = `files    ${extracted.landed} new, ${extracted.unchanged} unchanged`;
  if (outcome.kind === "nothing-new") {
    return `${files}\nnothing new: build ${outcome.runId} stays published`;
  }
  const { staged, modelled, checked } = outcome;
  const built = modelled.models.filter((model) => model.kind !== "kept").length;
  const passed = checked.checks.filter((check) => check.outcome === "passed").length;
  const end =
    outcome.kind === "published"
      ? `published build ${outcome.runId}, as of ${outcome.asOf.toISOString().slice(0, 10)}, in ${seconds.toFixed(1)} s`
      : `not published: checks failed; the build is kept as ${outcome.build}`;
  return [
    files,
    `rows     ${staged.rowsRead.toLocaleString("en-US")} read, ${staged.rowsQuarantined.toLocaleString("en-US")} in quarantine${staged.rowsQuarantined > 0 ? " (tenure quarantine list)" : ""}`,
    `models   ${built} built, ${modelled.models.length - built} unchanged`,
    `checks   ${passed} of ${checked.checks.length} passed`,
    ...failedChecks(outcome),
    end,
  ].join("\n");
}

/** `tenure status` for a person. */
export function statusText(status: Status): string {
  return [
    `published  ${status.runId}, as of ${status.asOf.slice(0, 10)}, since ${status.publishedAt}`,
    "",
    "last runs",
    textTable(status.runs),
    "",
    "sources",
    textTable(status.sources),
    "",
    "quarantine",
    textTable(status.quarantine),
  ].join("\n");
}
