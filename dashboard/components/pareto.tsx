import { useCallback, useMemo } from "react";
import { pareto } from "../charts/pareto.js";
import type { Frame } from "../charts/picture.js";
import { useDesk } from "../desk.js";
import { largestDrill, tierDrill, triedDrill } from "../drills.js";
import { type ParetoPoint, readCurve, type Tier } from "../figures/pareto.js";
import { withSince } from "../figures/since.js";
import { type Bounds, boundsOf, moveBound, pointsUnder, tiersUnder } from "../figures/what-if.js";
import { count, decimal, longMonth, percent } from "../format.js";
import { type Question, rowLimit } from "../question.js";
import { paretoQuestion, tiersQuestion } from "../questions/customers.js";
import { type Asking, useAnswer } from "../use-answer.js";
import { useBounds } from "../use-bounds.js";
import { AnswerView } from "./answer.js";
import { BoundHandles } from "./bound-handles.js";
import { Card } from "./card.js";
import { ChartCard } from "./chart-card.js";
import { counted, money, plain, share } from "./columns.js";
import { Empty } from "./state.js";
import { Table } from "./table.js";
import { useTierColumns } from "./tiers-table.js";

/** The customers by weight, and what other bounds between the tiers would mean. */
export function Pareto() {
  const { month } = useDesk();
  const tiers = useAnswer(tiersQuestion(month));
  const points = useAnswer(paretoQuestion(month));
  const none = (
    <Empty what={`Nobody paid in ${longMonth(month)}.`} remedy="Choose another month above." />
  );
  return (
    <AnswerView asking={tiers} what="tiers" empty={none}>
      {(rows) => <Weights key={month} tiers={rows} points={points} question={tiers.question} />}
    </AnswerView>
  );
}

interface WeightsProps {
  readonly tiers: readonly Tier[];
  readonly points: Asking<ParetoPoint>;
  readonly question: Question<Tier>;
}

function Weights({ tiers, points, question }: WeightsProps) {
  const { month, before } = useDesk();
  const [moved, setMoved] = useBounds(tiers);
  const columns = useTierColumns(tiers.length, ({ tier, name }) => tierDrill(month, tier, name));
  return (
    <div className="halves">
      <Curve tiers={tiers} points={points} moved={moved} onMove={setMoved} />
      <Card title="Tiers" terms={["tiers.mrr_share", "tiers.floor_mrr"]} question={question}>
        <Table
          caption={withSince("Customers and MRR by tier", before)}
          columns={columns}
          rows={tiers}
          rowKey={({ tier }) => String(tier)}
        />
        {points.answer.kind === "ready" ? (
          <Movable
            bounds={moved ?? boundsOf(tiers)}
            isMoved={moved !== undefined}
            tiers={tiers}
            points={points.answer.rows}
            onMove={setMoved}
          />
        ) : null}
      </Card>
    </div>
  );
}

interface CurveProps extends Pick<WeightsProps, "tiers" | "points"> {
  readonly moved: Bounds | undefined;
  readonly onMove: (bounds: Bounds) => void;
}

function Curve({ tiers, points, moved, onMove }: CurveProps) {
  const { month, currency } = useDesk();
  const behind = useCallback((point: ParetoPoint) => largestDrill(month, point), [month]);
  const draw = useCallback(
    (rows: readonly ParetoPoint[], frame: Frame) =>
      moved === undefined
        ? pareto({ points: rows, tiers, pick: behind, ...frame })
        : pareto({
            points: pointsUnder(moved, rows),
            tiers: tiersUnder(moved, rows, tiers),
            pick: behind,
            ...frame,
          }),
    [tiers, moved, behind],
  );
  const read = useMemo(() => readCurve(rowsOf(points)), [points]);
  const isCut = points.answer.kind === "ready" && points.answer.rows.length === rowLimit;
  return (
    <ChartCard
      title="How much the largest customers hold"
      terms={["account_months.cumulative_mrr_share", "account_months.customer_share"]}
      asking={points}
      draw={draw}
      label={() => summary(tiers)}
      size="tall"
      over={(frame) => (
        <BoundHandles
          frame={frame}
          bounds={moved ?? boundsOf(tiers)}
          heights={(moved === undefined ? tiers : tiersUnder(moved, rowsOf(points), tiers)).map(
            ({ cumulativeMrrShare }) => cumulativeMrrShare,
          )}
          onMove={onMove}
        />
      )}
      empty={<Empty what="Nobody paid in this month." />}
      table={{
        caption: "What the largest customers hold",
        columns: [
          {
            title: "Largest customers",
            cell: (point: ParetoPoint) => count(point.customers),
            drill: behind,
          },
          share("Share", (point: ParetoPoint) => point.customerShare, 1, behind),
          share("Share of MRR", (point: ParetoPoint) => point.mrrShare, 1, behind),
          money("Smallest MRR", currency, (point: ParetoPoint) => point.floor, behind),
        ],
        rowKey: (point) => String(point.customers),
        only: read,
      }}
      note={
        isCut ? (
          <p className="note">Only the first {count(rowLimit)} steps of the curve are drawn.</p>
        ) : null
      }
    />
  );
}

