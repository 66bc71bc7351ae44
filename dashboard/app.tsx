import type { CubeApi } from "@cubejs-client/core";
import { useCallback, useEffect, useMemo, useState } from "react";
import { SignIn } from "./components/sign-in.js";
import { Failure, Waiting } from "./components/state.js";
import { type Answer, ask, connect } from "./cube.js";
import type { Month } from "./figures/months.js";
import { monthsQuestion } from "./questions/revenue.js";
import { forgetToken, keepToken, readToken } from "./session.js";
import { Shell } from "./shell.js";

type Known = Answer<Month> | { readonly kind: "waiting" };

/** The months come first: whoever may not see them has to sign in. */
export function App() {
  const [token, setToken] = useState(readToken);
  const api = useMemo(() => connect(token), [token]);
  const [months, again] = useMonths(api);

  const signIn = (given: string) => {
    keepToken(given);
    setToken(given);
  };
  const signOut = useCallback(() => {
    forgetToken();
    setToken("");
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
          months={months.rows}
          onSignOut={token === "" ? undefined : signOut}
        />
      );
  }
}

/** Figures never outlive the token that was allowed to see them. */
function useMonths(api: CubeApi): readonly [Known, () => void] {
  const [held, setHeld] = useState<{ readonly api: CubeApi; readonly months: Known }>();
  const [attempt, setAttempt] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt asks the same again
  useEffect(() => {
    const stop = new AbortController();
    ask(api, monthsQuestion(undefined), stop.signal).then((months) => {
      if (!stop.signal.aborted) setHeld({ api, months });
    });
    return () => stop.abort();
  }, [api, attempt]);
  const again = useCallback(() => {
    setHeld(undefined);
    setAttempt((count) => count + 1);
  }, []);
  return [held?.api === api ? held.months : { kind: "waiting" }, again];
}
