interface FigureProps {
  readonly id: string;
  readonly label: string;
  readonly value: string;
  /** The value with every digit, shown on hover. */
  readonly full: string;
  /** A line of context under the value. */
  readonly note: string;
}

/** One headline figure; a description list around it ties label and value together. */
export function Figure({ id, label, value, full, note }: FigureProps) {
  return (
    <div className="figure">
      <dt>{label}</dt>
      <dd className="value" id={id} title={full} data-full={full}>
        {value}
      </dd>
      <dd className="note">{note}</dd>
    </div>
  );
}
