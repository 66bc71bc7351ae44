import { settings } from "../sql/catalogue.js";
import { refusal, states } from "../sql/refusal.js";
import { meaning, type Token } from "../sql/tokens.js";
import {
  type Executing,
  executing,
  type Preparing,
  preparing,
  textFrom,
  unquoted,
} from "./prepared.js";

/** A statement that is no query, as far as a read-only session knows it. */
export type Command =
  | { readonly kind: "query" }
  | { readonly kind: "begin" | "commit" | "rollback"; readonly tag: string }
  | { readonly kind: "nothing"; readonly tag: string }
  | { readonly kind: "set"; readonly tag: string; readonly name: string; readonly value: string }
  | { readonly kind: "show"; readonly name: string }
  | Preparing
  | Executing
  | { readonly kind: "deallocate"; readonly tag: string; readonly name: string | undefined }
  | { readonly kind: "declare"; readonly name: string; readonly sql: string }
  | {
      readonly kind: "fetch";
      readonly name: string;
      readonly count: number;
      readonly isMove: boolean;
    }
  | { readonly kind: "close"; readonly name: string | undefined };

const queries = new Set(["select", "with", "values", "table", "(", "from"]);

const forbidden = new Set(["role", "authorization"]);

/** Says what a statement is, by its first words. */
export function commandOf(sql: string): Command {
  const tokens = meaning(sql);
  const words = tokens.map(({ kind, text }) => (kind === "name" ? text : text.toLowerCase()));
  const [first = "", second = ""] = words;
  if (queries.has(first)) return { kind: "query" };
  switch (first) {
    case "begin":
    case "start":
      return { kind: "begin", tag: first === "start" ? "START TRANSACTION" : "BEGIN" };
    case "commit":
    case "end":
      return { kind: "commit", tag: "COMMIT" };
    case "rollback":
    case "abort":
      return second === "to" || words[2] === "to"
        ? { kind: "nothing", tag: "ROLLBACK" }
        : { kind: "rollback", tag: "ROLLBACK" };
    case "savepoint":
    case "release":
    case "listen":
    case "unlisten":
    case "reset":
      return { kind: "nothing", tag: first.toUpperCase() };
    case "discard":
      return second === "all"
        ? { kind: "deallocate", tag: "DISCARD ALL", name: undefined }
        : { kind: "nothing", tag: `DISCARD ${second.toUpperCase()}` };
    case "set":
      return setCommand(words);
    case "show":
      return {
        kind: "show",
        name: words
          .slice(1)
          .join("_")
          .replace(/^time_zone$/, "timezone"),
      };
    case "prepare":
      return preparing(sql);
    case "execute":
      return executing(sql);
    case "deallocate": {
      const name = named(words[second === "prepare" ? 2 : 1]);
      return { kind: "deallocate", tag: "DEALLOCATE", name };
    }
    case "declare":
      return declare(tokens, words);
    case "fetch":
    case "move":
      return fetch(words, first === "move");
    case "close":
      return { kind: "close", name: named(words[1]) };
    default:
      throw refused(first);
  }
}

const unsupported = new Set("explain describe summarize pivot unpivot desc".split(" "));
const writing = new Set(
  `insert update delete merge create drop alter truncate grant revoke copy comment call do vacuum
   analyze attach detach install load pragma import export checkpoint use lock reindex cluster
   refresh security notify force`.split(/\s+/),
);

function refused(word: string): Error {
  const shown = word.toUpperCase().slice(0, 40);
  if (unsupported.has(word)) return refusal(states.notSupported, `${shown} is not supported`);
  if (!writing.has(word)) return refusal(states.syntax, `syntax error at or near "${shown}"`);
  return refusal(states.readOnly, `${shown} is refused: this endpoint is read-only`);
}

// undefined for ALL
function named(word: string | undefined): string | undefined {
  return word === undefined || word === "all" ? undefined : unquoted(word);
}

function setCommand(words: readonly string[]): Command {
  const scoped = words[1] === "session" || words[1] === "local";
  const [name = "", , ...rest] = words.slice(scoped ? 2 : 1);
  if (forbidden.has(unquoted(name)) || (scoped && forbidden.has(unquoted(name)))) {
    throw refusal(states.notAllowed, `SET ${name.toUpperCase()} is not allowed`);
  }
  const value = rest.join("").replaceAll("'", "");
  return { kind: "set", tag: "SET", name: unquoted(name), value };
}

function declare(tokens: readonly Token[], words: readonly string[]): Command {
  const at = words.indexOf("for");
  const name = words[1];
  if (at < 0 || name === undefined || !words.slice(0, at).includes("cursor")) {
    throw refusal(states.syntax, "DECLARE name CURSOR FOR a query");
  }
  if (words.slice(0, at).includes("binary")) {
    throw refusal(states.notSupported, "BINARY cursors are not supported");
  }
  return { kind: "declare", name: unquoted(name), sql: textFrom(tokens, at + 1) };
}

const steps = new Set(["forward", "next", "from", "in"]);

function fetch(words: readonly string[], isMove: boolean): Command {
  const name = words.at(-1);
  const rest = words.slice(1, -1).filter((word) => !steps.has(word));
  const [count] = rest;
  const isKnown = rest.length === 0 || (rest.length === 1 && /^(?:\d{1,9}|all)$/.test(count ?? ""));
  if (name === undefined || !isKnown) {
    throw refusal(states.notSupported, "cursors go forward only");
  }
  const rows = count === "all" ? Number.POSITIVE_INFINITY : Number(count ?? 1);
  return { kind: "fetch", name: unquoted(name), count: rows, isMove };
}

/** The value that SHOW answers for a setting. */
export function settingOf(name: string): string {
  const value = settings[name] ?? settings[unquoted(name)];
  if (value !== undefined) return value;
  if (name === "transaction_isolation_level") return "read committed";
  throw refusal("42704", `there is no setting "${name}"`);
}
