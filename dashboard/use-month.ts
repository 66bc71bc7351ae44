import { useCallback, useEffect, useState } from "react";

const name = "month";

/** The month chosen in the address, `?month=2025-12`, so that a link shows what its sender saw. */
export function useMonth(): readonly [string | undefined, (month: string) => void] {
  const [month, setMonth] = useState(readMonth);
  useEffect(() => {
    const follow = () => setMonth(readMonth());
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }, []);
  const choose = useCallback((chosen: string) => {
    const address = new URL(window.location.href);
    address.searchParams.set(name, chosen);
    window.history.pushState(null, "", address);
    setMonth(chosen);
  }, []);
  return [month, choose];
}

function readMonth(): string | undefined {
  const month = new URLSearchParams(window.location.search).get(name);
  return month !== null && /^\d{4}-\d{2}$/.test(month) ? month : undefined;
}
