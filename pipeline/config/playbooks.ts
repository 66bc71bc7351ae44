import { z } from "zod";
import { didYouMean, type Mistake } from "./mistakes.js";
import { conditions, isTextCondition, ruleOf, ruleRows } from "./segments.js";
import type { LoadedSettings, SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

const text = z.string().min(1);

const playbook = z.strictObject({
  playbook: z
    .string()
    .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as build_habits"),
  title: text,
  says: text,
  where: conditions(["quadrant", "segment"]),
});

const schema = z
  .strictObject({
    compare_days: z.int().min(1).max(3660),
    z: z.number().gt(0).max(10),
    peers_own_share: z.number().gt(0).max(1),
    playbooks: z.array(playbook),
  })
  .superRefine(({ playbooks }, context) => {
    const names = playbooks.map((one) => one.playbook);
    for (const [index, name] of names.entries()) {
      if (names.indexOf(name) === index) continue;
      const message = `repeats the playbook "${name}"`;
      context.addIssue({ code: "custom", path: ["playbooks", index, "playbook"], message });
    }
  });

export type PlaybookSettings = z.infer<typeof schema>;

/** playbooks.yml: what to do with which customer. */
export const playbooksFile: SettingsFile<PlaybookSettings> = {
  name: "playbooks.yml",
  schema,
  isText: (path) => path[2] === "where" && isTextCondition(path[3]),
};

/** Segments that a playbook names and segments.yml does not have. */
export function checkPlaybooks(
  { settings, file }: LoadedSettings<PlaybookSettings>,
  segments: readonly string[],
): Mistake[] {
  return settings.playbooks.flatMap((one, index) => {
    const named = [one.where.segment ?? []].flat().filter((name) => !segments.includes(name));
    return named.map((name) => ({
      file: file.label,
      line: file.lineOf(["playbooks", index, "where", "segment"]),
      message: `"${one.playbook}" names the segment "${name}"${didYouMean(name, segments)}`,
    }));
  });
}

/** Playbooks in their order, and the conditions of each. */
export function playbookTables(settings: PlaybookSettings): ConfigTable[] {
  const { compare_days, z: quantile, peers_own_share, playbooks } = settings;
  return [
    {
      name: "playbook_settings",
      columns: ["compare_days integer", "z double", "peers_own_share double"],
      rows: [[compare_days, quantile, peers_own_share]],
    },
    {
      name: "playbooks",
      columns: [
        "playbook varchar",
        "priority integer",
        "title varchar",
        "says varchar",
        "conditions integer",
      ],
      rows: playbooks.map((one, index) => {
        return [one.playbook, index + 1, one.title, one.says, Object.keys(one.where).length];
      }),
    },
    {
      name: "playbook_rules",
      columns: [
        "playbook varchar",
        "attribute varchar",
        "value varchar",
        "at_least integer",
        "at_most integer",
      ],
      rows: playbooks.flatMap((one) =>
        Object.entries(one.where).flatMap(([attribute, condition]) =>
          ruleRows(ruleOf(condition)).map((row) => [one.playbook, attribute, ...row]),
        ),
      ),
    },
  ];
}
