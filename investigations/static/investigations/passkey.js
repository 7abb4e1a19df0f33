// Asks the browser for a passkey, and sends what it answers with the form. Without this a code is typed instead.
for (const part of document.querySelectorAll("[data-passkey]")) {
  if (part.dataset.passkey && window.PublicKeyCredential) start(part);
}

function start(part) {
  const form = part.closest("form");
  const button = part.querySelector("[data-passkey-button]");
  const words = part.querySelector("[data-passkey-words]");
  const field = form.querySelector("input[type=hidden][name$=credential]");
  part.hidden = false;
  button.addEventListener("click", async (event) => {
    event.preventDefault();
    button.disabled = true;
    words.textContent = "";
    try {
      field.value = JSON.stringify(await ask(JSON.parse(part.dataset.passkey), "passkeyMake" in part.dataset));
      form.submit();
    } catch {
      // Called off, timed out, or no such passkey here: the browser does not say which, on purpose.
      words.textContent = "Your browser gave no passkey. Try again, or take another way.";
      button.disabled = false;
    }
  });
}

async function ask({ publicKey }, isNew) {
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const one of [...(publicKey.excludeCredentials || []), ...(publicKey.allowCredentials || [])]) one.id = bytes(one.id);
  const found = isNew ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
  return plain(found);
}

function plain(found) {
  const { response } = found;
  const said = { clientDataJSON: text(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) said[name] = text(response[name]);
  }
  const extensions = found.getClientExtensionResults();
  return { id: found.id, rawId: text(found.rawId), type: found.type, response: said, clientExtensionResults: extensions };
}

function bytes(words) {
  const raw = atob(words.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
}

function text(buffer) {
  const raw = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(raw).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
