// Answers what a person does at once: what was pressed is dim and deaf until the server has ended what it began, well or badly.
// Loaded as a classic script before the framework, so that it hears a click first; the layout talks to window.genopsAnswering.
(() => {
  const ACTS = "button, [role=button], [role=menuitem]";
  // How many answers each control waits for. The attributes only show it: a page that draws itself anew may take them away.
  let held = new Map();
  let server = null;

  const mark = (element) => {
    element.setAttribute("aria-busy", "true");
    if (element.matches(ACTS)) element.setAttribute("aria-disabled", "true");
  };

  const free = (element) => {
    element.removeAttribute("aria-busy");
    if (element.matches(ACTS)) element.removeAttribute("aria-disabled");
  };

  const holdUntil = (element, answer) => {
    const holds = held;
    holds.set(element, (holds.get(element) ?? 0) + 1);
    mark(element);
    const answered = () => {
      const left = holds.get(element) - 1;
      if (left > 0) return void holds.set(element, left);
      holds.delete(element);
      if (holds === held) free(element);
    };
    answer.then(answered, answered);
  };

  const isOurs = (element) => element?.closest(".go-shell, .mud-dialog, .mud-popover") != null;

  const isPlain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  // What an event acts on: the control that was clicked, the form that was sent, the field in which Enter was pressed.
  const actedOn = (event) => {
    const target = event?.target;
    if (!(target instanceof Element) || !isOurs(target)) return null;
    if (event.type === "click") return target.closest(`${ACTS}, a[href]`);
    if (event.type === "submit") return target;
    // On a button Enter is a click of its own.
    return event.type === "keydown" && event.key === "Enter" && target.localName === "input" ? target : null;
  };

  const refuseWhileHeld = (event) => {
    const element = actedOn(event);
    if (!element || !held.has(element)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  for (const name of ["click", "submit", "keydown"]) addEventListener(name, refuseWhileHeld, true);

  // A link begins no act: it is held until the server has taken the new address, when the new page's skeleton stands.
  addEventListener("click", (event) => {
    const link = event.button === 0 && isPlain(event) ? actedOn(event) : null;
    if (link?.localName !== "a" || !server || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    // Behind the click itself: the server takes both in their order.
    holdUntil(link, new Promise((resolve) => setTimeout(() => resolve(server?.invokeMethodAsync("Handled")))));
  }, true);

  addEventListener("keydown", (event) => {
    if (event.key?.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || !server) return;
    // A browser would go to its own search.
    event.preventDefault();
    server.invokeMethodAsync("OpenPalette");
  });

  // The framework hands an event to the server while the browser still dispatches it, and is told when its handler has ended.
  const watch = () => {
    const { prototype } = DotNet.DotNetObject;
    if (Object.hasOwn(prototype, "genopsWatched")) return;
    prototype.genopsWatched = true;
    const { invokeMethodAsync } = prototype;
    prototype.invokeMethodAsync = function (method, ...rest) {
      const answer = invokeMethodAsync.call(this, method, ...rest);
      if (method === "DispatchEventAsync") {
        const event = window.event;
        const element = actedOn(event);
        if (element) holdUntil(element, answer);
        if (event?.type === "submit" && event.submitter && element) holdUntil(event.submitter, answer);
      }
      return answer;
    };
  };

  window.genopsAnswering = {
    connect(layout) {
      watch();
      server = layout;
    },
    disconnect(layout) {
      if (server === layout) server = null;
    },
    // Answers that were on their way when the connection broke never come.
    forget() {
      const elements = held.keys();
      held = new Map();
      for (const element of elements) free(element);
    },
    // The page stands where its skeleton stood: the focus that was on the skeleton's heading goes to the page's.
    shown() {
      if (!document.activeElement || document.activeElement === document.body) document.querySelector("main h1")?.focus({ preventScroll: true });
    },
  };
})();
