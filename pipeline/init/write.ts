import { stringify } from "yaml";
import { entityOf } from "../entities.js";
import type { Sample } from "./exports.js";
import type { Guess, Recognised } from "./recognise.js";
import type { TimeFormat } from "./times.js";

/** One export with what it is taken for. */
export interface Proposal {
  readonly sample: Sample;
  /** Undefined where nothing fits. */
  readonly guess: Guess | undefined;
  /** By canonical column. */
  readonly times: Readonly<Record<string, TimeFormat>>;
}

const scalar = (text: string): string => stringify(text, { lineWidth: 0 }).trim();

// inside { } a comma, a bracket or a colon would end a plain text
function inline(text: string): string {
  return /^[\w .%/()-]+$/.test(text) &&
    text.trim() === text &&
    !/^(?:true|false|null|~)$/i.test(text)
    ? scalar(text)
    : JSON.stringify(text);
}

function notesOf(time: TimeFormat | undefined, words: Recognised["words"]): string {
  const unclear = Object.entries(words).flatMap(([word, ours]) =>
    ours === undefined ? [word] : [],
  );
  const notes = [
    time?.rival === undefined ? "" : `or ${time.rival}: the rows that were read fit both`,
    time?.unread === undefined
      ? ""
      : `no format is known that reads ${JSON.stringify(time.unread)}`,
    unclear.length === 0 ? "" : `map these too: ${unclear.slice(0, 8).join(", ")}`,
  ].filter((note) => note !== "");
  return notes.length === 0 ? "" : ` # CHECK: ${notes.join("; ")}`;
}

function columnLine(
  { column, from, through, words }: Recognised,
  time: TimeFormat | undefined,
): string {
  const clear = Object.entries(words).filter(([, ours]) => ours !== undefined);
  const map = clear.map(([word, ours]) => `${inline(word)}: ${ours}`).join(", ");
  const parts = [
    through === undefined ? "" : `through: ${through}`,
    time?.format === undefined ? "" : `format: ${JSON.stringify(time.format)}`,
    map === "" ? "" : `map: { ${map} }`,
  ].filter((part) => part !== "");
  const value =
    parts.length === 0 ? scalar(from) : `{ from: ${inline(from)}, ${parts.join(", ")} }`;
  return `      ${column}: ${value}${notesOf(time, words)}`;
}

function dialectLine({ format, delimiter, encoding }: Sample): string[] {
  const parts = [
    delimiter === "," ? "" : `delimiter: ${JSON.stringify(delimiter)}`,
    encoding === "utf-8" ? "" : `encoding: ${encoding}`,
  ].filter((part) => part !== "");
  return format !== "csv" || parts.length === 0 ? [] : [`    csv: { ${parts.join(", ")} }`];
}

function updateLine({ files }: Sample, { entity }: Guess): string[] {
  const isAppended = entityOf(entity).isUnbounded;
  if (files.length === 1 || isAppended) return [];
  return ["    update: snapshot # the newest file is all there is; else upsert, or append"];
}

function listed(names: readonly string[]): string {
  return names.slice(0, 12).join(", ") + (names.length > 12 ? ", …" : "");
}

function matchText(match: readonly string[]): string {
  const [only = "", ...others] = match;
  return others.length === 0
    ? scalar(only)
    : `[${match.map((one) => JSON.stringify(one)).join(", ")}]`;
}

function fileLines({ sample, guess, times }: Proposal): string[] {
  if (guess === undefined) {
    const why = sample.problem ?? `its columns: ${listed(sample.names)}`;
    return [`  # ${sample.match.join(", ")}: not recognised (${why})`];
  }
  const lines = [
    `  - entity: ${guess.entity}`,
    `    match: ${matchText(sample.match)}`,
    ...dialectLine(sample),
    ...updateLine(sample, guess),
    "    columns:",
    ...guess.columns.map((found) => columnLine(found, times[found.column])),
    ...guess.missing.map((name) => `      ${name}: # MISSING: name the file's column for it`),
    ...(guess.others.length === 0 ? [] : [`    # not mapped: ${listed(guess.others)}`]),
  ];
  if (guess.missing.length === 0) return lines;
  return [
    `  # ${sample.match.join(", ")} may be ${guess.entity}, but for ${guess.missing.join(", ")}:`,
    ...lines.map((line) => `  #${line.slice(1)}`),
  ];
}

/** Whether a run can read an export as it is proposed. */
export function isReady({ guess }: Proposal): boolean {
  return guess !== undefined && guess.missing.length === 0;
}

/** The text of `config/sources/<name>.yml`; without one ready file everything in it is a comment. */
export function sourceText(name: string, timezone: string, proposals: readonly Proposal[]): string {
  const head = [
    `# What the exports of ${name} mean; docs/sources.md explains every key. Lines with CHECK or`,
    "# MISSING want an answer before the figures can be trusted.",
  ];
  const ordered = [...proposals.filter(isReady), ...proposals.filter((one) => !isReady(one))];
  const lines = [
    `source: ${scalar(name)}`,
    `timezone: ${scalar(timezone)} # of times without an offset`,
    "files:",
    ...ordered.flatMap(fileLines),
  ];
  const isUsable = proposals.some(isReady);
  if (!isUsable)
    head.push("# Nothing here can be read yet: complete it, and rename the file to end in .yml.");
  const shown = isUsable
    ? lines
    : lines.map((line) => (line.startsWith("  #") ? line : `# ${line}`));
  return `${[...head, ...shown].join("\n")}\n`;
}

/** The text of `config/tenure.yml`. */
export function tenureText(currency: string): string {
  return `# Settings of the whole project; every key left out keeps its shipped default (docs/config.md).

reporting_currency: ${scalar(currency)}

# Days without new rows after which a source is called stale.
# freshness:
#   default: 3
`;
}
