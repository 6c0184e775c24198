// The buttons of the reconnect notice. The framework itself shows and hides it.
const notice = document.getElementById("components-reconnect-modal");

const retry = async () => {
  try {
    const connected = await Blazor.reconnect();
    if (!connected) location.reload();
  } catch {
    location.reload();
  }
};

notice?.querySelector("[data-action=retry]")?.addEventListener("click", retry);
notice?.querySelector("[data-action=reload]")?.addEventListener("click", () => location.reload());
notice?.addEventListener("components-reconnect-state-changed", (event) => {
  if (event.detail.state === "hide") window.genopsAnswering?.forget();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && notice?.classList.contains("components-reconnect-failed")) retry();
});
