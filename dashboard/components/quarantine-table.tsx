import type { QuarantineReason } from "../figures/quality.js";
import { count, nothing } from "../format.js";
import { Table, type TableColumn } from "./table.js";

/** Why rows were set aside, and where to read them. */
export function QuarantineTable({ reasons }: { readonly reasons: readonly QuarantineReason[] }) {
  return (
    <>
      <Table
        caption="Rows set aside, by reason"
        columns={columns}
        rows={reasons}
        rowKey={(reason) => `${reason.entity}/${reason.column}/${reason.reason}`}
      />
      <p className="note">
        See each row, with its file and line: <code>npx tenure quarantine list</code>
      </p>
    </>
  );
}

const columns: readonly TableColumn<QuarantineReason>[] = [
  { title: "Reason", cell: ({ reason }) => reason },
  { title: "Entity", cell: ({ entity }) => entity },
  { title: "Column", cell: ({ column }) => column ?? nothing },
  { title: "Rows", isNumber: true, cell: ({ rows }) => count(rows) },
];
