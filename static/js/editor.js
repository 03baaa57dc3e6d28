// The editor's live preview: what is typed is drawn by the server as readers will see it. Without scripts the item's page shows it.
(() => {
  const form = document.querySelector("form[data-preview]");
  if (!form) return;
  // "Save and go on writing" comes back to the place where one was
  const place = `place:${window.location.pathname}`;
  form.addEventListener("submit", () => window.sessionStorage.setItem(place, String(window.scrollY)));
  const kept = window.sessionStorage.getItem(place);
  window.sessionStorage.removeItem(place);
  const token = form.querySelector("input[name=csrfmiddlewaretoken]").value;
  const draws = [];
  for (const area of form.querySelectorAll("textarea[data-markdown]")) {
    const shown = document.createElement("div");
    shown.className = "prose preview";
    shown.setAttribute("aria-live", "off");
    area.after(shown);
    let timer = 0;
    let asked = 0;
    const draw = async () => {
      const mine = ++asked;
      if (!area.value.trim()) { shown.replaceChildren(); return; }
      const answer = await fetch(form.dataset.preview, {
        method: "POST",
        headers: { "X-CSRFToken": token, "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({ text: area.value }),
      }).catch(() => null);
      // An answer that was overtaken by a later one is old.
      if (answer && answer.ok && mine === asked) shown.innerHTML = await answer.text();
    };
    area.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(draw, 500); });
    draws.push(draw());
  }
  if (kept && !document.getElementById("error-summary")) Promise.all(draws).then(() => window.scrollTo(0, Number(kept)));
})();
