// Helps of the scoring sheet: total while typing, a word at once on points out of range, parts of the file as tabs.
// The page works without it: the server counts, checks and shows every part below the other.
"use strict";

(function () {
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const read = (text) => {
    const typed = text.trim().replace(/\s/g, "");
    if (!typed) return null;
    return /^\d{1,4}([.,]\d+)?$/.test(typed) ? Number(typed.replace(",", ".")) : NaN;
  };
  const shown = (number) => String(Math.round(number * 100) / 100).replace(".", ",");

  const wrong = (points, most) => {
    if (points === null) return "";
    if (Number.isNaN(points)) return "Hãy nhập số, ví dụ 17 hoặc 17,5";
    if (points > most) return `Điểm tối đa của tiêu chí này là ${shown(most)}`;
    if (points * 2 !== Math.round(points * 2)) return "Điểm ghi theo bước 0,5, ví dụ 17 hoặc 17,5";
    return "";
  };

  // The server's own message and ours share a place and an id, so that one is read and never both.
  const tell = (input, words) => {
    const part = input.closest("[data-crit]") || input.closest(".field");
    const id = `${input.id}_error`;
    let place = document.getElementById(id);
    if (!place && !words) return;
    if (!place) {
      place = document.createElement("div");
      place.id = id;
      (part.querySelector(".crit__top") || input).after(place);
    }
    place.textContent = "";
    if (words) {
      const line = document.createElement("p");
      line.className = "err";
      line.setAttribute("role", "alert");
      line.textContent = words;
      place.append(line);
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", id);
    } else {
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
    }
    part.classList.toggle("crit--bad", Boolean(words) && part.matches("[data-crit]"));
  };
  const most = (input) => Number(input.dataset.max.replace(",", "."));
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-points]")) return;
    const words = wrong(read(event.target.value), most(event.target));
    if (words || event.target.getAttribute("aria-invalid")) tell(event.target, words);
  });

  const sheet = document.querySelector("[data-sheet]");
  const count = () => {
    let total = 0, scored = 0, whole = 0;
    const parts = all("[data-crit]", sheet);
    parts.forEach((part) => {
      const input = part.querySelector("[data-points]");
      const points = input ? read(input.value) : 0;
      if (input) whole += most(input);
      const right = points !== null && !(input && wrong(points, most(input)));
      if (right) total += points;
      if (right && part.querySelector("input[type=radio]:checked")) scored += 1;
    });
    const place = sheet.querySelector("[data-total]"); // none where criteria have no points
    if (place) place.textContent = shown(total);
    sheet.querySelector("[data-scored]").textContent = `Đã chấm ${scored}/${parts.length} tiêu chí`;
    const bar = sheet.querySelector("svg.bar rect");
    if (bar && whole) bar.setAttribute("width", `${Math.min(100, (100 * total) / whole)}%`);
  };
  // Beside each file the criteria it is ticked for.
  const used = () => all("[data-used]").forEach((place) => {
    const ticks = all("[data-tick]", sheet).filter((tick) => tick.checked && tick.value === place.dataset.used);
    place.querySelector("span").textContent = ticks.map((tick) => tick.dataset.tick).join(", ");
    place.hidden = !ticks.length;
  });
  if (sheet) {
    sheet.addEventListener("change", used);
    used();
    sheet.addEventListener("input", count);
    sheet.addEventListener("change", count);
    sheet.addEventListener("focusin", (event) => {
      const part = event.target.closest("[data-crit]");
      all("[data-crit]", sheet).forEach((one) => one.classList.toggle("crit--now", one === part));
    });
    count();
  }

  // Parts of the file: links that show one part and hide the others; a link to something inside a part opens it.
  const bar = document.querySelector("[data-tabs]");
  if (!bar) return;
  const links = all("a", bar);
  const parts = all("[data-tab]");
  const open = (part) => {
    parts.forEach((one) => { one.hidden = one !== part; });
    links.forEach((link) => {
      if (link.hash === `#${part.id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    });
  };
  const follow = (hash) => {
    const target = hash.length > 1 && document.getElementById(hash.slice(1));
    const part = target && target.closest("[data-tab]");
    if (part) open(part);
    return target;
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    if (link) follow(link.hash);
  });
  open(parts[0]);
  follow(location.hash);
})();
