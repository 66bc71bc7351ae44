import { z } from "zod";
import { didYouMean, type Mistake } from "./mistakes.js";
import type { LoadedSettings, SettingsFile } from "./settings-file.js";

const name = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as high_touch");
const factor = z.number().min(0).max(100);
const share = z.number().min(0).max(1);

const activity = z.strictObject({
  activity: name,
  times_per_year: z.number().min(0).max(10_000),
  minutes: z.number().min(0).max(10_000),
  by: z.enum(["csm", "automation"]),
});

const accountsBand = z
  .strictObject({ at_least: z.number().gt(0), at_most: z.number().gt(0) })
  .refine((band) => band.at_least <= band.at_most, "must not have at_least above at_most");

const touchModel = z.strictObject({
  accounts_band: accountsBand.exactOptional(),
  onboarding: z.array(activity),
  ongoing: z.array(activity),
});

const arrBand = z
  .strictObject({
    at_least: z.number().min(0),
    target: z.number().gt(0),
    at_most: z.number().gt(0),
  })
  .refine(
    ({ at_least, target, at_most }) => at_least <= target && target <= at_most,
    "must have at_least, target and at_most in ascending order",
  );

const title = z.string().min(1);
const option = z.union(
  [
    z.strictObject({ title, floor: z.strictObject({ tier: z.int().min(1), factor }) }),
    z.strictObject({ title, service_level: z.strictObject({ touch_model: name, factor }) }),
    z.strictObject({ title, automation: z.strictObject({ touch_model: name, share }) }),
  ],
  "must have a title and one of floor, service_level and automation",
);

const schema = z.strictObject({
  hours_per_month: z.number().gt(0).max(744),
  productive_share: z.number().gt(0).max(1),
  csm_hours: z.record(z.string().min(1), z.number().gt(0).max(744)),
  onboarding_days: z.int().min(0),
  arr_band: arrBand,
  touch_models: z.record(name, touchModel),
  coverage: z.record(
    name.refine((written) => written !== "as_is", "always exists; choose another name"),
    option,
  ),
});

export type BookSettings = z.infer<typeof schema>;
export type CoverageOption = z.infer<typeof option>;

/** books.yml: what looking after customers takes, and what a CSM can carry. */
export const booksFile: SettingsFile<BookSettings> = {
  name: "books.yml",
  schema,
  isText: (path) => path[0] === "coverage" && path[2] === "title",
};

// what an option points at must be there
function targetMistake(written: CoverageOption, tiers: number, models: readonly string[]) {
  if ("floor" in written) {
    const { tier } = written.floor;
    return tier < tiers ? undefined : `moves the floor of tier ${tier}, which has none`;
  }
  const { touch_model } = "automation" in written ? written.automation : written.service_level;
  if (models.includes(touch_model)) return undefined;
  return `names the touch model "${touch_model}"${didYouMean(touch_model, models)}`;
}

/** Options of coverage that point at nothing. */
export function checkBooks(books: LoadedSettings<BookSettings>, tiers: number): Mistake[] {
  const { settings, file } = books;
  const models = Object.keys(settings.touch_models);
  return Object.entries(settings.coverage).flatMap(([option, written]): Mistake[] => {
    const message = targetMistake(written, tiers, models);
    if (message === undefined) return [];
    const line = file.lineOf(["coverage", option]);
    return [{ file: file.label, line, message: `"coverage.${option}" ${message}` }];
  });
}
