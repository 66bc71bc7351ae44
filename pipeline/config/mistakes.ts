import { distance } from "fastest-levenshtein";
import { exitCodes, TenureError } from "../error.js";

/** One thing to correct, at a line of a file as the user would open it. */
export interface Mistake {
  readonly file: string;
  readonly line: number | undefined;
  readonly message: string;
}

/** Receives what is wrong at a place inside a YAML document. */
export type Report = (path: readonly PropertyKey[], message: string) => void;

const shownAtMost = 50;

function letters(word: string): string {
  return [...word].sort().join("");
}

/** Edit distance without case; letters that only changed places count as one slip. */
function slips(left: string, right: string): number {
  const [one, other] = [left.toLowerCase(), right.toLowerCase()];
  const far = distance(one, other);
  return far > 1 && letters(one) === letters(other) ? far - 1 : far;
}

/** The known name nearest to what was written, unless none is near. */
export function closest(
  written: string,
  known: readonly string[],
  within = Math.max(2, Math.floor(written.length / 3)),
): string | undefined {
  // in a word of three or four letters, two other letters make another word
  const near = written.length > 4 ? within : 1;
  const ranked = known
    .map((name) => ({ name, far: slips(written, name) }))
    .filter(({ far }) => far <= near)
    .sort((left, right) => left.far - right.far);
  return ranked[0]?.name;
}

/** `; did you mean "x"?` when a known name is near, else the given other advice. */
export function didYouMean(written: string, known: readonly string[], otherwise = ""): string {
  const name = closest(written, known);
  return name === undefined ? otherwise : `; did you mean "${name}"?`;
}

/** "a, b or c". */
export function anyOf(names: readonly string[]): string {
  if (names.length < 2) return names.join("");
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}

function lineOf(mistake: Mistake): string {
  const place = mistake.line === undefined ? mistake.file : `${mistake.file}:${mistake.line}`;
  return `${place}: ${mistake.message}`;
}

function inOrder(left: Mistake, right: Mistake): number {
  if (left.file !== right.file) return left.file < right.file ? -1 : 1;
  return (left.line ?? 0) - (right.line ?? 0);
}

/** Stops the command with every mistake, one a line, in the order of files and lines. */
export function throwMistakes(mistakes: readonly Mistake[]): never {
  const lines = [...new Set([...mistakes].sort(inOrder).map(lineOf))];
  const shown = lines.slice(0, shownAtMost);
  const rest = lines.length - shown.length;
  throw new TenureError(
    "config/invalid",
    [...shown, ...(rest > 0 ? [`and ${rest} more`] : [])].join("\n"),
    {
      hint:
        lines.length === 1
          ? "Correct this line and run again."
          : `Correct these ${lines.length} lines and run again.`,
      exitCode: exitCodes.config,
    },
  );
}
