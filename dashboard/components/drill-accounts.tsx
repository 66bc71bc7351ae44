import { useMemo } from "react";
import { useDesk } from "../desk.js";
import { points, since } from "../figures/since.js";
import { asDefined, count, nothing, sayStatus, shortMonth } from "../format.js";
import { tiersQuestion } from "../questions/choices.js";
import {
  asThen,
  type Behind,
  behindCountQuestion,
  behindThenQuestion,
  drillLimit,
  type Named,
  sumQuestion,
} from "../questions/drill.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { useArrIn } from "../use-arr-in.js";
import { useBefore } from "../use-before.js";
import { type Names, useLabels, useNames } from "../use-names.js";
import { money } from "./columns.js";
import { AccountLink, Table, type TableColumn } from "./table.js";

interface DrillAccountsProps {
  readonly drill: Drill;
  readonly rows: readonly Behind[];
}

/** The accounts behind a figure, beside what they were in what the page is compared with. */
export function DrillAccounts({ drill, rows }: DrillAccountsProps) {
  const { month, before } = useDesk();
  return before === undefined || asThen(drill, month, before) === undefined ? (
    <Accounts drill={drill} rows={rows} />
  ) : (
    <Compared drill={drill} rows={rows} />
  );
}

/** What the figure came to in what it is compared with, of which accounts. */
interface Then {
  readonly name: string;
  readonly total: number | null | undefined;
  readonly of: ReadonlyMap<string, number | null>;
  /** Those who were behind it and are no more. */
  readonly gone: readonly Behind[];
}

function Compared({ drill, rows }: DrillAccountsProps) {
  const { month, before, route } = useDesk();
  const earlier = (before && asThen(drill, month, before)) ?? drill;
  const found = useBefore(() => behindThenQuestion(earlier, route.filters, rows));
  const sum = useBefore(() => sumQuestion(earlier, route.filters));
  const gone = useMemo(() => goneFrom(rows, found ?? []), [rows, found]);
  if (before === undefined || found === undefined) return <Accounts drill={drill} rows={rows} />;
  const of = new Map(found.map(({ account, value }) => [account, value]));
  const then = { name: before.name, total: sum?.[0]?.value, of, gone };
  return <Accounts drill={drill} rows={rows} then={then} />;
}

function goneFrom(rows: readonly Behind[], then: readonly Behind[]): readonly Behind[] {
  const kept = new Set(rows.map(({ account }) => account));
  return then
    .filter(({ account }) => !kept.has(account))
    .map(({ account }) => ({ account, value: null }));
}

const nobody: readonly Behind[] = [];

interface AccountsProps extends DrillAccountsProps {
  readonly then?: Then;
}

function Accounts({ drill, rows, then }: AccountsProps) {
  const { definitions, currency, route, before } = useDesk();
  const gone = then?.gone ?? nobody;
  const all = useMemo(() => [...rows, ...gone], [rows, gone]);
  const known = useNames(all);
  const tierOf = useLabels(tiersQuestion);
  const came = useArrIn(drill.beside, rows);
  const sum = useAnswer(sumQuestion(drill, route.filters)).answer;
  const definition = definitions.get(`${drill.view}.${drill.measure}`);
  const say = (value: number | null) => asDefined(value, definition, currency);
  const sayMoved = definition?.format === "percent" ? points : say;
  const total = sum.kind === "ready" ? sum.rows[0]?.value : undefined;
  const isCut = rows.length === drillLimit;
  return (
    <>
      <p id="drill-sum">
        {isCut ? <Cut drill={drill} listed={rows.length} /> : accountsIn(rows.length)}
        {total === undefined
          ? null
          : `; ${definition?.isRatio === true ? "over all of them" : "together"} ${say(total)}`}
        {then === undefined ? null : `, ${since(total, then.total, before, sayMoved)}`}
        {then === undefined || gone.length === 0
          ? null
          : `; at the end ${accountsIn(gone.length)} behind it in ${then.name}, not now`}
      </p>
      {isCut ? (
        <p className="note">
          The download has all of them.
          {then === undefined ? null : " Who was behind it then and is not now is not looked for."}
        </p>
      ) : null}
      <Table
        caption={`Accounts by ${definition?.title ?? drill.measure}; region, tier, CSM and health are of the build`}
        columns={[
          accountColumn(known),
          {
            title: definition?.title ?? drill.measure,
            isNumber: true,
            cell: (row) => say(row.value),
          },
          ...(then === undefined ? [] : [thenColumn(then, say)]),
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
        rows={all}
        rowKey={({ account }) => account}
        first={50}
      />
    </>
  );
}

interface CutProps {
  readonly drill: Drill;
  readonly listed: number;
}

/** How many of how many accounts are listed. */
function Cut({ drill, listed }: CutProps) {
  const { route } = useDesk();
  const { answer } = useAnswer(behindCountQuestion(drill, route.filters));
  const all = answer.kind === "ready" ? answer.total : undefined;
  if (all === listed) return accountsIn(listed);
  const of = all === undefined ? "" : ` of ${count(all)}`;
  return `The first ${count(listed)}${of} accounts`;
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

function thenColumn({ name, of: found }: Then, say: (value: number | null) => string) {
  return {
    title: name,
    isNumber: true,
    cell: ({ account }: Behind) => say(found.get(account) ?? null),
  };
}
