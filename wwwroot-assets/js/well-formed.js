// Keeps text that is ill-formed (NUL, half of a character) from the server, whatever field it was typed or pasted into: no database could
// keep it as it is. The field is named, its text stays as it is, and nothing around it is done before it is mended, since the server
// would act on an older text. Loaded as a classic script before all others, so that it hears each event first.
(() => {
  const WRONG = /\0|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g;
  // Keys that read or move, and so act on no text.
  const HARMLESS = /^(Tab|Shift|Control|Alt|Meta|Arrow\w+|Page\w+|Home|End|F\d+)$/;

  const found = new Set();

  const isText = (element) => element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type !== "file");
  const isWrong = (element) => element.value.search(WRONG) >= 0;

  // The field that is named: the first that is still there and still wrong.
  const field = () => {
    for (const element of found) {
      if (element.isConnected && isWrong(element)) return element;
      found.delete(element);
    }
    return null;
  };

  const nameOf = (element) => {
    const by = element.getAttribute("aria-labelledby");
    const words = element.getAttribute("aria-label") || (by && document.getElementById(by)?.textContent) || element.labels?.[0]?.textContent || element.name;
    return words?.replace(/\s+/g, " ").trim() || "This field";
  };

  const show = () => {
    const [notice, wrong] = [document.getElementById("ill-formed"), field()];
    notice.hidden = !wrong;
    if (!wrong) return;
    const what = wrong.value.includes("\0") ? "the character NUL" : "half of a character";
    notice.querySelector("p").textContent = `${nameOf(wrong)}: It holds ${what}, which cannot be kept. Nothing is sent before it is taken out; the rest of your text stays.`;
  };

  const stop = (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    show();
    field().focus();
  };

  const typed = (event) => {
    if (!isText(event.target)) return;
    if (isWrong(event.target)) {
      found.add(event.target);
      event.stopImmediatePropagation();
    }
    show();
  };

  const isAround = (target) => {
    const place = field().closest(".mud-dialog, main, form");
    return !place || target === document.body || place.contains(target);
  };

  const isAct = (event) => {
    const target = event.target;
    if (event.type === "submit") return true;
    if (event.type === "click") return !!target.closest("button, [role=button], input[type=submit]");
    if (event.key === "Escape") return !field().closest(".mud-dialog");
    if (HARMLESS.test(event.key)) return false;
    return !isText(target) || (event.key === "Enter" && (target.localName === "input" || event.ctrlKey || event.metaKey));
  };

  const acted = (event) => {
    if (!(event.target instanceof Element)) return;
    const link = event.type === "click" && event.target.closest("a[href]");
    if (link && isUnreadable(link)) {
      // The browser asks for it as a whole, and the server says what is wrong with it.
      event.stopImmediatePropagation();
      return;
    }
    if (!field() || event.target.closest("#ill-formed")) return;
    if (link && !link.target && !link.hasAttribute("download") && !confirm("What you typed was not sent. Leave anyway?")) stop(event);
    else if (!link && isAct(event) && isAround(event.target)) stop(event);
  };

  const isUnreadable = (link) => {
    try {
      return decodeURIComponent(link.pathname + link.search).includes("\0");
    } catch {
      return true;
    }
  };

  const mend = () => {
    const mended = field();
    if (!mended) return;
    mended.value = mended.value.replace(WRONG, "");
    mended.focus();
    for (const name of ["input", "change"]) mended.dispatchEvent(new Event(name, { bubbles: true }));
  };

  for (const name of ["input", "change"]) addEventListener(name, typed, true);
  for (const name of ["click", "keydown", "submit"]) addEventListener(name, acted, true);
  addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#ill-formed button")) mend();
  });
  addEventListener("beforeunload", (event) => {
    if (field()) event.preventDefault();
  });
})();
