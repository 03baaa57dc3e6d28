// Incidents: the list, the form with which one begins or changes, and the page with its log and files.

import { area, check, choice, faults, field, select, sheet, text } from "./forms.js";
import { button, config, empty, fromLocal, h, head, icon, label, link, note, pick, size, t, toLocal, when } from "./dom.js";
import * as model from "./model.js";
import { meta, readBlob } from "./store.js";
import { newId, photo, recorder } from "./media.js";
import { soon } from "./sync.js";

const firmOf = (id) => model.master().firms.find((row) => row.id === id);
export const firmName = (id) => {
  const firm = firmOf(id);
  return firm ? pick(firm.name, firm.name_en) : "";
};
const place = (row) => [row.hall, row.booth].filter(Boolean).join(" ");
const go = (hash) => {
  window.location.hash = `#/${hash}`;
};
const unsentMark = (row) => (row.stuck ? h("span", { class: "desk-mark bad" }, icon("alert-triangle"), t("Not taken")) : row.unsent ? h("span", { class: "desk-mark" }, icon("upload"), t("Not yet sent")) : null);

export const incidentCard = (row) =>
  h("li", { class: `desk-card ${row.is_grave ? "grave" : ""}` },
    h("a", { href: `#/incident/${row.id}` }, h("strong", {}, label("incident", row.kind)), h("span", {}, [firmName(row.participant), place(row)].filter(Boolean).join(" · ") || t("No firm")), h("span", { class: "desk-text" }, row.summary || "")),
    h("p", { class: "desk-meta" }, h("span", { class: `desk-state ${row.state}` }, label("state", row.state)), row.is_grave ? h("span", { class: "desk-mark bad" }, icon("alert-triangle"), t("Grave")) : null, h("span", {}, when(row.happened_at)), unsentMark(row)));

const FILTERS = () => [["", t("All")], ["open", label("state", "open")], ["grave", t("Grave")], ["unsent", t("Not yet sent")]];
let shown = "";
export const list = async () => {
  const writes = await meta("writes");
  const rows = model.incidents().filter((row) => !shown || row.state === shown || (shown === "grave" && row.is_grave) || (shown === "unsent" && row.unsent));
  const filters = h("div", { class: "desk-filters", role: "group", "aria-label": t("Which incidents") }, FILTERS().map(([code, words]) =>
    h("button", { type: "button", class: "btn", "aria-pressed": String(shown === code), onclick: () => { shown = code; window.dispatchEvent(new Event("desk:draw")); } }, words)));
  return [head(t("Incidents"), writes ? link("new", t("New incident"), { name: "plus", kind: "btn btn-primary btn-lg" }) : null), filters,
    rows.length ? h("ul", { class: "desk-cards" }, rows.map(incidentCard)) : empty(t("No incident here. What happens at a booth is recorded with “New incident”, also without a network."), "shield-check")];
};

export const exhibitName = (id) => {
  const row = model.master().exhibits.find((one) => one.id === id);
  return row ? [pick(row.name, row.name_en), row.model_no].filter(Boolean).join(" · ") : "";
};
const exhibitsOf = (firm) => [["", t("No particular exhibit")], ...model.master().exhibits.filter((row) => row.firm === firm).map((row) => [row.id, [pick(row.name, row.name_en), row.model_no].filter(Boolean).join(" · ")])];

const build = (form, row) => {
  const firms = [["", t("No firm of the delegation")], ...model.master().firms.map((firm) => [firm.id, [place(firm), pick(firm.name, firm.name_en)].filter(Boolean).join(" · ")])];
  const firm = select("participant", firms, row.participant);
  const exhibit = select("exhibit", exhibitsOf(row.participant), row.exhibit);
  const hall = text("hall", row.hall, { maxlength: "20" });
  const booth = text("booth", row.booth, { maxlength: "30" });
  firm.addEventListener("change", () => {
    const found = firmOf(firm.value);
    exhibit.replaceChildren(...exhibitsOf(firm.value).map(([code, words]) => h("option", { value: code }, words)));
    if (found) [hall.value, booth.value] = [found.hall, found.booth];
  });
  const grave = check(t("Grave: tell the center and the nation at once"), "is_grave", row.is_grave);
  const kinds = choice(form, t("What happens?"), "kind", config.choices.incident.map(([code]) => [code, label("incident", code)]), row.kind);
  kinds.addEventListener("change", () => {
    const kind = kinds.querySelector("input:checked");
    if (kind && config.grave.includes(kind.value)) grave.querySelector("input").checked = true;
  });
  return [kinds, grave,
    field(form, t("Firm"), firm), field(form, t("Exhibit"), exhibit),
    h("div", { class: "desk-pair" }, field(form, t("Hall"), hall), field(form, t("Booth"), booth)),
    field(form, t("When did it happen?"), text("happened_at", toLocal(row.happened_at ? new Date(row.happened_at) : model.rightNow()), { type: "datetime-local" })),
    field(form, t("What happened?"), area("summary", row.summary, { maxlength: "4000" })),
    field(form, t("Who is the other side?"), text("opponent", row.opponent, { maxlength: "200" })),
    field(form, t("Which right do they assert?"), text("asserted_right", row.asserted_right, { maxlength: "300" }), { hint: t("Kind, country and number, as the paper says") }),
    h("div", { class: "desk-pair" }, field(form, t("Next step"), text("next_step", row.next_step, { maxlength: "300" })),
      field(form, t("Until when?"), text("next_due_at", row.next_due_at ? toLocal(new Date(row.next_due_at)) : "", { type: "datetime-local" })))];
};

