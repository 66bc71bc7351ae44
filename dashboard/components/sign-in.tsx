import type { FormEvent } from "react";

interface SignInProps {
  /** Why the last token was refused; undefined when none was tried. */
  readonly refusal: string | undefined;
  readonly onToken: (token: string) => void;
}

export function SignIn({ refusal, onToken }: SignInProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = new FormData(event.currentTarget).get("token");
    if (typeof token === "string" && token.trim() !== "") onToken(token.trim());
  };
  return (
    <main className="sign-in">
      <h1>Sign in to tenure</h1>
      <p>This server shows its figures to holders of an access token.</p>
      <form onSubmit={submit}>
        <label htmlFor="token">Access token</label>
        <input
          id="token"
          name="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          aria-describedby={refusal === undefined ? "token-help" : "token-help token-refusal"}
          aria-invalid={refusal !== undefined}
        />
        {refusal === undefined ? null : (
          <p id="token-refusal" className="refusal" role="alert">
            The server did not accept that token: {refusal}
          </p>
        )}
        <p id="token-help" className="note">
          A JSON Web Token from whoever runs this server. It is kept in this tab only and forgotten
          when the tab closes.
        </p>
        <button type="submit">Sign in</button>
      </form>
    </main>
  );
}
