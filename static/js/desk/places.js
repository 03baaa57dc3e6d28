// The roster by booth with its firms, whom to turn to, and who is on duty.

import { area, field, sheet } from "./forms.js";
import { button, empty, h, head, icon, label, link, note, pick, t, when } from "./dom.js";
import { incidentCard } from "./incidents.js";
import * as model from "./model.js";
import { newId } from "./media.js";
import { meta } from "./store.js";
import { soon } from "./sync.js";

const tel = (number) => (number ? h("a", { class: "btn", href: `tel:${number.replace(/[^+\d]/g, "")}` }, icon("phone"), h("span", {}, number)) : null);
const folded = (words) => words.toLowerCase().replace(/\s+/g, "");

export const roster = async () => {
  const { firms } = model.master();
  const input = h("input", { type: "search", class: "form-control form-control-lg", "aria-label": t("Firm, hall or booth"), placeholder: t("Firm, hall or booth") });
  const place = h("div", {});
  const draw = () => {
    const wanted = folded(input.value);
    const rows = firms.filter((firm) => !wanted || folded([firm.name, firm.name_en, firm.hall + firm.booth].join(" ")).includes(wanted));
    const halls = [...new Set(rows.map((firm) => firm.hall))];
    place.replaceChildren(...(rows.length ? halls.map((hall) => h("section", {}, h("h2", {}, hall ? t("Hall {hall}", { hall }) : t("Hall not known")),
      h("ul", { class: "desk-cards" }, rows.filter((firm) => firm.hall === hall).map((firm) => h("li", { class: "desk-card" }, h("a", { href: `#/firm/${firm.id}` }, h("strong", {}, [firm.booth, pick(firm.name, firm.name_en)].filter(Boolean).join(" · ")), h("span", {}, firm.contact_name))))))) : [empty(t("No firm here."), "search-off")]));
  };
  input.addEventListener("input", draw);
  draw();
  return [head(t("Roster")), h("div", { class: "desk-search" }, input), place];
};

export const firm = async (id) => {
  const { firms, exhibits, rights } = model.master();
  const row = firms.find((one) => one.id === id);
  if (!row) return [head(t("Not here")), empty(t("This firm is not in the delegation any more."), "search-off")];
  const shown = exhibits.filter((one) => one.firm === id);
  const happened = model.incidents().filter((one) => one.participant === id);
  const covered = (right) => right.exhibits.map((one) => shown.find((exhibit) => exhibit.id === one)).filter(Boolean).map((exhibit) => pick(exhibit.name, exhibit.name_en)).join(t(", "));
  return [head(pick(row.name, row.name_en), (await meta("writes")) ? link(`new/${id}`, t("New incident"), { name: "plus", kind: "btn btn-primary btn-lg" }) : null),
    h("p", { class: "desk-meta" }, [row.hall ? t("Hall {hall}", { hall: row.hall }) : "", row.booth ? t("Booth {booth}", { booth: row.booth }) : "", row.contact_name].filter(Boolean).join(" · ")),
    h("div", { class: "desk-buttons" }, tel(row.contact_phone)),
    h("div", { class: "desk-split" }, h("section", {}, h("h2", {}, t("Exhibits")), shown.length ? h("ul", { class: "desk-list" }, shown.map((one) => h("li", {}, h("strong", {}, pick(one.name, one.name_en)), h("span", { class: "desk-meta" }, [one.brand, one.model_no, one.hs_codes.join(" "), one.markets.map((code) => label("country", code)).join(t(", "))].filter(Boolean).join(" · ")), one.description ? h("p", { class: "desk-text" }, one.description) : null, one.pictures.length ? h("p", { class: "desk-meta" }, t("Pictures: {alts}", { alts: one.pictures.join(t(", ")) })) : null))) : note(t("None entered."))),
      h("section", {}, h("h2", {}, t("Own rights")), rights.some((one) => one.firm === id) ? h("ul", { class: "desk-list" }, rights.filter((one) => one.firm === id).map((one) => h("li", {}, h("strong", {}, `${label("right", one.kind)} ${label("country", one.country)} ${one.number}`), h("span", { class: "desk-meta" }, [one.title, one.owner, label("rightState", one.state), one.expires_on].filter(Boolean).join(" · ")), covered(one) ? h("p", { class: "desk-meta" }, covered(one)) : null))) : note(t("None entered.")),
        h("h2", {}, t("Incidents")), happened.length ? h("ul", { class: "desk-cards" }, happened.map(incidentCard)) : note(t("None so far."))))];
};

