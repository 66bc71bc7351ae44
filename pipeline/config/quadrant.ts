import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

const schema = z.strictObject({
  revenue_share_min: z.number().gt(0).max(1),
  potential_arr_min: z.number().gt(0).lt(1e12),
  dependence_min: z.number().min(0).max(100),
});

export type QuadrantSettings = z.infer<typeof schema>;

/** quadrant.yml: from where on a customer and we are critical to one another. */
export const quadrantFile: SettingsFile<QuadrantSettings> = { name: "quadrant.yml", schema };

/** The bounds as the one row that the models read. */
export function quadrantTables(settings: QuadrantSettings): ConfigTable[] {
  const { revenue_share_min, potential_arr_min, dependence_min } = settings;
  return [
    {
      name: "quadrant",
      columns: ["revenue_share_min double", "potential_arr_min double", "dependence_min double"],
      rows: [[revenue_share_min, potential_arr_min, dependence_min]],
    },
  ];
}
