"use strict";
// <form data-upload> with components/upload_status.html inside: shows how far each file is, then follows the server's
// answer as the browser would have. Without this script the form is an ordinary one.
(() => {
  const size = (bytes) => (bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

  const draw = (status, files) => {
    const list = document.createElement("ul");
    const bars = files.map((file) => {
      const row = document.createElement("li");
      const name = document.createElement("span");
      const bar = document.createElement("progress");
      const figure = document.createElement("span");
      name.textContent = file.name;
      name.className = "upload-name";
      bar.max = Math.max(file.size, 1);
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      figure.textContent = size(file.size);
      figure.className = "file-meta";
      row.append(name, bar, figure);
      list.append(row);
      return bar;
    });
    const former = status.querySelector("ul");
    if (former) former.remove();
    status.append(list);
    status.hidden = false;
    return bars;
  };

  const say = (status, word) => {
    status.querySelector("[data-word]").textContent = status.dataset[word];
    status.classList.toggle("upload-stopped", word === "failed" || word === "large");
  };

  // The parts of a multipart body go out in order, so the bytes sent tell how far each file is.
  const spread = (bars, sent) => {
    let rest = sent;
    bars.forEach((bar) => {
      bar.value = Math.min(Math.max(rest, 0), bar.max);
      rest -= bar.max;
    });
  };

  const follow = (request) => {
    const fresh = new DOMParser().parseFromString(request.responseText, "text/html");
    const main = fresh.getElementById("main");
    if (!main || request.responseURL.split("#")[0] !== window.location.href.split("#")[0]) {
      window.location.assign(request.responseURL);
      return;
    }
    document.getElementById("main").replaceWith(document.adoptNode(main));
    const summary = document.querySelector("[data-focus]");
    (summary || document.getElementById("main")).focus();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.hasAttribute("data-upload")) return;
    const files = [...form.querySelectorAll('input[type="file"]')].flatMap((input) => [...input.files]);
    const status = form.querySelector("[data-upload-status]");
    if (!files.length || !status) return;
    event.preventDefault();
    if (form.dataset.sending) return;
    const bars = draw(status, files);
    const most = Number(form.dataset.maxBytes || 0);
    if (most && files.some((file) => file.size > most)) {
      say(status, "large");
      return;
    }
    form.dataset.sending = "yes";
    say(status, "sending");
    const request = new XMLHttpRequest();
    const stop = () => {
      delete form.dataset.sending;
      say(status, "failed");
    };
    request.upload.addEventListener("progress", (progress) => {
      spread(bars, progress.loaded);
      if (progress.loaded >= progress.total) say(status, "checking");
    });
    request.addEventListener("load", () => {
      delete form.dataset.sending;
      if (request.status >= 500 || request.status === 0) stop();
      else follow(request);
    });
    request.addEventListener("error", stop);
    request.addEventListener("timeout", stop);
    request.open("POST", form.action);
    request.send(new FormData(form, event.submitter));
  });
})();
