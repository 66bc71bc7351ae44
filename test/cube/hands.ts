import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";

const schema = z.strictObject({
  mart: z.string().regex(/^marts\.\w+$/),
  /** A dimension of the view that is a column of the mart under the same name. */
  by: z.string(),
  /** A filter in Cube's words and the same in SQL. */
  filter: z.strictObject({ member: z.string(), value: z.string(), sql: z.string() }),
  /** What every question must name so that the view says anything, in Cube's words and in SQL. */
  always: z.strictObject({ equals: z.record(z.string(), z.string()), sql: z.string() }).optional(),
  /** Rows that all measures of the view are read from when no month is named. */
  last: z.string().optional(),
  /** Each public measure a second time: an SQL expression over rows of the mart. */
  measures: z.record(z.string(), z.string()),
});

/** The measures of one view, written by hand in SQL on its mart. */
export type Hand = z.infer<typeof schema>;

const folder = fileURLToPath(new URL("./agreement/", import.meta.url));

/** Every file of test/cube/agreement/, named for its view. */
export const hands: readonly (Hand & { readonly view: string })[] = readdirSync(folder).map(
  (file) => ({
    view: file.replace(".yml", ""),
    ...schema.parse(parse(readFileSync(join(folder, file), "utf8"))),
  }),
);

/** What a view must be asked with, as filters of Cube. */
export function filtersOf({ view, always }: { view: string; always?: Hand["always"] }) {
  return Object.entries(always?.equals ?? {}).map(([member, value]) => ({
    member: `${view}.${member}`,
    operator: "equals",
    values: [value],
  }));
}
