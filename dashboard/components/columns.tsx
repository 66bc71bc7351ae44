import { moved, type Value } from "../figures/since.js";
import type { Then } from "../figures/then.js";
import {
  compactChange,
  compactMoney,
  count,
  decimal,
  fullMoney,
  nothing,
  percent,
} from "../format.js";
import type { Drill } from "../route.js";
import type { TableColumn } from "./table.js";

type Pick<Row> = (row: Row) => number | null;
type Way<Row> = (row: Row) => Drill | undefined;

/** A column of money, short, with every digit on hover. */
export function money<Row>(
  title: string,
  currency: string | undefined,
  pick: Pick<Row>,
  drill?: Way<Row>,
): TableColumn<Row> {
  return withDrill(
    {
      title,
      isNumber: true,
      cell: (row) => said(pick(row), (value) => compactMoney(value, currency)),
      full: (row) => said(pick(row), (value) => fullMoney(value, currency)),
    },
    ofSome(pick, drill),
  );
}

/** The same with a sign, for changes. */
export function change<Row>(
  title: string,
  currency: string | undefined,
  pick: Pick<Row>,
  drill?: Way<Row>,
): TableColumn<Row> {
  const column = money(title, currency, pick, drill);
  return { ...column, cell: (row) => said(pick(row), (value) => compactChange(value, currency)) };
}

export function share<Row>(
  title: string,
  pick: Pick<Row>,
  digits = 1,
  drill?: Way<Row>,
): TableColumn<Row> {
  return withDrill({ title, isNumber: true, cell: (row) => percent(pick(row), digits) }, drill);
}

export function counted<Row>(title: string, pick: Pick<Row>, drill?: Way<Row>): TableColumn<Row> {
  const cell = (row: Row) => said(pick(row), count);
  return withDrill({ title, isNumber: true, cell }, ofSome(pick, drill));
}

export function plain<Row>(
  title: string,
  pick: Pick<Row>,
  digits = 1,
  drill?: Way<Row>,
): TableColumn<Row> {
  return withDrill({ title, isNumber: true, cell: (row) => decimal(pick(row), digits) }, drill);
}

export function word<Row>(title: string, pick: (row: Row) => string | null): TableColumn<Row> {
  return { title, cell: (row) => pick(row) ?? nothing };
}

/** The same column with how its figure moved since what is compared with, where that is known. */
export function since<Row>(
  column: TableColumn<Row>,
  then: Then<Row>,
  pick: (row: Row) => Value,
  say: (moved: number) => string,
): TableColumn<Row> {
  const movedIn = (row: Row) => {
    const earlier = then.of(row);
    return moved(pick(row), earlier && pick(earlier), say);
  };
  return { ...column, moved: movedIn };
}

function said(value: number | null, say: (value: number) => string): string {
  return value === null ? nothing : say(value);
}

/** Behind nothing is nobody. */
function ofSome<Row>(pick: Pick<Row>, drill: Way<Row> | undefined): Way<Row> | undefined {
  return drill && ((row) => (pick(row) === 0 ? undefined : drill(row)));
}

function withDrill<Row>(column: TableColumn<Row>, drill: Way<Row> | undefined): TableColumn<Row> {
  return drill === undefined ? column : { ...column, drill };
}
