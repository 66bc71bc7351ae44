import { z } from "zod";
import type { FileContract } from "../contract.js";
import { didYouMean, type Mistake } from "./mistakes.js";
import type { LoadedSettings, SettingsFile } from "./settings-file.js";

const ways = z.array(z.enum(["shared_id", "mapping", "email_domain"])).min(1);

const schema = z.strictObject({
  default: ways,
  sources: z.record(z.string(), ways),
  domain_attribute: z.string().min(1),
  public_domains: z.array(z.string().regex(/^[a-z0-9.-]+$/, "must be a domain in lower case")),
});

export type IdentitySettings = z.infer<typeof schema>;

/** identity.yml: how the ids of several systems lead to one account. */
export const identityFile: SettingsFile<IdentitySettings> = { name: "identity.yml", schema };

type Way = IdentitySettings["default"][number];

const needs = {
  mapping: { entity: "account_ids", what: "a file of account_ids" },
  email_domain: { entity: "accounts", what: "an accounts file" },
} as const;

/** Sources that are nowhere, and ways that lack the file that they need. */
export function checkIdentity(
  { settings, file }: LoadedSettings<IdentitySettings>,
  sources: readonly string[],
  files: readonly FileContract[],
): Mistake[] {
  const mistakes: Mistake[] = [];
  const entities = new Set<string>(files.map(({ entity }) => entity));
  const report = (path: readonly PropertyKey[], message: string) =>
    mistakes.push({ file: file.label, line: file.lineOf(path), message });
  const check = (path: readonly PropertyKey[], written: readonly Way[]) => {
    for (const [index, way] of written.entries()) {
      if (way === "shared_id" || entities.has(needs[way].entity)) continue;
      report([...path, index], `"${way}" needs ${needs[way].what}, which no source delivers`);
    }
  };
  check(["default"], settings.default);
  for (const [source, written] of Object.entries(settings.sources)) {
    if (!sources.includes(source)) {
      const hint = didYouMean(source, sources, "");
      report(["sources", source], `"${source}" is no source${hint}`);
    }
    check(["sources", source], written);
  }
  return mistakes;
}
