import { date, decimal, words } from "./format.js";

interface Raised {
  /** The moment's id, which ends in the id of what raised it. */
  readonly id: string;
  readonly evidence: string | null;
}

/** What raised a moment, in words: `nps SR-4 3 on 2024-01-08` is `NPS 3 on 8 Jan 2024`. */
export function sayEvidence({ id, evidence }: Raised): string {
  const subject = id.slice(id.lastIndexOf("/") + 1).replaceAll("%2F", "/");
  const named = isName(subject) ? evidence : (evidence?.replace(` ${subject} `, " ") ?? null);
  const said = named
    ?.replaceAll(/\b\d{4}-\d\d-\d\d\b/g, date)
    .replaceAll(/(?<!\S)-?\d+\.\d+(?!\S)/g, (number) => decimal(Number(number), 2));
  return words(said ?? null);
}

/** Names of a config are words; an id of a source says nothing to a reader who has its line. */
function isName(subject: string): boolean {
  return /^[a-z][a-z0-9_]*$/.test(subject);
}
