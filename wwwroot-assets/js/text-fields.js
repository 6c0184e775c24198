// Texts of any length go to the server as a stream: a message of the circuit has a limit, a pasted changelog has none.
// A stream may not be empty, so a mark stands before each text.
const encode = (text) => new TextEncoder().encode("=" + text);

export const read = (id) => encode(document.getElementById(id)?.value ?? "");

export const focus = (id) => document.getElementById(id)?.focus();

// A plain text area with line numbers beside it. Tab indents; after Escape the next Tab leaves it, as anywhere else.
export const openEditor = (id, page) => {
  const area = document.getElementById(id);
  const gutter = document.getElementById(`${id}-lines`);
  let leaving = false;
  let lines = 0;
  let timer = 0;
  let closed = false;

  const number = () => {
    const count = area.value.split("\n").length;
    if (count !== lines) {
      lines = count;
      gutter.textContent = Array.from({ length: count }, (_, i) => i + 1).join("\n");
    }
    gutter.scrollTop = area.scrollTop;
  };

  // Through the browser's own editing, so that undo knows of it.
  const insert = (text) => {
    if (!document.execCommand("insertText", false, text)) area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  };

  const indentLines = (out) => {
    const from = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
    const to = Math.max(area.selectionEnd, from);
    const before = area.value.slice(from, to);
    const after = out ? before.replace(/^ {1,2}/gm, "") : before.replace(/^/gm, "  ");
    if (after === before) return;
    area.setSelectionRange(from, to);
    insert(after);
    area.setSelectionRange(from, from + after.length);
  };

  const key = (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      leaving = true;
      return;
    }
    if (event.key === "Tab" && !leaving && !event.ctrlKey && !event.altKey && !event.metaKey) {
      event.preventDefault();
      if (event.shiftKey || area.selectionStart !== area.selectionEnd) indentLines(event.shiftKey);
      else insert("  ");
    } else if (event.key === "Enter" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      const start = area.value.lastIndexOf("\n", area.selectionStart - 1) + 1;
      insert("\n" + /^ */.exec(area.value.slice(start, area.selectionStart))[0]);
    }
    leaving = false;
  };

  const changed = () => {
    number();
    clearTimeout(timer);
    timer = setTimeout(() => {
      if (!closed) page.invokeMethodAsync("TextChanged").catch(() => { closed = true; });
    }, 400);
  };

  area.addEventListener("keydown", key);
  area.addEventListener("input", changed);
  area.addEventListener("scroll", number, { passive: true });
  number();

  return {
    read: () => encode(area.value),
    goTo(line, column) {
      const rows = area.value.split("\n");
      const row = Math.min(Math.max(line, 1), rows.length) - 1;
      const at = rows.slice(0, row).reduce((sum, text) => sum + text.length + 1, 0);
      area.focus();
      area.setSelectionRange(at + Math.min(column - 1, rows[row].length), at + rows[row].length);
      const height = parseFloat(getComputedStyle(area).lineHeight);
      area.scrollTop = Math.max(0, row * height - area.clientHeight / 3);
      area.scrollIntoView({ block: "nearest" });
    },
    close() {
      closed = true;
      clearTimeout(timer);
      area.removeEventListener("keydown", key);
      area.removeEventListener("input", changed);
    },
  };
};
