import { z } from "zod";

const memberSchema = z.object({
  name: z.string(),
  title: z.string(),
  description: z.string().optional(),
  type: z.string(),
  aggType: z.string().optional(),
  isVisible: z.boolean().optional(),
  primaryKey: z.boolean().optional(),
  meta: z.looseObject({ column: z.string().optional() }).nullish(),
});
const metaSchema = z.array(
  z.object({
    config: z.object({
      name: z.string(),
      type: z.string().optional(),
      title: z.string().optional(),
      description: z.string().optional(),
      isVisible: z.boolean().optional(),
      measures: z.array(memberSchema),
      dimensions: z.array(memberSchema),
    }),
  }),
);

/** One column of a view, as one user sees it. */
export interface Column {
  readonly name: string;
  /** Its full name in Cube. */
  readonly member: string;
  readonly kind: "dimension" | "measure";
  /** Cube's type: string, number, time or boolean. */
  readonly type: string;
  /** How a measure is made: sum, count, countDistinct, avg, min, max, number. */
  readonly aggregate: string;
  /** The mart column behind it, where the model names one. */
  readonly source: string | undefined;
  readonly description: string;
}

/** A public view with the columns that one user may see, by their names in lower case. */
export interface View {
  readonly name: string;
  readonly description: string;
  readonly columns: ReadonlyMap<string, Column>;
}

/** The views of one user by their names in lower case. */
export type Views = ReadonlyMap<string, View>;

/** Reads the views that a user may see from what Cube's compiler says about the model. */
export function viewsOf(meta: unknown): Views {
  const cubes = metaSchema.parse(meta).map(({ config }) => config);
  return new Map(
    cubes
      .filter((cube) => cube.type === "view" && cube.isVisible !== false)
      .map((cube): [string, View] => [cube.name.toLowerCase(), viewOf(cube)])
      .filter(([, view]) => view.columns.size > 0),
  );
}

type Cube = z.infer<typeof metaSchema>[number]["config"];

function viewOf(cube: Cube): View {
  const columns = [
    ...cube.dimensions.map((member) => columnOf(member, "dimension")),
    ...cube.measures.map((member) => columnOf(member, "measure")),
  ].filter((column) => column !== undefined);
  return {
    name: cube.name,
    description: cube.description ?? cube.title ?? cube.name,
    columns: new Map(columns.map((column) => [column.name.toLowerCase(), column])),
  };
}

function columnOf(member: z.infer<typeof memberSchema>, kind: Column["kind"]): Column | undefined {
  // a member that Cube does not call visible is hidden, also where it says nothing
  if (member.isVisible !== true) return undefined;
  return {
    name: member.name.slice(member.name.indexOf(".") + 1),
    member: member.name,
    kind,
    type: member.type,
    aggregate: kind === "measure" ? (member.aggType ?? member.type) : "",
    source: member.meta?.column,
    description: member.description ?? member.title,
  };
}
