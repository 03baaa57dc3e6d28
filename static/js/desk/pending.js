// What a person has to look at: what is not yet sent, what was not taken, what two people wrote differently; and settings.

import { area, choice, field, sheet, text } from "./forms.js";
import { button, config, empty, fromLocal, h, head, icon, label, lang, link, note, speak, t, toLocal, when } from "./dom.js";
import { erase, losses } from "./lock.js";
import { exhibitName, firmName } from "./incidents.js";
import * as model from "./model.js";
import { meta, setMeta } from "./store.js";
import * as sync from "./sync.js";

const named = (entry) => {
  const id = entry.set.incident || entry.record;
  const row = model.incident(id);
  const what = { "incident.new": t("New incident"), "incident.change": t("Change of an incident"), "incident.move": t("Step of an incident"), "entry.new": t("Line of the log"), "file.new": t("File"), "conflict.settle": t("Decision on a conflict"), "handover.new": t("Hand-over notes"), "handover.take": t("Taking over") }[entry.kind] || entry.kind;
  return { what, about: row ? [label("incident", row.kind), firmName(row.participant), row.hall, row.booth].filter(Boolean).join(" · ") : "", id };
};

const mendAddress = (entry) => (["incident.new", "incident.change"].includes(entry.kind) ? `edit/${entry.record}/${entry.seq}` : ["entry.new", "handover.new"].includes(entry.kind) ? `mend/${entry.seq}` : "");

const row = (entry) => {
  const { what, about } = named(entry);
  const stuck = entry.state === "refused";
  const again = stuck && !mendAddress(entry) ? button(t("Send it again"), async () => { await model.mend(entry, {}); sync.soon(); }, { name: "refresh" }) : null;
  return h("li", { class: "desk-card" }, h("p", {}, h("strong", {}, what), about ? ` · ${about}` : ""), h("p", { class: "desk-meta" }, when(entry.made_at), entry.set.text || entry.set.summary || entry.set.notes ? h("span", { class: "desk-text" }, entry.set.text || entry.set.summary || entry.set.notes) : null),
    stuck ? [note(entry.message || t("The server did not take this."), "bad"), Object.values(entry.errors || {}).map((words) => note(words, "bad")), h("div", { class: "desk-buttons" }, mendAddress(entry) ? link(mendAddress(entry), t("Mend it"), { name: "pencil", kind: "btn btn-primary" }) : again, button(t("Give it up"), async () => {
      if (window.confirm(t("Give up “{what}”? It is erased from this device and never reaches the server.", { what }))) await model.drop(entry);
    }, { name: "trash", kind: "btn-outline-danger" }))] : null);
};

export const unsent = async () => {
  const stuck = model.refused();
  const waiting = model.waiting();
  return [head(t("Not yet sent"), button(t("Send now"), () => sync.contactNow(), { name: "refresh", kind: "btn-primary btn-lg" })),
    stuck.length ? h("section", {}, h("h2", {}, t("Not taken by the server ({n})", { n: stuck.length })), h("ul", { class: "desk-cards" }, stuck.map(row))) : null,
    waiting.length ? h("section", {}, h("h2", {}, t("Waiting for a network ({n})", { n: waiting.length })), h("ul", { class: "desk-cards" }, waiting.map(row))) : null,
    stuck.length + waiting.length ? null : empty(t("Everything on this device has been sent."), "circle-check")];
};

// A line of the log or notes that were refused, written once more.
export const mendEntry = async (seq) => {
  const entry = model.refused().find((one) => String(one.seq) === seq);
  if (!entry) return unsent();
  const isEntry = entry.kind === "entry.new";
  const form = sheet({ submit: t("Keep the change"), back: "#/unsent", build: (made) => isEntry ? [
    choice(made, t("What is it?"), "kind", config.choices.entry.map(([code]) => [code, label("entry", code)]), entry.set.kind),
    field(made, t("Who (name, function)"), text("who", entry.set.who, { maxlength: "200" })),
    field(made, t("When"), text("at", toLocal(new Date(entry.set.at)), { type: "datetime-local" })),
    field(made, t("What was done or said"), area("text", entry.set.text)),
  ] : [field(made, t("What the next should know"), area("notes", entry.set.notes))], send: async (typed) => {
    await model.mend(entry, isEntry ? { ...typed, at: fromLocal(typed.at) } : typed);
    sync.soon();
    window.location.hash = "#/unsent";
  } });
  return [head(t("Mend it")), note(entry.message, "bad"), form];
};

