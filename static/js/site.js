// Small helps on top of pages that work without any script. Nothing here is needed to read, fill in or send a form.
"use strict";

(function () {
  const root = document.documentElement;
  root.classList.add("js");

  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const on = (type, selector, act) =>
    document.addEventListener(type, (event) => {
      const found = event.target.closest && event.target.closest(selector);
      if (found) act(found, event);
    });

  // Sending once: buttons rest after the press and wake when the page comes back (Back, failed network, a download).
  const rest = (form) => {
    const buttons = all("button, input[type=submit]", form).filter((b) => b.type === "submit" && !b.disabled);
    setTimeout(() => buttons.forEach((b) => { b.disabled = true; b.dataset.resting = "1"; }), 0);
    setTimeout(() => { wake(form); delete form.dataset.sending; }, 10000);
  };
  const wake = (from) => all("[data-resting]", from).forEach((b) => { b.disabled = false; delete b.dataset.resting; });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    form.dataset.sending = "1";
    if (!("noLock" in form.dataset)) rest(form);
  });
  window.addEventListener("pageshow", () => {
    wake(document);
    all("form[data-sending]").forEach((form) => delete form.dataset.sending);
  });

  // Copying a code, or the text of a field.
  const copy = async (button, text) => {
    const word = button.querySelector("[data-copy-word]");
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      document.execCommand("copy"); // plain HTTP pages have no clipboard object
      area.remove();
    }
    if (!word) return;
    const before = word.textContent;
    word.setAttribute("role", "status");
    word.textContent = "Đã sao chép";
    setTimeout(() => { word.textContent = before; }, 2500);
  };
  on("click", "[data-copy]", (button) => copy(button, button.dataset.copy));
  on("click", "[data-copy-from]", (button) => {
    const source = document.getElementById(button.dataset.copyFrom);
    copy(button, "value" in source ? source.value : source.innerText);
  });

  on("click", "[data-print]", () => {
    all("details.data").forEach((part) => { part.open = true; });
    window.print();
  });

  // Passwords: a Vietnamese keyboard turns letters into others unseen behind dots.
  on("click", "[data-show]", (button) => {
    const input = document.getElementById(button.dataset.show);
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.firstChild.textContent = shown ? "Hiện" : "Ẩn";
  });

  // Letters typed, counted as people see them.
  const letters = (text) => {
    const whole = text.normalize("NFC");
    return window.Intl && Intl.Segmenter
      ? Array.from(new Intl.Segmenter("vi").segment(whole)).length
      : Array.from(whole).length;
  };
  const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ".");
  const count = (input) => {
    const shown = document.querySelector(`[data-count-of="${CSS.escape(input.id)}"]`);
    if (!shown) return;
    const length = letters(input.value);
    shown.textContent = `${grouped(length)}/${grouped(input.dataset.limit)}`;
    shown.classList.toggle("is-over", length > Number(input.dataset.limit));
  };
  on("input", "[data-limit]", count);

  // Filters fold on a phone: the first field stays, the others open with a button that says how many are set.
  const fold = (form) => {
    const parts = Array.from(form.children).filter((part) => part.type !== "hidden");
    if (parts.length < 3) return;
    const set = all("select, input:not([type=hidden])", form).filter((input) => {
      return !parts[0].contains(input) && (input.type === "checkbox" || input.type === "radio" ? input.checked && input.value : input.value);
    });
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--sm filters__open";
    button.textContent = set.length ? `Bộ lọc (${set.length})` : "Bộ lọc";
    button.setAttribute("aria-expanded", "false");
    form.id = form.id || "bo-loc";
    button.dataset.open = form.id;
    parts[0].classList.add("filters__first");
    parts[0].after(button);
    form.classList.add("can-fold");
  };

  // Opening and closing a part of the page.
  on("click", "[data-open]", (button) => {
    const part = document.getElementById(button.dataset.open);
    const open = part.classList.toggle("is-open");
    button.setAttribute("aria-expanded", String(open));
  });

  // Menus made of <details> close on Escape and on a press elsewhere.
  document.addEventListener("click", (event) => {
    all("details[data-menu][open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    all("details[data-menu][open]").forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });

  // Unsaved text: warns on leaving, and rests the buttons that would drop it (data-when-clean).
  const dirty = (form) => form.dataset.dirty === "1";
  const explain = (button) => {
    const after = button.nextElementSibling;
    if (after && after.matches(".hint[data-told]")) return;
    const told = document.createElement("span");
    told.className = "hint";
    told.dataset.told = "";
    told.setAttribute("role", "status");
    told.textContent = "Hãy lưu nội dung vừa nhập trước.";
    button.insertAdjacentElement("afterend", told);
  };
  const soil = (form) => {
    if (dirty(form)) return;
    form.dataset.dirty = "1";
    all("[data-when-clean]").forEach((button) => {
      if (button.form === form) return;
      button.setAttribute("aria-disabled", "true");
      if (!form.dataset.autosave) explain(button); // one that saves itself rests them for seconds: told when pressed
    });
  };
  const cleanse = (form) => { // autosave.js: the server has the text
    delete form.dataset.dirty;
    all("[data-when-clean][aria-disabled=true]").forEach((button) => {
      button.removeAttribute("aria-disabled");
      const told = button.nextElementSibling;
      if (told && told.matches(".hint[data-told]")) told.remove();
    });
  };
  // A form that saves itself holds nobody back, unless it could not save.
  const holdsBack = (form) => dirty(form) && !form.dataset.sending && (!form.dataset.autosave || form.dataset.saveState === "failed");
  on("input", "form[data-track]", soil);
  on("change", "form[data-track]", soil);
  on("clean", "form[data-track]", cleanse);
  on("click", "[data-when-clean][aria-disabled=true]", (button, event) => {
    event.preventDefault();
    explain(button);
  });
  window.addEventListener("beforeunload", (event) => {
    if (all("form[data-track]").some(holdsBack)) event.preventDefault();
  });

  // Rows that can be added and taken away. Without script the same buttons ask the server.
  on("click", "[data-row-add]", (button, event) => {
    const box = button.closest("[data-rows]");
    const mould = box.querySelector("template");
    const total = box.querySelector("input[name$='-TOTAL_FORMS']");
    if (!mould || !total) return;
    event.preventDefault();
    const holder = document.createElement("div");
    holder.innerHTML = mould.innerHTML.replaceAll("__prefix__", total.value);
    const row = holder.firstElementChild;
    const rows = all("[data-row]", box);
    if (rows.length) rows[rows.length - 1].after(row);
    else mould.before(row);
    total.value = Number(total.value) + 1;
    const most = box.querySelector("input[name$='-MAX_NUM_FORMS']");
    if (most && Number(total.value) >= Number(most.value)) button.hidden = true;
    const first = row.querySelector("input:not([type=hidden]), textarea, select");
    if (first) first.focus();
    if (box.closest("form[data-track]")) soil(box.closest("form"));
  });
  on("click", "[data-row-remove]", (button, event) => {
    const row = button.closest("[data-row]");
    const box = button.closest("[data-rows]");
    if (!row || !box) return;
    event.preventDefault();
    const erase = row.querySelector("input[name$='-DELETE']");
    if (erase) {
      if (erase.type === "checkbox") erase.checked = true;
      else erase.value = "on";
    } else {
      all("input, textarea, select", row).forEach((input) => { if (input.type !== "hidden") input.value = ""; });
    }
    row.hidden = true;
    const add = box.querySelector("[data-row-add]");
    if (add) add.focus();
    if (box.closest("form[data-track]")) soil(box.closest("form"));
  });

  // Choosing rows of a list: all of the page, and how many are chosen.
  const tally = (form) => {
    const boxes = all("input[type=checkbox][data-pick]", form);
    const chosen = boxes.filter((box) => box.checked);
    boxes.forEach((box) => { const row = box.closest("tr"); if (row) row.classList.toggle("on", box.checked); });
    all("[data-picked]", form).forEach((part) => {
      part.textContent = chosen.length ? `Đã chọn ${chosen.length} ${part.dataset.picked}` : `Chưa chọn ${part.dataset.picked} nào`;
    });
    all("[data-needs-pick]", form).forEach((button) => { button.disabled = !chosen.length; });
    all("[data-check-all]", form).forEach((head) => {
      head.checked = chosen.length > 0 && chosen.length === boxes.length;
      head.indeterminate = chosen.length > 0 && chosen.length < boxes.length;
    });
  };
  on("change", "[data-pick]", (box) => tally(box.form));
  on("change", "[data-check-all]", (head) => {
    all("input[type=checkbox][data-pick]", head.form).forEach((box) => { box.checked = head.checked; });
    tally(head.form);
  });
  on("click", "[data-pick-none]", (button, event) => {
    event.preventDefault();
    all("input[type=checkbox][data-pick]", button.form).forEach((box) => { box.checked = false; });
    tally(button.form);
  });

  // Selects that act at once (the year of a page).
  on("change", "select[data-go]", (select) => select.form.submit());

  // A long work done turn by turn: its form sends itself until the page says it is over.
  const goOn = () => all("form[data-goes-on]").forEach((form) => window.setTimeout(() => form.requestSubmit(), 200));

  document.addEventListener("DOMContentLoaded", () => {
    all("form[method=post]").forEach((form) => { form.noValidate = true; });
    all("[data-limit]").forEach(count);
    all("form.filters").forEach(fold);
    new Set(all("[data-pick]").map((box) => box.form)).forEach(tally);
    const summary = document.querySelector("[data-summary]");
    if (summary) summary.focus();
    goOn();
  });
})();
