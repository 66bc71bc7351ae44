import { z } from "zod";

const additivities = ["sum", "last", "first", "none"] as const;

const memberSchema = z.object({
  name: z.string(),
  aliasMember: z.string().optional(),
  isVisible: z.boolean().optional(),
  type: z.string().optional(),
  meta: z
    .looseObject({
      additivity: z.object({ time: z.enum(additivities).optional() }).optional(),
      determines: z.enum(["month", "some months"]).optional(),
      unit: z.string().optional(),
    })
    .nullish(),
});
const metaSchema = z.array(
  z.object({
    config: z.object({
      measures: z.array(memberSchema).optional(),
      dimensions: z.array(memberSchema).optional(),
      segments: z.array(memberSchema).optional(),
    }),
  }),
);

export type MemberKind = "measures" | "dimensions" | "segments";

/** What a query needs to know of one measure, dimension or segment. */
export interface Member {
  readonly kind: MemberKind;
  /** The cube that a view took it from. */
  readonly cube: string;
  readonly isVisible: boolean;
  /** True where the values are dates or instants. */
  readonly isTime: boolean;
  /** How a measure behaves over a range of months; undefined for a dimension. */
  readonly overTime: (typeof additivities)[number] | undefined;
  /** True where the values are days or first days of months, although Cube knows instants only. */
  readonly isDay: boolean;
  /** Set where a value of the dimension tells which month, or which months, a row is of. */
  readonly determines: "month" | "some months" | undefined;
}

/** All members of the model by their full name, as one user sees them. */
export type Members = ReadonlyMap<string, Member>;

/** Reads the members from what Cube's compiler says about the model. */
export function membersOf(meta: unknown): Members {
  const members = metaSchema
    .parse(meta)
    .flatMap(({ config }) => [
      ...ofKind("measures", config.measures),
      ...ofKind("dimensions", config.dimensions),
      ...ofKind("segments", config.segments),
    ]);
  return new Map(
    members.map(({ name, kind, type, aliasMember, isVisible, meta: about }) => [
      name,
      {
        kind,
        cube: (aliasMember ?? name).split(".")[0] ?? "",
        isVisible: isVisible === true,
        isTime: type === "time",
        overTime: about?.additivity?.time,
        determines: about?.determines,
        isDay: about?.unit === "day" || about?.unit === "month",
      },
    ]),
  );
}

function ofKind(kind: MemberKind, members: readonly z.infer<typeof memberSchema>[] = []) {
  return members.map((member) => ({ ...member, kind }));
}
