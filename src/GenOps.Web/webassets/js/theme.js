// Decides the colour scheme before the first paint and remembers the choice. Loaded as a classic script in the head;
// the layout talks to window.genopsTheme.
(() => {
  const media = window.matchMedia("(prefers-color-scheme: dark)");
  const listeners = new Set();

  const readCookie = (name) =>
    document.cookie.split("; ").find((c) => c.startsWith(name + "="))?.slice(name.length + 1);

  const writeCookie = (name, value) => {
    const secure = location.protocol === "https:" ? "; secure" : "";
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax${secure}`;
  };

  const choice = () => {
    const saved = readCookie("genops-theme");
    return saved === "light" || saved === "dark" ? saved : "system";
  };

  const apply = () => {
    const wanted = choice();
    const dark = wanted === "dark" || (wanted === "system" && media.matches);
    document.documentElement.dataset.scheme = dark ? "dark" : "light";
    writeCookie("genops-scheme", dark ? "dark" : "light");
    return dark;
  };

  const tell = () => {
    const dark = apply();
    for (const listener of listeners) listener.invokeMethodAsync("SchemeChanged", dark);
  };

  media.addEventListener("change", tell);
  apply();

  window.genopsTheme = {
    // Returns whether the page is dark now, and reports every later change to the .NET object.
    subscribe(listener) {
      listeners.add(listener);
      return apply();
    },
    unsubscribe(listener) {
      listeners.delete(listener);
    },
    choose(value) {
      writeCookie("genops-theme", value);
      tell();
    },
  };
})();
