interface WaitingProps {
  readonly what: string;
  readonly isPage?: boolean;
}

export function Waiting({ what, isPage = false }: WaitingProps) {
  return (
    <p className={isPage ? "state whole-page" : "state"} role="status">
      Loading {what} …
    </p>
  );
}

interface EmptyProps {
  readonly what: string;
  readonly remedy?: string;
}

/** Nothing to show, and what would change that. */
export function Empty({ what, remedy }: EmptyProps) {
  return (
    <div className="state">
      <p>{what}</p>
      {remedy === undefined ? null : <p className="remedy">{remedy}</p>}
    </div>
  );
}

interface FailureProps {
  readonly message: string;
  readonly again: () => void;
  readonly isPage?: boolean;
}

export function Failure({ message, again, isPage = false }: FailureProps) {
  const Title = isPage ? "h1" : "p";
  return (
    <div className={isPage ? "state whole-page failure" : "state failure"} role="alert">
      <Title>These figures could not be loaded</Title>
      <p>{message}</p>
      <p className="remedy">
        <button type="button" onClick={again}>
          Try again
        </button>
        If it stays, type <code>npx tenure status</code> to see what is published.
      </p>
    </div>
  );
}
