// The box in the header answers while one types. Without script it leads to the page of results.
"use strict";

(function () {
  const PAUSE = 250;
  const form = document.querySelector("[data-seek]");
  if (!form) return;
  const input = form.querySelector("input[type=search]");
  const place = form.querySelector("[data-seek-found]");
  let waiting = null;
  let asking = null;

  const show = (open) => {
    place.hidden = !open;
  };
  const ask = async () => {
    const words = input.value.trim();
    if (asking) asking.abort();
    if (!words) return show(false);
    asking = new AbortController();
    try {
      const answer = await fetch(`${form.action}?nhanh=1&q=${encodeURIComponent(words)}`, {
        signal: asking.signal,
        credentials: "same-origin",
        redirect: "error",
      });
      if (!answer.ok || input.value.trim() !== words) return;
      place.innerHTML = await answer.text();
      show(document.activeElement === input);
    } catch {
      // no network, or a newer question; Enter still leads to the page
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
  input.addEventListener("focus", () => {
    if (place.innerHTML.trim() && input.value.trim()) show(true);
  });
  form.addEventListener("keydown", (event) => {
    const links = Array.from(place.querySelectorAll("a"));
    if (event.key === "Escape" && !place.hidden) {
      input.focus(); // opens it, so it is closed after
      show(false);
    } else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && !place.hidden && links.length) {
      const at = links.indexOf(document.activeElement) + (event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
      (at < 0 ? input : links[Math.min(at, links.length - 1)]).focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) show(false);
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) show(false);
  });
})();