function rowsOf({ answer }: Asking<ParetoPoint>): readonly ParetoPoint[] {
  return answer.kind === "ready" ? answer.rows : [];
}

function summary(tiers: readonly Tier[]): string {
  const bounds = tiers.map(
    (tier) =>
      `${percent(tier.cumulativeCustomerShare)} hold ${percent(tier.cumulativeMrrShare)} of MRR`,
  );
  return `Pareto chart. Of the customers, largest first, ${bounds.join("; ")}.`;
}

interface MovableProps {
  readonly bounds: Bounds;
  readonly isMoved: boolean;
  readonly tiers: readonly Tier[];
  readonly points: readonly ParetoPoint[];
  readonly onMove: (bounds: Bounds | undefined) => void;
}

function Movable({ bounds, isMoved, tiers, points, onMove }: MovableProps) {
  const { month, currency } = useDesk();
  const then = useMemo(() => tiersUnder(bounds, points, tiers), [bounds, points, tiers]);
  const customers = tiers.reduce((sum, tier) => sum + tier.customers, 0);
  const behind = (tier: Tier) =>
    tier.customers === 0 ? undefined : triedDrill(month, tier, customers, isMoved);
  return (
    <fieldset className="bounds">
      <legend>Try other bounds</legend>
      {bounds.map((bound, index) => (
        <label key={tiers[index]?.tier} className="bound">
          <span>
            {tiers[index]?.name}: the first {percent(bound)}
          </span>
          <input
            type="range"
            min={0}
            max={100}
            step={0.5}
            value={Math.round(bound * 1000) / 10}
            aria-valuetext={`${percent(bound)} of customers`}
            onChange={(event) =>
              onMove(moveBound(bounds, index, Number(event.currentTarget.value) / 100))
            }
          />
        </label>
      ))}
      <Table
        caption={`${isMoved ? "Under these bounds" : "Under the bounds of this month"}: ARR with its share, smallest MRR, hours a month and CSMs needed`}
        rows={then}
        rowKey={({ tier }) => String(tier)}
        columns={[
          { title: "Tier", cell: (tier: Tier) => tier.name },
          counted("Customers", (tier: Tier) => tier.customers, behind),
          money("ARR", currency, (tier: Tier) => 12 * tier.mrr, behind),
          share("Share", (tier: Tier) => tier.mrrShare, 1, behind),
          money("Floor", currency, (tier: Tier) => tier.floor, behind),
          plain("Hours", (tier: Tier) => tier.hours, 0, behind),
          plain("CSMs", (tier: Tier) => tier.csms, 1, behind),
        ]}
      />
      <p className="note">
        {needs(then, isMoved ? tiers : undefined)} Hours per customer of a tier stay as they are
        today; the lines on the curve can be dragged too.{" "}
        {isMoved ? (
          <button type="button" className="link" onClick={() => onMove(undefined)}>
            Back to the bounds as they are
          </button>
        ) : null}
      </p>
    </fieldset>
  );
}

function needs(tiers: readonly Tier[], before: readonly Tier[] | undefined): string {
  const csms = (of: readonly Tier[]) => of.reduce((sum, tier) => sum + (tier.csms ?? 0), 0);
  const today =
    before === undefined ? "" : `, ${decimal(csms(before))} under the bounds as they are`;
  return `${decimal(csms(tiers))} CSMs in all${today}.`;
}
