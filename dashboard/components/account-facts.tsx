import { useDesk } from "../desk.js";
import { points } from "../figures/since.js";
import {
  compactMoney,
  date,
  days,
  decimal,
  fullMoney,
  nothing,
  percent,
  sayStatus,
  words,
} from "../format.js";
import { accountQuestion } from "../questions/account.js";
import { tiersQuestion } from "../questions/choices.js";
import type { RowOf } from "../row-of.js";
import { useAnswer } from "../use-answer.js";
import { useBuildBefore, useMoved } from "../use-before.js";
import { useLabels } from "../use-names.js";
import { AnswerView } from "./answer.js";
import { Figure } from "./figure.js";
import { Empty } from "./state.js";

type Facts = RowOf<typeof accountQuestion>;

interface AccountProps {
  readonly account: string;
}

/** Who it is and how it stands. */
export function AccountFacts({ account }: AccountProps) {
  const asking = useAnswer(accountQuestion(account));
  return (
    <AnswerView
      asking={asking}
      what="account"
      empty={
        <Empty
          what={`There is no account ${account}, or it is not one of yours.`}
          remedy="Go back, or look it up under Customers."
        />
      }
    >
      {([facts]) => (facts === undefined ? null : <Known account={account} facts={facts} />)}
    </AnswerView>
  );
}

interface KnownProps extends AccountProps {
  readonly facts: Facts;
}

function Known({ account, facts }: KnownProps) {
  return (
    <>
      <Attributes account={account} facts={facts} />
      <Figures account={account} facts={facts} />
    </>
  );
}

function Attributes({ account, facts }: KnownProps) {
  const tierOf = useLabels(tiersQuestion);
  const shown: readonly (readonly [string, string | null])[] = [
    ["Account", account],
    ["Region", [facts.region, facts.country].filter(Boolean).join(", ") || null],
    ["Industry", facts.industry],
    ["Size", facts.size],
    ["Plan", facts.plan],
    ["Tier", facts.tier === null ? null : tierOf(String(facts.tier))],
    ["CSM", facts.csm],
    ["Customer since", date(facts.since)],
    ...(facts.notice === null ? [] : [["Notice given", date(facts.notice)] as const]),
    ...(facts.churned === null ? [] : [["Left on", date(facts.churned)] as const]),
  ];
  return (
    <dl className="facts">
      {shown.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value ?? nothing}</dd>
        </div>
      ))}
    </dl>
  );
}

function Figures({ account, facts }: KnownProps) {
  const { currency } = useDesk();
  const [then] = useBuildBefore(accountQuestion(account)) ?? [];
  const moved = useMoved();
  const money = (change: number) => compactMoney(change, currency);
  const stuck = facts.isStuck === true ? ", stuck" : "";
  return (
    <dl className="figures">
      <Figure
        id="account-mrr"
        lead="MRR and what moved it"
        label="MRR"
        terms={["accounts.mrr"]}
        value={compactMoney(facts.mrr, currency)}
        full={fullMoney(facts.mrr, currency)}
        note={`${compactMoney(facts.arr, currency)} a year${moved(facts.mrr, then?.mrr, money)}`}
      />
      <Figure
        id="account-health"
        lead="The score taken apart"
        label="Health"
        terms={["accounts.health_score", "accounts.health_status"]}
        value={facts.score === null ? nothing : decimal(facts.score, 0)}
        full={decimal(facts.score, 4)}
        note={`${sayStatus(facts.status)}, ${facts.trend ?? "no trend"}${moved(facts.score, then?.score, decimal)}`}
      />
      <Figure
        id="account-stage"
        lead="Behaviors, met and next"
        label="Effectiveness"
        terms={["accounts.maturity_stage"]}
        value={facts.stage ?? nothing}
        full={facts.stage ?? nothing}
        note={`Quadrant: ${words(facts.quadrant)}`}
      />
      <Figure
        id="account-journey"
        lead="Journey"
        label="Journey"
        terms={["accounts.journey_stage", "accounts.is_stuck"]}
        value={words(facts.journey)}
        full={words(facts.journey)}
        note={`for ${days(facts.days)}${stuck}`}
      />
      <Outlook facts={facts} then={then} />
    </dl>
  );
}

interface OutlookProps {
  readonly facts: Facts;
  /** The same account in the build that is compared with. */
  readonly then: Facts | undefined;
}

function Outlook({ facts, then }: OutlookProps) {
  const { currency } = useDesk();
  const moved = useMoved();
  const money = (change: number) => compactMoney(change, currency);
  return (
    <>
      <Figure
        id="account-renewal"
        lead="Renewals and forecast"
        label="Will renew"
        terms={["accounts.renewal_probability"]}
        value={percent(facts.probability, 0)}
        full={percent(facts.probability, 4)}
        note={`${facts.renewal === null ? "no renewal ahead" : `on ${date(facts.renewal)}`}${moved(facts.probability, then?.probability, points)}`}
      />
      <Figure
        id="account-value"
        lead="Objectives"
        label="Worth to them"
        terms={["accounts.objective_value", "accounts.roi"]}
        value={
          facts.objectiveValue === null ? nothing : compactMoney(facts.objectiveValue, currency)
        }
        full={facts.objectiveValue === null ? nothing : fullMoney(facts.objectiveValue, currency)}
        note={`${facts.roi === null ? words(facts.success) : `ROI ${percent(facts.roi, 0)}`}${moved(facts.objectiveValue, then?.objectiveValue, money)}`}
      />
    </>
  );
}
