import { useId, useState } from "react";
import { useDesk } from "../desk.js";

interface TermsProps {
  /** What is defined, for the button's name. */
  readonly of: string;
  /** Full names of members, `growth.mrr`. */
  readonly members: readonly string[];
}

/** Definitions from the semantic layer, shown on hover and on focus and gone with Escape. */
function Terms({ of, members }: TermsProps) {
  const { definitions } = useDesk();
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const known = members.flatMap((member) => {
    const definition = definitions.get(member);
    return definition === undefined ? [] : [{ member, ...definition }];
  });
  if (known.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the pointer may move from the button to its text
    <span
      className="term"
      onMouseEnter={() => setOpen(true)}
      onMouseLeave={() => setOpen(false)}
      onKeyDown={(event) => {
        if (event.key === "Escape") setOpen(false);
      }}
    >
      <button
        type="button"
        className="term-button"
        aria-label={`What ${of} means`}
        aria-describedby={isOpen ? id : undefined}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onClick={() => setOpen(true)}
      >
        ?
      </button>
      <span role="tooltip" id={id} className="term-text" hidden={!isOpen}>
        {known.map(({ member, title, description }) => (
          <span key={member} className="term-line">
            <strong>{title}</strong> {description} <code>{member}</code>
          </span>
        ))}
      </span>
    </span>
  );
}

interface TermedProps {
  readonly title: string;
  readonly members: readonly string[];
}

/** A title with its definitions, whose button never stands on a line without a word. */
export function Termed({ title, members }: TermedProps) {
  const last = title.lastIndexOf(" ") + 1;
  return (
    <>
      {title.slice(0, last)}
      <span className="together">
        {title.slice(last)} <Terms of={title} members={members} />
      </span>
    </>
  );
}
