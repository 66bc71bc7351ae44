import { relative } from "node:path";
import type { FileContract } from "../contract.js";
import type { Config } from "./config.js";
import { settingsFiles } from "./settings.js";

const settingsKeys = Object.keys(settingsFiles) as (keyof typeof settingsFiles)[];

/** One effective value: where it could be written, and what holds. */
export type EffectiveRow = readonly [file: string, key: string, value: string];

function flatten(file: string, key: string, value: unknown): EffectiveRow[] {
  if (value === undefined || value === null) return [];
  if (typeof value !== "object") return [[file, key, String(value)]];
  const below = key === "" ? "" : `${key}.`;
  const inner = Object.entries(value).flatMap(([name, part]) =>
    flatten(file, `${below}${name}`, part),
  );
  return inner.length > 0 ? inner : [[file, key, Array.isArray(value) ? "[]" : "{}"]];
}

function fileOf(folder: string, { at }: FileContract): string {
  return relative(folder, at.replace(/:\d+$/, "")).replaceAll("\\", "/");
}

function contractRows(config: Config): EffectiveRow[] {
  const counted = new Map<string, number>();
  return config.files.flatMap((contract) => {
    const { at: _at, version: _version, ...settings } = contract;
    const file = fileOf(config.folder, contract);
    const index = counted.get(file) ?? 0;
    counted.set(file, index + 1);
    return flatten(file, `files.${index}`, settings);
  });
}

/** Every effective setting, one row each, with dotted keys. */
export function effectiveRows(config: Config): readonly EffectiveRow[] {
  const keys = settingsKeys.filter((key) => key !== "segments");
  return [
    ...keys.flatMap((key) => flatten(settingsFiles[key].name, "", config[key])),
    ...config.segments.flatMap(({ segment, title, rule }) =>
      flatten("segments.yml", `segments.${segment}`, { title, where: rule }),
    ),
    ...config.indexes.flatMap(({ index, version: _version, ...settings }) =>
      flatten(`indexes/${index}.yml`, "", settings),
    ),
    ...contractRows(config),
  ];
}
