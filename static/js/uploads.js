// Files go up one after another with their progress, and can be cancelled or tried again; photos are made smaller first.
// Without this file the plain inputs go up with the form, and the server does the same.
"use strict";

(function () {
  const all = (selector, from) => Array.from((from || document).querySelectorAll(selector));
  const queues = []; // of this page
  const LARGEST_SIDE = 2000, SMALL_ENOUGH = 1024 * 1024, QUALITY = 0.85;
  let going = 0, leaving = false;

  const element = (name, css, text) => {
    const made = document.createElement(name);
    if (css) made.className = css;
    if (text) made.textContent = text;
    return made;
  };
  const sized = (bytes) => bytes < 1024 * 1024
    ? `${Math.ceil(bytes / 1024)} KB`
    : `${(bytes / 1024 / 1024).toFixed(1).replace(".", ",")} MB`;

  // A photo of a phone is five times what a page needs. The picture is set upright by the browser; a failure keeps it.
  const smaller = async (file) => {
    if (!/^image\/(jpeg|png)$/.test(file.type) || file.size <= SMALL_ENOUGH || !window.createImageBitmap) return file;
    try {
      const image = await createImageBitmap(file);
      const scale = Math.min(1, LARGEST_SIDE / Math.max(image.width, image.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(image.width * scale);
      canvas.height = Math.round(image.height * scale);
      canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
      image.close();
      const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
      if (!made || made.size >= file.size) return file;
      return new File([made], file.name.replace(/\.(jpe?g|png)$/i, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file;
    }
  };

  const problemOf = (xhr) => {
    try {
      const told = JSON.parse(xhr.responseText).problem;
      if (told) return told;
    } catch { /* not our answer */ }
    if (xhr.status === 413) return "Tệp quá lớn, mỗi tệp không quá 10 MB";
    if (xhr.status === 0) return "Mất kết nối. Hãy bấm thử lại khi có mạng";
    if (xhr.status === 401 || xhr.status === 403 || xhr.responseURL.includes("/dang-nhap/")) return "Phiên làm việc đã hết. Hãy lưu nháp rồi đăng nhập lại";
    return "Máy chủ chưa nhận được tệp. Hãy bấm thử lại";
  };

  // One line of the queue: name, progress, cancel; after a failure the reason and “Thử lại”.
  class Line {
    constructor(queue, file) {
      this.queue = queue;
      this.file = file;
      this.name = queue.name;
      this.fields = queue.fields(); // as they stood when the file was chosen
      this.item = element("li");
      const words = element("span", "queue__name sm", `${file.name} · ${sized(file.size)}`);
      this.button = element("button", "btn btn--sm btn--quiet", "Hủy");
      this.button.type = "button";
      this.button.append(element("span", "vh", ` tệp ${file.name}`));
      this.bar = element("progress");
      this.bar.max = 100;
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", `Tải lên ${file.name}`);
      this.item.append(words, this.button, this.bar);
      this.button.addEventListener("click", () => this.cancel());
      this.told = 0;
    }

    end() {
      this.queue.lines.delete(this);
      this.item.remove();
    }

    cancel() {
      this.cancelled = true;
      if (this.xhr) this.xhr.abort();
      this.end();
      this.queue.say(`Đã hủy ${this.file.name}`);
    }

    async send() {
      if (this.cancelled) return;
      const file = await smaller(this.file);
      if (this.cancelled) return;
      const data = new FormData();
      data.append("csrfmiddlewaretoken", this.queue.token);
      data.append(this.name, file, file.name);
      this.fields.forEach(([name, value]) => data.append(name, value));
      await new Promise((done) => {
        const xhr = this.xhr = new XMLHttpRequest();
        xhr.open("POST", this.queue.address);
        xhr.setRequestHeader("X-Requested-With", "XMLHttpRequest");
        xhr.upload.addEventListener("progress", (event) => { if (event.lengthComputable) this.show(event.loaded / event.total); });
        xhr.addEventListener("load", () => { this.answer(xhr); done(); });
        xhr.addEventListener("error", () => { this.fail(problemOf(xhr)); done(); });
        xhr.addEventListener("abort", done);
        xhr.send(data);
      });
    }

    // Read aloud at every quarter, not at every step.
    show(share) {
      this.bar.value = Math.round(share * 100);
      const quarter = Math.floor(share * 4);
      if (quarter > this.told && quarter < 4) this.queue.say(`${this.file.name}: ${quarter * 25} phần trăm`);
      this.told = Math.max(this.told, quarter);
    }

    answer(xhr) {
      let told = null;
      try { told = JSON.parse(xhr.responseText); } catch { /* a page, not an answer */ }
      if (xhr.status !== 200 || !told || !told.row) return this.fail(problemOf(xhr), xhr.status === 422);
      this.end();
      this.queue.kept(told, this.file);
    }

    // A file refused for what it is would be refused again: it can only be put away.
    fail(problem, refused) {
      this.told = 0;
      this.failed = true;
      this.bar.remove();
      const line = element("p", "err", problem);
      this.item.append(line);
      this.queue.say(`${this.file.name}: ${problem}`);
      this.button.firstChild.data = "Bỏ";
      if (refused) return;
      const again = element("button", "btn btn--sm", "Thử lại");
      again.type = "button";
      again.append(element("span", "vh", ` tệp ${this.file.name}`));
      again.addEventListener("click", () => {
        this.failed = false;
        line.remove();
        this.button.firstChild.data = "Hủy";
        this.bar.value = 0;
        this.item.append(this.bar);
        this.queue.add([this.file], this);
      });
      line.append(" ", again);
    }
  }

  // A place on the page where files are chosen: data-uploads holds the address they go to.
  class Queue {
    constructor(box) {
      this.box = box;
      this.form = box.closest("form"); // the box may be the form itself
      this.address = box.dataset.uploads;
      this.token = this.form.querySelector("[name=csrfmiddlewaretoken]").value;
      this.list = element("ul", "queue");
      this.voice = element("p", "vh");
      this.voice.setAttribute("role", "status");
      this.lines = new Set(); // on their way, or failed and neither tried again nor put away
      this.notice = element("p");
      this.notice.hidden = true;
      box.append(this.list, this.notice, this.voice);
      this.turn = Promise.resolve();
      box.addEventListener("change", (event) => this.take(event.target));
      all("input[type=file]", box).forEach((input) => this.take(input)); // chosen before this script ran
    }

    take(input) {
      if (!input.matches("input[type=file]") || !input.files.length) return;
      this.name = input.name;
      this.add(Array.from(input.files));
      input.value = "";
      all("[data-goes-once]", this.box).forEach((one) => { one.value = ""; }); // said of these files, not of the next
    }

    fields() {
      const said = all("[data-goes-with]", this.form).concat(all("[data-goes-once]", this.box));
      return said.map((input) => [input.name, input.value]).concat(
        this.box.dataset.inForm ? [["trong_bieu_mau", "1"]] : []);
    }

    say(words) { this.voice.textContent = words; }

    // Beside the files and read aloud: why a button does not go on yet.
    notify(words, role) {
      this.notice.className = role === "alert" ? "err" : "sm muted";
      this.notice.setAttribute("role", role);
      this.notice.textContent = words;
      this.notice.hidden = !words;
    }

    // In the order they were chosen: each waits for the one before.
    add(files, again) {
      files.forEach((file) => {
        const line = again || new Line(this, file);
        if (!again) this.list.append(line.item);
        this.lines.add(line);
        this.told = false;
        this.notify("", "status");
        going += 1;
        this.turn = this.turn.then(() => line.send()).catch(() => line.fail("Chưa tải được tệp này")).then(() => { going -= 1; });
      });
    }

    kept(told, file) {
      const list = document.getElementById(this.box.dataset.list);
      const mould = element("template");
      mould.innerHTML = told.row;
      const same = list && all("button[name=bo_tep]", list).find((button) => button.value === told.token);
      if (list && !same) { list.append(mould.content); list.hidden = false; }
      this.say(`Đã tải lên ${file.name}`);
    }
  }

  // A whole short form with its photos: smaller first, then sent as usual, with the progress of all of it.
  const sendWhole = async (form, submitter) => {
    const data = new FormData(form, submitter);
    const names = new Set(all("input[type=file]", form).map((input) => input.name));
    for (const name of names) {
      const files = data.getAll(name).filter((file) => file.size);
      data.delete(name);
      for (const file of files) data.append(name, await smaller(file), file.name);
    }
    const bar = element("progress");
    bar.max = 100;
    bar.setAttribute("aria-label", "Đang gửi");
    const voice = element("p", "vh");
    voice.setAttribute("role", "status");
    const place = element("div", "queue");
    place.append(bar, voice);
    form.querySelector(".actions").before(place);
    const buttons = all("button", form);
    buttons.forEach((button) => { button.disabled = true; });
    let told = 0;
    const xhr = new XMLHttpRequest();
    xhr.open("POST", form.action || location.href);
    xhr.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      bar.value = Math.round((event.loaded / event.total) * 100);
      const quarter = Math.floor((event.loaded / event.total) * 4);
      if (quarter > told) voice.textContent = `Đã gửi ${quarter * 25} phần trăm`;
      told = Math.max(told, quarter);
    });
    const failed = (words, field) => {
      place.remove();
      buttons.forEach((button) => { button.disabled = false; });
      delete form.dataset.sending;
      all(".err[data-sent]", form).forEach((old) => old.remove());
      const line = element("p", "err", words);
      line.setAttribute("role", "alert");
      line.dataset.sent = "1";
      const input = field && form.elements[field];
      if (input) { input.before(line); input.setAttribute("aria-invalid", "true"); input.focus(); }
      else form.querySelector(".actions").before(line);
    };
    xhr.addEventListener("error", () => failed("Mất kết nối. Nội dung vẫn ở trên trang này, hãy bấm lại khi có mạng"));
    xhr.addEventListener("load", () => {
      let told = {};
      try { told = JSON.parse(xhr.responseText); } catch { /* a page, not an answer */ }
      if (!told.address) { failed(problemOf(xhr), told.field); return; }
      form.dataset.sending = "1";
      location.assign(told.address);
    });
    xhr.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    xhr.send(data);
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-send-files]")) return;
    if (!all("input[type=file]", form).some((input) => input.files.length)) return;
    event.preventDefault();
    sendWhole(form, event.submitter);
  });

  // A button of the form waits for its files; those that did not arrive are named once before it goes on without them.
  // Asked before any other script hears of the press.
  let waiting = null;
  document.addEventListener("submit", (event) => {
    const form = event.target, mine = queues.filter((queue) => queue.form === form && queue.lines.size);
    const stop = () => { event.preventDefault(); event.stopImmediatePropagation(); };
    const coming = mine.find((queue) => Array.from(queue.lines).some((line) => !line.failed));
    if (coming) {
      stop();
      coming.notify("Đang tải tệp lên, xong sẽ đi tiếp…", "status");
      if (!waiting) coming.turn.then(() => {
        const submitter = waiting.submitter;
        waiting = null;
        coming.notify("", "status");
        form.requestSubmit(submitter && submitter.isConnected ? submitter : undefined);
      });
      waiting = { submitter: event.submitter };
      return;
    }
    const lost = mine.find((queue) => !queue.told);
    if (!lost) { leaving = true; return; }
    stop();
    lost.told = true;
    const names = Array.from(lost.lines, (line) => `“${line.file.name}”`).join(", ");
    lost.notify(`Tệp ${names} chưa tải lên được. Hãy thử lại hoặc chọn tệp khác; bấm nút lần nữa thì đi tiếp, không có tệp này.`, "alert");
    (lost.list.querySelector("li .err button") || lost.list.querySelector("button")).focus();
  }, true);

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && (going > 0 || queues.some((queue) => queue.lines.size))) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { leaving = false; });
  document.addEventListener("DOMContentLoaded", () => all("[data-uploads]").forEach((box) => queues.push(new Queue(box))));
})();
