const key = "tenure.token";

/** The token of this browser tab; empty when nobody signed in. */
export function readToken(): string {
  return window.sessionStorage.getItem(key) ?? "";
}

/** Keeps the token until the tab is closed. */
export function keepToken(token: string): void {
  window.sessionStorage.setItem(key, token);
}

/** Signs out. */
export function forgetToken(): void {
  window.sessionStorage.removeItem(key);
}
