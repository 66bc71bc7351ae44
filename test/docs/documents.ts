import { readFileSync } from "node:fs";
import { globSync } from "tinyglobby";
import { shipped } from "../../pipeline/root.js";

export interface Document {
  /** Path in the repository. */
  readonly path: string;
  readonly text: string;
}

/** A fenced block of a document. */
export interface Block {
  readonly path: string;
  readonly line: number;
  readonly language: string;
  readonly text: string;
}

export function documentAt(path: string): Document {
  return { path, text: readFileSync(shipped(path), "utf8") };
}

/** The README and every document of docs/. */
export function documents(): readonly Document[] {
  const paths = ["README.md", ...globSync("docs/**/*.md", { cwd: shipped() }).sort()];
  return paths.map(documentAt);
}

export function blocks(document: Document): readonly Block[] {
  const found = document.text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm);
  return [...found].map(({ index, 2: language = "", 3: text = "" }) => {
    const line = document.text.slice(0, index).split("\n").length;
    return { path: document.path, line, language, text };
  });
}

/** Inline code outside fenced blocks. */
export function inlineCode({ text }: Document): readonly string[] {
  const prose = text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, "");
  return [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
}

/** The id that a heading gets as the target of a link. */
export function anchorsOf({ text }: Document): readonly string[] {
  const headings = text.replaceAll(/^( *)```[\s\S]*?^\1```$/gm, "").matchAll(/^#+ (.*)$/gm);
  return [...headings].map(([, title = ""]) =>
    title
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}
