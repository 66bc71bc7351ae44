import { useEffect, useState } from "react";
import { flushSync } from "react-dom";
import type { Theme } from "./charts/theme.js";

/** The stylesheet's colours and text size, read again when the system turns light or dark or grows. */
export function useTheme(): Theme {
  const [theme, setTheme] = useState(readTheme);
  useEffect(() => {
    const refresh = () => setTheme((known) => keepIfSame(known, readTheme()));
    // paper is light and has text of its own size, and does not wait
    const onPaper = () => flushSync(refresh);
    const dark = window.matchMedia("(prefers-color-scheme: dark)");
    const print = window.matchMedia("print");
    dark.addEventListener("change", refresh);
    print.addEventListener("change", onPaper);
    window.addEventListener("resize", refresh);
    return () => {
      dark.removeEventListener("change", refresh);
      print.removeEventListener("change", onPaper);
      window.removeEventListener("resize", refresh);
    };
  }, []);
  return theme;
}

function keepIfSame(known: Theme, read: Theme): Theme {
  return JSON.stringify(known) === JSON.stringify(read) ? known : read;
}

function readTheme(): Theme {
  const style = window.getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(`--${name}`).trim();
  return {
    ink: colour("ink"),
    muted: colour("muted"),
    rule: colour("rule"),
    surface: colour("surface"),
    accent: colour("accent"),
    good: colour("good"),
    bad: colour("bad"),
    movements: {
      new: colour("new"),
      reactivation: colour("reactivation"),
      expansion: colour("expansion"),
      contraction: colour("contraction"),
      churn: colour("churn"),
    },
    statuses: {
      green: colour("green"),
      yellow: colour("yellow"),
      orange: colour("orange"),
      red: colour("red"),
      unknown: colour("unknown"),
    },
    kinds: [1, 2, 3, 4, 5, 6, 7].map((kind) => colour(`kind-${kind}`)),
    steps: [1, 2, 3, 4, 5, 6, 7].map((step) => colour(`step-${step}`)),
    tiers: [1, 2, 3, 4, 5].map((shade) => colour(`tier-${shade}`)),
    fontFamily: style.fontFamily,
    fontSize: Number.parseFloat(style.fontSize),
  };
}