const checked = (typed, before = {}) => {
  const errors = {};
  if (!typed.kind) errors.kind = t("Choose what happens.");
  if (!typed.summary) errors.summary = t("Say in a few words what happened.");
  // To the minute is how a person says it; what they did not touch stays as it was.
  const kept = (name) => (before[name] && toLocal(new Date(before[name])) === typed[name] ? before[name] : fromLocal(typed[name]));
  const happened = kept("happened_at");
  if (!happened) errors.happened_at = t("Say when it happened.");
  else if (Date.parse(happened) > model.rightNow().getTime() + 120000) errors.happened_at = t("This lies in the future.");
  return { errors, ready: { ...typed, happened_at: happened, next_due_at: kept("next_due_at"), is_grave: Boolean(typed.is_grave) } };
};

export const begin = async (firm = "") => {
  const found = firmOf(firm);
  const first = found ? { participant: firm, hall: found.hall, booth: found.booth } : {};
  const draft = `new:${model.delegation()}`;
  const old = model.draftOf(draft);
  const form = sheet({ draft, submit: t("Record the incident"), back: "#/incidents", build: (made) => build(made, old ? { participant: old.participant } : first), send: async (typed) => {
    const { errors, ready } = checked(typed);
    if (Object.keys(errors).length) return errors;
    const entry = await model.beginIncident(ready, draft);
    soon();
    return go(`incident/${entry.record}`);
  } });
  return [head(t("New incident")), form];
};

// `entry` is a refused one that is being mended; without it a change is written.
export const change = async (id, seq = "") => {
  const entry = model.refused().find((row) => String(row.seq) === seq);
  const row = model.incident(id);
  if (!row) return missing();
  const draft = `edit:${id}`;
  const old = model.draftOf(draft);
  const form = sheet({ draft, submit: t("Keep the change"), back: `#/incident/${id}`, build: (made) => build(made, { ...row, participant: old ? old.participant : row.participant }), send: async (typed) => {
    const { errors, ready } = checked(typed, row);
    if (Object.keys(errors).length) return errors;
    if (entry && entry.kind === "incident.new") await model.mend(entry, ready, draft);
    else if (entry) await model.mend(entry, Object.fromEntries(Object.keys(entry.set).map((name) => [name, ready[name] ?? ""])), draft);
    else await model.changeIncident(id, ready, draft);
    soon();
    return go(`incident/${id}`);
  } });
  if (entry) window.setTimeout(() => faults(form, entry.errors || {}), 50);
  return [head(t("Change the incident")), entry ? note(entry.message, "bad") : null, form];
};

const missing = () => [head(t("Not here")), empty(t("This device does not hold this incident."), "search-off")];

const addEntry = (id) => {
  const draft = `entry:${id}`;
  const kinds = config.choices.entry.map(([code]) => [code, label("entry", code)]);
  return sheet({ draft, submit: t("Add to the log"), build: (form) => [
    choice(form, t("What is it?"), "kind", kinds, "step"),
    h("div", { class: "desk-pair" }, field(form, t("Who (name, function)"), text("who", "", { maxlength: "200" })), field(form, t("When"), text("at", toLocal(model.rightNow()), { type: "datetime-local" }))),
    field(form, t("What was done or said"), area("text", "", { maxlength: "4000", rows: "3" })),
    check(t("Not for the firm"), "is_internal", false),
  ], send: async (typed) => {
    const at = fromLocal(typed.at);
    const errors = {};
    if (!typed.text) errors.text = t("Say what was done or said.");
    if (["met", "served"].includes(typed.kind) && !typed.who) errors.who = t("Say who it was, at least the function.");
    if (!at) errors.at = t("Say at what time.");
    if (Object.keys(errors).length) return errors;
    await model.keep("entry.new", newId(), { set: { ...typed, at, incident: id }, draft });
    soon();
    return undefined;
  } });
};

