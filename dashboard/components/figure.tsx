import type { ReactNode } from "react";
import { nothing } from "../format.js";
import type { Drill } from "../route.js";
import type { Asked } from "../use-answer.js";
import { LeadLink } from "./lead.js";
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
  /** The accounts behind it. */
  readonly drill?: Drill | undefined;
  /** The part of the page, by its title, that shows what is behind it where no accounts are. */
  readonly lead?: string;
}

/** One headline figure; a description list around it ties label and value together. */
export function Figure({ id, label, value, full, note, terms, drill, lead }: FigureProps) {
  const said = <Way drill={drill} lead={lead} value={together(value)} />;
  return (
    <div className="figure">
      <dt>
        <Termed title={label} members={terms ?? []} />
      </dt>
      <dd className="value" id={`figure-${id}`} title={full} data-full={full}>
        {said}
      </dd>
      <dd className="note">{typeof note === "string" ? together(note) : note}</dd>
    </div>
  );
}

interface NotedProps {
  /** What is said of the figure above, in front of it. */
  readonly after?: string;
  readonly figure: string;
  readonly drill: Drill | undefined;
  /** What is said of it. */
  readonly of: string;
}

/** A figure of its own in a note, with the accounts behind it. */
export function Noted({ after, figure, drill, of }: NotedProps) {
  return (
    <>
      {after === undefined ? null : `${together(after)}; `}
      <Way drill={drill} lead={undefined} value={together(figure)} />
      {together(of)}
    </>
  );
}

interface FigureAbsentProps extends Pick<FigureProps, "id" | "label" | "terms"> {
  readonly answer: Exclude<Asked<unknown>, { readonly kind: "ready" }>;
}

const absent = {
  waiting: "Loading …",
  failed: "could not be loaded",
} as const;

/**
 * A figure whose answer is not there: why, and no value that might be taken
 * for one. Of what a reader may not see there is nothing.
 */
export function FigureAbsent({ answer, ...named }: FigureAbsentProps) {
  if (answer.kind === "refused") return null;
  return <Figure {...named} value={nothing} full={nothing} note={absent[answer.kind]} />;
}

interface WayProps extends Pick<FigureProps, "drill" | "value"> {
  readonly lead: string | undefined;
}

function Way({ drill, lead, value }: WayProps) {
  // behind what is not known is nobody
  if (value === nothing) return value;
  if (drill !== undefined) return <DrillLink drill={drill}>{value}</DrillLink>;
  return lead === undefined ? value : <LeadLink to={lead}>{value}</LeadLink>;
}

/** No line ends between a minus and its currency. */
function together(text: string): string {
  return text.replaceAll("\u2212", "\u2212\u2060");
}
