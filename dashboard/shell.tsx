import type { CubeApi } from "@cubejs-client/core";
import { lazy, type ReactNode, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { DrillPanel } from "./components/drill-panel.js";
import { FilterBar } from "./components/filter-bar.js";
import { Empty, Waiting } from "./components/state.js";
import { currencyIn, type Definitions, loadDefinitions, noDefinitions } from "./definitions.js";
import { type Desk, DeskProvider, useDesk } from "./desk.js";
import { closedMonths, compared, headline, type Month } from "./figures/months.js";
import { longMonth } from "./format.js";
import { type PageName, pageNames, type Route, readRoute, toPage, writeRoute } from "./route.js";
import { useRoute } from "./use-route.js";

type Page = () => ReactNode;

const code: Readonly<Record<PageName, () => Promise<Page>>> = {
  forecast: async () => (await import("./pages/forecast.js")).ForecastPage,
  revenue: async () => (await import("./pages/revenue.js")).RevenuePage,
  customers: async () => (await import("./pages/customers.js")).CustomersPage,
  health: async () => (await import("./pages/health.js")).HealthPage,
  maturity: async () => (await import("./pages/maturity.js")).MaturityPage,
  engagement: async () => (await import("./pages/engagement.js")).EngagementPage,
  account: async () => (await import("./pages/account.js")).AccountPage,
  "data-quality": async () => (await import("./pages/data-quality.js")).DataQualityPage,
};

const pages = Object.fromEntries(
  pageNames.map((name) => [name, lazy(async () => ({ default: await code[name]() }))]),
) as Readonly<Record<PageName, React.LazyExoticComponent<Page>>>;

const titles: Readonly<Record<PageName, string>> = {
  forecast: "Forecast",
  revenue: "Revenue",
  customers: "Customers",
  health: "Health",
  maturity: "Maturity and journey",
  engagement: "Engagement and books",
  "data-quality": "Data quality",
  account: "Account",
};

/** Asks for the code of the page that the address names; a failure shows where it is needed. */
export function prefetchPage(): void {
  code[readRoute(window.location.hash).page]().catch(() => undefined);
}

interface ShellProps {
  readonly api: CubeApi;
  readonly token: string;
  readonly months: readonly Month[];
  readonly onSignOut: (() => void) | undefined;
}

/** Navigation and filters around the page that the address names. */
export function Shell({ api, token, months, onSignOut }: ShellProps) {
  const [route, go] = useRoute();
  const definitions = useDefinitions(api);
  const closed = useMemo(() => closedMonths(months), [months]);
  const shown = headline(closed, route.month);
  const desk = useMemo<Desk | undefined>(() => {
    if (shown === undefined) return undefined;
    const { month } = shown.month;
    const compare = compared(closed, month, route.compare);
    const currency = currencyIn(definitions);
    return { api, token, definitions, currency, months: closed, month, compare, route, go };
  }, [api, token, definitions, closed, shown, route, go]);
  useTitle(route, shown?.month.month);
  return (
    <>
      <Masthead route={route} onSignOut={onSignOut} />
      {desk === undefined ? (
        <main id="main">
          <h1>No closed month yet</h1>
          <Empty
            what="There is no month of recurring revenue that has ended."
            remedy="Point config/sources at your subscriptions, then type: npx tenure run"
          />
        </main>
      ) : (
        <DeskProvider value={desk}>
          <CurrentPage />
        </DeskProvider>
      )}
    </>
  );
}

function CurrentPage() {
  const { route, month } = useDesk();
  const Page = pages[route.page];
  const main = useFocusOnArrival(`${route.page}/${route.account ?? ""}`);
  return (
    <main id="main" data-page={route.page} ref={main} tabIndex={-1}>
      <header className="title">
        <div>
          <h1>{route.page === "account" ? <AccountTitle /> : titles[route.page]}</h1>
          <p className="note">{longMonth(month)}</p>
        </div>
        <FilterBar />
      </header>
      <Suspense fallback={<Waiting what="page" />}>
        <Page key={`${route.page}/${route.account ?? ""}`} />
      </Suspense>
      <DrillPanel />
    </main>
  );
}

function AccountTitle() {
  const { route } = useDesk();
  return <>Account {route.account}</>;
}

interface MastheadProps extends Pick<ShellProps, "onSignOut"> {
  readonly route: Route;
}

function Masthead({ route, onSignOut }: MastheadProps) {
  const skip = () => document.getElementById("main")?.focus();
  return (
    <header className="masthead">
      <button type="button" className="skip" onClick={skip}>
        Skip to the figures
      </button>
      <p className="brand">tenure</p>
      <nav aria-label="Pages">
        {(Object.keys(titles) as PageName[])
          .filter((page) => page !== "account")
          .map((page) => (
            <a
              key={page}
              href={writeRoute(toPage(route, page))}
              aria-current={route.page === page ? "page" : undefined}
            >
              {titles[page]}
            </a>
          ))}
      </nav>
      {onSignOut === undefined ? null : (
        <button type="button" className="quiet" onClick={onSignOut}>
          Sign out
        </button>
      )}
    </header>
  );
}

function useDefinitions(api: CubeApi): Definitions {
  const [definitions, setDefinitions] = useState(noDefinitions);
  useEffect(() => {
    let isCurrent = true;
    loadDefinitions(api).then((loaded) => {
      if (isCurrent) setDefinitions(loaded);
    });
    return () => {
      isCurrent = false;
    };
  }, [api]);
  return definitions;
}

function useTitle(route: Route, month: string | undefined): void {
  const name = route.page === "account" ? `Account ${route.account}` : titles[route.page];
  const of = month === undefined ? "" : ` · ${longMonth(month)}`;
  useEffect(() => {
    document.title = `${name}${of} · tenure`;
  }, [name, of]);
}

/** After a change of page the keyboard continues in the new one; the first page takes no focus. */
function useFocusOnArrival(place: string) {
  const main = useRef<HTMLElement>(null);
  const before = useRef(place);
  useEffect(() => {
    if (before.current === place) return;
    before.current = place;
    main.current?.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }, [place]);
  return main;
}
