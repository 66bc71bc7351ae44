import type { CubeApi } from "@cubejs-client/core";
import { memo, startTransition, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { askAhead } from "./ahead.js";
import { DrillPanel } from "./components/drill-panel.js";
import { FilterBar } from "./components/filter-bar.js";
import { Narrowed } from "./components/narrowed.js";
import { NotThere } from "./components/not-there.js";
import { Empty } from "./components/state.js";
import { currencyIn, type Definitions, loadDefinitions } from "./definitions.js";
import { type Desk, DeskProvider, useDesk } from "./desk.js";
import { closedMonths, type Month, shownMonths } from "./figures/months.js";
import { longMonth } from "./format.js";
import { isFor, pages } from "./pages.js";
import { accountQuestion } from "./questions/account.js";
import { type PageName, type Route, toPage, writeRoute } from "./route.js";
import type { Sees } from "./sight.js";
import { useAnswer } from "./use-answer.js";
import { useCompared } from "./use-compared.js";
import { firstFigures } from "./use-due.js";
import { useRoute } from "./use-route.js";

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

interface ShellProps {
  readonly api: CubeApi;
  readonly token: string;
  readonly sees: Sees;
  readonly months: readonly Month[];
  /** What the members mean that the months were asked with. */
  readonly stated: Definitions;
  readonly onSignOut: (() => void) | undefined;
}

/** Navigation and filters around the page that the address names. */
export function Shell({ api, token, sees, months, stated, onSignOut }: ShellProps) {
  const [{ drill, ...address }, turn] = useRoute();
  const route = usePlace(address);
  const definitions = useDefinitions(api, stated);
  const shown = useMemo(() => shownMonths(months, route), [months, route]);
  const compared = useCompared({ api, token }, shown, route.build);
  const ahead = useCallback((to: Route) => void askAhead(api, to, sees), [api, sees]);
  const go = useCallback(
    (to: Route) => {
      // what stands above is asked before what stands below it asks, which React has begin first
      ahead(to);
      turn(to);
    },
    [ahead, turn],
  );
  const desk = useMemo<Desk | undefined>(() => {
    if (shown === undefined) return undefined;
    return {
      ...compared,
      ...{ api, token, definitions, sees, route, go },
      currency: currencyIn(stated),
      months: closedMonths(months),
      month: shown.month,
    };
  }, [api, token, definitions, sees, stated, months, shown, compared, route, go]);
  return (
    <>
      <Masthead route={route} sees={sees} onSignOut={onSignOut} ahead={ahead} />
      {desk === undefined ? (
        <NothingClosed sees={sees} />
      ) : (
        <DeskProvider value={desk}>
          <CurrentPage />
          <DrillPanel drill={drill} />
        </DeskProvider>
      )}
    </>
  );
}

function NothingClosed({ sees }: { readonly sees: Sees }) {
  return (
    <main id="main">
      <h1>No closed month yet</h1>
      {sees({ view: "runs" }) ? (
        <Empty
          what="There is no month of recurring revenue that has ended."
          remedy="Point config/sources at your subscriptions, then type: npx tenure run"
        />
      ) : (
        <Empty
          what="No account that you may see has a month of recurring revenue that has ended."
          remedy="Ask whoever gave you the token which accounts are yours."
        />
      )}
    </main>
  );
}

/** The same place is the same object, whatever is open over it. */
function usePlace(address: Omit<Route, "drill">): Route {
  const place = { ...address, drill: undefined };
  const key = writeRoute(place);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all of the place
  return useMemo(() => place, [key]);
}

const CurrentPage = memo(function CurrentPage() {
  const { route, month, sees } = useDesk();
  const Page = isFor(sees, route.page) ? pages[route.page] : NotForThem;
  const main = useFocusOnArrival(`${route.page}/${route.account ?? ""}`);
  return (
    <main id="main" data-page={route.page} ref={main} tabIndex={-1}>
      <header className="title">
        <div>
          {route.page === "account" ? <AccountTitle /> : <Title name={titles[route.page]} />}
          <p className="note">
            {longMonth(month)}
            <Narrowed />
          </p>
        </div>
        <FilterBar />
      </header>
      <NotThere />
      <Page key={`${route.page}/${route.account ?? ""}`} />
    </main>
  );
});

function NotForThem() {
  return (
    <Empty
      what="Your role may see nothing of this page."
      remedy="Ask whoever gave you the token for a role that may."
    />
  );
}

/** What it is called once that is known. */
function AccountTitle() {
  const id = useDesk().route.account ?? "";
  const { answer } = useAnswer(accountQuestion(id));
  const name = answer.kind === "ready" ? answer.rows[0]?.name : undefined;
  return <Title name={name ?? `Account ${id}`} />;
}

/** The same above the page and on its tab. */
function Title({ name }: { readonly name: string }) {
  const of = longMonth(useDesk().month);
  useEffect(() => {
    document.title = `${name} · ${of} · tenure`;
  }, [name, of]);
  return <h1>{name}</h1>;
}

interface MastheadProps extends Pick<ShellProps, "sees" | "onSignOut"> {
  readonly route: Route;
  /** Told where a reader is about to go. */
  readonly ahead: (to: Route) => void;
}

const Masthead = memo(function Masthead({ route, sees, onSignOut, ahead }: MastheadProps) {
  const skip = () => document.getElementById("main")?.focus();
  const nav = useRef<HTMLElement>(null);
  useEffect(() => {
    const see = () => centre(nav.current, `a[href^="#/${route.page}"]`);
    see();
    window.addEventListener("resize", see);
    return () => window.removeEventListener("resize", see);
  }, [route.page]);
  return (
    <header className="masthead">
      <button type="button" className="skip" onClick={skip}>
        Skip to the figures
      </button>
      <p className="brand">tenure</p>
      <nav aria-label="Pages" ref={nav}>
        {(Object.keys(titles) as PageName[])
          .filter((page) => page !== "account" && isFor(sees, page))
          .map((page) => toPage(route, page))
          .map((to) => (
            <a
              key={to.page}
              href={writeRoute(to)}
              aria-current={route.page === to.page ? "page" : undefined}
              onPointerEnter={() => ahead(to)}
              onFocus={() => ahead(to)}
            >
              {titles[to.page]}
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
});

/** Scrolls a row that is wider than a phone to where one of its parts is seen. */
function centre(row: HTMLElement | null, part: string): void {
  const found = row?.querySelector<HTMLElement>(part);
  if (!row || !found) return;
  row.scrollLeft = found.offsetLeft - row.offsetLeft - (row.clientWidth - found.clientWidth) / 2;
}

/** All definitions come after the first figures, whose own have come with their answers. */
function useDefinitions(api: CubeApi, stated: Definitions): Definitions {
  const [definitions, setDefinitions] = useState(stated);
  useEffect(() => {
    let isCurrent = true;
    firstFigures(api)
      .then(() => loadDefinitions(api))
      .then((loaded) => {
        if (isCurrent && loaded !== undefined) startTransition(() => setDefinitions(loaded));
      });
    return () => {
      isCurrent = false;
    };
  }, [api]);
  return definitions;
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
