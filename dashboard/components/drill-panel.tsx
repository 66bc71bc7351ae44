import { useLayoutEffect, useRef } from "react";
import { useDesk } from "../desk.js";
import { asDefined, count, nothing, sayStatus, shortMonth } from "../format.js";
import { tiersQuestion } from "../questions/choices.js";
import {
  type Behind,
  behindQuestion,
  drillLimit,
  type Named,
  sumQuestion,
} from "../questions/drill.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { useArrIn } from "../use-arr-in.js";
import { type Names, useLabels, useNames } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { money } from "./columns.js";
import { Downloads } from "./downloads.js";
import { NotNarrowed } from "./not-narrowed.js";
import { PlanLines } from "./plan-lines.js";
import { Empty } from "./state.js";
import { AccountLink, Table, type TableColumn } from "./table.js";

/** The accounts behind a figure, in a dialog that the back button closes. */
export function DrillPanel({ drill }: { readonly drill: Drill | undefined }) {
  return drill === undefined ? null : <Opened drill={drill} />;
}

function Opened({ drill }: { readonly drill: Drill }) {
  const { route, go } = useDesk();
  const dialog = useRef<HTMLDialogElement>(null);
  // before the dialog leaves the page, so that closing it gives the focus back to what opened it
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown?.open === false) shown.showModal();
    return () => shown?.close();
  }, []);
  const close = () => go(route);
  return (
    <dialog
      ref={dialog}
      className="drill-panel"
      aria-labelledby="drill-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <header className="card-head">
        <h2 id="drill-title">{drill.title}</h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      <Behindhand drill={drill} />
    </dialog>
  );
}

function Behindhand({ drill }: { readonly drill: Drill }) {
  const { route } = useDesk();
  const asking = useAnswer(behindQuestion(drill, route.filters));
  return (
    <>
      {drill.plan === undefined ? null : <PlanLines plan={drill.plan} />}
      <AnswerView
        asking={asking}
        what="accounts"
        empty={<Empty what="No account is behind this figure." />}
      >
        {(rows) => <Accounts drill={drill} rows={rows} />}
      </AnswerView>
      <NotNarrowed question={asking.question} />
      <Downloads name={drill.title} question={asking.question} />
    </>
  );
}

interface AccountsProps {
  readonly drill: Drill;
  readonly rows: readonly Behind[];
}

function Accounts({ drill, rows }: AccountsProps) {
  const { definitions, currency, route } = useDesk();
  const known = useNames(rows);
  const tierOf = useLabels(tiersQuestion);
  const came = useArrIn(drill.beside, rows);
  const sum = useAnswer(sumQuestion(drill, route.filters)).answer;
  const definition = definitions.get(`${drill.view}.${drill.measure}`);
  const say = (value: number | null) => asDefined(value, definition, currency);
  const total = sum.kind === "ready" ? sum.rows[0]?.value : undefined;
  const isCut = rows.length === drillLimit;
  return (
    <>
      <p id="drill-sum">
        {isCut ? `The first ${count(rows.length)} accounts` : accountsIn(rows.length)}
        {total === undefined
          ? null
          : `; ${definition?.isRatio === true ? "over all of them" : "together"} ${say(total)}`}
      </p>
      {isCut ? <p className="note">The download has all of them.</p> : null}
      <Table
        caption={`Accounts by ${definition?.title ?? drill.measure}; region, tier, CSM and health are of the build`}
        columns={[
          accountColumn(known),
          {
            title: definition?.title ?? drill.measure,
            isNumber: true,
            cell: (row) => say(row.value),
          },
          ...(drill.beside === undefined
            ? []
            : [
                money(
                  `ARR in ${shortMonth(drill.beside)}`,
                  currency,
                  (row: Behind) => came.get(row.account) ?? null,
                ),
              ]),
          ...whoColumns(known, tierOf),
        ]}
        rows={rows}
        rowKey={({ account }) => account}
        first={50}
      />
    </>
  );
}

function accountsIn(found: number): string {
  return found === 1 ? "1 account" : `${count(found)} accounts`;
}

function of(known: Names, { account }: Behind, pick: (named: Named) => string | null): string {
  const named = known.get(account);
  return named === undefined ? "" : (pick(named) ?? nothing);
}

function accountColumn(known: Names): TableColumn<Behind> {
  return {
    title: "Account",
    cell: (row) => (
      <AccountLink id={row.account}>
        {of(known, row, ({ name }) => name) || row.account}
      </AccountLink>
    ),
  };
}

function whoColumns(
  known: Names,
  tierOf: (tier: string) => string,
): readonly TableColumn<Behind>[] {
  return [
    { title: "Region", cell: (row) => of(known, row, ({ region }) => region) },
    {
      title: "Tier",
      cell: (row) => of(known, row, ({ tier }) => (tier === null ? null : tierOf(String(tier)))),
    },
    { title: "CSM", cell: (row) => of(known, row, ({ csm }) => csm) },
    { title: "Health", cell: (row) => of(known, row, ({ status }) => sayStatus(status)) },
  ];
}
