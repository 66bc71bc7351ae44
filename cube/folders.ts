import { z } from "zod";
import { type Drilled, drillsOf, withVisibleDrills } from "./drills.js";

interface Described {
  readonly name: string;
  readonly type: string;
  readonly unit: string | undefined;
  readonly kind: "dimension" | "measure";
  readonly isKey: boolean;
}

/** A folder of a view's field list. */
export interface Folder {
  readonly name: string;
  readonly includes: readonly string[];
}

// what is known of an account, whichever view names it
const attributes = new Set([
  ..."account_id name ultimate_parent_id region country industry size plan tier".split(" "),
  ..."csm_id csm_name maturity_stage journey_stage health_status quadrant".split(" "),
]);

function folderOf({ name, type, unit = "", kind, isKey }: Described): string {
  if (kind === "measure") {
    if (unit.startsWith("reporting currency")) return "Money";
    if (unit.startsWith("share")) return "Shares and rates";
    return "Counts and other figures";
  }
  if (attributes.has(name)) return "Account";
  if (type === "time") return "Time";
  if (type === "boolean") return "Yes or no";
  return isKey || name.endsWith("_id") ? "Keys" : "Attributes";
}

const order = [
  "Money",
  "Shares and rates",
  "Counts and other figures",
  "Time",
  "Account",
  "Attributes",
  "Yes or no",
  "Keys",
];

/** Sorts a view's members into folders, so that a field list reads by what members are. */
export function foldersOf(members: readonly Described[]): Folder[] {
  return order
    .map((name) => ({
      name,
      includes: members.filter((member) => folderOf(member) === name).map((member) => member.name),
    }))
    .filter(({ includes }) => includes.length > 0);
}

interface Hierarchy {
  readonly name: string;
  readonly title: string;
  readonly levels: readonly string[];
}

const hierarchies: readonly Hierarchy[] = [
  { name: "geography", title: "Geography", levels: ["region", "country"] },
  { name: "ownership", title: "Ownership", levels: ["ultimate_parent_id", "account_id"] },
  { name: "book", title: "Book of a CSM", levels: ["csm_id", "account_id"] },
  { name: "fiscal", title: "Fiscal year", levels: ["fiscal_year", "fiscal_quarter", "date"] },
];

/** The ways down that a cube's dimensions offer: from a region to its countries, and so on. */
export function hierarchiesOf(dimensions: readonly string[]): Hierarchy[] {
  return hierarchies.filter(({ levels }) => levels.every((level) => dimensions.includes(level)));
}

const memberSchema = z.looseObject({
  name: z.string(),
  type: z.string(),
  public: z.boolean().optional(),
  primary_key: z.boolean().optional(),
  meta: z.looseObject({ unit: z.string().optional() }).optional(),
});
const cubeSchema = z.looseObject({
  name: z.string(),
  dimensions: z.array(memberSchema).default([]),
  measures: z.array(memberSchema).default([]),
});
const viewSchema = z.looseObject({
  cubes: z.tuple([z.looseObject({ join_path: z.string(), includes: z.array(z.string()) })]),
});
const fileSchema = z.union([
  z.object({ cubes: z.array(cubeSchema) }),
  z.object({ views: z.array(viewSchema) }),
]);

type Cube = z.infer<typeof cubeSchema>;
type View = z.infer<typeof viewSchema>;

function described(cube: Cube, kind: Described["kind"]): Described[] {
  const members = kind === "measure" ? cube.measures : cube.dimensions;
  return members
    .filter((member) => member.public !== false)
    .map(({ name, type, meta, primary_key }) => ({
      name,
      type,
      kind,
      unit: meta?.unit,
      isKey: primary_key === true,
    }));
}

function withWaysDown(cube: Cube): Cube {
  const found = hierarchiesOf(cube.dimensions.map(({ name }) => name));
  const drill_members = drillsOf(cube.dimensions);
  const measures = cube.measures.map((measure) => ({ drill_members, ...measure }));
  return { ...cube, measures, hierarchies: found.map((one) => ({ ...one, public: true })) };
}

function withFolders(view: View, cubes: readonly Cube[]): View {
  const [source] = view.cubes;
  const cube = cubes.find(({ name }) => name === source.join_path);
  if (cube === undefined) return view;
  const shown = source.includes;
  const members = [...described(cube, "measure"), ...described(cube, "dimension")];
  const folders = foldersOf(members.filter(({ name }) => shown.includes(name)));
  const ways = hierarchiesOf(cube.dimensions.map(({ name }) => name))
    .filter(({ levels }) => levels.every((level) => shown.includes(level)))
    .map(({ name }) => name);
  return { folders, ...view, cubes: [{ ...source, includes: [...shown, ...ways] }] };
}

/**
 * The files of a model with what makes a field list readable: hierarchies and drill members in each
 * cube, and in each view those whose levels it has, and folders where the view names none of its own.
 */
export function withFieldLists(files: readonly unknown[]): unknown[] {
  const parsed = files.map((file) => fileSchema.parse(file));
  const cubes = parsed.flatMap((file) => ("cubes" in file ? file.cubes : []));
  return parsed.map((file) =>
    "cubes" in file
      ? { cubes: file.cubes.map(withWaysDown) }
      : { views: file.views.map((view) => withFolders(view, cubes)) },
  );
}

interface ListedCube {
  readonly config: {
    readonly measures?: readonly ListedMember[] | undefined;
    readonly dimensions?: readonly ListedMember[] | undefined;
    readonly folders?: readonly { readonly members: readonly unknown[] }[] | undefined;
    readonly nestedFolders?: readonly { readonly members: readonly unknown[] }[] | undefined;
    readonly hierarchies?: readonly { readonly levels: readonly string[] }[] | undefined;
  };
}

interface ListedMember extends Drilled {
  readonly name: string;
  readonly isVisible?: boolean | undefined;
}

/** A model's description whose folders, hierarchies and drill members name only what its reader may see. */
export function withVisibleFields<T extends ListedCube>(cubes: readonly T[]): T[] {
  return cubes.map((cube) => {
    const { measures, dimensions, folders, nestedFolders, hierarchies } = cube.config;
    const shown = new Set(
      [...(measures ?? []), ...(dimensions ?? [])]
        .filter(({ isVisible }) => isVisible)
        .map(({ name }) => name),
    );
    const only = <F extends { readonly members: readonly unknown[] }>(list: readonly F[] = []) =>
      list
        .map((folder) => ({
          ...folder,
          members: folder.members.filter((name) => typeof name !== "string" || shown.has(name)),
        }))
        .filter(({ members }) => members.length > 0);
    return {
      ...cube,
      config: {
        ...cube.config,
        ...(measures && { measures: measures.map((one) => withVisibleDrills(one, shown)) }),
        folders: only(folders),
        nestedFolders: only(nestedFolders),
        hierarchies: hierarchies?.filter(({ levels }) => levels.every((level) => shown.has(level))),
      },
    };
  });
}