export const conflicts = async () => {
  const rows = model.conflicts();
  return [head(t("Conflicts")), rows.length ? [note(t("Here two people wrote different things while one of them had no network. Nothing was overwritten; decide each time.")), h("ul", { class: "desk-cards" }, rows.map((one) => {
    const about = model.incident(one.incident) || {};
    return h("li", { class: "desk-card" }, h("a", { href: `#/conflict/${one.id}` }, h("strong", {}, [label("incident", about.kind), firmName(about.participant)].filter(Boolean).join(" · ")), h("span", {}, Object.keys(one.fields).map((name) => label("field", name)).join(t(", ")))), h("p", { class: "desk-meta" }, [one.by, when(one.made_at)].filter(Boolean).join(" · ")));
  }))] : empty(t("No conflict."), "circle-check")];
};

const readable = (name, value) => {
  if (value === "" || value === null || value === undefined) return t("(nothing)");
  if (name === "kind") return label("incident", value);
  if (name === "state") return label("state", value);
  if (name === "is_grave") return value ? t("Yes") : t("No");
  if (name === "participant") return firmName(value) || value;
  if (name === "exhibit") return exhibitName(value) || value;
  return name.endsWith("_at") ? when(value) : String(value);
};
const WRITTEN = new Set(["summary", "opponent", "asserted_right", "next_step", "hall", "booth"]);

export const conflict = async (id) => {
  const found = model.conflicts().find((one) => one.id === id);
  if (!found) return conflicts();
  const stands = model.incident(found.incident) || {};
  const names = Object.keys(found.fields);
  const form = sheet({ submit: t("Decide"), back: "#/conflicts", build: (made) => names.flatMap((name) => {
    const { mine } = found.fields[name];
    const theirs = stands[name] ?? "";
    const options = [["mine", t("What was written without a network: {value}", { value: readable(name, mine) })], ["theirs", t("What stands on the server: {value}", { value: readable(name, theirs) })]];
    if (WRITTEN.has(name)) options.push(["anew", t("Write it anew:")]);
    return [choice(made, label("field", name), `choice-${name}`, options, ""), WRITTEN.has(name) ? field(made, t("{field}, written anew", { field: label("field", name) }), area(`anew-${name}`, `${theirs}\n${mine}`.trim(), { rows: "2" })) : null];
  }), send: async (typed) => {
    const errors = {};
    names.filter((name) => !typed[`choice-${name}`]).forEach((name) => { errors[`choice-${name}`] = t("Choose which of the two holds, or write it anew."); });
    if (Object.keys(errors).length) return errors;
    const set = Object.fromEntries(names.map((name) => [name, { choice: typed[`choice-${name}`], value: typed[`anew-${name}`] ?? "" }]));
    const base = Object.fromEntries(names.map((name) => [name, (model.record(`incident:${found.incident}`) || {})[name] ?? ""]));
    await model.keep("conflict.settle", id, { base, set });
    sync.soon();
    window.location.hash = model.conflicts().length ? "#/conflicts" : `#/incident/${found.incident}`;
    return undefined;
  } });
  return [head(t("Conflict")), note([found.by, when(found.made_at)].filter(Boolean).join(" · ")), form];
};

export const settings = async (root) => {
  const rows = model.delegations();
  const box = h("select", { class: "form-select form-select-lg", id: "which", onchange: async () => { await model.choose(box.value); sync.contactNow(); } }, rows.map((one) => h("option", { value: one.id }, one.name)));
  box.value = model.delegation();
  const lost = await losses();
  const out = async () => {
    if (!window.confirm([lost, t("Log out and erase what this device holds?")].filter(Boolean).join("\n\n"))) return;
    const { csrf } = await sync.session().catch(() => ({ csrf: "" }));
    const ended = csrf && (await fetch(config.logout, { method: "POST", headers: { "X-CSRFToken": csrf }, credentials: "same-origin" }).then((answer) => answer.ok, () => false));
    await erase(root, ended ? t("You are logged out, and this device holds nothing any more.") : t("This device holds nothing any more. Without a network you are still logged in on the server: log out there as soon as there is one."));
  };
  return [head(t("Settings")),
    h("div", { class: "desk-field" }, h("label", { for: "which" }, t("Delegation")), box),
    h("div", { class: "desk-buttons" }, button(lang() === "zh" ? "English" : "中文", async () => { speak(lang() === "zh" ? "en" : "zh"); await setMeta({ lang: lang() }); window.dispatchEvent(new Event("desk:draw")); }, { name: "language", kind: "btn-lg" }),
      button(t("Lock now"), () => window.dispatchEvent(new Event("desk:lock")), { name: "lock", kind: "btn-lg" })),
    h("p", { class: "desk-meta" }, t("Last contact: {when}", { when: when((await meta("last")) || "") || t("never") })),
    lost ? note(lost, "bad") : null,
    h("div", { class: "desk-buttons" }, button(t("Log out and erase this device"), out, { name: "logout", kind: "btn-outline-danger btn-lg" })), h("p", { class: "desk-hint" }, icon("shield-check"), t("What this device holds is encrypted, and erased when you log out or the device is revoked."))];
};
