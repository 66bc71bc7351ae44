import type { CubeApi } from "@cubejs-client/core";
import { useEffect, useState } from "react";
import { MonthChoice } from "./components/month-choice.js";
import { Empty } from "./components/state.js";
import { reportingCurrency } from "./currency.js";
import { closedMonths, headline, type Month, openMonth } from "./figures/months.js";
import { longMonth } from "./format.js";
import { Customers } from "./sections/customers.js";
import { DataQuality } from "./sections/data-quality.js";
import { Revenue } from "./sections/revenue.js";
import { useMonth } from "./use-month.js";

interface PageProps {
  readonly api: CubeApi;
  readonly months: readonly Month[];
  readonly onSignOut: (() => void) | undefined;
}

export function Page({ api, months, onSignOut }: PageProps) {
  const currency = useCurrency(api);
  const [wanted, choose] = useMonth();
  const closed = closedMonths(months);
  const shown = headline(closed, wanted);
  const name = shown === undefined ? "No closed month yet" : longMonth(shown.month.month);
  useEffect(() => {
    document.title = `${name} · tenure`;
  }, [name]);
  return (
    <>
      <Masthead hasMonths={shown !== undefined} onSignOut={onSignOut} />
      <main id="main">
        <header className="title">
          <h1>{name}</h1>
          {shown === undefined ? null : (
            <MonthChoice months={closed} chosen={shown.month.month} onChoose={choose} />
          )}
        </header>
        {shown === undefined ? (
          <Empty
            what="There is no month of recurring revenue that has ended."
            remedy="Point config/sources at your subscriptions, then type: npx tenure run"
          />
        ) : (
          <>
            <Revenue months={closed} shown={shown} open={openMonth(months)} currency={currency} />
            <Customers api={api} month={shown.month.month} currency={currency} />
          </>
        )}
        <DataQuality api={api} />
      </main>
    </>
  );
}

interface MastheadProps extends Pick<PageProps, "onSignOut"> {
  readonly hasMonths: boolean;
}

function Masthead({ hasMonths, onSignOut }: MastheadProps) {
  return (
    <header className="masthead">
      <a className="skip" href="#main">
        Skip to the figures
      </a>
      <p className="brand">tenure</p>
      <nav aria-label="Sections">
        {hasMonths ? <a href="#revenue">Revenue</a> : null}
        {hasMonths ? <a href="#customers">Customers</a> : null}
        <a href="#data-quality">Data quality</a>
      </nav>
      {onSignOut === undefined ? null : (
        <button type="button" className="quiet" onClick={onSignOut}>
          Sign out
        </button>
      )}
    </header>
  );
}

function useCurrency(api: CubeApi): string | undefined {
  const [currency, setCurrency] = useState<string>();
  useEffect(() => {
    let isCurrent = true;
    reportingCurrency(api).then((code) => {
      if (isCurrent) setCurrency(code);
    });
    return () => {
      isCurrent = false;
    };
  }, [api]);
  return currency;
}
