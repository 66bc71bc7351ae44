import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";

const text = z.string().min(1);
const days = z.int().min(1).max(10_000);
const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as adoption");

const bounded = z
  .strictObject({ name, at_least: z.number().exactOptional(), at_most: z.number().exactOptional() })
  .refine(
    ({ at_least, at_most }) => (at_least === undefined) !== (at_most === undefined),
    "must have one bound, at_least or at_most",
  );

const movements = ["new", "reactivation", "expansion", "contraction"] as const;

const dated = {
  milestone: text.exactOptional(),
  event: z.strictObject({ name: text, count: z.int().min(1) }).exactOptional(),
  active_users: z.int().min(1).exactOptional(),
  metric: bounded.exactOptional(),
  movement: z.enum(movements).exactOptional(),
};

const isOne = (criterion: object): boolean => Object.keys(criterion).length === 1;
const criterion = z.strictObject(dated).refine(isOne, "must be one fact");
const hold = z.strictObject({ metric: bounded });
const windowStart = z.strictObject({ days_before_renewal: days });

const activity = z.strictObject({
  kind: z.enum(["meeting", "call", "email", "business_review", "training", "reference"]),
  at_least: z.int().min(1).exactOptional(),
});

const stage = z.strictObject({
  stage: name,
  title: text,
  expected_days: days.exactOptional(),
  entry: z.array(criterion).exactOptional(),
  exit: z.array(criterion).exactOptional(),
  hold: z.array(hold).exactOptional(),
  activities: z.array(activity).exactOptional(),
});

const written = z.strictObject({
  stages: z.array(stage).min(2).max(12).describe("First stage first."),
  renewal: z.strictObject({
    title: text,
    entry: z.array(windowStart).length(1),
    expected_days: days.exactOptional(),
    min_term_months: z.int().min(1),
    activities: z.array(activity).exactOptional(),
  }),
  churn: z.strictObject({ title: text }),
  hold_days: z.int().min(0).max(1000),
  onboarding_stage: name,
  value_stage: name,
  milestones: z.array(
    z.strictObject({ milestone: text, title: text.exactOptional(), expected_days: days }),
  ),
});

export type JourneySettings = z.infer<typeof written>;
/** A dated fact by which a stage begins. */
export type JourneyCriterion = z.infer<typeof criterion>;
/** Something that a customer is owed in a stage. */
export type JourneyActivity = z.infer<typeof activity>;
type Context = z.core.$RefinementCtx<JourneySettings>;

const kept = ["renewal", "churn"];

function complain(context: Context, path: PropertyKey[], message: string): void {
  context.addIssue({ code: "custom", path, message });
}

function checkNames(file: JourneySettings, context: Context): void {
  const names = file.stages.map((each) => each.stage);
  for (const [index, each] of names.entries()) {
    const path = ["stages", index, "stage"];
    if (kept.includes(each)) complain(context, path, `is kept for the ${each} stage`);
    if (names.indexOf(each) !== index) complain(context, path, `repeats the stage "${each}"`);
  }
  for (const key of ["onboarding_stage", "value_stage"] as const) {
    const known = names.slice(
      key === "value_stage" ? 1 : 0,
      key === "value_stage" ? undefined : -1,
    );
    if (known.includes(file[key])) continue;
    complain(context, [key], `must be one of the stages ${known.join(", ")}`);
  }
  const milestones = file.milestones.map(({ milestone }) => milestone);
  for (const [index, each] of milestones.entries()) {
    if (milestones.indexOf(each) === index) continue;
    complain(context, ["milestones", index, "milestone"], `repeats the milestone "${each}"`);
  }
}

function checkEnds(file: JourneySettings, context: Context): void {
  if (file.stages[0]?.entry !== undefined) {
    const message = "is not for the first stage, which begins with the first MRR";
    complain(context, ["stages", 0, "entry"], message);
  }
  const last = file.stages.length - 1;
  if (file.stages[last]?.exit !== undefined) {
    complain(context, ["stages", last, "exit"], "is not for the last stage, which nothing follows");
  }
}

/** journey.yml: the stages after the sale, and the dated facts by which they begin. */
export const journeyFile: SettingsFile<JourneySettings> = {
  name: "journey.yml",
  schema: written.superRefine((file, context) => {
    checkNames(file, context);
    checkEnds(file, context);
  }),
};
