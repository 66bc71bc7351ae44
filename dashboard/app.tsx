import { useMemo, useState } from "react";
import { SignIn } from "./components/sign-in.js";
import { Failure, Waiting } from "./components/state.js";
import { connect } from "./cube.js";
import { Page } from "./page.js";
import { monthsQuestion } from "./queries.js";
import { forgetToken, keepToken, readToken } from "./session.js";
import { useAnswer } from "./use-answer.js";

/** The months come first: whoever may not see them has to sign in. */
export function App() {
  const [token, setToken] = useState(readToken);
  const api = useMemo(() => connect(token), [token]);
  const { answer, again } = useAnswer(api, monthsQuestion);

  const signIn = (given: string) => {
    keepToken(given);
    setToken(given);
  };
  const signOut = () => {
    forgetToken();
    setToken("");
  };

  switch (answer.kind) {
    case "waiting":
      return <Waiting what="figures" isPage />;
    case "refused":
      return <SignIn refusal={token === "" ? undefined : answer.message} onToken={signIn} />;
    case "failed":
      return <Failure message={answer.message} again={again} isPage />;
    case "ready":
      return <Page api={api} months={answer.rows} onSignOut={token === "" ? undefined : signOut} />;
  }
}
