import { accessFile } from "./access.js";
import { booksFile } from "./books.js";
import { engagementFile } from "./engagement.js";
import { forecastFile } from "./forecast.js";
import { identityFile } from "./identity.js";
import { journeyFile } from "./journey.js";
import { maturityFile } from "./maturity.js";
import { metricsFile } from "./metrics.js";
import { objectivesFile } from "./objectives.js";
import { playbooksFile } from "./playbooks.js";
import { productFile } from "./product.js";
import { quadrantFile } from "./quadrant.js";
import { revenueFile } from "./revenue.js";
import { scenariosFile } from "./scenarios.js";
import { segmentsFile } from "./segments.js";
import { type LoadedSettings, loadSettings, type SettingsFile } from "./settings-file.js";
import { tenureFile } from "./tenure.js";
import { tiersFile } from "./tiers.js";
import { waterfallFile } from "./waterfall.js";

/** Every settings file of the config folder, by the key under which `Config` has its values. */
export const settingsFiles = {
  tenure: tenureFile,
  revenue: revenueFile,
  tiers: tiersFile,
  segments: segmentsFile,
  product: productFile,
  forecast: forecastFile,
  waterfall: waterfallFile,
  scenarios: scenariosFile,
  maturity: maturityFile,
  objectives: objectivesFile,
  books: booksFile,
  engagement: engagementFile,
  playbooks: playbooksFile,
  journey: journeyFile,
  metrics: metricsFile,
  identity: identityFile,
  access: accessFile,
  quadrant: quadrantFile,
} as const;

type Files = typeof settingsFiles;

type SettingsOf<File> = File extends SettingsFile<infer Settings> ? Settings : never;

/** The values of every settings file. */
export type Settings = { readonly [Key in keyof Files]: Readonly<SettingsOf<Files[Key]>> };

/** The settings of each file as it was read. */
export type ReadSettings = {
  readonly [Key in keyof Files]: LoadedSettings<SettingsOf<Files[Key]>>;
};

/** Reads every settings file of a folder over its shipped defaults. */
export function readSettings(folder: string): ReadSettings {
  const read = Object.entries(settingsFiles).map(([key, file]) => [
    key,
    loadSettings<unknown>(folder, file),
  ]);
  return Object.fromEntries(read) as ReadSettings;
}

/** The values alone, without where they were read. */
export function valuesOf(read: ReadSettings): Settings {
  const values = Object.keys(settingsFiles).map((key) => [key, read[key as keyof Files].settings]);
  return Object.fromEntries(values) as Settings;
}
