import { emptied, type Source, total } from "../figures/quality.js";
import { withSince } from "../figures/since.js";
import { type Then, thenBy } from "../figures/then.js";
import { count, date, moment, nothing, words } from "../format.js";
import { sourcesQuestion } from "../questions/quality.js";
import { useBuildBefore, useOtherBuild } from "../use-before.js";
import { since } from "./columns.js";
import { LedCount } from "./lead.js";
import { Table, type TableColumn } from "./table.js";

/** What became of every row that a source delivered. */
export function SourcesTable({ sources }: { readonly sources: readonly Source[] }) {
  const before = useOtherBuild();
  const earlier = useBuildBefore(sourcesQuestion);
  const rows = thenBy(earlier, keyOf, emptied).whole(sources);
  const then = thenBy(earlier && [...earlier, total(earlier)], keyOf, emptied);
  return (
    <Table
      caption={withSince("Rows read = loaded + quarantined + duplicate + filtered", before)}
      columns={columnsBeside(then)}
      rows={rows}
      rowKey={keyOf}
      total={total(sources)}
    />
  );
}

function keyOf({ source }: Source): string {
  return source;
}

function columnsBeside(then: Then<Source>): readonly TableColumn<Source>[] {
  const counted = (title: string, pick: (source: Source) => number, lead: string) => {
    const cell = (source: Source) => <LedCount value={pick(source)} to={lead} />;
    return since({ title, isNumber: true, cell }, then, pick, count);
  };
  return [
    { title: "Source", cell: ({ source }) => words(source) },
    counted("Files", ({ files }) => files, "Newest files"),
    counted("Rows read", ({ read }) => read, "Newest files"),
    counted("Loaded", ({ loaded }) => loaded, "Newest files"),
    counted("Quarantined", ({ quarantined }) => quarantined, "Rows in quarantine"),
    counted("Duplicate", ({ duplicate }) => duplicate, "Newest files"),
    counted("Filtered", ({ filtered }) => filtered, "Newest files"),
    {
      title: "Newest landing",
      isNumber: true,
      cell: ({ newestLanding }) => (newestLanding === null ? nothing : moment(newestLanding)),
    },
    { title: "Newest row", isNumber: true, cell: ({ newestRow }) => date(newestRow) },
  ];
}
