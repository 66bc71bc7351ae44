import { useMemo } from "react";
import { AnswerView } from "../components/answer.js";
import { AccuracyCard } from "../components/forecast-accuracy.js";
import { BridgeCard } from "../components/forecast-bridge.js";
import { AtRisk, ForecastFigures } from "../components/forecast-figures.js";
import { FanCard, YearCard } from "../components/forecast-lines.js";
import { VintageTriangle } from "../components/forecast-triangle.js";
import { MovedCard, NotesCard, VarianceCard } from "../components/forecast-variance.js";
import { NotNarrowed } from "../components/not-narrowed.js";
import { RenewalsCard } from "../components/renewals-card.js";
import { Rest } from "../components/rest.js";
import { Empty } from "../components/state.js";
import { useDesk } from "../desk.js";
import { newestVintage } from "../figures/forecast.js";
import { renewalVintagesQuestion, waterfallQuestion } from "../questions/forecast.js";
import { useAnswer } from "../use-answer.js";

/** Will we retain what we planned, how sure are we, why not, and which renewals decide it. */
export function ForecastPage() {
  return useDesk().sees({ view: "forecast_waterfall" }) ? <Company /> : <Own />;
}

function Company() {
  const { month, route } = useDesk();
  const asking = useAnswer(waterfallQuestion("retained_arr", route.filters));
  const { answer } = asking;
  const rows = answer.kind === "ready" ? answer.rows : undefined;
  const vintage = useMemo(() => newestVintage(rows ?? [], "model", month), [rows, month]);
  return (
    <>
      <AnswerView
        asking={asking}
        what="forecasts"
        empty={
          <Empty
            what="Nothing was forecast and nothing planned."
            remedy="A forecast needs a year of subscriptions; plans are files of the entity plans."
          />
        }
      >
        {(known) => <ForecastFigures rows={known} />}
      </AnswerView>
      <NotNarrowed
        question={asking.question}
        figures="Retained, planned, foreseen and how closely"
      />
      <Rest>
        <div className="board">
          <div className="halves">
            <BridgeCard />
            <div className="off-board">
              <YearCard asking={asking} />
            </div>
          </div>
          <div className="halves">
            <FanCard asking={asking} vintage={vintage} />
            <AccuracyCard />
          </div>
          <VintageTriangle />
          {vintage === undefined ? null : <RenewalsCard vintage={vintage} />}
          <div className="halves off-board">
            <VarianceCard />
            <div className="stacked">
              {vintage === undefined ? null : <MovedCard vintage={vintage} />}
              <NotesCard />
            </div>
          </div>
        </div>
      </Rest>
    </>
  );
}

/** The renewals of those whose role sees no forecast of the company. */
function Own() {
  const { month, months, before } = useDesk();
  const asking = useAnswer(renewalVintagesQuestion(months[0]?.month ?? month, month));
  return (
    <AnswerView
      asking={asking}
      what="forecasts"
      empty={
        <Empty
          what="No renewal of yours was forecast."
          remedy="A forecast needs a year of subscriptions: come back after a month end."
        />
      }
    >
      {([newest, ...others]) =>
        newest === undefined ? null : (
          <>
            <dl className="figures">
              <AtRisk
                vintage={newest.vintage}
                earlier={others.find(({ vintage }) => vintage <= (before?.month ?? ""))?.vintage}
              />
            </dl>
            <Rest>
              <BridgeCard />
              <RenewalsCard vintage={newest.vintage} />
            </Rest>
          </>
        )
      }
    </AnswerView>
  );
}
