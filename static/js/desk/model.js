// What the app knows while it is unlocked, and what a person's deed becomes: a record that changed and an entry of the queue.

import { uuid } from "./codec.js";
import { meta, readAll, setMeta, write } from "./store.js";

let records = new Map();
let queue = [];
let offset = 0;
let chosen = "";
const listeners = new Set();

export const onChange = (listener) => listeners.add(listener);
const changed = () => listeners.forEach((listener) => listener());

export const load = async () => {
  ({ records, queue } = await readAll());
  queue.sort((one, other) => one.seq - other.seq);
  offset = (await meta("offset")) || 0;
  chosen = (await meta("delegation")) || "";
};
export const forget = () => {
  records = new Map();
  queue = [];
};

// Seconds to add to this device's clock; measured at the last contact.
export const clockOffset = () => offset;
export const setOffset = async (seconds) => {
  offset = seconds;
  await setMeta({ offset: seconds });
};
export const rightNow = () => new Date(Date.now() + offset * 1000);

export const delegation = () => chosen;
export const choose = async (id) => {
  chosen = id;
  await setMeta({ delegation: id });
  changed();
};

const ofKind = (kind) => [...records].filter(([name]) => name.startsWith(`${kind}:`)).map(([, value]) => value);
export const record = (name) => records.get(name);
export const delegations = () => records.get("list:delegations") || [];
export const master = () => records.get(`master:${chosen}`) || { firms: [], exhibits: [], rights: [], contacts: [], shifts: [] };
export const queued = () => queue;
export const waiting = () => queue.filter((entry) => entry.state !== "refused");
export const refused = () => queue.filter((entry) => entry.state === "refused");

const OF_RECORD = new Set(["incident.new", "incident.change", "incident.move"]);
const about = (id) => queue.filter((entry) => OF_RECORD.has(entry.kind) && entry.record === id);

// An incident as its writer sees it: what the server told, with what is not yet sent laid over it.
const view = (id, told) =>
  about(id).reduce(
    (whole, entry) => ({ ...whole, ...entry.set, unsent: true, stuck: whole.stuck || entry.state === "refused" }),
    told ? { ...told } : { id, state: "open", by: "" },
  );
export const incident = (id) => {
  const told = records.get(`incident:${id}`);
  return told || about(id).length ? view(id, told) : null;
};
export const incidents = () => {
  const ids = new Set(ofKind("incident").map((row) => row.id));
  queue.filter((entry) => entry.kind === "incident.new").forEach((entry) => ids.add(entry.record));
  return [...ids]
    .map(incident)
    .filter((row) => row.delegation === chosen)
    .sort((one, other) => (other.happened_at || "").localeCompare(one.happened_at || ""));
};
const pendingOf = (kind, test) => queue.filter((entry) => entry.kind === kind && test(entry)).map((entry) => ({ id: entry.record, by: "", ...entry.set, unsent: true }));
const unlessTold = (kind) => (row) => !records.has(`${kind}:${row.id}`);
export const entriesOf = (id) =>
  [...ofKind("entry").filter((row) => row.incident === id), ...pendingOf("entry.new", (entry) => entry.set.incident === id).filter(unlessTold("entry"))]
    .sort((one, other) => one.at.localeCompare(other.at));
export const filesOf = (id) => [
  ...ofKind("file").filter((row) => row.incident === id),
  ...pendingOf("file.new", (entry) => entry.set.incident === id).filter(unlessTold("file")),
];
export const conflicts = () => {
  const settled = new Set(queue.filter((entry) => entry.kind === "conflict.settle").map((entry) => entry.record));
  return ofKind("conflict").filter((row) => row.state === "open" && !settled.has(row.id) && (records.get(`incident:${row.incident}`) || {}).delegation === chosen);
};
export const handovers = () =>
  [...ofKind("handover").filter((row) => row.delegation === chosen), ...pendingOf("handover.new", (entry) => entry.set.delegation === chosen).filter(unlessTold("handover"))]
    .sort((one, other) => (other.recorded_at || "9").localeCompare(one.recorded_at || "9"));

// Keep a deed: the entry of the queue, and what goes with it, in one transaction.
export const keep = async (kind, id, { base = {}, set = {}, draft = "", blob = null, bytes = 0 } = {}) => {
  const entry = {
    id: uuid(), kind, record: id, base, set, made_at: new Date().toISOString(), clock_offset: offset, state: "waiting", bytes,
  };
  const [row] = await write({ queue: [entry], remove: draft ? [`draft:${draft}`] : [], blob });
  if (draft) records.delete(`draft:${draft}`);
  queue.push(row);
  changed();
  return entry;
};

