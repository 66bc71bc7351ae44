import { type ReactNode, useCallback, useRef } from "react";
import { useDesk } from "../desk.js";
import type { Question } from "../question.js";
import { pictureOfTable } from "../table-picture.js";
import { AsItBegan } from "./as-it-began.js";
import { AsOfBuild } from "./as-of-build.js";
import { Downloads } from "./downloads.js";
import { useLead } from "./lead.js";
import { NotNarrowed } from "./not-narrowed.js";
import { Termed } from "./term.js";

interface CardProps {
  readonly title: string;
  readonly terms?: readonly string[] | undefined;
  /** The question whose answer the card shows, and offers as a file. */
  readonly question?: Question<unknown> | undefined;
  /** What it shows as an image; of a table of colours it is made here. */
  readonly picture?: ((of: string) => Promise<Blob | undefined>) | "table" | undefined;
  readonly controls?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of a page, for those who may see what it shows. */
export function Card(props: CardProps) {
  const { sees } = useDesk();
  return props.question === undefined || sees(props.question) ? <Seen {...props} /> : null;
}

function Seen(props: CardProps) {
  const { title, terms, question, picture, controls, className, children } = props;
  const card = useRef<HTMLElement>(null);
  useLead(card, title);
  const ofTable = useCallback(async (of: string) => {
    const table = card.current?.querySelector<HTMLTableElement>("table.triangle");
    return table == null ? undefined : pictureOfTable(table, of);
  }, []);
  const image = picture === "table" ? ofTable : picture;
  return (
    <section
      ref={card}
      className={`card ${className ?? ""}`}
      aria-label={title}
      data-part={title}
      tabIndex={-1}
    >
      <header className="card-head">
        <h2>
          <Termed title={title} members={terms ?? []} />
        </h2>
        {controls}
      </header>
      <div className="card-body">{children}</div>
      {question === undefined ? null : (
        <footer className="card-foot">
          <NotNarrowed question={question} />
          <AsOfBuild question={question} />
          <AsItBegan question={question} />
          <Downloads name={title} question={question} picture={image} />
        </footer>
      )}
    </section>
  );
}
