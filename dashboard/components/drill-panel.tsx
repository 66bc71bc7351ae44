import { useLayoutEffect, useRef } from "react";
import { useDesk } from "../desk.js";
import { activeFilters } from "../filters.js";
import type { Question } from "../question.js";
import { behindQuestion } from "../questions/drill.js";
import type { Drill } from "../route.js";
import { useAnswer } from "../use-answer.js";
import { AnswerView } from "./answer.js";
import { AsItBegan } from "./as-it-began.js";
import { Downloads } from "./downloads.js";
import { DrillAccounts } from "./drill-accounts.js";
import { Narrowed } from "./narrowed.js";
import { NotNarrowed } from "./not-narrowed.js";
import { PlanLines } from "./plan-lines.js";
import { Empty } from "./state.js";

/** The accounts behind a figure, in a dialog that the back button closes. */
export function DrillPanel({ drill }: { readonly drill: Drill | undefined }) {
  return drill === undefined ? null : <Opened drill={drill} />;
}

function Opened({ drill }: { readonly drill: Drill }) {
  const { route, go } = useDesk();
  const dialog = useRef<HTMLDialogElement>(null);
  // before the dialog leaves the page, so that closing it gives the focus back to what opened it
  useLayoutEffect(() => {
    const shown = dialog.current;
    if (shown?.open === false) shown.showModal();
    return () => shown?.close();
  }, []);
  const close = () => go(route);
  return (
    <dialog
      ref={dialog}
      className="drill-panel"
      aria-labelledby="drill-title"
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <header className="card-head">
        <h2 id="drill-title">{drill.title}</h2>
        <button type="button" onClick={close}>
          Close
        </button>
      </header>
      <Behindhand drill={drill} />
    </dialog>
  );
}

/** What the accounts behind a figure are narrowed to, and what not, as it lies over the page. */
function NarrowedTo({ question }: { readonly question: Question<unknown> }) {
  const { route } = useDesk();
  const { ignored = [] } = question;
  const isNarrowed = activeFilters(route.filters).length > ignored.length;
  return (
    <>
      {isNarrowed ? (
        <p className="note">
          Narrowed
          <Narrowed ignored={ignored} />
        </p>
      ) : null}
      <AsItBegan question={question} />
      <NotNarrowed question={question} />
    </>
  );
}

function Behindhand({ drill }: { readonly drill: Drill }) {
  const { route } = useDesk();
  const asking = useAnswer(behindQuestion(drill, route.filters));
  return (
    <>
      <NarrowedTo question={asking.question} />
      {drill.plan === undefined ? null : <PlanLines plan={drill.plan} />}
      <AnswerView
        asking={asking}
        what="accounts"
        empty={<Empty what="No account is behind this figure." />}
      >
        {(rows) => <DrillAccounts drill={drill} rows={rows} />}
      </AnswerView>
      <Downloads name={drill.title} question={asking.question} />
    </>
  );
}
