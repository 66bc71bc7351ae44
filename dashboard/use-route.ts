import { useCallback, useSyncExternalStore } from "react";
import { type Route, readRoute, writeRoute } from "./route.js";

/** The address as a route, and the way to another one; the back button leads back. */
export function useRoute(): readonly [Route, (to: Route) => void] {
  const hash = useSyncExternalStore(follow, () => window.location.hash);
  const go = useCallback((to: Route) => {
    const hash = writeRoute(to);
    if (closes(to, readRoute(window.location.hash))) window.location.replace(hash);
    else window.location.hash = hash;
  }, []);
  return [routeOf(hash), go];
}

/** What was closed is not opened again by the back button. */
function closes(to: Route, from: Route): boolean {
  return from.drill !== undefined && to.drill === undefined && to.page === from.page;
}

function follow(changed: () => void): () => void {
  window.addEventListener("hashchange", changed);
  return () => window.removeEventListener("hashchange", changed);
}

let known: readonly [string, Route] | undefined;

/** The same address is the same object, so that what rests on it is not made again. */
function routeOf(hash: string): Route {
  if (known?.[0] !== hash) known = [hash, readRoute(hash)];
  return known[1];
}
