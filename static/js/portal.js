"use strict";
// Small helpers of every page (docs/pages.md). Nothing here is needed to do one's work: each form and link works without.
(() => {
  const root = document.documentElement;
  root.classList.add("js");

  // -- htmx: the page's CSRF token goes along (the cookie itself is HttpOnly); failures are shown, not swallowed --------
  document.addEventListener("htmx:configRequest", (event) => {
    const token = document.querySelector('meta[name="csrf-token"]');
    if (token) event.detail.headers["X-CSRFToken"] = token.content;
  });
  const trouble = () => {
    const box = document.getElementById("trouble");
    if (!box) return;
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
  };
  document.addEventListener("htmx:responseError", (event) => {
    // the log-in ran out: the full page knows where to send the person
    if (event.detail.xhr.status === 401) window.location.reload();
    else trouble();
  });
  document.addEventListener("htmx:sendError", trouble);
  document.addEventListener("htmx:timeout", trouble);

  // -- a POST form goes once; data-often lifts that. A form that answers with a file gets its button back ----------------
  const REARM_MS = 8000;
  const rearm = (form) => {
    delete form.dataset.sent;
    form.querySelectorAll('button[aria-disabled="true"]').forEach((button) => button.removeAttribute("aria-disabled"));
  };
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-often") || form.hasAttribute("data-upload") || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    // aria-disabled, not disabled: a disabled button's own name and value would not be sent
    const button = event.submitter || form.querySelector("button:not([type=button])");
    if (button) button.setAttribute("aria-disabled", "true");
    window.setTimeout(() => rearm(form), REARM_MS);
  });
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(rearm);
  });

  // -- data-guard: ask before unsent changes are left behind -------------------------------------------------------------
  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-guard")) form.dataset.changed = "yes";
  });
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-guard][data-changed]:not([data-sent])")) event.preventDefault();
  });

  // -- menus close when the person looks elsewhere ---------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    const menu = document.querySelector("details[data-menu][open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // -- the error summary takes the focus, so that it is read first -----------------------------------------------------
  const focusErrors = (part) => {
    const summary = part.querySelector("[data-focus]");
    if (summary) summary.focus();
  };
  focusErrors(document);
  document.addEventListener("htmx:afterSwap", (event) => focusErrors(event.detail.target));

  // -- data-submit: a filter takes effect when it is changed; its button stays for everybody else ------------------------
  document.addEventListener("change", (event) => {
    const form = event.target.form;
    if (form && form.hasAttribute("data-submit")) form.requestSubmit();
  });

  // -- "3 minutes ago" and the last hours of a deadline stay true while the page is open ---------------------------------
  const language = root.lang || "zh-CN";
  const relative = new Intl.RelativeTimeFormat(language, { numeric: "always" });
  const MINUTE = 60000;
  const HOUR = 60 * MINUTE;
  const DAY = 24 * HOUR;
  const spaced = (words) => (language.startsWith("zh") ? words.replace(/(\d+)(?=\D)/, "$1 ") : words);
  const tick = () => {
    document.querySelectorAll("time[data-ago]").forEach((time) => {
      const passed = Date.now() - Date.parse(time.dateTime);
      if (passed < MINUTE || passed > 7 * DAY) return;
      const [unit, length] = passed < HOUR ? ["minute", MINUTE] : passed < DAY ? ["hour", HOUR] : ["day", DAY];
      time.textContent = spaced(relative.format(-Math.floor(passed / length), unit));
    });
    document.querySelectorAll("time[data-until]").forEach((time) => {
      const left = Date.parse(time.dataset.until) - Date.now();
      const words = time.querySelector("span");
      if (left <= 0) {
        words.textContent = time.dataset.over;
        time.classList.replace("due-soon", "due-over");
      } else if (left < HOUR) {
        words.textContent = time.dataset.minutes.replace("{}", Math.ceil(left / MINUTE));
      } else {
        words.textContent = time.dataset.hours.replace("{}", Math.floor(left / HOUR));
      }
    });
  };
  window.setInterval(tick, MINUTE);

  // -- the present one of tabs that do not fit stands where it is seen ---------------------------------------------------
  document.querySelectorAll(".page-tabs, .tabs").forEach((line) => {
    const now = line.querySelector("[aria-current]");
    if (now && line.scrollWidth > line.clientWidth) line.scrollLeft = now.offsetLeft - line.offsetLeft - (line.clientWidth - now.offsetWidth) / 2;
  });

  // -- lists by keyboard: j and k move, Enter opens the row's first link ------------------------------------------------
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]");
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const list = document.querySelector("[data-list]");
    if (!list) return;
    const rows = [...list.querySelectorAll("[data-row]")];
    const at = rows.findIndex((row) => row.classList.contains("row-now"));
    if (event.key === "j" || event.key === "k") {
      if (!rows.length) return;
      const next = Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), rows.length - 1);
      if (at >= 0) rows[at].classList.remove("row-now");
      rows[next].classList.add("row-now");
      rows[next].scrollIntoView({ block: "nearest" });
      const link = rows[next].querySelector("a[href]");
      if (link) link.focus({ preventScroll: true });
      event.preventDefault();
    } else if (event.key === "Enter" && at >= 0 && event.target === document.body) {
      const link = rows[at].querySelector("a[href]");
      if (link) link.click();
    }
  });

  // -- data-print, data-copy -------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const print = event.target.closest("[data-print]");
    if (print) window.print();
    const copy = event.target.closest("[data-copy]");
    if (copy && navigator.clipboard) {
      navigator.clipboard.writeText(copy.dataset.copy).then(() => copy.classList.add("copied"));
    }
  });

  // -- a list of which several may be chosen: found by typing, ticked, and what is chosen stands above as buttons ----------
  document.querySelectorAll("select[multiple][data-pick]").forEach((select) => {
    const label = document.querySelector(`label[for="${CSS.escape(select.id)}"]`);
    const name = label ? label.firstChild.textContent.trim() : select.name;
    const box = document.createElement("div");
    box.className = "pick";
    const chosen = document.createElement("div");
    chosen.className = "pick-chosen";
    const find = document.createElement("input");
    find.type = "search";
    find.className = select.className.replace("form-select", "form-control");
    find.placeholder = select.dataset.pick;
    find.autocomplete = "off";
    if (select.getAttribute("aria-describedby")) find.setAttribute("aria-describedby", select.getAttribute("aria-describedby"));
    const list = document.createElement("div");
    list.className = "pick-list";
    list.setAttribute("role", "group");
    list.setAttribute("aria-label", name);
    const rows = [...select.options].map((option) => {
      const row = document.createElement("label");
      row.className = "form-check";
      const tick = document.createElement("input");
      tick.type = "checkbox";
      tick.className = "form-check-input";
      const words = document.createElement("span");
      words.className = "form-check-label";
      words.textContent = option.text;
      row.append(tick, words);
      list.append(row);
      tick.addEventListener("change", () => choose(option, tick.checked));
      return { option, row, tick };
    });
    const draw = () => {
      chosen.replaceChildren(...rows.filter(({ option }) => option.selected).map(({ option }) => {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "btn btn-sm";
        button.textContent = `${option.text} ×`;
        button.setAttribute("aria-label", `${select.dataset.pickDrop} ${option.text}`);
        button.addEventListener("click", () => { choose(option, false); find.focus(); });
        return button;
      }));
      rows.forEach(({ option, tick }) => { tick.checked = option.selected; });
    };
    const choose = (option, on) => {
      option.selected = on;
      draw();
      select.dispatchEvent(new Event("input", { bubbles: true }));
      select.dispatchEvent(new Event("change", { bubbles: true }));
    };
    const narrow = () => {
      const wanted = find.value.trim().toLowerCase();
      rows.forEach(({ option, row }) => { row.hidden = !option.text.toLowerCase().includes(wanted); });
    };
    find.addEventListener("input", narrow);
    find.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault(); // Enter takes the first that fits; it does not send the form
      const first = rows.find(({ row, option }) => !row.hidden && !option.selected);
      if (!first || !find.value.trim()) return;
      find.value = "";
      narrow();
      choose(first.option, true);
    });
    // what is typed to find something is no answer: neither data-guard nor data-submit shall hear of it
    ["input", "change"].forEach((kind) => box.addEventListener(kind, (event) => event.stopPropagation()));
    box.append(chosen, find, list);
    select.after(box);
    select.hidden = true;
    [find.id, select.id] = [select.id, `${select.id}-list`];
    draw();
    window.addEventListener("pageshow", draw); // the browser puts choices back when one goes back
  });
})();
