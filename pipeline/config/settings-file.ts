import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { shipped } from "../root.js";
import { validate } from "./messages.js";
import type { Mistake } from "./mistakes.js";
import { type IsText, readYaml, type YamlFile } from "./yaml-file.js";

/** A file of settings whose every key has a shipped default. */
export interface SettingsFile<Settings> {
  readonly name: string;
  /** Every key is required, because the shipped file fills in what the user left out. */
  readonly schema: z.ZodType<Settings>;
  readonly isText?: IsText;
  /** Keys of which only one can be meant: writing one drops the defaults of the others. */
  readonly alternatives?: readonly (readonly string[])[];
  /** A key by which a shipped file of that name stands between the defaults and the user's own. */
  readonly preset?: {
    readonly key: string;
    readonly names: readonly string[];
    readonly folder: string;
  };
}

export interface LoadedSettings<Settings> {
  /** The defaults when the user's file has mistakes; `mistakes` then stops the command. */
  readonly settings: Settings;
  readonly file: YamlFile;
  readonly mistakes: readonly Mistake[];
}

type Mapping = Readonly<Record<string, unknown>>;

function isMapping(value: unknown): value is Mapping {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

type Alternatives = SettingsFile<unknown>["alternatives"];

function isReplaced(key: string, own: Mapping, alternatives: Alternatives): boolean {
  const groups = (alternatives ?? []).filter((group) => group.includes(key));
  return groups.some((group) => group.some((other) => other !== key && Object.hasOwn(own, other)));
}

/** The user's values over the defaults, key by key; lists and single values are replaced whole. */
export function override(defaults: unknown, own: unknown, alternatives?: Alternatives): unknown {
  if (!isMapping(defaults) || !isMapping(own)) return own;
  const kept = Object.entries(defaults).filter(([key]) => !isReplaced(key, own, alternatives));
  const base: Mapping = Object.fromEntries(kept);
  const overridden = Object.entries(own).map(([key, value]): [string, unknown] => [
    key,
    Object.hasOwn(base, key) ? override(base[key], value, alternatives) : value,
  ]);
  return { ...base, ...Object.fromEntries(overridden) };
}

function defaultsOf<Settings>(file: SettingsFile<Settings>): { raw: unknown; settings: Settings } {
  const read = readYaml(shipped("config", file.name), `config/${file.name}`, file.isText);
  return { raw: read.value, settings: file.schema.parse(read.value) };
}

/** The values of a shipped preset that the user's file names; nothing where it names none. */
function presetOf(own: unknown, { preset }: SettingsFile<unknown>): unknown {
  if (preset === undefined || !isMapping(own)) return {};
  const name = preset.names.find((one) => one === own[preset.key]);
  if (name === undefined) return {};
  const path = [preset.folder, `${name}.yml`] as const;
  return readYaml(shipped("config", ...path), `config/${path.join("/")}`).value;
}

/** The values that ship for a file, and those of the preset that is named. */
export function shippedValues(
  file: SettingsFile<unknown>,
  preset: string | undefined,
): { readonly defaults: Mapping; readonly preset: Mapping } {
  const named = file.preset === undefined ? {} : { [file.preset.key]: preset };
  const asMapping = (value: unknown): Mapping => (isMapping(value) ? value : {});
  return { defaults: asMapping(defaultsOf(file).raw), preset: asMapping(presetOf(named, file)) };
}

/** Reads one settings file of the config folder over its preset and the shipped defaults. */
export function loadSettings<Settings>(
  folder: string,
  file: SettingsFile<Settings>,
): LoadedSettings<Settings> {
  const defaults = defaultsOf(file);
  const path = join(folder, file.name);
  const nothing = { label: path, value: undefined, mistakes: [], lineOf: () => undefined };
  // a link that leads nowhere is there: it is a mistake, and no reason to run with defaults
  const isThere = lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  const own = isThere ? readYaml(path, path, file.isText) : nothing;
  if (own.value === undefined) {
    return { settings: defaults.settings, file: own, mistakes: own.mistakes };
  }
  const base = override(defaults.raw, presetOf(own.value, file), file.alternatives);
  const checked = validate(file.schema, override(base, own.value, file.alternatives), own);
  return {
    settings: checked.value ?? defaults.settings,
    file: own,
    mistakes: [...own.mistakes, ...checked.mistakes],
  };
}
