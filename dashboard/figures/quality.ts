/** What one source delivered; read = loaded + quarantined + duplicate + filtered. */
export interface Source {
  readonly source: string;
  readonly files: number;
  readonly read: number;
  readonly loaded: number;
  readonly quarantined: number;
  readonly duplicate: number;
  readonly filtered: number;
  /** When its newest file came in, UTC. */
  readonly newestLanding: string | null;
  /** The time of the newest thing that its rows tell of, UTC. */
  readonly newestRow: string | null;
}

export interface QuarantineReason {
  readonly entity: string;
  readonly column: string | null;
  readonly reason: string;
  readonly rows: number;
}

export interface BuildRun {
  readonly id: string;
  readonly startedAt: string;
  readonly asOf: string;
  readonly configVersion: string | null;
  readonly tenureVersion: string | null;
}

/** The figures of closed months that are watched for changes, as core.closed_figures has them. */
export const watched = {
  always: [
    ...["mrr", "mrr_new", "mrr_reactivation", "mrr_expansion", "mrr_contraction", "mrr_churn"],
    "customers",
  ],
  withInvoices: [
    ...["recurring_revenue", "usage_revenue", "one_time_revenue"],
    ...["credits", "invoiced", "collected"],
  ],
} as const;

/** A source that delivered nothing. */
export function emptied(source: Source): Source {
  return { ...source, files: 0, read: 0, loaded: 0, quarantined: 0, duplicate: 0, filtered: 0 };
}

/** The last row of the table: every source together. */
export function total(sources: readonly Source[]): Source {
  const sum = (pick: (source: Source) => number) =>
    sources.reduce((running, source) => running + pick(source), 0);
  return {
    source: "All sources",
    files: sum((source) => source.files),
    read: sum((source) => source.read),
    loaded: sum((source) => source.loaded),
    quarantined: sum((source) => source.quarantined),
    duplicate: sum((source) => source.duplicate),
    filtered: sum((source) => source.filtered),
    newestLanding: newest(sources.map((source) => source.newestLanding)),
    newestRow: newest(sources.map((source) => source.newestRow)),
  };
}

function newest(times: readonly (string | null)[]): string | null {
  return times.reduce<string | null>((latest, time) => {
    if (time === null) return latest;
    return latest === null || time > latest ? time : latest;
  }, null);
}
