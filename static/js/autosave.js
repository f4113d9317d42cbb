// A long form that saves itself while one types, and keeps a copy on this machine until the server says it has the text.
//   <form data-autosave="/…/luu-nhap/" data-draft="dk-…-2" data-version="7" data-stay="luu=o-lai" [data-unsaved]>
// `draft` names the text on this machine, `stay` is the button that saves and stays, `unsaved` says that what the server
// drew is not kept there yet. The tag says “Đã lưu” only after an answer that names the version. Without this script the
// same buttons do the same. The copies are cleared by session.js: at sign-out, for another person, once confirmed.
"use strict";

(function () {
  const form = document.querySelector("form[data-autosave]");
  const owner = document.documentElement.dataset.owner;
  if (!form || !owner) return;

  const PAUSE = 1500, GIVE_UP = 15000, MOST_ALIVE = 60000; // a request that outlives its page may carry 64 KB
  const AGAIN = [2000, 4000, 8000, 15000, 30000];
  const OWN = new Set(["csrfmiddlewaretoken", "version", "chu", "giu", "ma_trang", "da_bao", "noi_tep"]);
  const key = `nhap/${owner}/${form.dataset.draft}`;
  const page = Array.from(crypto.getRandomValues(new Uint8Array(16)), (n) => n.toString(16).padStart(2, "0")).join("");
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));

  // What stands in the form ------------------------------------------------------------------------------------------

  const entries = () => Array.from(new FormData(form)).filter(([name, value]) => typeof value === "string" && !OWN.has(name));
  const now = () => JSON.stringify(entries());
  // The same words, whatever the server made of spaces and of rows left empty.
  const words = (text) => JSON.stringify(JSON.parse(text)
    .map(([name, value]) => [name, value.normalize("NFC").replace(/\s+/g, " ").trim()])
    .filter(([name, value]) => value && !/_FORMS$/.test(name) && !/-key$/.test(name)));
  const same = (one, other) => one === other || words(one) === words(other);

  const set = (name, value) => {
    let input = form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`);
    if (!input) {
      input = document.createElement("input");
      input.type = "hidden";
      input.name = name;
      form.append(input);
    }
    input.value = value;
  };

  const recount = () => all("[data-limit]", form).forEach((input) => input.dispatchEvent(new Event("input", { bubbles: true })));
  const fill = (text) => {
    const given = new Map();
    JSON.parse(text).forEach(([name, value]) => given.set(name, (given.get(name) || []).concat(value)));
    given.forEach(([total], name) => {
      const box = /-TOTAL_FORMS$/.test(name) && form.elements[name] ? form.elements[name].closest("[data-rows]") : null;
      const add = box && box.querySelector("[data-row-add]");
      for (let more = 0; add && more < 50 && Number(form.elements[name].value) < Number(total); more += 1) add.click();
    });
    Array.from(form.elements).forEach((input) => {
      if (!input.name || OWN.has(input.name) || ["submit", "button", "file"].includes(input.type)) return;
      if (/_FORMS$/.test(input.name)) return;
      const values = given.get(input.name) || [];
      if (input.type === "radio" || input.type === "checkbox") input.checked = values.includes(input.value);
      else if (values.length) input.value = values[0];
      if (/-DELETE$/.test(input.name) && (input.checked || input.value === "on")) input.closest("[data-row]").hidden = true;
    });
    recount();
    form.dispatchEvent(new Event("change", { bubbles: true }));
  };

  // The copy on this machine -----------------------------------------------------------------------------------------

  const read = () => {
    try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
  };
  const keep = (text) => {
    try {
      localStorage.setItem(key, JSON.stringify({ at: Date.now(), page, version, text, sent: unsure }));
    } catch { /* no room, or storage is switched off: the form itself still holds the text */ }
  };
  const drop = () => {
    try { localStorage.removeItem(key); } catch { /* as above */ }
  };

  // What the page says -----------------------------------------------------------------------------------------------

  const tag = document.querySelector("[data-save-tag]");
  const bar = document.createElement("div"); // the tag may be scrolled out of sight: trouble stays in sight
  bar.className = "save-bar";
  bar.hidden = true;
  form.prepend(bar);
  const aloud = document.querySelector("[data-save-aloud]");
  const say = (state, text, action) => {
    if (form.dataset.saveState === state && tag.dataset.text === text) return; // a button under a finger stays
    form.dataset.saveState = state;
    tag.dataset.text = text;
    tag.hidden = false;
    tag.classList.toggle("saved--bad", state === "failed");
    tag.querySelector("[data-save-words]").textContent = state === "failed" ? "Chưa lưu được" : text;
    bar.hidden = state !== "failed";
    bar.textContent = "";
    if (state === "failed") bar.append(text, ...(action ? [action] : []));
    const heard = state === "failed" ? text : state === "saved" && aloud.textContent ? text : null;
    if (heard !== null && aloud.textContent !== heard) aloud.textContent = heard;
  };
  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn btn--sm";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };
  const press = () => { // the button that saves and stays: whatever stands in the way, the server answers with a page
    const [name, value] = form.dataset.stay.split("=");
    const made = document.createElement("button");
    made.name = name;
    made.value = value;
    made.hidden = true;
    form.append(made);
    stopped = "press";
    form.requestSubmit(made);
  };

  // Saving -----------------------------------------------------------------------------------------------------------

  let version = form.dataset.version;
  let known = null; // the text the server has, as far as this page knows
  let unsure = null; // a text that was sent without an answer: it is sent again as it was, until the answer is known
  let busy = null, timer = 0, tries = 0, stopped = "", composing = false, leaving = false;

  const dirty = () => now() !== known;
  const settle = () => {
    drop();
    form.dispatchEvent(new Event("clean", { bubbles: true }));
  };
  const later = (wait) => {
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  };
  const failed = (why) => {
    say("failed", why ? `${why}. Nội dung vẫn ở trên trang này, đừng đóng trang` : "Chưa lưu được, đang thử lại. Nội dung vẫn ở trên máy này");
    later(AGAIN[Math.min(tries, AGAIN.length - 1)]);
    tries += 1;
  };

  const took = (text, answer) => {
    version = String(answer.version);
    set("version", version);
    Object.entries(answer.values || {}).forEach(([name, value]) => { if (form.elements[name]) form.elements[name].value = value; });
    const asSent = now() === text || same(now(), text);
    known = asSent ? now() : text;
    unsure = null;
    tries = 0;
    say("saved", `Đã lưu nháp lúc ${answer.at}${answer.wrong ? `, trừ ${answer.wrong} ô ghi chưa đúng` : ""}`);
    document.dispatchEvent(new Event("seen"));
    if (leaving) return; // the next page may be drawn without this text: it finds the copy, and compares
    if (asSent && answer.wrong) keep(now());
    else if (asSent) settle();
    else { keep(now()); later(PAUSE); }
  };

  const meet = (status, answer) => {
    unsure = null; // it was answered: nothing of it was written
    if (status === 409) {
      stopped = "clash";
      say("failed", `${answer.message}.`, button("Xem hai bản", press));
    } else if (status === 403 && answer.csrf) { // signed in again in another tab: go on with the new token
      all("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = answer.csrf; });
      later(0);
    } else if (status === 401) {
      say("failed", `${answer.message}.`, button("Đăng nhập lại", press));
    } else {
      say("failed", `Chưa lưu được: ${answer.message || "hãy bấm nút lưu"}.`);
    }
  };

  const body = (text) => {
    const data = new FormData();
    JSON.parse(text).forEach(([name, value]) => data.append(name, value));
    ["csrfmiddlewaretoken", "version", "chu", "giu", "ma_trang"].forEach((name) => {
      const input = form.querySelector(`input[name="${name}"]`);
      if (input) data.append(name, input.value);
    });
    return data;
  };

  const ask = async (text) => {
    const options = { method: "POST", body: body(text), headers: { "X-Autosave": page }, redirect: "error" };
    options.keepalive = new Blob([text]).size < MOST_ALIVE;
    const clock = new AbortController();
    const alarm = setTimeout(() => clock.abort(), GIVE_UP);
    try {
      const response = await fetch(form.dataset.autosave, { ...options, signal: clock.signal });
      const answer = await response.json().catch(() => ({}));
      if (response.status === 429 || response.status >= 500) return failed(answer.message);
      if (response.ok && answer.version) took(text, answer);
      else meet(response.status, answer);
    } catch {
      failed();
    } finally {
      clearTimeout(alarm);
    }
  };

  const send = () => {
    clearTimeout(timer);
    if (busy || stopped || composing || form.dataset.sending) return busy;
    const text = unsure || now();
    if (text === known) return null;
    unsure = text;
    keep(now());
    if (form.dataset.saveState !== "failed") say("saving", "Đang lưu…");
    busy = ask(text).finally(() => { busy = null; });
    return busy;
  };
  const flush = async (most) => {
    const until = Date.now() + most, pause = (time) => new Promise((done) => setTimeout(done, time));
    composing = false;
    while (!stopped && !tries && (busy || dirty()) && Date.now() < until) {
      await Promise.race([send() || pause(50), pause(until - Date.now())]);
    }
  };

  // When to save -----------------------------------------------------------------------------------------------------

  const typed = () => {
    if (!dirty()) return;
    keep(now());
    if (!stopped && !tries) later(PAUSE);
  };
  form.addEventListener("compositionstart", () => { composing = true; clearTimeout(timer); });
  form.addEventListener("compositionend", () => { composing = false; typed(); });
  form.addEventListener("input", (event) => { if (event.isComposing) keep(now()); else typed(); });
  form.addEventListener("change", typed);
  form.addEventListener("focusout", () => {
    composing = false;
    if (dirty() && form.dataset.saveState !== "failed") send();
  });
  document.addEventListener("visibilitychange", () => {
    if (!dirty() || form.dataset.sending) return;
    composing = composing && document.visibilityState !== "hidden";
    if (document.visibilityState === "hidden" || form.dataset.saveState === "failed") send();
  });
  window.addEventListener("focus", () => { if (dirty() && form.dataset.saveState === "failed") send(); });
  window.addEventListener("online", () => { if (dirty()) send(); });
  window.addEventListener("offline", () => { if (dirty()) say("failed", "Mất kết nối mạng. Đừng đóng trang, nội dung vẫn ở trên máy này"); });
  window.addEventListener("pagehide", () => {
    leaving = true;
    if (!dirty() || form.dataset.sending) return;
    keep(now());
    send();
  });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });

  // A button of the form waits for a save under way, else the page would clash with itself. One whose answer was lost
  // is sent once more before: the server may have it. Without network the press itself says so.
  let waiting = false, again = false;
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (waiting) { event.preventDefault(); return; }
    if (busy || (unsure && !stopped && !again)) {
      event.preventDefault();
      waiting = true;
      again = !busy;
      Promise.resolve(busy || send()).then(() => { // it ends by itself after GIVE_UP
        waiting = false;
        clearTimeout(timer);
        form.requestSubmit(event.submitter || undefined);
      });
      return;
    }
    again = false;
    set("ma_trang", page);
    if (!dirty()) return;
    unsure = now();
    keep(unsure);
    unsure = null;
  });

  // A link saves first, so that the next page shows what was typed here.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.target || link.origin !== location.origin || link.hash || !dirty() || stopped || form.dataset.saveState === "failed") return;
    event.preventDefault();
    await flush(4000);
    location.assign(link.href);
  });

  // Opening: the server's text, then what was typed here and never arrived --------------------------------------------

  const told = (text, ...actions) => {
    const note = document.createElement("div");
    note.className = "note note--info";
    note.setAttribute("role", "status");
    const part = document.createElement("div");
    part.className = "grow";
    const line = document.createElement("p");
    line.textContent = text;
    const row = document.createElement("p");
    row.className = "row gap-top-s";
    row.append(...actions);
    part.append(line, row);
    note.append(part);
    bar.after(note);
    return note;
  };
  const hour = (at) => new Date(at).toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });

  const open = () => {
    const copy = read();
    const chosen = all("input[type=file]", form).filter((input) => input.files.length).map((input) => [input, input.files]);
    form.reset(); // the browser may have put former text back beside a newer version
    chosen.forEach(([input, files]) => { input.files = files; });
    set("version", version);
    set("ma_trang", page);
    const drawn = known = now();
    recount();
    form.dispatchEvent(new Event("clean", { bubbles: true }));
    if ("unsaved" in form.dataset) known = null;
    if (copy && typeof copy.text === "string" && !same(copy.text, drawn)) {
      if (copy.version === version || (copy.sent && same(copy.sent, drawn))) {
        fill(copy.text);
        if (copy.version === version) unsure = copy.sent || null; // it may arrive after this page was drawn
        const note = told(
          `Đã khôi phục nội dung nhập lúc ${hour(copy.at)} chưa kịp lưu.`,
          button("Bỏ, dùng bản đã lưu", () => { drop(); stopped = "dropped"; form.dataset.sending = "1"; location.reload(); }),
        );
        note.dataset.restored = "";
      } else {
        told(
          `Trên máy này còn nội dung nhập lúc ${hour(copy.at)} chưa lưu được, khác với bản đang lưu.`,
          button("Xem hai bản để chọn", () => { fill(copy.text); version = copy.version; set("version", version); press(); }),
          button("Bỏ nội dung trên máy này", (event) => { drop(); event.target.closest(".note").remove(); }),
        );
        return;
      }
    } else if (copy) {
      drop();
    }
    if (dirty()) form.dispatchEvent(new Event("change", { bubbles: true }));
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", open);
  else open();
})();
