"use strict";
// Security keys (WebAuthn): ask the browser for the key, put its answer into the form, send the form.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function decoded(options) {
  const key = { ...options.publicKey };
  key.challenge = toBytes(key.challenge);
  if (key.user) key.user = { ...key.user, id: toBytes(key.user.id) };
  for (const list of ["excludeCredentials", "allowCredentials"]) {
    if (key[list]) key[list] = key[list].map((each) => ({ ...each, id: toBytes(each.id) }));
  }
  return { publicKey: key };
}

function encoded(credential) {
  const answer = credential.response;
  const response = { clientDataJSON: toText(answer.clientDataJSON) };
  for (const part of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (answer[part]) response[part] = toText(answer[part]);
  }
  if (answer.getTransports) response.transports = answer.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: credential.getClientExtensionResults(),
    authenticatorAttachment: credential.authenticatorAttachment,
  });
}

for (const form of document.querySelectorAll("form[data-security-key]")) {
  const button = form.querySelector("[data-key-button]");
  const failed = form.querySelector("[data-key-failed]");
  const data = JSON.parse(document.getElementById(form.dataset.options).textContent);
  if (!window.PublicKeyCredential) {
    failed.hidden = false;
    button.disabled = true;
  }
  form.hidden = false;
  button.addEventListener("click", async () => {
    failed.hidden = true;
    button.disabled = true;
    try {
      const create = form.dataset.securityKey === "create";
      const credential = create
        ? await navigator.credentials.create(decoded(data.creation_options))
        : await navigator.credentials.get(decoded(data.request_options));
      form.querySelector("input[name=credential]").value = encoded(credential);
      form.requestSubmit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  });
}
