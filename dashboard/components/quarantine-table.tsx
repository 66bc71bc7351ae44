import type { QuarantineReason } from "../figures/quality.js";
import { withSince } from "../figures/since.js";
import { thenBy } from "../figures/then.js";
import { count, words } from "../format.js";
import { quarantineQuestion } from "../questions/quality.js";
import { useBuildBefore, useOtherBuild } from "../use-before.js";
import { counted, since } from "./columns.js";
import { Empty } from "./state.js";
import { Table } from "./table.js";

/** Why rows are in quarantine, and where to read them. */
export function QuarantineTable({ reasons }: { readonly reasons: readonly QuarantineReason[] }) {
  const before = useOtherBuild();
  const then = thenBy(useBuildBefore(quarantineQuestion), keyOf, emptied);
  const rows = then.whole(reasons);
  if (rows.length === 0) {
    return <Empty what="No row is in quarantine: every row read was understood." />;
  }
  return (
    <>
      <Table
        caption={withSince("Rows in quarantine, by reason", before)}
        columns={[
          {
            title: "Reason",
            cell: ({ reason }: QuarantineReason) => words(reason.replaceAll("-", "_")),
          },
          { title: "Entity", cell: ({ entity }: QuarantineReason) => words(entity) },
          { title: "Column", cell: ({ column }: QuarantineReason) => words(column) },
          since(counted("Rows", rowsOf), then, rowsOf, count),
        ]}
        rows={rows}
        rowKey={keyOf}
      />
      <p className="note">
        See each row, with its file and line: <code>npx tenure quarantine list</code>
      </p>
    </>
  );
}

const rowsOf = ({ rows }: QuarantineReason) => rows;

function keyOf({ entity, column, reason }: QuarantineReason): string {
  return `${entity}/${column}/${reason}`;
}

function emptied(reason: QuarantineReason): QuarantineReason {
  return { ...reason, rows: 0 };
}
