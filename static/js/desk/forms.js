// Forms of the app: fields by name, messages beside them, and what is being typed kept as a draft.

import { button, h, icon, note, t } from "./dom.js";
import * as model from "./model.js";

let fields = 0;
export const field = (form, words, control, { hint = "" } = {}) => {
  fields += 1;
  control.id = `f${fields}`;
  const fault = h("p", { class: "desk-fault", id: `${control.id}-fault`, hidden: true });
  control.setAttribute("aria-describedby", fault.id);
  form.faults.set(control.name, { control, fault });
  return h("div", { class: "desk-field" }, h("label", { for: control.id }, words), hint ? h("p", { class: "desk-hint" }, hint) : null, control, fault);
};

// Big buttons for one of several: radio buttons, so that keys and screen readers know them.
export const choice = (form, words, name, options, value) => {
  const fault = h("p", { class: "desk-fault", hidden: true });
  const box = h("fieldset", { class: "desk-choices" }, h("legend", {}, words),
    options.map(([code, shown]) => h("label", { class: "desk-choice" }, h("input", { type: "radio", name, value: code, checked: code === value }), h("span", {}, shown))), fault);
  form.faults.set(name, { control: box, fault });
  return box;
};
export const check = (words, name, value) => h("label", { class: "desk-check" }, h("input", { type: "checkbox", name, checked: Boolean(value) }), h("span", {}, words));
export const text = (name, value, more = {}) => h("input", { name, class: "form-control form-control-lg", value: value || "", autocomplete: "off", ...more });
export const area = (name, value, more = {}) => h("textarea", { name, class: "form-control form-control-lg", rows: "4", value: value || "", ...more });
export const select = (name, options, value) => {
  const box = h("select", { name, class: "form-select form-select-lg" }, options.map(([code, shown]) => h("option", { value: code }, shown)));
  box.value = value || "";
  return box;
};

export const faults = (form, errors) => {
  for (const { control, fault } of form.faults.values()) {
    fault.hidden = true;
    control.removeAttribute("aria-invalid");
  }
  const names = Object.keys(errors).filter((name) => form.faults.has(name));
  names.forEach((name) => {
    const { control, fault } = form.faults.get(name);
    fault.textContent = errors[name];
    fault.hidden = false;
    control.setAttribute("aria-invalid", "true");
  });
  if (names.length) (form.faults.get(names[0]).control.querySelector?.("input") || form.faults.get(names[0]).control).focus();
};

// Words are kept as the server keeps them, so that the same words are the same.
const tidy = (control) => (control.type === "checkbox" ? control.checked : control.value.trim());
export const values = (form) => {
  const found = {};
  for (const control of form.elements) {
    if (!control.name || (control.type === "radio" && !control.checked)) continue;
    found[control.name] = tidy(control);
  }
  return found;
};
export const fill = (form, kept) => {
  for (const control of form.elements) {
    if (!control.name || !(control.name in kept)) continue;
    if (control.type === "radio") control.checked = control.value === kept[control.name];
    else if (control.type === "checkbox") control.checked = kept[control.name];
    else control.value = kept[control.name];
  }
};

// A form of the app. `build(form)` gives its fields, `send(values)` keeps them and says where to go, or gives faults.
export const sheet = ({ draft = "", build, send, submit, back }) => {
  const form = h("form", { class: "desk-form", novalidate: true });
  form.faults = new Map();
  form.append(...build(form).filter(Boolean));
  const old = draft ? model.draftOf(draft) : null;
  const kept = h("p", { class: "desk-hint", role: "status" });
  if (old) {
    fill(form, old);
    kept.textContent = t("What you typed before is kept here.");
  }
  form.append(kept, h("div", { class: "desk-buttons" }, button(submit, null, { type: "submit", kind: "btn-primary btn-lg", name: "check" }), back ? h("a", { class: "btn btn-lg", href: back }, t("Cancel")) : null));
  let timer = 0;
  let over = false;
  const save = () => {
    if (!over && draft) model.saveDraft(draft, values(form)).catch(() => null);
  };
  form.addEventListener("input", () => {
    window.clearTimeout(timer);
    timer = window.setTimeout(save, 250);
  });
  form.addEventListener("change", save);
  // The app may be put away or ended at any moment.
  form.flush = save;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (over) return;
    over = true;
    window.clearTimeout(timer);
    try {
      const errors = await send(values(form));
      if (errors && Object.keys(errors).length) {
        over = false;
        faults(form, errors);
      }
    } catch (fault) {
      over = false;
      kept.replaceChildren(icon("alert-triangle"), t("This could not be kept on the device: {why}", { why: fault.message || fault.name }));
    }
  });
  form.addEventListener("reset", () => model.dropDraft(draft));
  return form;
};
export const problem = (words) => note(words, "bad");