export const contacts = async () => {
  const { contacts: rows, delegation } = model.master();
  const kinds = [...new Set(rows.map((row) => row.kind))];
  const rules = delegation ? pick(delegation.rules_zh, delegation.rules_en) : "";
  return [head(t("Whom to turn to")),
    delegation ? h("section", {}, h("h2", {}, t("The desk of our delegation")), h("p", { class: "desk-meta" }, [delegation.desk_place, delegation.contact_name].filter(Boolean).join(" · ")), h("div", { class: "desk-buttons" }, tel(delegation.contact_phone))) : null,
    rows.length ? kinds.map((kind) => h("section", {}, h("h2", {}, label("contact", kind)), h("ul", { class: "desk-list" }, rows.filter((row) => row.kind === kind).map((row) => h("li", {}, h("strong", {}, pick(row.name_zh, row.name_local)), h("span", { class: "desk-meta" }, [row.person, row.hours, row.languages.map((code) => label("language", code)).join(t(", ")), row.address].filter(Boolean).join(" · ")), row.note ? h("p", {}, row.note) : null, h("div", { class: "desk-buttons" }, tel(row.phone), row.email ? h("a", { class: "btn", href: `mailto:${row.email}` }, icon("mail"), h("span", {}, row.email)) : null)))))) : empty(t("No contact has been entered for this fair."), "address-book"),
    rules ? h("section", {}, h("h2", {}, t("The organiser's rules")), h("p", { class: "desk-text" }, rules)) : null];
};

export const duty = async () => {
  const { shifts } = model.master();
  const now = model.rightNow().toISOString();
  const left = shifts.filter((row) => row.ends_at > now);
  const draft = `handover:${model.delegation()}`;
  const rows = model.handovers();
  const take = (row) => button(t("I take over"), async () => {
    await model.keep("handover.take", row.id);
    soon();
  }, { kind: "btn-primary" });
  const asked = new Set(model.queued().filter((entry) => entry.kind === "handover.take").map((entry) => entry.record));
  const form = sheet({ draft, submit: t("Leave these notes"), build: (made) => [field(made, t("What the next should know"), area("notes", "", { maxlength: "4000" }))], send: async ({ notes }) => {
    if (!notes) return { notes: t("Write what the next should know.") };
    await model.keep("handover.new", newId(), { set: { notes, delegation: model.delegation() }, draft });
    soon();
    return undefined;
  } });
  return [head(t("Duty and hand-over")), h("div", { class: "desk-split" },
    h("section", {}, h("h2", {}, t("On duty")), shifts.length ? h("ul", { class: "desk-list" }, (left.length ? left : shifts).map((row) => h("li", { class: row.starts_at <= now && now < row.ends_at ? "now" : "" }, h("strong", {}, row.who), h("span", { class: "desk-meta" }, `${when(row.starts_at)} – ${when(row.ends_at).slice(-5)}`), row.note ? h("p", {}, row.note) : null, h("div", { class: "desk-buttons" }, tel(row.phone))))) : note(t("No duty has been entered; the center enters it in the portal."))),
    h("section", {}, h("h2", {}, t("Hand-over")), form, h("ol", { class: "desk-log" }, rows.map((row) => h("li", {}, h("p", { class: "desk-text" }, row.notes), h("p", { class: "desk-meta" }, [row.by, when(row.recorded_at), row.unsent ? t("Not yet sent") : "", row.taken_by ? t("Taken over by {name}", { name: row.taken_by }) : ""].filter(Boolean).join(" · ")), !row.unsent && !row.taken_by && row.by ? (asked.has(row.id) ? note(t("You take over; not yet sent.")) : take(row)) : null)))))];
};
