import { z } from "zod";
import type { EntityName } from "../entities.js";
import { didYouMean, type Mistake } from "./mistakes.js";
import type { LoadedSettings, SettingsFile } from "./settings-file.js";

/** What can happen to an account, and the entity that says so. */
export const eventEntities = {
  ticket: "tickets",
  nps: "survey_responses",
  csat: "survey_responses",
  ces: "survey_responses",
  meeting: "activities",
  call: "activities",
  email: "activities",
  business_review: "activities",
  training: "activities",
  incident_notice: "activities",
  reference: "activities",
  meeting_missed: "activities",
  sponsor_contact: "contacts",
  executive_contact: "contacts",
  sponsor_left: "contacts",
  executive_left: "contacts",
  invoice_due: "invoice_lines",
  milestone_due: "milestones",
  release: "releases",
  incident: "incidents",
} as const satisfies Record<string, EntityName>;

export type EventName = keyof typeof eventEntities;

const eventNames = Object.keys(eventEntities) as EventName[];
const ranked = [
  "health_status",
  "dependence_status",
  "cmi_status",
  "maturity_stage",
  "tier",
] as const;
const attributes = [...ranked, "quadrant", "journey_stage", "plan", "csm_id"] as const;

const text = z.string().min(1);
const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as sponsor_left");
const event = z.enum(eventNames);
const days = z.int().min(1).max(3660);
const bound = z.number().exactOptional();

const trigger = z.union(
  [
    z.strictObject({
      event: z.array(event).min(1),
      in: z.array(text).min(1).exactOptional(),
      at_least: bound,
      at_most: bound,
      unresolved_days: days.exactOptional(),
    }),
    z.strictObject({
      none_of: z.array(event).min(1),
      days: z.union([days, z.record(z.string().regex(/^\d+$/), days)]),
    }),
    z.strictObject({ metric: name, at_least: bound, at_most: bound }),
    z.strictObject({ metric: name, fell_by: z.number().gt(0).max(1) }),
    z.strictObject({ attribute: z.enum(attributes), became: z.array(text).min(1) }),
    z.strictObject({ attribute: z.enum(attributes), worsened: z.literal(true) }),
  ],
  "must be one of the forms that config/engagement.yml lists",
);

const moment = z.strictObject({
  title: text,
  kind: z.enum(["time", "event", "absence", "change"]),
  trigger,
  objective: text,
  expected_outcome: text,
  tiers: z.array(z.int().min(1)).min(1).exactOptional(),
  done_by: z.array(event),
  due_in_days: z.int().min(0).max(3660),
  expires_in_days: days,
  cool_down_days: z.int().min(0).max(3660),
  owner: z.enum(["csm", "automation"]).exactOptional(),
  warns: z.boolean(),
});

const schema = z.strictObject({
  loss_window_days: days,
  warning_window_days: days,
  early_days: days,
  warning_index: name,
  warning_score: z.number().min(0).max(100),
  automated_touch_models: z.array(name),
  moments: z.record(name, z.union([moment, z.literal(false)], "must be a moment, or false")),
});

export type EngagementSettings = z.infer<typeof schema>;
export type Moment = z.infer<typeof moment>;
export type Trigger = Moment["trigger"];

/** engagement.yml: when somebody should get in touch, why, and what should come of it. */
export const engagementFile: SettingsFile<EngagementSettings> = {
  name: "engagement.yml",
  schema,
  isText: (path) => path.includes("in") || path.includes("became"),
};

/** The moments that are not switched off. */
export function momentsOf({ moments }: EngagementSettings): readonly [string, Moment][] {
  return Object.entries(moments).flatMap(([named, written]): [string, Moment][] =>
    written === false ? [] : [[named, written]],
  );
}

function momentMistake(written: Moment, tiers: number): string | undefined {
  const used = [
    ...(written.tiers ?? []),
    ...("none_of" in written.trigger && typeof written.trigger.days === "object"
      ? Object.keys(written.trigger.days).map(Number)
      : []),
  ];
  const missing = used.find((tier) => tier < 1 || tier > tiers);
  if (missing !== undefined) return `names tier ${missing}; tiers.yml has ${tiers}`;
  if (written.due_in_days > written.expires_in_days) return "is due after it expires";
  if (written.kind === "time" && !("none_of" in written.trigger)) {
    return "is of the kind time and needs a trigger with none_of and days";
  }
  if (
    "worsened" in written.trigger &&
    !ranked.some((one) => "attribute" in written.trigger && one === written.trigger.attribute)
  ) {
    return `asks whether ${written.trigger.attribute} got worse, which has no order`;
  }
  return undefined;
}

/** What of engagement.yml does not fit the tiers, the touch models, the indexes or itself. */
export function checkEngagement(
  engagement: LoadedSettings<EngagementSettings>,
  tiers: number,
  touchModels: readonly string[],
  indexes: readonly string[],
): Mistake[] {
  const { settings, file } = engagement;
  const say = (path: PropertyKey[], message: string): Mistake => ({
    file: file.label,
    line: file.lineOf(path),
    message: `"${path.join(".")}" ${message}`,
  });
  const ofModels = settings.automated_touch_models
    .filter((model) => !touchModels.includes(model))
    .map((model) => {
      const near = didYouMean(model, touchModels);
      return say(
        ["automated_touch_models"],
        `names the touch model "${model}", which no tier has${near}`,
      );
    });
  const index = settings.warning_index;
  const ofIndex = indexes.includes(index)
    ? []
    : [say(["warning_index"], `names the index "${index}"${didYouMean(index, indexes)}`)];
  const ofMoments = momentsOf(settings).flatMap(([named, written]) => {
    const message = momentMistake(written, tiers);
    return message === undefined ? [] : [say(["moments", named], message)];
  });
  return [...(file.value === undefined ? [] : [...ofModels, ...ofIndex]), ...ofMoments];
}
