import type { ComponentChildren } from "preact";

interface SwitchProps {
  readonly on: boolean;
  /** What it switches, for those who cannot see where it stands. */
  readonly label: string;
  readonly onChange: (on: boolean) => unknown;
}

/** Something that is on or off. */
export function Switch({ on, label, onChange }: SwitchProps) {
  return (
    <button
      type="button"
      class="switch"
      role="switch"
      aria-checked={on}
      aria-label={label}
      onClick={() => onChange(!on)}
    >
      <span class="knob" />
    </button>
  );
}

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick: () => unknown;
  readonly label?: string;
  readonly kind?: "primary" | "danger" | "plain" | "small";
  readonly disabled?: boolean;
}

/** A button that does not send a form. */
export function Button({ children, onClick, label, kind, disabled = false }: ButtonProps) {
  return (
    <button type="button" class={kind} aria-label={label} disabled={disabled} onClick={onClick}>
      {children}
    </button>
  );
}

interface FieldProps {
  readonly label: string;
  readonly children: ComponentChildren;
  readonly wide?: boolean;
}

/** A control with its label above. */
export function Field({ label, children, wide = false }: FieldProps) {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is among the children
    <label class={wide ? "field wide" : "field"}>
      <span>{label}</span>
      {children}
    </label>
  );
}

interface FormProps {
  readonly children: ComponentChildren;
  readonly submit: string;
  /** Gets what was filled in, by the names of the controls; `true` in return: it is done, and the form is put away. */
  readonly onSubmit: (values: (name: string) => string) => unknown;
  readonly label?: string;
}

/** Empties a form that did its work, and closes it where it was opened for that. */
function putAway(form: HTMLFormElement): void {
  for (const input of form.querySelectorAll("input")) input.value = input.defaultValue;
  const details = form.closest("details");
  if (details) details.open = false;
  details?.querySelector("summary")?.focus();
}

/** A row of fields with a button at its end; Enter sends it. */
export function Form({ children, submit, onSubmit, label }: FormProps) {
  return (
    <form
      class="form"
      aria-label={label}
      onSubmit={(event) => {
        event.preventDefault();
        const form = event.currentTarget;
        const data = new FormData(form);
        const done = onSubmit((name) => String(data.get(name) ?? "").trim());
        if (done instanceof Promise) void done.then((worked) => worked === true && putAway(form));
      }}
    >
      {children}
      <button type="submit" class="primary">
        {submit}
      </button>
    </form>
  );
}
