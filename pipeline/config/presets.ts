import { exitCodes, TenureError } from "../error.js";
import { anyOf, didYouMean } from "./mistakes.js";
import { type Policies, policyColumns, policyKeyOf, presetNames } from "./policy-columns.js";
import { revenueFile } from "./revenue.js";
import { shippedValues } from "./settings-file.js";

function unknownPreset(name: string): TenureError {
  const names = presetNames();
  return new TenureError("config/unknown-preset", `there is no preset "${name}"`, {
    hint: `Write ${anyOf(names)}${didYouMean(name, names, ".")}`,
    exitCode: exitCodes.config,
  });
}

/** The policies that a preset sets; what it leaves open is as in `base`. */
export function presetPolicies(name: string, base: Policies): Policies {
  if (!presetNames().includes(name)) throw unknownPreset(name);
  const { defaults, preset } = shippedValues(revenueFile, name);
  const settings = revenueFile.schema.parse({ ...defaults, ...preset });
  const columns = policyColumns(settings, String(base["reporting_currency"]));
  const set = Object.entries(columns).filter(([column]) =>
    Object.hasOwn(preset, policyKeyOf(column)),
  );
  return { ...base, ...Object.fromEntries(set) };
}
