import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App, type Session } from "./app.js";

/** Draws the page into its place. */
export function start(session: Session): void {
  const page = document.getElementById("page");
  if (page === null) return;
  createRoot(page).render(
    <StrictMode>
      <App first={session} />
    </StrictMode>,
  );
}
