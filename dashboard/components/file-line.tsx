import { Fragment } from "react";

interface FileLineProps {
  readonly path: string;
  readonly line: number | null;
}

/** Where a row stands; a narrow column parts it between folders. */
export function FileLine({ path, line }: FileLineProps) {
  const parts = path.split("/");
  const folders = parts.slice(0, -1);
  return (
    <code>
      {folders.map((folder, depth) => (
        <Fragment key={folders.slice(0, depth + 1).join("/")}>
          {folder}/<wbr />
        </Fragment>
      ))}
      {`${parts.at(-1)}:${line ?? ""}`}
    </code>
  );
}
