import { z } from "zod";
import type { Segment, SegmentRule } from "./segments.js";
import { versionOf } from "./version.js";

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as executive_contact");
const text = z.string().min(1);
const score = z.number().min(0).max(100);
const weight = z
  .number()
  .min(0)
  .lt(1e6)
  .refine((value) => Number(value.toFixed(6)) === value, "must have at most six decimals");

const scale = z.union([
  z.literal("percentile"),
  z.strictObject({ linear: z.strictObject({ worst: z.number(), best: z.number() }) }),
  z.strictObject({ steps: z.array(z.tuple([z.number(), score])).min(1) }),
]);

const factor = z.strictObject({
  title: text,
  element: name,
  input: z.enum(["quantitative", "qualitative", "behavioural"]),
  metric: name.exactOptional().describe("A metric: a file in models/metrics or of metric_values."),
  question: text.exactOptional().describe("A question of assessments, instead of a metric."),
  max_age_days: z.int().min(1).exactOptional().describe("An older assessment is missing."),
  weight,
  scale,
  missing: z.union([z.literal("exclude"), z.strictObject({ score })]).exactOptional(),
});

const oneOrMore = <Value extends z.ZodType>(value: Value) =>
  z.union([value, z.array(value).min(1)]).exactOptional();

const when = z
  .strictObject({
    segment: text.exactOptional(),
    tier: oneOrMore(z.int().min(1)),
    journey_stage: oneOrMore(text),
    product: oneOrMore(text),
  })
  .refine((rules) => Object.keys(rules).length > 0, "must have at least one condition");

const profile = z.strictObject({
  profile: name.refine((value) => value !== "default", "always exists; choose another name"),
  when,
  weights: z.record(name, weight).describe("Weights that differ, by factor."),
});

const evidence = z.strictObject({
  from_months: z.int().min(1).max(24),
  to_months: z.int().min(1).max(36),
  over_months: z.int().min(1).max(120),
  every_months: z.int().min(1).max(12),
  min_lost: z.int().min(1),
  z: z.number().gt(0).max(10),
});

const schema = z.strictObject({
  title: text,
  says: text,
  min_coverage: z.number().min(0).max(1),
  hysteresis: z.number().min(0).lt(50),
  trend_points: z.number().gt(0).max(100),
  bands: z
    .array(z.strictObject({ status: name, from: score, fine: z.boolean().exactOptional() }))
    .min(2)
    .describe("Worst band first; a band reaches up to where the next begins."),
  evidence: evidence.describe("How the evidence for factors is gathered."),
  elements: z.array(name).min(1),
  factors: z.record(name, factor),
  profiles: z.array(profile).describe("The first that fits an account gives its weights."),
});

type Written = z.infer<typeof schema>;
type Factor = Written["factors"][string];
type Context = z.core.$RefinementCtx<Written>;

function complain(context: Context, path: PropertyKey[], message: string): void {
  context.addIssue({ code: "custom", path, message });
}

function repeats(names: readonly string[], report: (at: number, name: string) => void): void {
  for (const [at, one] of names.entries()) if (names.indexOf(one) < at) report(at, one);
}

function checkBands({ bands, hysteresis }: Written, context: Context): void {
  repeats(
    bands.map(({ status }) => status),
    (at, status) => complain(context, ["bands", at, "status"], `repeats the band "${status}"`),
  );
  if (bands[0]?.from !== 0) complain(context, ["bands", 0, "from"], "must be 0: the worst band");
  for (const [at, { status, from }] of bands.entries()) {
    if (status === "unknown") complain(context, ["bands", at, "status"], "always exists");
    const before = bands[at - 1];
    if (before === undefined) continue;
    if (from <= before.from) {
      complain(context, ["bands", at, "from"], "must be more than that of the band before it");
    } else if (at > 1 && from - before.from < 2 * hysteresis) {
      const message = `must be at least twice the hysteresis (${hysteresis}) above the band before`;
      complain(context, ["bands", at, "from"], message);
    }
  }
}

function checkScale(id: string, { scale: written }: Factor, context: Context): void {
  if (written === "percentile") return;
  const path = ["factors", id, "scale"];
  if ("linear" in written) {
    const { worst, best } = written.linear;
    if (worst === best) complain(context, [...path, "linear", "best"], "must differ from worst");
    return;
  }
  for (const [at, [bound]] of written.steps.entries()) {
    const before = written.steps[at - 1];
    if (before === undefined || bound > before[0]) continue;
    complain(context, [...path, "steps", at], "must begin above the step before it");
  }
}

