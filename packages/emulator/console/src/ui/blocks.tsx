import type { ComponentChildren } from "preact";
import { useId } from "preact/hooks";

interface CardProps {
  readonly title: string;
  readonly children: ComponentChildren;
  /** What stands at the right of the title. */
  readonly aside?: ComponentChildren;
}

/** A part of a page with a heading. */
export function Card({ title, children, aside }: CardProps) {
  const id = useId();
  return (
    <section class="card" aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        {aside}
      </header>
      {children}
    </section>
  );
}

interface PageHeadProps {
  readonly title: string;
  readonly children?: ComponentChildren;
  readonly aside?: ComponentChildren;
}

/** The head of a page: what it shows, in a sentence. */
export function PageHead({ title, children, aside }: PageHeadProps) {
  return (
    <div class="page-head">
      <div>
        <h1>{title}</h1>
        {children !== undefined && <p>{children}</p>}
      </div>
      {aside}
    </div>
  );
}

/** What stands where there is nothing yet. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

export type Tone = "good" | "bad" | "warn" | "info" | "quiet";

/** A short word with a colour that goes with it. */
export function Tag({ tone = "quiet", children }: { readonly tone?: Tone; readonly children: ComponentChildren }) {
  return <span class={`tag ${tone}`}>{children}</span>;
}

/** On or off. */
export function Value({ on }: { readonly on: boolean }) {
  return <Tag tone={on ? "good" : "bad"}>{on ? "on" : "off"}</Tag>;
}

interface MeterProps {
  readonly label: string;
  readonly value: number;
  readonly max: number;
  /** Is little left a worry? Default: it is much that is one. */
  readonly counts?: "up" | "down";
}

/** How much of something is used, or left. */
export function Meter({ label, value, max, counts = "up" }: MeterProps) {
  const share = max <= 0 ? (value > 0 ? 1 : 0) : Math.min(1, Math.max(0, value / max));
  const used = counts === "up" ? share : 1 - share;
  const tone = used >= 1 ? "bad" : used >= 0.8 ? "warn" : "good";
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers do not let a meter element be drawn alike
    <div class="meter" role="meter" aria-label={label} aria-valuemin={0} aria-valuemax={max} aria-valuenow={value}>
      <div class={tone} style={{ width: `${share * 100}%` }} />
    </div>
  );
}
