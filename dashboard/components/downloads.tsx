import { useState } from "react";
import { useDesk } from "../desk.js";
import { type FileFormat, fetchFile, saveFile } from "../downloads.js";
import { type FilterName, heededFilters } from "../filters.js";
import { longMonth } from "../format.js";
import type { Question } from "../question.js";

interface DownloadsProps {
  readonly name: string;
  readonly question: Question<unknown>;
  /** What is shown, as an image. */
  readonly picture?: ((of: string) => Promise<Blob | undefined>) | undefined;
}

/** The rows behind a figure as files, and its picture. */
export function Downloads({ name, question, picture }: DownloadsProps) {
  const { token, month, route } = useDesk();
  const [failure, setFailure] = useState<string>();
  const narrowed = () => heededFilters(question, route.filters).flatMap(labelOf);
  const file = () => [name, month.slice(0, 7), ...narrowed()].map(slug).join("-");
  const fetched = (format: FileFormat) => async () => {
    setFailure(undefined);
    try {
      saveFile(await fetchFile(question, format, token), `${file()}.${format}`);
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  const pictured = async () => {
    const image = await picture?.([longMonth(month), ...narrowed()].join(" · "));
    if (image !== undefined) saveFile(image, `${file()}.png`);
  };
  return (
    <p className="downloads">
      <span aria-hidden="true">Download</span>
      <FileButton name={name} format="CSV" onClick={fetched("csv")} />
      <FileButton name={name} format="Parquet" onClick={fetched("parquet")} />
      {picture === undefined ? null : <FileButton name={name} format="PNG" onClick={pictured} />}
      {failure === undefined ? null : (
        <span role="alert" className="refusal">
          No file came: {failure}
        </span>
      )}
    </p>
  );
}

function slug(text: string): string {
  return text.toLowerCase().replaceAll(/[^\p{L}\p{N}]+/gu, "-");
}

/** What a filter is set to, where that stands above the page. */
function labelOf(name: FilterName): readonly string[] {
  const said = document.querySelector(`[data-filter="${name}"]`)?.textContent;
  return said ? [said] : [];
}

interface FileButtonProps {
  readonly name: string;
  readonly format: string;
  readonly onClick: () => void;
}

function FileButton({ name, format, onClick }: FileButtonProps) {
  return (
    <button
      type="button"
      className="link"
      aria-label={`${format}: download ${name}`}
      onClick={onClick}
    >
      {format}
    </button>
  );
}