const picture = (file) => {
  const box = h("div", { class: "desk-shot" });
  if (!file.unsent || !["photo", "voice"].includes(file.kind)) return null;
  readBlob(file.id).then((bytes) => {
    if (!bytes || !box.isConnected) return;
    const address = URL.createObjectURL(new Blob([bytes], { type: file.type }));
    const shown = file.kind === "photo" ? h("img", { src: address, alt: file.caption || t("Photo") }) : h("audio", { src: address, controls: true });
    shown.addEventListener(file.kind === "photo" ? "load" : "ended", () => file.kind === "photo" && URL.revokeObjectURL(address));
    box.append(shown);
  }).catch(() => null);
  return box;
};
const fileRow = (file) =>
  h("li", {}, h("strong", {}, file.caption || label("file", file.kind)), h("span", { class: "desk-meta" }, [label("file", file.kind), size(file.size || 0), file.unsent ? t("Not yet sent") : label("fileState", file.state)].join(" · ")),
    file.reason ? note(file.reason, "bad") : null, picture(file));

// The portal shows the request; without a network the browser says so.
const request = (row, writes) => {
  if (row.case) return h("p", {}, h("a", { href: `${config.cases}${row.case}/`, class: "btn", target: "_blank", rel: "noopener" }, icon("lifebuoy"), h("span", {}, t("Look at the request"))));
  if (!row.elsewhere) return null;
  return note(writes ? t("It has become a request for help, which another center handles now.") : t("It has become a request for help."));
};

export const page = async (id) => {
  const row = model.incident(id);
  if (!row) return missing();
  const writes = await meta("writes");
  const conflict = model.conflicts().find((one) => one.incident === id);
  const facts = [[t("Firm"), firmName(row.participant)], [t("Exhibit"), exhibitName(row.exhibit)], [t("Hall and booth"), place(row)], [t("When"), when(row.happened_at)], [t("Other side"), row.opponent],
    [t("Right asserted"), row.asserted_right], [t("Next step"), [row.next_step, when(row.next_due_at)].filter(Boolean).join(" · ")], [t("Recorded by"), row.by]];
  const steps = config.steps.filter((step) => step.from === row.state);
  const move = (step) => button(pick(step.zh, step.en), async () => {
    await model.keep("incident.move", id, { base: { state: row.state }, set: { state: step.to } });
    soon();
  }, { kind: "btn" });
  return [head(label("incident", row.kind), writes ? link(`edit/${id}`, t("Change"), { name: "pencil", kind: "btn" }) : null),
    h("p", { class: "desk-meta" }, h("span", { class: `desk-state ${row.state}` }, label("state", row.state)), row.is_grave ? h("span", { class: "desk-mark bad" }, icon("alert-triangle"), t("Grave")) : null, unsentMark(row)),
    row.stuck ? h("p", {}, link("unsent", t("Something of this was not taken. Look at it."), { name: "alert-triangle", kind: "btn btn-outline-danger" })) : null,
    request(row, writes),
    conflict ? h("p", {}, link(`conflict/${conflict.id}`, t("Somebody else wrote something different. Decide."), { name: "arrows-exchange", kind: "btn btn-outline-danger" })) : null,
    h("div", { class: "desk-split" }, h("section", {}, h("p", { class: "desk-text" }, row.summary), h("dl", { class: "desk-facts" }, facts.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
      writes ? h("div", { class: "desk-buttons" }, steps.map(move)) : null,
      h("h2", {}, t("Photos, voice, papers")), h("ul", { class: "desk-files" }, model.filesOf(id).map(fileRow)), h("div", { class: "desk-buttons" }, photo(id), recorder(id))),
    h("section", {}, h("h2", {}, t("Log")), h("ol", { class: "desk-log" }, model.entriesOf(id).map((line) => h("li", {}, h("strong", {}, label("entry", line.kind), line.who ? ` · ${line.who}` : ""), h("span", { class: "desk-meta" }, [when(line.at), line.by, line.is_internal ? t("Not for the firm") : "", line.unsent ? t("Not yet sent") : ""].filter(Boolean).join(" · ")), h("p", { class: "desk-text" }, line.text)))), addEntry(id)))];
};
