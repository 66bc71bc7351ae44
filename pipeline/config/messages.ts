import type { z } from "zod";
import { anyOf, didYouMean, type Mistake } from "./mistakes.js";
import type { YamlFile } from "./yaml-file.js";

const kinds: Readonly<Record<string, string>> = {
  string: "text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys and values",
  record: "keys and values",
};

type Schema = z.core.$ZodTypes;

function quoted(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function isWhole(schema: z.core.$ZodType | z.core.$ZodCheck<never> | undefined): boolean {
  const def: unknown = schema?._zod.def;
  return typeof def === "object" && def !== null && "format" in def && def.format === "safeint";
}

/** What a schema accepts, in the words of someone who writes YAML. */
function accepted(schema: z.core.$ZodType): readonly string[] {
  const { def } = (schema as Schema)._zod;
  switch (def.type) {
    case "object":
      return [`keys (${Object.keys(def.shape).join(", ")})`];
    case "enum":
      return Object.values(def.entries).map(quoted);
    case "literal":
      return def.values.map(quoted);
    case "union":
      return def.options.flatMap(accepted);
    case "number":
      return [isWhole(schema) ? "a whole number" : "a number"];
    default:
      return [kinds[def.type] ?? def.type];
  }
}

function unknownKeys(issue: z.core.$ZodRawIssue<z.core.$ZodIssueUnrecognizedKeys>): string {
  const def = (issue.inst as Schema | undefined)?._zod.def;
  const known = def?.type === "object" ? Object.keys(def.shape) : [];
  const list = `; its keys are ${known.join(", ")}`;
  return issue.keys.map((key) => didYouMean(key, known, list)).join("\n");
}

/** Keeps what only the schema knows; the sentence is made once the path is complete. */
function remember(issue: z.core.$ZodRawIssue): string {
  if (issue.code === "unrecognized_keys") return unknownKeys(issue);
  if (issue.code === "invalid_type" && isWhole(issue.inst)) return "must be a whole number";
  if (issue.code === "invalid_union" && issue.inst !== undefined) {
    return `must be ${anyOf(accepted(issue.inst as Schema))}`;
  }
  return "";
}

function show(value: unknown): string {
  if (value === null) return "nothing";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "object") return "keys and values";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function limit(issue: z.core.$ZodIssueTooSmall | z.core.$ZodIssueTooBig): string {
  const isLow = issue.code === "too_small";
  const bound = isLow ? issue.minimum : issue.maximum;
  if (issue.origin === "array" && bound === 1 && isLow) return "must have an entry";
  if (issue.origin === "array") return `must have at ${isLow ? "least" : "most"} ${bound} entries`;
  if (issue.origin === "string") {
    return isLow ? "must not be empty" : `must have at most ${bound} characters`;
  }
  if (issue.inclusive === false) return `must be ${isLow ? "more" : "less"} than ${bound}`;
  return `must be at ${isLow ? "least" : "most"} ${bound}`;
}

function predicate(issue: z.core.$ZodIssue): string {
  if (issue.message !== "") return issue.message;
  if (issue.code === "invalid_type") return `must be ${kinds[issue.expected] ?? issue.expected}`;
  if (issue.code === "invalid_value") return `must be ${anyOf(issue.values.map(quoted))}`;
  if (issue.code === "too_small" || issue.code === "too_big") return limit(issue);
  if (issue.code === "invalid_key") return issue.issues[0]?.message || "is not a good name";
  return "is not valid";
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, part) =>
      typeof inner === "object" && inner !== null
        ? (inner as Record<PropertyKey, unknown>)[part]
        : undefined,
    value,
  );
}

function nameOf(path: readonly PropertyKey[]): string {
  const key = path.findLast((part) => typeof part === "string");
  const last = path.at(-1);
  if (key === undefined) return typeof last === "number" ? `entry ${last + 1}` : "";
  return typeof last === "number" ? `entry ${last + 1} of "${key}"` : `"${key}"`;
}

function suggestion(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code !== "invalid_value" || typeof value !== "string") return "";
  return didYouMean(value, issue.values.map(String));
}

/** What was read is shown, except near `jwt`, where a secret may have been pasted by mistake. */
function sentence(issue: z.core.$ZodIssue, root: unknown): string {
  const name = nameOf(issue.path) || "the file";
  const claim = predicate(issue);
  const value = valueAt(root, issue.path);
  const isAboutValue = issue.code !== "invalid_key" && claim.startsWith("must ");
  if (!isAboutValue || issue.path.includes("jwt")) return `${name} ${claim}`;
  if (value === undefined) return `${name} is missing; it ${claim}`;
  return `${name} ${claim}, read ${show(value)}${suggestion(issue, value)}`;
}

/** The issues of the one alternative that was meant, if what was written tells. */
function meant(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  const fitting = issue.errors.filter((branch) => branch.every(({ path }) => path.length > 0));
  const keyed = issue.errors.filter((branch) =>
    branch.some(({ code, path }) => path.length > 0 || code === "unrecognized_keys"),
  );
  const branches = fitting.length > 0 ? fitting : keyed;
  return branches.length === 1 ? branches[0] : undefined;
}

function flatten(issue: z.core.$ZodIssue): z.core.$ZodIssue[] {
  const branch = issue.code === "invalid_union" ? meant(issue) : undefined;
  if (branch === undefined) return [issue];
  return branch.flatMap((inner) => flatten({ ...inner, path: [...issue.path, ...inner.path] }));
}

function mistakesOf(issue: z.core.$ZodIssue, root: unknown, file: YamlFile): Mistake[] {
  const at = (path: readonly PropertyKey[], message: string): Mistake => {
    return { file: file.label, line: file.lineOf(path), message };
  };
  if (issue.code !== "unrecognized_keys") return [at(issue.path, sentence(issue, root))];
  const advice = issue.message.split("\n");
  const owner = nameOf(issue.path).replaceAll('"', "") || "this file";
  return issue.keys.map((key, index) =>
    at([...issue.path, key], `"${key}" is not a key of ${owner}${advice[index] ?? ""}`),
  );
}

/** Paths of the keys that the advice about unknown ones names. */
function meantKeys(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code !== "unrecognized_keys") return [];
  const named = [...issue.message.matchAll(/did you mean "(.+?)"/g)];
  return named.map(([, key = ""]) => JSON.stringify([...issue.path, key]));
}

/** Validates a value and says what is wrong in lines of the file it was written in. */
export function validate<Output>(
  schema: z.ZodType<Output>,
  value: unknown,
  file: YamlFile,
): { readonly value: Output | undefined; readonly mistakes: readonly Mistake[] } {
  const result = schema.safeParse(value, { error: remember });
  if (result.success) return { value: result.data, mistakes: [] };
  const all = result.error.issues.flatMap(flatten);
  const meant = new Set(all.flatMap(meantKeys));
  // a key that was misspelt is told where it is written, and is not missing besides
  const issues = all.filter(
    ({ path }) => !meant.has(JSON.stringify(path)) || valueAt(value, path) !== undefined,
  );
  return { value: undefined, mistakes: issues.flatMap((issue) => mistakesOf(issue, value, file)) };
}
