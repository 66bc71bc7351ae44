import type { CubeApi } from "@cubejs-client/core";
import { useCallback, useEffect, useState } from "react";
import { SignIn } from "./components/sign-in.js";
import { Failure, Waiting } from "./components/state.js";
import { type Answer, ask, connect } from "./cube.js";
import type { Month } from "./figures/months.js";
import { monthsQuestion } from "./questions/revenue.js";
import { forgetToken, keepToken } from "./session.js";
import { Shell } from "./shell.js";
import { loadSight, type Sees } from "./sight.js";

/** Who asks, and the semantic layer as it answers them. */
export interface Session {
  readonly token: string;
  readonly api: CubeApi;
}

function sessionOf(token: string): Session {
  return { token, api: connect(token) };
}

interface Known {
  readonly months: Answer<Month> | { readonly kind: "waiting" };
  readonly sees: Sees;
}

/** The months come first: whoever may not see them has to sign in. */
export function App({ first }: { readonly first: Session }) {
  const [{ token, api }, setSession] = useState(first);
  const [{ months, sees }, again] = useMonths(token, api);

  const signIn = (given: string) => {
    keepToken(given);
    setSession(sessionOf(given));
  };
  const signOut = useCallback(() => {
    forgetToken();
    setSession(sessionOf(""));
  }, []);

  switch (months.kind) {
    case "waiting":
      return <Waiting what="figures" isPage />;
    case "refused":
      return <SignIn refusal={token === "" ? undefined : months.message} onToken={signIn} />;
    case "failed":
      return <Failure message={months.message} again={again} isPage />;
    case "ready":
      return (
        <Shell
          key={token}
          api={api}
          token={token}
          sees={sees}
          months={months.rows}
          stated={months.definitions}
          onSignOut={token === "" ? undefined : signOut}
        />
      );
  }
}

/** Figures never outlive the token that was allowed to see them. */
function useMonths(token: string, api: CubeApi): readonly [Known, () => void] {
  const [held, setHeld] = useState<Known & { readonly api: CubeApi }>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks the same again
  useEffect(() => {
    const stop = new AbortController();
    Promise.all([ask(api, months, stop.signal), loadSight(api, token)]).then(([answer, sees]) => {
      if (!stop.signal.aborted) setHeld({ api, months: answer, sees });
    });
    return () => stop.abort();
  }, [token, api, attempt]);
  const again = useCallback(() => {
    setHeld(undefined);
    setAttempt((count) => count + 1);
  }, []);
  if (held?.api === api) return [held, again];
  return [waiting, again];
}

const months = monthsQuestion(undefined);

const waiting: Known = { months: { kind: "waiting" }, sees: () => false };
