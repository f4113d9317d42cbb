// While a name is typed: asks which known models are called nearly the same. Without script the hint comes with a save.
"use strict";

(function () {
  const PAUSE = 400;
  const place = document.querySelector("[data-near]");
  const input = place && document.getElementById(place.dataset.nearOf);
  if (!input) return;
  let waiting = null;
  let asked = input.value;
  let asking = null;

  const ask = async () => {
    const name = input.value.trim();
    if (name === asked.trim()) return;
    asked = name;
    if (asking) asking.abort();
    asking = new AbortController();
    try {
      const answer = await fetch(`${place.dataset.near}?ten=${encodeURIComponent(name)}`, {
        signal: asking.signal,
        credentials: "same-origin",
        redirect: "error", // a sign-in page is no hint
      });
      if (answer.ok && input.value.trim() === name) place.innerHTML = await answer.text();
    } catch {
      asked = ""; // no network, or a newer question: asked again at the next key
    }
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, PAUSE);
  };
  input.addEventListener("input", (event) => {
    if (!event.isComposing) later();
  });
  input.addEventListener("compositionend", later);
})();
