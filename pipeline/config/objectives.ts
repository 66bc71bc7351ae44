import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

const schema = z.strictObject({
  next_objective_days: z.int().min(0).describe("Days from one objective's end to the next."),
});

export type ObjectiveSettings = z.infer<typeof schema>;

/** objectives.yml: what is expected of the objectives agreed with customers. */
export const objectivesFile: SettingsFile<ObjectiveSettings> = { name: "objectives.yml", schema };

/** The settings as the one row that the models read. */
export function objectiveTables(objectives: ObjectiveSettings): ConfigTable[] {
  return [
    {
      name: "objective_settings",
      columns: ["next_objective_days integer"],
      rows: [[objectives.next_objective_days]],
    },
  ];
}
