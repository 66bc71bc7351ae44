import * as z from "zod/mini";
import { sayError, unreachable } from "./cube.js";
import type { Question } from "./question.js";

/** What a file of rows can be. */
export type FileFormat = "csv" | "parquet";

/** The address of a question's whole answer as a file: no row limit, the same access. */
export function downloadAddress(question: Question<unknown>, format: FileFormat): string {
  const { limit: _, ...query } = question.query;
  const parameters = new URLSearchParams({ format, query: JSON.stringify(query) });
  return `v1/download/${question.view}?${parameters}`;
}

/** Fetches a question's answer as a file, with the token in a header and not in an address. */
export async function fetchFile(
  question: Question<unknown>,
  format: FileFormat,
  token: string,
): Promise<Blob> {
  const address = new URL(downloadAddress(question, format), document.baseURI);
  const headers: HeadersInit = token === "" ? {} : { Authorization: `Bearer ${token}` };
  const response = await fetch(address, { headers }).catch(() => undefined);
  if (response === undefined) throw new Error(unreachable);
  if (!response.ok) throw new Error(await refusalOf(response));
  return response.blob();
}

const refusal = z.object({ error: z.string() });

async function refusalOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => undefined);
  return sayError(refusal.safeParse(body).data?.error ?? "", response.status);
}

/** Hands a file to the browser as a download. */
export function saveFile(file: Blob, name: string): void {
  const address = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  // the browser reads the address after the click has returned
  window.setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
