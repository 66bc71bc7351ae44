/** What tells a person which rows a figure is made of, the most telling first. */
const telling = [
  "account_id",
  "name",
  "account_name",
  "subscription_id",
  "ticket_id",
  "renewal_id",
  "play_id",
  "row_id",
  "file_id",
  "month",
  "occurred_on",
  "csm_name",
  "region",
  "tier",
];
const most = 6;

interface Named {
  readonly name: string;
  readonly public?: boolean | undefined;
}

/** The dimensions that a figure is drilled down to, of those that a cube shows. */
export function drillsOf(dimensions: readonly Named[]): string[] {
  const shown = new Set(
    dimensions.filter((dimension) => dimension.public !== false).map(({ name }) => name),
  );
  return telling.filter((name) => shown.has(name)).slice(0, most);
}

/** A measure in a description of the model. */
export interface Drilled {
  readonly drillMembers?: readonly string[] | undefined;
  readonly drillMembersGrouped?:
    | { readonly measures: readonly string[]; readonly dimensions: readonly string[] }
    | undefined;
}

/** A measure that is drilled down only to what its reader may see. */
export function withVisibleDrills<T extends Drilled>(measure: T, shown: ReadonlySet<string>): T {
  const { drillMembers, drillMembersGrouped: grouped } = measure;
  if (drillMembers === undefined) return measure;
  const only = (names: readonly string[]): string[] => names.filter((name) => shown.has(name));
  return {
    ...measure,
    drillMembers: only(drillMembers),
    drillMembersGrouped: grouped && {
      measures: only(grouped.measures),
      dimensions: only(grouped.dimensions),
    },
  };
}
