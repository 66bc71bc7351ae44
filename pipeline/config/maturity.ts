import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

const text = z.string().min(1);
const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as half_of_seats_used");

const behavior = z.strictObject({
  id: name,
  title: text,
  metric: name.exactOptional().describe("A metric, by the name of its file."),
  feature: text.exactOptional().describe("A feature of the usage events."),
  at_least: z.number().exactOptional(),
  at_most: z.number().exactOptional(),
});

const stage = z.strictObject({
  name: text,
  require: z.literal("all").exactOptional(),
  at_least: z.int().min(1).exactOptional().describe("So many of the behaviors are enough."),
  behaviors: z.array(behavior).min(1),
});

const written = z.strictObject({
  stage_zero: text.describe("What a customer below the first stage is called."),
  stages: z.array(stage).min(3).max(7).describe("Lowest stage first."),
  feature_window_days: z.int().min(1).max(366),
  plan_months: z.int().min(1).max(60),
  plan_reach: z.number().gt(0).max(1),
});

type Behavior = z.infer<typeof behavior>;
type Stage = z.infer<typeof stage>;

/** maturity.yml as written; what it leaves out of a behavior is understood by its tables. */
export type MaturitySettings = z.infer<typeof written>;
type Context = z.core.$RefinementCtx<MaturitySettings>;

function complain(context: Context, path: PropertyKey[], message: string): void {
  context.addIssue({ code: "custom", path, message });
}

function wrongBound({ metric, feature, at_least, at_most }: Behavior): string | undefined {
  if (metric === undefined && feature === undefined) return "needs a metric or a feature";
  if (metric === undefined && at_most !== undefined) {
    return "is the use of a feature, which takes at_least alone";
  }
  if (metric === undefined) return undefined;
  const bounds = [at_least, at_most].filter((bound) => bound !== undefined);
  return bounds.length === 1 ? undefined : "needs one bound, at_least or at_most";
}

function checkStage(given: Stage, path: PropertyKey[], context: Context): void {
  for (const [index, one] of given.behaviors.entries()) {
    const wrong = wrongBound(one);
    if (wrong !== undefined) complain(context, [...path, "behaviors", index, "id"], wrong);
  }
  if (given.at_least === undefined) return;
  if (given.require !== undefined) {
    complain(context, [...path, "at_least"], "is a second rule beside require: all; keep one");
  }
  if (given.at_least > given.behaviors.length) {
    const message = `must be at most its number of behaviors: ${given.behaviors.length}`;
    complain(context, [...path, "at_least"], message);
  }
}

function checkRepeats(file: MaturitySettings, context: Context): void {
  const ids = new Set<string>();
  const names = new Set<string>();
  for (const [index, each] of file.stages.entries()) {
    if (names.has(each.name)) {
      complain(context, ["stages", index, "name"], `repeats the stage "${each.name}"`);
    }
    names.add(each.name);
    for (const [place, { id }] of each.behaviors.entries()) {
      const path = ["stages", index, "behaviors", place, "id"];
      if (ids.has(id)) complain(context, path, `repeats the behavior "${id}"`);
      ids.add(id);
    }
  }
}

/** maturity.yml: stages of effectiveness, and the behaviors that they are made of. */
export const maturityFile: SettingsFile<MaturitySettings> = {
  name: "maturity.yml",
  schema: written.superRefine((file, context) => {
    checkRepeats(file, context);
    for (const [index, each] of file.stages.entries()) {
      checkStage(each, ["stages", index], context);
    }
  }),
};

function boundOf({ metric, at_least, at_most }: Behavior): readonly (number | null)[] {
  if (metric === undefined) return [at_least ?? 1, null];
  return [at_least ?? null, at_most ?? null];
}

function behaviorRows({ stages }: MaturitySettings): ConfigTable["rows"] {
  const all = stages.flatMap(({ behaviors }, index) =>
    behaviors.map((each) => ({ ...each, stage: index + 1 })),
  );
  return all.map((each, index) => [
    index + 1,
    each.stage,
    each.id,
    each.title,
    each.metric ?? null,
    each.feature ?? null,
    ...boundOf(each),
  ]);
}

/** The stages and behaviors as the models read them; stage 0 is a row, without behaviors. */
export function maturityTables(settings: MaturitySettings): ConfigTable[] {
  const stages = settings.stages.map(({ name: title, at_least, behaviors }, index) => [
    index + 1,
    title,
    at_least ?? behaviors.length,
  ]);
  return [
    {
      name: "maturity",
      columns: ["feature_window_days integer", "plan_months integer", "plan_reach double"],
      rows: [[settings.feature_window_days, settings.plan_months, settings.plan_reach]],
    },
    {
      name: "maturity_stages",
      columns: ["stage integer", "stage_name varchar", "behaviors_needed integer"],
      rows: [[0, settings.stage_zero, 0], ...stages],
    },
    {
      name: "maturity_behaviors",
      columns: [
        "position integer",
        "stage integer",
        "behavior varchar",
        "title varchar",
        "metric varchar",
        "feature varchar",
        "at_least double",
        "at_most double",
      ],
      rows: behaviorRows(settings),
    },
  ];
}
