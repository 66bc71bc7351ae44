import { z } from "zod";
import type { SettingsFile } from "./settings-file.js";
import type { ConfigTable } from "./tables.js";

const statuses = ["green", "yellow", "orange", "red", "unknown"] as const;
const status = z.enum(statuses);
const probability = z.number().min(0).max(1).exactOptional();

const scenario = z
  .strictObject({
    title: z.string().min(1),
    probabilities: z
      .strictObject({
        green: probability,
        yellow: probability,
        orange: probability,
        red: probability,
        unknown: probability,
      })
      .exactOptional(),
    lost: z.array(status).exactOptional(),
    won: z.array(status).exactOptional(),
    price_change: z.number().gt(-1).max(10).exactOptional(),
  })
  .superRefine((written, context) => {
    const given = [
      ...Object.keys(written.probabilities ?? {}),
      ...(written.lost ?? []),
      ...(written.won ?? []),
    ];
    for (const name of new Set(given)) {
      if (given.filter((other) => other === name).length < 2) continue;
      const message = `says two things of ${name}: keep one of probabilities, lost and won`;
      context.addIssue({ code: "custom", message });
    }
  });

const scenarioName = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "must be a name in lower case, such as price_rise");

const schema = z.strictObject({ scenarios: z.record(scenarioName, scenario) });

export type ScenarioSettings = z.infer<typeof schema>;

/** scenarios.yml: named forecasts under other assumptions. */
export const scenariosFile: SettingsFile<ScenarioSettings> = { name: "scenarios.yml", schema };

type Scenario = z.infer<typeof scenario>;

// per 12 months; 0 and 1 hold for a term of any length
function assumed(written: Scenario, name: (typeof statuses)[number]): number | null {
  if (written.lost?.includes(name)) return 0;
  if (written.won?.includes(name)) return 1;
  return written.probabilities?.[name] ?? null;
}

/** `config.scenarios`, and `config.scenario_statuses` with a probability where one is assumed. */
export function scenarioTables({ scenarios }: ScenarioSettings): ConfigTable[] {
  const named = Object.entries(scenarios);
  return [
    {
      name: "scenarios",
      columns: ["scenario varchar", "title varchar", "price_change double"],
      rows: named.map(([name, { title, price_change }]) => [name, title, price_change ?? 0]),
    },
    {
      name: "scenario_statuses",
      columns: ["scenario varchar", "status varchar", "probability double", "is_won boolean"],
      rows: named.flatMap(([name, written]) =>
        statuses.map((one) => [
          name,
          one,
          assumed(written, one),
          written.won?.includes(one) ?? false,
        ]),
      ),
    },
  ];
}
