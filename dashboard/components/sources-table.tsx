import { type Source, total } from "../figures/quality.js";
import { date, moment, nothing } from "../format.js";
import { LedCount } from "./lead.js";
import { Table, type TableColumn } from "./table.js";

/** What became of every row that a source delivered. */
export function SourcesTable({ sources }: { readonly sources: readonly Source[] }) {
  return (
    <Table
      caption="Rows read = loaded + quarantined + duplicate + filtered"
      columns={columns}
      rows={sources}
      rowKey={(source) => source.source}
      total={total(sources)}
    />
  );
}

const columns: readonly TableColumn<Source>[] = [
  { title: "Source", cell: (source) => source.source },
  counted("Files", (source) => source.files, "Newest files"),
  counted("Rows read", (source) => source.read, "Newest files"),
  counted("Loaded", (source) => source.loaded, "Newest files"),
  counted("Quarantined", (source) => source.quarantined, "Rows in quarantine"),
  counted("Duplicate", (source) => source.duplicate, "Newest files"),
  counted("Filtered", (source) => source.filtered, "Newest files"),
  {
    title: "Newest landing",
    isNumber: true,
    cell: ({ newestLanding }) => (newestLanding === null ? nothing : moment(newestLanding)),
  },
  { title: "Newest row", isNumber: true, cell: ({ newestRow }) => date(newestRow) },
];

function counted(
  title: string,
  pick: (source: Source) => number,
  lead?: string,
): TableColumn<Source> {
  const cell = (source: Source) => <LedCount value={pick(source)} to={lead} />;
  return { title, isNumber: true, cell };
}
