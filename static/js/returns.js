// A return: “Chèn” puts the chosen phrase under what was typed. Without script the same button asks the server.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest && event.target.closest("[data-insert]");
  if (!button) return;
  event.preventDefault();
  const box = document.getElementById(button.dataset.insert);
  const select = button.parentElement.querySelector("select");
  const text = select.selectedOptions.length ? select.selectedOptions[0].dataset.text : "";
  if (!text) {
    select.focus();
    return;
  }
  const before = box.value.trimEnd();
  box.value = before ? `${before}\n${text}` : text;
  select.value = "";
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.focus();
});
