import { readFileSync } from "node:fs";
import { distance } from "fastest-levenshtein";
import { parse } from "yaml";
import { z } from "zod";
import { type Column, type EntityName, entityNames, entityOf } from "../entities.js";
import { shipped } from "../root.js";
import type { Sample } from "./exports.js";

const names = z.record(z.string(), z.array(z.string()));
const aliasesSchema = z.strictObject({
  every_entity: names,
  values: z.record(z.string(), z.record(z.string(), z.string())),
  entities: z.partialRecord(
    z.enum(entityNames),
    z.strictObject({ words: z.array(z.string()), columns: names.optional() }),
  ),
});

/** How exports name entities and columns. */
export type Aliases = z.infer<typeof aliasesSchema>;

/** Reads the shipped list of names. */
export function readAliases(): Aliases {
  return aliasesSchema.parse(
    parse(readFileSync(shipped("pipeline", "init", "aliases.yml"), "utf8")),
  );
}

/** A canonical column and the column of the file that it is taken for. */
export interface Recognised {
  readonly column: string;
  readonly from: string;
  /** The entity by whose key the account is looked up, where the file names no account. */
  readonly through?: EntityName;
  /** Words of a column with a fixed vocabulary that are not in it, each with our word where it is clear. */
  readonly words: Readonly<Record<string, string | undefined>>;
}

/** What an export is taken for. */
export interface Guess {
  readonly entity: EntityName;
  readonly columns: readonly Recognised[];
  /** Required columns that no column of the file was taken for. */
  readonly missing: readonly string[];
  /** Columns of the file that nothing was taken for. */
  readonly others: readonly string[];
  readonly score: number;
  /** Whether the name of the file or of its folder says so too. */
  readonly isNamed: boolean;
}

// "Start (UTC)" is start, "MRR USD" is mrr
const plain = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/\(.*?\)|[^a-z0-9]+(?:usd|eur|gbp)$/g, "")
    .replaceAll(/[^a-z0-9]/g, "");

// `solved_at` is also solved, solved on and solved date; `ticket_id` is also ticket
function formsOf(column: string): readonly string[] {
  const stem = /^(.*)_(?:at|on|date)$/.exec(column)?.[1];
  if (stem !== undefined) return [stem, `${stem} on`, `${stem} at`, `${stem} date`];
  const thing = /^(.*)_id$/.exec(column)?.[1];
  return thing === undefined ? [] : [thing, `${thing} ref`];
}

function namesOf(aliases: Aliases, entity: EntityName, column: string): readonly string[] {
  const own = aliases.entities[entity]?.columns?.[column] ?? [];
  const general = aliases.every_entity[column] ?? [];
  return [column, ...own, ...general, ...formsOf(column)].map(plain);
}

// "Canceled" is cancelled: a word that is listed, or the same letters but for case, or nearly
function ourWord(
  listed: Readonly<Record<string, string>>,
  word: string,
  allowed: readonly string[],
): string | undefined {
  const known = Object.entries(listed).find(([theirs]) => plain(theirs) === plain(word))?.[1];
  if (known !== undefined && allowed.includes(known)) return known;
  const scored = allowed.map((one) => ({ one, far: distance(plain(one), plain(word)) }));
  const best = scored.sort((left, right) => left.far - right.far)[0];
  return best !== undefined && best.far <= Math.min(3, plain(best.one).length / 3)
    ? best.one
    : undefined;
}

function wordsOf(
  aliases: Aliases,
  name: string,
  { oneOf }: Column,
  values: readonly string[],
): Recognised["words"] {
  if (oneOf === undefined) return {};
  const strange = [...new Set(values)].filter((value) => !oneOf.includes(value));
  const listed = aliases.values[name] ?? {};
  return Object.fromEntries(strange.map((value) => [value, ourWord(listed, value, oneOf)]));
}

// usage that names a subscription and no account has the account of the subscription
function accountThrough(
  aliases: Aliases,
  entity: EntityName,
  free: ReadonlySet<string>,
  found: readonly Recognised[],
): readonly Recognised[] {
  const isNeeded = entityOf(entity).columns.account_id?.required === true;
  if (!isNeeded || entity === "accounts" || found.some(({ column }) => column === "account_id")) {
    return [];
  }
  const wanted = namesOf(aliases, entity, "subscription_id");
  const from =
    found.find(({ column }) => column === "subscription_id")?.from ??
    [...free].find((name) => wanted.includes(plain(name)));
  const isOwn = entityOf(entity).key.includes("subscription_id");
  return from === undefined || isOwn
    ? []
    : [{ column: "account_id", from, through: "subscriptions", words: {} }];
}

function columnsFor(aliases: Aliases, entity: EntityName, sample: Sample): readonly Recognised[] {
  const free = new Set(sample.names);
  const found: Recognised[] = [];
  // required ones first: what they need no optional one takes away
  const declared = Object.entries(entityOf(entity).columns);
  const ordered = [
    ...declared.filter(([, { required }]) => required),
    ...declared.filter(([, { required }]) => !required),
  ];
  for (const [column, declaration] of ordered) {
    const wanted = namesOf(aliases, entity, column);
    const ranked = [...free].filter((name) => wanted.includes(plain(name)));
    const from = ranked.sort((a, b) => wanted.indexOf(plain(a)) - wanted.indexOf(plain(b)))[0];
    if (from === undefined) continue;
    free.delete(from);
    const values = sample.values[from] ?? [];
    found.push({ column, from, words: wordsOf(aliases, column, declaration, values) });
  }
  found.push(...accountThrough(aliases, entity, free, found));
  const order = declared.map(([name]) => name);
  return found.sort((a, b) => order.indexOf(a.column) - order.indexOf(b.column));
}

// a file name says more than a folder's, and both less than columns
function nameScore(aliases: Aliases, entity: EntityName, match: readonly string[]): number {
  const words = (aliases.entities[entity]?.words ?? []).map(plain);
  const parts = (match[0] ?? "").split("/").map((part) => part.replace(/\..*$/, ""));
  const file = parts.at(-1) ?? "";
  if (words.includes(plain(file))) return 1.5;
  if (file.split(/[^A-Za-z]+/).some((part) => words.includes(plain(part)))) return 1;
  return parts.slice(0, -1).some((part) => words.includes(plain(part))) ? 0.3 : 0;
}

/** What an export looks like as one entity. */
export function guessAs(aliases: Aliases, entity: EntityName, sample: Sample): Guess {
  const columns = columnsFor(aliases, entity, sample);
  const taken = new Set(columns.map(({ column }) => column));
  const declared = Object.entries(entityOf(entity).columns);
  const required = declared.filter(([, { required: isRequired }]) => isRequired);
  const missing = required.map(([name]) => name).filter((name) => !taken.has(name));
  const used = new Set(columns.map(({ from }) => from));
  const others = sample.names.filter((name) => !used.has(name));
  const share = (required.length - missing.length) / Math.max(required.length, 1);
  const rest = used.size / Math.max(sample.names.length, 1);
  const named = nameScore(aliases, entity, sample.match);
  const score = 2 * share + rest + named;
  return { entity, columns, missing, others, score, isNamed: named > 0 };
}

/** What an export is most likely, best first; none that lacks half of what it needs. */
export function guesses(aliases: Aliases, sample: Sample): readonly Guess[] {
  return entityNames
    .map((entity) => guessAs(aliases, entity, sample))
    .filter(({ missing, columns }) => columns.length > 1 && missing.length < columns.length)
    .sort((left, right) => right.score - left.score);
}
