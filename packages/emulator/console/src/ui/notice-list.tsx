import { useEffect, useState } from "preact/hooks";
import { dismiss, type Notice, onNotices } from "./notices.ts";

/** The notices, spoken by screen readers as they come. */
export function NoticeList() {
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  useEffect(() => onNotices(setNotices), []);
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map(({ id, tone, text }) => (
        <div key={id} class={`notice ${tone}`}>
          <span>{text}</span>
          <button type="button" class="plain" aria-label="Dismiss" onClick={() => dismiss(id)}>
            ×
          </button>
        </div>
      ))}
    </div>
  );
}
