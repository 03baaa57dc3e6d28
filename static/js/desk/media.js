// Photos are made smaller on the device, voice notes recorded; both lie sealed here until the server has them.

import { uuid } from "./codec.js";
import { button, h, icon, note, size, t } from "./dom.js";
import * as model from "./model.js";
import { soon } from "./sync.js";

const LONGEST_SIDE = 2560;
const MOST_BYTES = 12 * 1024 * 1024;
const MOST_SECONDS = 300;
export const newId = () => uuid();

// A JPEG of at most 2,560 pixels a side, without the place and the camera that the original names.
const smaller = async (file) => {
  const whole = await createImageBitmap(file);
  const scale = Math.min(1, LONGEST_SIDE / Math.max(whole.width, whole.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(whole.width * scale));
  canvas.height = Math.max(1, Math.round(whole.height * scale));
  canvas.getContext("2d").drawImage(whole, 0, 0, canvas.width, canvas.height);
  whole.close();
  return new Promise((resolve, reject) => canvas.toBlob((made) => (made ? resolve(made) : reject(new Error("toBlob"))), "image/jpeg", 0.86));
};

const keepFile = async (incident, kind, made, name, caption) => {
  if (made.size > MOST_BYTES) throw new RangeError(size(made.size));
  const id = uuid();
  const data = await made.arrayBuffer();
  const set = { incident, kind, caption, name, type: made.type.split(";")[0], size: data.byteLength, at: new Date().toISOString() };
  await model.keep("file.new", id, { set, blob: { id, data }, bytes: data.byteLength });
  soon();
};

export const photo = (incident) => {
  const told = h("div", { class: "desk-said", role: "status" });
  const input = h("input", { type: "file", accept: "image/*,application/pdf", class: "visually-hidden", id: `photo-${incident}`, "aria-label": t("Photo or paper"), onchange: async () => {
    const [file] = input.files;
    if (!file) return;
    told.replaceChildren(note(t("The file is being prepared …")));
    try {
      const paper = file.type === "application/pdf";
      const made = paper ? file : await smaller(file);
      await keepFile(incident, paper ? "paper" : "photo", made, paper ? file.name : `${file.name.replace(/\.\w+$/, "") || "photo"}.jpg`, "");
      told.replaceChildren(note(t("Kept on this device ({size}).", { size: size(made.size) })));
    } catch (fault) {
      const large = fault instanceof RangeError;
      told.replaceChildren(note(large ? t("The file is larger than 12 MB ({size}). Photograph it in parts.", { size: fault.message }) : t("This file cannot be read as a picture. Take the photo again, or choose another file."), "bad"));
    }
    input.value = "";
  } });
  return h("div", { class: "desk-add" }, h("label", { class: "btn btn-lg", for: input.id }, icon("camera"), t("Add a photo or a paper")), input, told);
};

export const recorder = (incident) => {
  if (!window.MediaRecorder || !navigator.mediaDevices) return null;
  const told = h("div", { class: "desk-said", role: "status" });
  let running = null;
  const start = async () => {
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch {
      return told.replaceChildren(note(t("The microphone is not open to the app. Allow it in the settings of the browser."), "bad"));
    }
    const type = ["audio/webm", "audio/mp4"].find((one) => MediaRecorder.isTypeSupported(one)) || "";
    const parts = [];
    running = new MediaRecorder(stream, type ? { mimeType: type, audioBitsPerSecond: 32000 } : {});
    running.ondataavailable = (event) => parts.push(event.data);
    running.onstop = async () => {
      stream.getTracks().forEach((track) => track.stop());
      const made = new Blob(parts, { type: running.mimeType || "audio/webm" });
      running = null;
      press.querySelector("span").textContent = t("Record a voice note");
      try {
        await keepFile(incident, "voice", made, made.type.includes("mp4") ? "voice.m4a" : "voice.webm", "");
        told.replaceChildren(note(t("Kept on this device ({size}).", { size: size(made.size) })));
      } catch {
        told.replaceChildren(note(t("The voice note is too long. Record a shorter one."), "bad"));
      }
    };
    running.start(1000);
    window.setTimeout(() => running && running.state === "recording" && running.stop(), MOST_SECONDS * 1000);
    press.querySelector("span").textContent = t("Stop and keep the voice note");
    return told.replaceChildren(note(t("Recording …")));
  };
  const press = button(t("Record a voice note"), () => (running ? running.stop() : start()), { name: "microphone", kind: "btn-lg" });
  return h("div", { class: "desk-add" }, press, told);
};
