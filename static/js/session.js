// Of a person signed in: clears copies of typed text from this machine, and warns before the session ends.
// <html data-owner="…" data-idle="3600" data-left="40000" data-stay-in="/…/">: a digest of the person, the seconds a
// session may rest, those until it ends whatever one does, and the address that keeps it awake.
"use strict";

(function () {
  const root = document.documentElement;
  const { owner, stayIn } = root.dataset;
  if (!owner) return;

  // Copies kept by autosave.js: gone for another person, after two weeks, at sign-out, and once the server has the text.
  const OLD = 14 * 24 * 3600 * 1000;
  const PREFIX = "nhap/";
  const copies = () => {
    try { return Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)); } catch { return []; }
  };
  const read = (key) => {
    try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return {}; }
  };
  const confirmed = (document.cookie.match(/(?:^|; )da_luu=([0-9a-f]{32})/) || [])[1];
  if (confirmed) document.cookie = "da_luu=; path=/; max-age=0; samesite=lax";
  copies().forEach((key) => {
    const copy = read(key);
    const gone = !key.startsWith(`${PREFIX}${owner}/`) || !copy.at || Date.now() - copy.at > OLD;
    if (gone || (confirmed && copy.page === confirmed)) localStorage.removeItem(key);
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-sign-out]")) copies().forEach((key) => localStorage.removeItem(key));
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-drop-copy]");
    if (link) copies().filter((key) => key.endsWith(`/${link.dataset.dropCopy}`)).forEach((key) => localStorage.removeItem(key));
  });

  // The end of the session: all tabs share when the person was last seen.
  const WARN = 5 * 60, SEEN = "danvan-seen";
  const ends = Date.now() + Number(root.dataset.left) * 1000;
  const mark = () => { try { localStorage.setItem(SEEN, `${owner} ${Date.now()}`); } catch { /* this tab alone then */ } seen = Date.now(); };
  const lastSeen = () => {
    try {
      const [who, at] = (localStorage.getItem(SEEN) || "").split(" ");
      return Math.max(seen, who === owner ? Number(at) : 0);
    } catch { return seen; }
  };
  let seen = Date.now();
  mark();
  document.addEventListener("seen", mark);

  const bar = document.createElement("div");
  bar.className = "idle no-print";
  bar.setAttribute("role", "status");
  document.addEventListener("DOMContentLoaded", () => document.body.prepend(bar));
  const show = (text, action) => {
    if (bar.dataset.text === text) return;
    bar.dataset.text = text;
    bar.textContent = "";
    root.classList.toggle("has-idle", Boolean(text));
    if (!text) return;
    const line = document.createElement("p");
    line.textContent = text;
    bar.append(line);
    if (action) bar.append(action);
  };
  const stay = async () => {
    try {
      const response = await fetch(stayIn, { redirect: "error", headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(response.status);
      mark();
      show("");
    } catch {
      show("Chưa kéo dài được phiên làm việc. Hãy lưu nội dung rồi đăng nhập lại.");
    }
  };
  const check = () => {
    const idleEnd = lastSeen() + Number(root.dataset.idle) * 1000;
    const end = Math.min(idleEnd, ends), left = (end - Date.now()) / 1000;
    if (left > WARN) { show(""); return; }
    if (left <= 0) {
      show("Phiên làm việc đã hết. Nội dung chưa lưu vẫn ở trên máy này; bấm lưu để đăng nhập lại.");
      return;
    }
    if (end === ends) {
      show("Phiên làm việc hết trong chưa đầy 5 phút. Hãy lưu nội dung rồi đăng nhập lại.");
      return;
    }
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--sm";
    button.textContent = "Tiếp tục làm việc";
    button.addEventListener("click", stay);
    show("Phiên làm việc sẽ hết trong chưa đầy 5 phút nếu đồng chí không thao tác.", button);
  };
  setInterval(check, 10000);
  document.addEventListener("visibilitychange", check);
})();
