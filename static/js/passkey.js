// Passkeys: what the browser is to sign comes with the page, or is asked for where
// nobody is signed in. Buttons are hidden where a browser cannot do it.

import "./page.js";
import { post } from "./http.js";

const STRONG = {
  residentKey: "required",
  requireResidentKey: true,
  userVerification: "required",
};
const given = document.getElementById("passkey-options");

async function optionsOf(form) {
  if (given) return JSON.parse(given.textContent);
  const { content } = await post(form.action, new URLSearchParams());
  return content;
}

async function signed(form) {
  const options = await optionsOf(form);
  if (form.dataset.passkey !== "add") {
    const { publicKey } = options.request_options;
    return navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
    });
  }
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(
    options.creation_options.publicKey,
  );
  publicKey.authenticatorSelection = { ...publicKey.authenticatorSelection, ...STRONG };
  return navigator.credentials.create({ publicKey });
}

async function go(form) {
  const refusal = form.querySelector("[role=alert]");
  refusal.textContent = "";
  try {
    const credential = await signed(form);
    form.elements.credential.value = JSON.stringify(credential.toJSON());
    form.submit();
  } catch {
    refusal.textContent = "That did not work. Try again, or use another way.";
  }
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go(form);
  });
}
