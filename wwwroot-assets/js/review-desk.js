// The reviewer's keyboard, and the seconds in which somebody really was at it: the page visible, and the pointer or the
// keyboard used within the last half minute.
const IDLE_MS = 30_000;
const REPORT_EVERY_S = 5;
// A click on a decision sooner than this after an item came up was meant for the one before. Keys are told with their time.
const TOO_SOON_MS = 400;
// A text is told at a pause in typing, a long one at a longer pause.
const PAUSE_MS = 300;
const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchstart", "scroll"];

const isWriting = (target) =>
  target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;

// display: the element that shows the counted time; null when nothing is counted. item: the review on display.
export const open = (desk, display, item) => {
  const counted = { review: 0, rework: 0 };
  let kind = "review";
  let lastSign = performance.now();
  let reported = 0;
  let closed = false;
  let shownAt = performance.now();
  let typed = null;
  let typing = 0;

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

  const shownFor = () => Math.round(performance.now() - shownAt);
  const press = (name) => desk.invokeMethodAsync("PressKey", name, item, shownFor()).catch(() => { closed = true; });

  const tell = () => {
    clearTimeout(typing);
    const field = typed;
    typed = null;
    field?.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const input = (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || !("typed" in field.dataset)) return;
    if (typed !== field) tell();
    typed = field;
    clearTimeout(typing);
    typing = setTimeout(tell, PAUSE_MS + field.value.length / 500);
  };

  // The page asks by itself for what it was told; this is for the last words.
  const unload = (event) => { if (typed) event.preventDefault(); };

  const click = (event) => {
    if (shownFor() >= TOO_SOON_MS || !(event.target instanceof Element) || !event.target.closest("[data-decides]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    press("click");
  };

  const key = (event) => {
    if (event.isComposing || event.repeat) return;
    const save = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    const name = save ? "save" : event.key === "Escape" ? "escape" : event.key.toLowerCase();
    if (!save && (event.ctrlKey || event.metaKey || event.altKey)) return;
    if (isWriting(event.target) && !save && name !== "escape") return;
    if (!["a", "e", "r", "n", "u", "?", "save", "escape"].includes(name)) return;
    event.preventDefault();
    // A field tells its text when it is left: before the key that saves it.
    if (save && isWriting(event.target)) event.target.blur();
    press(name);
  };

  for (const name of SIGNS) document.addEventListener(name, sign, { passive: true, capture: true });
  document.addEventListener("keydown", key);
  document.addEventListener("click", click, { capture: true });
  document.addEventListener("input", input);
  window.addEventListener("beforeunload", unload);
  const timer = setInterval(tick, 1000);
  show();
  title();

  return {
    // "review" or "rework": what the following seconds are counted as.
    countAs(value) { kind = value; },
    // Tells what was typed without waiting for a pause.
    tell,
    read() { return [counted.review, counted.rework]; },
    restart(newDisplay, newItem) {
      display = newDisplay;
      item = newItem;
      shownAt = performance.now();
      typed = null;
      clearTimeout(typing);
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
      clearTimeout(typing);
      document.removeEventListener("keydown", key);
      document.removeEventListener("click", click, { capture: true });
      document.removeEventListener("input", input);
      window.removeEventListener("beforeunload", unload);
    },
  };
};
