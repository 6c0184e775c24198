// Answers a click at once: what was pressed is dim and takes no second click until the server has worked through the first.
// Loaded as a classic script before the framework, so that it hears a click first; the layout talks to window.genopsAnswering.
(() => {
  let server = null;

  const pressed = (event) => {
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return null;
    const element = event.target.closest?.("button, a[href]");
    if (!element || element.disabled || !element.closest(".go-shell, .mud-dialog")) return null;
    if (element.localName === "a" && (element.target || element.hasAttribute("download") || element.origin !== location.origin)) return null;
    return element;
  };

  const release = (element) => {
    element.removeAttribute("aria-busy");
    if (element.localName === "button") element.removeAttribute("aria-disabled");
  };

  addEventListener(
    "click",
    (event) => {
      const element = pressed(event);
      if (!element || !server) return;
      if (element.getAttribute("aria-busy") === "true") {
        event.preventDefault();
        event.stopImmediatePropagation();
        return;
      }
      element.setAttribute("aria-busy", "true");
      if (element.localName === "button") element.setAttribute("aria-disabled", "true");
      // Behind the click itself: the server takes both in their order, and answers this when it is through with that.
      setTimeout(() => {
        const free = () => release(element);
        server ? server.invokeMethodAsync("Handled").then(free, free) : free();
      });
    },
    true,
  );

  window.genopsAnswering = {
    connect(layout) {
      server = layout;
    },
    disconnect(layout) {
      if (server === layout) server = null;
    },
    // The page stands where its skeleton stood: the focus that was on the skeleton's heading goes to the page's.
    shown() {
      if (!document.activeElement || document.activeElement === document.body) document.querySelector("main h1")?.focus({ preventScroll: true });
    },
  };
})();
