import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";

const textAttributes = [
  "region",
  "country",
  "industry",
  "size",
  "plan",
  "csm_id",
  "ultimate_parent_id",
  "health_status",
  "journey_stage",
] as const;
const levelAttributes = ["tier", "maturity_stage"] as const;

const text = z.string().min(1);
const level = z.int().min(0);
const range = z
  .strictObject({ at_least: level.exactOptional(), at_most: level.exactOptional() })
  .refine((bounds) => Object.keys(bounds).length > 0, "must have at_least, at_most or both");
const textRule = z.union([text, z.array(text).min(1)]).exactOptional();
const levelRule = z.union([level, z.array(level).min(1), range]).exactOptional();

/** Conditions on the segment attributes, and on these others that are text. */
export function conditions<Other extends string>(others: readonly Other[]) {
  const names: readonly (Other | (typeof textAttributes)[number])[] = [
    ...textAttributes,
    ...others,
  ];
  return z.strictObject({
    ...(Object.fromEntries(names.map((name) => [name, textRule])) as Record<
      (typeof names)[number],
      typeof textRule
    >),
    ...(Object.fromEntries(levelAttributes.map((name) => [name, levelRule])) as Record<
      (typeof levelAttributes)[number],
      typeof levelRule
    >),
  });
}

/** Whether the values under a key of conditions are text, however they look. */
export function isTextCondition(key: PropertyKey | undefined): boolean {
  return !levelAttributes.some((name) => name === key);
}

const where = conditions([]).refine(
  (rules) => Object.keys(rules).length > 0,
  "must have at least one attribute",
);

const segmentName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as emea_enterprise")
  .refine((name) => name !== "all", "always exists; choose another name");

const schema = z.strictObject({
  segments: z.record(segmentName, z.strictObject({ title: text, where })),
});

type Written = z.infer<typeof schema>;

/** A condition on one segment attribute: one of some values, or a range of levels. */
export type SegmentRule =
  | { readonly in: readonly (string | number)[] }
  | { readonly at_least?: number; readonly at_most?: number };

export interface Segment {
  readonly segment: string;
  readonly title: string;
  /** By attribute; an account belongs when every condition holds. */
  readonly rule: Readonly<Record<string, SegmentRule>>;
}

/** segments.yml: named groups of accounts. */
export const segmentsFile: SettingsFile<Written> = {
  name: "segments.yml",
  schema,
  isText: (path) => path[0] === "segments" && path[2] === "where" && isTextCondition(path[3]),
};

/** A condition as it is written, in the uniform form. */
export function ruleOf(condition: unknown): SegmentRule {
  if (Array.isArray(condition)) return { in: condition };
  if (typeof condition === "object" && condition !== null) return condition;
  return { in: [condition as string | number] };
}

function byName([left]: [string, unknown], [right]: [string, unknown]): number {
  return left < right ? -1 : 1;
}

/** The segments with uniform rules, by name; `all` comes first. */
export function resolveSegments(file: Written): readonly Segment[] {
  const named = Object.entries(file.segments).sort(byName);
  const segments = named.map(([segment, { title, where: rules }]) => ({
    segment,
    title,
    rule: Object.fromEntries(
      Object.entries(rules)
        .sort(byName)
        .map(([attribute, condition]) => [attribute, ruleOf(condition)]),
    ),
  }));
  return [{ segment: "all", title: "All accounts", rule: {} }, ...segments];
}

/** Value, lower and upper bound: one row for each value that a condition allows, or one for its bounds. */
export function ruleRows(condition: SegmentRule): (string | number | null)[][] {
  if ("in" in condition) return condition.in.map((value) => [String(value), null, null]);
  return [[null, condition.at_least ?? null, condition.at_most ?? null]];
}
