import { shadeClass } from "../figures/triangle.js";

interface ShadeScaleProps {
  readonly low: string;
  readonly middle: string;
  readonly high: string;
}

const shades = [-3, -2, -1, 0, 1, 2, 3];

/** What the shades of a table stand for, from the lowest to the highest. */
export function ShadeScale({ low, middle, high }: ShadeScaleProps) {
  return (
    <p className="shade-scale note">
      {low}{" "}
      <span className="shades" aria-hidden="true">
        {shades.map((shade) => (
          <span key={shade} className={`shade ${shadeClass(shade) ?? ""}`} />
        ))}
      </span>{" "}
      {high}; no colour around {middle}
    </p>
  );
}
