// The reviewer's keyboard, and the seconds in which somebody really was at it: the page visible, and the pointer or the
// keyboard used within the last half minute.
const IDLE_MS = 30_000;
const REPORT_EVERY_S = 5;
const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart", "scroll"];

const isWriting = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// display: the element that shows the counted time; null when nothing is counted.
export const open = (desk, display) => {
  const counted = { review: 0, rework: 0 };
  let kind = "review";
  let lastSign = performance.now();
  let reported = 0;
  let closed = false;

  const sign = () => { lastSign = performance.now(); };
  const total = () => counted.review + counted.rework;
  const show = () => { if (display) display.textContent = clock(total()); };
  const title = () => document.querySelector("h1")?.focus({ preventScroll: true });

  const report = () => {
    reported = total();
    desk.invokeMethodAsync("ReportTime", counted.review, counted.rework).catch(() => { closed = true; });
  };

  const tick = () => {
    if (closed || !display || document.visibilityState !== "visible" || performance.now() - lastSign > IDLE_MS) return;
    counted[kind] += 1;
    show();
    if (total() - reported >= REPORT_EVERY_S) report();
  };

  const key = (event) => {
    if (event.isComposing || event.repeat) return;
    const save = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    const name = save ? "save" : event.key === "Escape" ? "escape" : event.key.toLowerCase();
    if (!save && (event.ctrlKey || event.metaKey || event.altKey)) return;
    if (isWriting(event.target) && !save && name !== "escape") return;
    if (!["a", "e", "r", "n", "?", "save", "escape"].includes(name)) return;
    event.preventDefault();
    // A field tells its text when it is left: before the key that saves it.
    if (save && isWriting(event.target)) event.target.blur();
    desk.invokeMethodAsync("PressKey", name).catch(() => { closed = true; });
  };

  for (const name of SIGNS) document.addEventListener(name, sign, { passive: true, capture: true });
  document.addEventListener("keydown", key);
  const timer = setInterval(tick, 1000);
  show();
  title();

  return {
    // "review" or "rework": what the following seconds are counted as.
    countAs(value) { kind = value; },
    read() { return [counted.review, counted.rework]; },
    restart(newDisplay) {
      display = newDisplay;
      counted.review = 0;
      counted.rework = 0;
      kind = "review";
      reported = 0;
      sign();
      show();
      title();
      window.scrollTo(0, 0);
    },
    focus(id) { document.getElementById(id)?.focus(); },
    close() {
      closed = true;
      clearInterval(timer);
      for (const name of SIGNS) document.removeEventListener(name, sign, { capture: true });
      document.removeEventListener("keydown", key);
    },
  };
};
