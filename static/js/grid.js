// The scoring grid: arrows and Enter go from cell to cell, and a line is saved once one leaves it.
// The page works without it: one button saves every line that was changed.
"use strict";

(function () {
  const form = document.querySelector("form[data-grid]");
  if (!form) return;
  const all = (selector, from) => Array.from((from || form).querySelectorAll(selector));
  const lineOf = (node) => node.closest && node.closest("tr[data-line]");
  const state = new WeakMap(); // of a line: {dirty, busy, held, pressed, timer}
  const of = (line) => {
    if (!state.has(line)) state.set(line, { dirty: "unsaved" in line.dataset, busy: false, held: false, timer: 0 });
    return state.get(line);
  };
  const PAUSE = 4000;
  const asCards = window.matchMedia("(max-width: 767px)"); // a phone shows a line as a card, its cells one below another

  // From cell to cell ------------------------------------------------------------------------------------------------

  const go = (from, down, right) => {
    const cell = from.closest("td");
    const kind = from.matches("select") ? "select" : "[data-points]";
    let line = lineOf(from);
    let target = cell;
    do {
      if (down) {
        const index = Array.from(line.children).indexOf(cell);
        line = down > 0 ? line.nextElementSibling : line.previousElementSibling;
        target = line && line.children[index];
      } else target = right > 0 ? target.nextElementSibling : target.previousElementSibling;
      const input = target && (target.querySelector(kind) || (right && target.querySelector("select")));
      if (input) {
        input.focus();
        if (input.select) input.select();
        return true;
      }
    } while (target);
    return false;
  };
  form.addEventListener("keydown", (event) => {
    const input = event.target;
    if (event.altKey || event.ctrlKey || event.metaKey || event.isComposing || !input.closest("td")) return;
    const points = input.matches("[data-points]");
    if (!points && !input.matches("td select")) return;
    const start = points && input.selectionStart === 0, end = points && input.selectionEnd === input.value.length;
    if (event.key === "Enter") {
      event.preventDefault(); // Enter never sends the whole form
      const step = event.shiftKey ? -1 : 1;
      if (!(asCards.matches ? go(input, 0, step) : go(input, step, 0))) save(lineOf(input));
    } else if (points && event.key === "ArrowDown") { if (go(input, 1, 0)) event.preventDefault(); }
    else if (points && event.key === "ArrowUp") { if (go(input, -1, 0)) event.preventDefault(); }
    else if (event.key === "ArrowRight" && (end || !points)) { if (go(input, 0, 1)) event.preventDefault(); }
    else if (event.key === "ArrowLeft" && (start || !points)) { if (go(input, 0, -1)) event.preventDefault(); }
  });

  // Saving a line ----------------------------------------------------------------------------------------------------

  const say = (line, words, bad) => {
    all("[data-said]", line).forEach((place) => { // one for a wide screen, one for a phone: never both are shown
      place.textContent = "";
      const part = document.createElement("span");
      part.className = bad ? "bad-text" : "";
      part.textContent = words;
      place.append(part);
    });
  };
  const tell = (line, errors) => {
    all("td", line).forEach((cell) => {
      const select = cell.querySelector("select");
      if (!select) return;
      const number = select.name.split("_").pop();
      const words = errors[`points_${number}`] || errors[`finding_${number}`] || "";
      const input = cell.querySelector("[data-points]") || select;
      const old = cell.querySelector(".err");
      if (old) old.remove();
      cell.classList.toggle("grid-bad", Boolean(words));
      if (!words) {
        input.removeAttribute("aria-invalid");
        input.removeAttribute("aria-describedby");
        return;
      }
      const shown = document.createElement("p");
      shown.className = "err";
      shown.id = `loi-${line.dataset.line}-${number}`;
      shown.textContent = words;
      cell.append(shown);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", shown.id);
    });
  };
  const take = (line, answer, sent) => {
    const code = line.dataset.line, now = of(line);
    const wrong = Object.keys(answer.errors).length;
    form.elements[`${code}-version`].value = answer.version;
    form.elements[`${code}-was`].value = answer.was;
    const total = line.querySelector("[data-total]"); // none where criteria have no points
    if (total) total.textContent = answer.total;
    const count = line.querySelector("[data-scored]");
    count.textContent = `${answer.scored}/${count.textContent.split("/")[1]}`;
    const jump = document.querySelector(`[data-jump="${code}"]`);
    if (jump) jump.textContent = count.textContent;
    tell(line, answer.errors);
    if (answer.message) {
      now.held = true; // what was saved elsewhere is written over only knowingly, by the button
      say(line, [answer.message, ...answer.differs, "Bấm “Lưu nháp các dòng đã sửa” để giữ điểm vừa gõ"].join(". "), true);
    } else say(line, wrong ? "Còn ô ghi sai, chưa lưu ô đó" : "Đã lưu nháp", wrong);
    if (now.pressed && wrong) line.querySelector("[aria-invalid=true]").focus();
    now.pressed = false;
    if (text(line) === sent && !answer.message && !wrong) now.dirty = false;
    if (!all("tr[data-line]").some((one) => of(one).dirty)) form.dispatchEvent(new Event("clean", { bubbles: true }));
  };
  const fields = (line) => {
    const data = new FormData();
    all("input[type=hidden]").filter((input) => !lineOf(input)).forEach((input) => data.append(input.name, input.value));
    all("input, select", line).forEach((input) => data.append(input.name, input.value));
    return data;
  };
  const text = (line) => all("td input, td select", line).map((input) => input.value).join("\n");
  const save = (line) => {
    const now = of(line);
    clearTimeout(now.timer);
    if (!now.dirty || now.busy || now.held) return;
    const sent = text(line);
    now.busy = true;
    fetch(location.href, { method: "POST", body: fields(line), headers: { Accept: "application/json" }, credentials: "same-origin", redirect: "error" })
      .then((response) => (response.ok ? response.json() : Promise.reject(response.status)))
      .then((answer) => {
        const mine = answer.lines[line.dataset.line];
        if (!mine) throw new Error("gone");
        now.busy = false;
        take(line, mine, sent);
        if (text(line) !== sent) later(line);
      })
      .catch(() => {
        now.busy = false;
        say(line, "Chưa lưu được. Điểm vẫn ở trang này, bấm “Lưu nháp các dòng đã sửa” để lưu", true);
      });
  };
  const later = (line) => {
    const now = of(line);
    clearTimeout(now.timer);
    now.timer = setTimeout(() => save(line), PAUSE);
  };
  form.addEventListener("input", (event) => {
    const line = lineOf(event.target);
    if (!line) return;
    of(line).dirty = true;
    later(line);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=dong]");
    const line = button && lineOf(button);
    if (!line || of(line).held) return; // over what was saved elsewhere: the whole form is sent, knowingly
    event.preventDefault();
    of(line).pressed = true;
    if (of(line).dirty) save(line);
    else say(line, "Không có điểm nào thay đổi", false);
  });
  const jumps = document.querySelector("[data-jumps]");
  if (jumps) jumps.addEventListener("click", (event) => { if (event.target.closest("a")) jumps.open = false; });
  all("a[href='#cac-mo-hinh']").forEach((link) => link.addEventListener("click", () => { jumps.open = true; }));
  form.addEventListener("focusout", (event) => {
    const line = lineOf(event.target);
    if (line && !(event.relatedTarget && line.contains(event.relatedTarget))) save(line);
  });
})();
