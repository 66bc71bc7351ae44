import type { ReactNode } from "react";
import type { Drill } from "../route.js";
import { DrillLink } from "./table.js";
import { Termed } from "./term.js";

interface FigureProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** The value with every digit, shown on hover. */
  readonly full: string;
  /** A line of context under the value. */
  readonly note: ReactNode;
  readonly terms?: readonly string[];
  readonly drill?: Drill | undefined;
}

/** One headline figure; a description list around it ties label and value together. */
export function Figure({ id, label, value, full, note, terms, drill }: FigureProps) {
  const said = together(value);
  return (
    <div className="figure">
      <dt>
        <Termed title={label} members={terms ?? []} />
      </dt>
      <dd className="value" id={`figure-${id}`} title={full} data-full={full}>
        {drill === undefined ? said : <DrillLink drill={drill}>{said}</DrillLink>}
      </dd>
      <dd className="note">{typeof note === "string" ? together(note) : note}</dd>
    </div>
  );
}

/** No line ends between a minus and its currency. */
function together(text: string): string {
  return text.replaceAll("\u2212", "\u2212\u2060");
}
