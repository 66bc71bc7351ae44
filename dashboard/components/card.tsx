import type { ECharts } from "echarts/core";
import type { ReactNode, RefObject } from "react";
import type { Question } from "../question.js";
import { Downloads } from "./downloads.js";
import { NotNarrowed } from "./not-narrowed.js";
import { Termed } from "./term.js";

interface CardProps {
  readonly title: string;
  readonly terms?: readonly string[] | undefined;
  /** The question whose answer the card shows, and offers as a file. */
  readonly question?: Question<unknown> | undefined;
  readonly chart?: RefObject<ECharts | undefined> | undefined;
  readonly controls?: ReactNode;
  readonly className?: string;
  readonly children: ReactNode;
}

/** A titled part of a page. */
export function Card({ title, terms, question, chart, controls, className, children }: CardProps) {
  return (
    <section className={`card ${className ?? ""}`} aria-label={title}>
      <header className="card-head">
        <h2>
          <Termed title={title} members={terms ?? []} />
        </h2>
        {controls}
      </header>
      {children}
      {question === undefined ? null : (
        <footer className="card-foot">
          <NotNarrowed question={question} />
          <Downloads name={title} question={question} chart={chart} />
        </footer>
      )}
    </section>
  );
}
