import { messageOf, TenureError } from "./error.js";
import type { LogEvent } from "./log.js";
import type { Preview } from "./preview.js";
import type { RunOutcome } from "./run.js";
import type { Status } from "./status.js";

type Row = Readonly<Record<string, unknown>>;

// an export may hold anything; it must not move the cursor or end a line of ours
function printable(text: string): string {
  return text.replaceAll(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
    /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  const text = printable(String(value as string));
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

/** One row, a column a line. */
export function recordText(row: Row): string {
  return Object.entries(row)
    .map(([name, value]) => `${name.padEnd(12)} ${printable(String(value ?? ""))}`)
    .join("\n");
}

function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return "";
  const cause = error.cause === undefined ? "" : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

/** An error in one line: what, where and what to do; a config may have several lines to correct. */
export function errorText(error: unknown, isDebug: boolean): string {
  const is =
    error instanceof TenureError
      ? error
      : new TenureError("cli/unexpected", messageOf(error), {
          hint: "Run it again with --debug and report what it shows.",
        });
  const lines = is.message.split(/\s*\n\s*/).map(printable);
  const said = lines.join(is.code === "config/invalid" ? "\n" : " ");
  const hint = is.hint === undefined ? "" : ` → ${printable(is.hint)}`;
  return `${is.code}: ${said}${hint}\n${isDebug ? `${stackOf(error)}\n` : ""}`;
}

/** One log event as a line for a person. */
export function eventLine(event: LogEvent): string {
  const fields = Object.entries(event.fields ?? {})
    .filter(([name, value]) => value !== 0 && value !== null && name !== "done" && name !== "total")
    .map(
      ([name, value]) =>
        `${name} ${typeof value === "number" ? value.toLocaleString("en-US") : value}`,
    );
  return `${event.step.padEnd(8)} ${printable(event.message)}${fields.length === 0 ? "" : `  (${fields.join(", ")})`}`;
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
  const { restatedMonths: months } = outcome;
  const restated = `restated ${months} closed ${months === 1 ? "month" : "months"} (tenure restate)`;
  return [
    files,
    `rows     ${staged.rowsRead.toLocaleString("en-US")} read, ${staged.rowsQuarantined.toLocaleString("en-US")} in quarantine${staged.rowsQuarantined > 0 ? " (tenure quarantine list)" : ""}`,
    `models   ${built} built, ${modelled.models.length - built} unchanged`,
    `checks   ${passed} of ${checked.checks.length} passed`,
    ...failedChecks(outcome),
    ...(months > 0 && outcome.kind === "published" ? [restated] : []),
    end,
  ].join("\n");
}

/** `tenure check` for a person, and its two lists of what keeps a file out. */
export function previewText(preview: Preview): {
  readonly text: string;
  readonly refused: readonly string[];
  readonly unmatched: readonly string[];
} {
  const errors = preview.report.refusals.map(({ error }) => error);
  if (preview.over !== undefined) errors.push(preview.over);
  const refused = errors.map((error) => `  ${errorText(error, false).trim()}`);
  const unmatched = preview.report.unmatched.map(
    (contract) => `  no file matches ${contract.match.join(", ")} (${contract.at})`,
  );
  const text = [
    `revenue policies (preset: ${preview.preset ?? "none"})`,
    textTable(preview.policies.map((policy) => ({ ...policy }))),
    "what would load",
    textTable(preview.files),
    "what would be set aside (first 20)",
    textTable(preview.bad),
    ...(refused.length > 0 ? ["refused", ...refused] : []),
    ...(unmatched.length > 0 ? ["missing", ...unmatched] : []),
  ].join("\n");
  return { text, refused, unmatched };
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
