// What the device keeps: everything a person wrote or was given is sealed; only ids, counts and the wrapped key are not.
//
// meta     the door: device, person's mark, wrapped key, wrong PINs, language, offset of the clock, time of the last contact
// records  what the server told and drafts, each under "kind:id"
// queue    what is not yet sent, in the order of writing (seq)
// blobs    bytes of photos and voice notes that are not yet sent

import { open, openBytes, seal, sealBytes } from "./codec.js";

const NAME = "zhinan-desk";
let database = null;
let key = null;

const done = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
const committed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = resolve;
    transaction.onabort = () => reject(transaction.error || new Error("aborted"));
    transaction.onerror = () => reject(transaction.error);
  });

export const openStore = async () => {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore("meta");
    request.result.createObjectStore("records");
    request.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
    request.result.createObjectStore("blobs");
  };
  database = await done(request);
  // Another window wipes or renews the store: let go of it.
  database.onversionchange = () => {
    database.close();
    window.location.reload();
  };
};

export const useKey = (given) => {
  key = given;
};
export const isOpen = () => key !== null;

export const meta = (name) => done(database.transaction("meta").objectStore("meta").get(name));
export const setMeta = async (values) => {
  const transaction = database.transaction("meta", "readwrite", { durability: "strict" });
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) transaction.objectStore("meta").delete(name);
    else transaction.objectStore("meta").put(value, name);
  }
  await committed(transaction);
};

// How much is not yet sent; needs no key, so that a log-out can name it.
export const unsentCounts = async () => {
  const transaction = database.transaction(["queue", "blobs"]);
  const [entries, files] = await Promise.all([
    done(transaction.objectStore("queue").count()), done(transaction.objectStore("blobs").count()),
  ]);
  return { entries: entries - files, files };
};

// Everything in the clear, for the memory of an unlocked app.
export const readAll = async () => {
  const transaction = database.transaction(["records", "queue"]);
  const [names, sealed, queued] = await Promise.all([
    done(transaction.objectStore("records").getAllKeys()), done(transaction.objectStore("records").getAll()),
    done(transaction.objectStore("queue").getAll()),
  ]);
  const records = new Map(await Promise.all(sealed.map(async (value, at) => [names[at], await open(key, names[at], value)])));
  const queue = await Promise.all(queued.map(async (row) => ({ seq: row.seq, ...(await open(key, `queue:${row.id}`, row.sealed)) })));
  return { records, queue };
};

// Write in ONE transaction: records to put and names to remove, entries of the queue to put and numbers to remove, bytes
// to put and to remove. Either all of it is kept or nothing. Gives the queue's entries with their numbers.
export const write = async ({ put = {}, remove = [], queue = [], sent = [], blob = null, spent = [] }) => {
  const sealed = await Promise.all(Object.entries(put).map(async ([name, value]) => [name, await seal(key, name, value)]));
  const rows = await Promise.all(
    queue.map(async ({ seq, ...entry }) => {
      const row = { id: entry.id, sealed: await seal(key, `queue:${entry.id}`, entry) };
      return seq === undefined ? row : { ...row, seq };
    }),
  );
  const bytes = blob ? await sealBytes(key, `blob:${blob.id}`, blob.data) : null;
  const transaction = database.transaction(["records", "queue", "blobs"], "readwrite", { durability: "strict" });
  const stores = ["records", "queue", "blobs"].map((name) => transaction.objectStore(name));
  sealed.forEach(([name, value]) => stores[0].put(value, name));
  remove.forEach((name) => stores[0].delete(name));
  const numbers = rows.map((row) => done(stores[1].put(row)));
  sent.forEach((seq) => stores[1].delete(seq));
  if (bytes) stores[2].put(bytes, blob.id);
  spent.forEach((id) => stores[2].delete(id));
  await committed(transaction);
  return Promise.all(numbers.map(async (number, at) => ({ ...queue[at], seq: await number })));
};

export const readBlob = async (id) => {
  const sealed = await done(database.transaction("blobs").objectStore("blobs").get(id));
  return sealed ? openBytes(key, `blob:${id}`, sealed) : null;
};

// Erase all that this device holds of the desk.
export const wipe = async () => {
  key = null;
  if (database) {
    database.onversionchange = null;
    database.close();
  }
  await new Promise((resolve) => {
    const request = indexedDB.deleteDatabase(NAME);
    request.onsuccess = resolve;
    request.onerror = resolve;
    request.onblocked = resolve;
  });
  database = null;
};