export const beginIncident = (values, draft) => keep("incident.new", uuid(), { set: { ...values, delegation: chosen }, draft });
export const changeIncident = (id, values, draft) => {
  const now = incident(id);
  const names = Object.keys(values).filter((name) => (now[name] ?? "") !== values[name]);
  // A firm and its exhibit are one statement.
  if (names.includes("participant") || names.includes("exhibit")) names.push("participant", "exhibit");
  if (!names.length) return dropDraft(draft);
  const part = (from) => Object.fromEntries(names.map((name) => [name, from[name] ?? ""]));
  return keep("incident.change", id, { base: part(now), set: part(values), draft });
};

// Mend what was refused: the same place in the queue, new words under a new number.
export const mend = async (entry, values, draft = "") => {
  const mended = { ...entry, id: uuid(), set: { ...entry.set, ...values }, state: "waiting", message: "", errors: {} };
  await write({ queue: [mended], remove: draft ? [`draft:${draft}`] : [] });
  records.delete(`draft:${draft}`);
  queue = queue.map((row) => (row.seq === entry.seq ? mended : row));
  changed();
};
// Drop what a person gives up; what hangs on an incident that never arrives goes with it.
export const drop = async (entry) => {
  const below = entry.kind === "incident.new" ? queue.filter((row) => row.record === entry.record || row.set.incident === entry.record) : [];
  const gone = [...new Set([entry, ...below])];
  await write({ sent: gone.map((row) => row.seq), spent: gone.filter((row) => row.kind === "file.new").map((row) => row.record) });
  queue = queue.filter((row) => !gone.includes(row));
  changed();
};

export const saveDraft = async (name, values) => {
  await write({ put: { [`draft:${name}`]: values } });
  records.set(`draft:${name}`, values);
};
export const draftOf = (name) => records.get(`draft:${name}`);
export const dropDraft = async (name) => {
  if (!name || !records.delete(`draft:${name}`)) return;
  await write({ remove: [`draft:${name}`] });
};

// Apply what the server answered to one entry: gone when it was taken, a conflict for a person, or refused with the reason.
export const answered = async (entry, answer) => {
  if (answer.result === "refused") {
    const told = { ...entry, state: "refused", message: answer.message || "", errors: answer.errors || {} };
    await write({ queue: [told] });
    queue = queue.map((row) => (row.seq === entry.seq ? told : row));
  } else {
    const put = {};
    if (answer.record) {
      // An answer names neither who recorded it nor its request: the pack does.
      const known = records.get(`incident:${answer.record.id}`) || {};
      put[`incident:${answer.record.id}`] = { ...known, ...answer.record, by: known.by || "", case: known.case || "", elsewhere: Boolean(known.elsewhere) };
    }
    if (answer.conflict) put[`conflict:${answer.conflict.id}`] = answer.conflict;
    if (entry.kind === "entry.new") put[`entry:${entry.record}`] = { id: entry.record, by: "", ...entry.set };
    if (entry.kind === "file.new") put[`file:${entry.record}`] = { id: entry.record, state: "received", reason: "", ...entry.set };
    if (entry.kind === "handover.new") put[`handover:${entry.record}`] = { id: entry.record, by: "", taken_by: "", taken_at: "", recorded_at: entry.made_at, ...entry.set };
    await write({ put, sent: [entry.seq], spent: entry.kind === "file.new" ? [entry.record] : [] });
    Object.entries(put).forEach(([name, value]) => records.set(name, value));
    queue = queue.filter((row) => row.seq !== entry.seq);
  }
  changed();
};

// Take over a pack: the master data as a whole, what happened one by one, and the place to go on from.
export const received = async (id, told) => {
  const put = { [`cursor:${id}`]: { since: told.until, digest: told.digest } };
  if (told.master) put[`master:${id}`] = told.master;
  for (const [list, kind] of [["incidents", "incident"], ["entries", "entry"], ["files", "file"], ["conflicts", "conflict"], ["handovers", "handover"]]) {
    told[list].forEach((row) => {
      put[`${kind}:${row.id}`] = kind === "handover" ? { ...row, delegation: id } : row;
    });
  }
  await write({ put });
  Object.entries(put).forEach(([name, value]) => records.set(name, value));
  changed();
};
export const cursor = (id) => records.get(`cursor:${id}`) || { since: "", digest: "" };

// The delegations that are open to the person; what belongs to another goes from the device, except what is not yet sent.
export const listed = async (rows) => {
  const open = new Set(rows.map((row) => row.id));
  const gone = [...records.keys()].filter((name) => {
    const value = records.get(name);
    const [kind, id] = name.split(":");
    if (kind === "master" || kind === "cursor") return !open.has(id);
    if (kind === "incident" || kind === "handover") return !open.has(value.delegation);
    if (kind === "entry" || kind === "file" || kind === "conflict") return !open.has((records.get(`incident:${value.incident}`) || {}).delegation);
    return false;
  });
  await write({ put: { "list:delegations": rows }, remove: gone });
  gone.forEach((name) => records.delete(name));
  records.set("list:delegations", rows);
  if (chosen && !open.has(chosen)) await choose(rows.length ? rows[0].id : "");
  changed();
};
