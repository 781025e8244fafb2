interface SearchProps {
  readonly label: string;
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

/** A field that filters what is below. */
export function Search({ label, value, onSearch }: SearchProps) {
  return (
    <search class="toolbar">
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        value={value}
        onInput={(event) => onSearch(event.currentTarget.value)}
      />
    </search>
  );
}

interface PagesProps {
  readonly offset: number;
  readonly perPage: number;
  /** How many there are on this page; a full one may have more after it. */
  readonly count: number;
  readonly onMove: (offset: number) => void;
}

/** The way to more than fits on a page; nothing where all fits. */
export function Pages({ offset, perPage, count, onMove }: PagesProps) {
  if (offset === 0 && count < perPage) return null;
  return (
    <nav class="pages" aria-label="Pages">
      <button type="button" disabled={offset === 0} onClick={() => onMove(Math.max(0, offset - perPage))}>
        Earlier
      </button>
      <span>
        {offset + 1} to {offset + count}
      </span>
      <button type="button" disabled={count < perPage} onClick={() => onMove(offset + perPage)}>
        Later
      </button>
    </nav>
  );
}
