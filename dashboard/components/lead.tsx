import { type ReactNode, type RefObject, useEffect } from "react";
import { useDesk } from "../desk.js";
import { count, nothing } from "../format.js";
import { writeRoute } from "../route.js";

interface LeadLinkProps {
  /** The title of a part of the page. */
  readonly to: string;
  readonly children: ReactNode;
}

/** A figure that leads to the part of the page that shows what is behind it. */
export function LeadLink({ to, children }: LeadLinkProps) {
  const { route } = useDesk();
  const isThere = route.choices.part === to;
  return (
    <a
      className="drill"
      href={writeRoute({ ...route, choices: { ...route.choices, part: to } })}
      // the address would stay as it is, and nothing would come of it
      onClick={isThere ? () => bring(document.querySelector(`[data-part="${to}"]`)) : undefined}
    >
      {children}
    </a>
  );
}

interface LedCountProps {
  readonly value: number | null;
  readonly to: string | undefined;
}

/** A count that leads to the part of the page that shows what was counted, unless that is nothing. */
export function LedCount({ value, to }: LedCountProps) {
  if (value === null) return nothing;
  const said = count(value);
  return to === undefined || value === 0 ? said : <LeadLink to={to}>{said}</LeadLink>;
}

function bring(part: HTMLElement | null): void {
  part?.scrollIntoView({ block: "start" });
  part?.focus({ preventScroll: true });
}

/** Brings a part of the page into view, and to the reader's keyboard, when the address names it. */
export function useLead(part: RefObject<HTMLElement | null>, title: string): void {
  const { route } = useDesk();
  const isNamed = route.choices.part === title;
  useEffect(() => {
    if (isNamed) bring(part.current);
  }, [isNamed, part]);
}