function checkFactor(id: string, written: Factor, file: Written, context: Context): void {
  const path = ["factors", id];
  const { metric, question, max_age_days: age } = written;
  if ((metric === undefined) === (question === undefined)) {
    const count = metric === undefined ? "neither" : "both";
    complain(context, path, `must have one of metric and question; it has ${count}`);
  }
  if (age !== undefined && question === undefined) {
    complain(context, [...path, "max_age_days"], "is for a question; a metric has its own window");
  }
  if (question !== undefined && written.scale === "percentile") {
    complain(context, [...path, "scale"], "of a question cannot be percentile: it has no peers");
  }
  if (!file.elements.includes(written.element)) {
    const message = `is not one of the elements ${file.elements.join(", ")}`;
    complain(context, [...path, "element"], message);
  }
  checkScale(id, written, context);
}

function checkProfiles(file: Written, context: Context): void {
  repeats(
    file.profiles.map((one) => one.profile),
    (at, one) => complain(context, ["profiles", at, "profile"], `repeats the profile "${one}"`),
  );
  for (const [at, { weights }] of file.profiles.entries()) {
    for (const id of Object.keys(weights)) {
      if (Object.hasOwn(file.factors, id)) continue;
      complain(context, ["profiles", at, "weights", id], "is not a factor of this index");
    }
    const sum = Object.entries(file.factors).map(([id, one]) => weights[id] ?? one.weight);
    if (sum.some((one) => one > 0)) continue;
    complain(context, ["profiles", at, "weights"], "leave no factor a weight above 0");
  }
}

function checkEvidence(
  { evidence: { from_months, to_months }, factors }: Written,
  context: Context,
) {
  if (to_months < from_months) {
    complain(context, ["evidence", "to_months"], "must be at least from_months");
  }
  if (Object.hasOwn(factors, "index")) {
    complain(context, ["factors", "index"], "is the index itself in its evidence; choose another");
  }
}

function checkIndex(file: Written, context: Context): void {
  checkEvidence(file, context);
  checkBands(file, context);
  repeats(file.elements, (at, one) =>
    complain(context, ["elements", at], `repeats the element "${one}"`),
  );
  for (const [id, one] of Object.entries(file.factors)) checkFactor(id, one, file, context);
  if (Object.values(file.factors).every((one) => one.weight === 0)) {
    complain(context, ["factors"], "have no weight above 0");
  }
  checkProfiles(file, context);
}

/** A file of config/indexes: factors over metrics and assessments, and what their sum means. */
export const indexSchema = schema.superRefine(checkIndex);

export type WrittenIndex = z.infer<typeof indexSchema>;

/** One condition of a profile; an account is in the profile when it meets all of them. */
export interface ProfileCondition {
  readonly attribute: string;
  readonly rule: SegmentRule;
}

export interface IndexProfile {
  readonly profile: string;
  readonly conditions: readonly ProfileCondition[];
  /** By factor; factors left out have their own weight. */
  readonly weights: Readonly<Record<string, number>>;
}

export interface Index extends Omit<WrittenIndex, "profiles"> {
  readonly index: string;
  /** In the order in which they are tried; `default`, which fits everybody, is the last. */
  readonly profiles: readonly IndexProfile[];
  /** Changes exactly when something that is written about this index changes. */
  readonly version: string;
}

type When = WrittenIndex["profiles"][number]["when"];

function conditionsOf(rules: When, segments: readonly Segment[]): ProfileCondition[] {
  const { segment, ...own } = rules;
  const named = segments.find((one) => one.segment === segment)?.rule ?? {};
  const asList = (value: string | number | readonly (string | number)[]): SegmentRule => ({
    in: typeof value === "object" ? value : [value],
  });
  return [
    ...Object.entries(named).map(([attribute, rule]) => ({ attribute, rule })),
    ...Object.entries(own).map(([attribute, value]) => ({ attribute, rule: asList(value) })),
  ];
}

/** An index with the rules of the segments that its profiles name written out. */
export function resolveIndex(
  index: string,
  written: WrittenIndex,
  segments: readonly Segment[],
): Index {
  const profiles = written.profiles.map(({ profile, when: rules, weights }) => {
    return { profile, conditions: conditionsOf(rules, segments), weights };
  });
  const whole = {
    ...written,
    profiles: [...profiles, { profile: "default", conditions: [], weights: {} }],
  };
  return { index, ...whole, version: versionOf(whole) };
}
