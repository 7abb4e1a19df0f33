// Sends each chosen file in pieces, so that a lost connection, or a page loaded anew, costs only the piece on its way.
// Three at a time; they become exhibits in the order in which they were chosen. Nothing is stored in the browser: which
// files were begun, the page brings along.
import { acceptDrops, addRow, element, link, read, textButton } from "./upload_rows.js";
import { startUpload } from "./upload.js";

const AT_ONCE = 3;
const MOST = 100;
const PIECE = 4 * 1024 * 1024;
const PAUSES = [0, 1000, 3000, 5000, 10000, 20000, 30000];
const AGAIN = 3000;
const SETTLED = ["kept", "refused", "cancelled", "twice"];

export async function startResumable(area) {
  try {
    await import("../tus/tus.min.js");
  } catch {
    if (area.matches("form")) startUpload(area); // one file in one go is better than none
    return;
  }
  const input = area.querySelector("input[type=file]");
  const list = area.querySelector("[data-upload-files]");
  const summary = area.querySelector("[data-upload-summary]");
  const button = area.querySelector("[data-upload-button]");
  const archive = area.querySelector("[data-upload-archive]");
  const token = (area.closest("form") || area).querySelector("[name=csrfmiddlewaretoken]").value;
  const count = element("p", "upload__count");
  const entries = [];
  let entering = false;

  list.before(count);
  for (const words of area.querySelectorAll("[data-upload-enhanced]")) words.hidden = false;
  if (button) button.hidden = true;
  if (area.matches("form")) area.addEventListener("submit", (event) => event.preventDefault());
  acceptDrops(area.querySelector("[data-upload-drop]"), take);
  input.addEventListener("change", () => {
    take(input.files);
    input.value = ""; // so that the same file can be chosen again after it was refused
  });
  window.addEventListener("beforeunload", (event) => {
    if (entries.some((entry) => ["waiting", "sending"].includes(entry.state))) event.preventDefault();
  });
  window.addEventListener("online", () => entries.filter((entry) => entry.state === "lost").forEach(goOn));

  function take(files) {
    const chosen = [...files];
    const room = Math.max(0, MOST - entries.filter((entry) => !SETTLED.includes(entry.state)).length);
    for (const file of chosen.slice(0, room)) add(file);
    list.hidden = list.children.length === 0;
    tell(chosen.length > room ? `${MOST} files can be on their way at once: choose the other ${chosen.length - room} afterwards.` : "");
    next();
  }

  function add(file) {
    const entry = { file, row: addRow(list, file), state: "waiting", isArchive: Boolean(archive?.checked) };
    entries.push(entry);
    const first = entries.find((other) => other !== entry && !["refused", "cancelled", "twice"].includes(other.state) && isSame(other.file, file));
    if (!first) return offerToStop(entry);
    become(entry, "twice", "You have chosen this file already, so it is sent once. ");
    entry.row.bar.hidden = true;
    entry.row.result.append(textButton("Send it again", ` as another exhibit: ${file.name}`, () => {
      entry.row.bar.hidden = false;
      become(entry, "waiting", "Waiting");
      offerToStop(entry);
      next();
    }));
  }

  function next() {
    const sending = entries.filter((entry) => entry.state === "sending").length;
    for (const entry of entries.filter((one) => one.state === "waiting").slice(0, AT_ONCE - sending)) send(entry);
  }

  function send(entry) {
    const { file } = entry;
    const about = { filename: file.name, modified: String(file.lastModified) };
    if (entry.isArchive) about.archive = "yes";
    if (area.dataset.uploadFor) about.for = area.dataset.uploadFor;
    entry.upload = new window.tus.Upload(file, {
      endpoint: area.dataset.uploadResumable,
      uploadUrl: begun(file),
      chunkSize: PIECE,
      retryDelays: PAUSES,
      metadata: about,
      headers: { "X-CSRFToken": token },
      storeFingerprintForResuming: false,
      onProgress: (sent, all) => progress(entry, sent, all),
      onShouldRetry: (error) => mayPass(error) && (say(entry, `${lostAt(entry)} Trying again…`), true),
      onSuccess: () => arrived(entry),
      onError: (error) => failed(entry, error),
    });
    become(entry, "sending", "Starting…");
    entry.upload.start();
  }

  function progress(entry, sent, all) {
    if (entry.state !== "sending") return;
    entry.percent = all ? Math.floor((sent / all) * 100) : 100;
    entry.row.bar.value = entry.percent;
    say(entry, sent < all ? `${entry.percent}% sent` : "Sent. Checking the file…");
  }

  function arrived(entry) {
    entry.row.stop?.remove();
    entry.row.bar.value = 100;
    become(entry, "arrived", "Sent. It is kept after the files before it.");
    next();
    enter();
  }

  // One at a time, and never before an earlier one that is still on its way.
  async function enter() {
    if (entering) return;
    entering = true;
    for (;;) {
      const first = entries.find((entry) => !SETTLED.includes(entry.state) && entry.state !== "lost");
      if (first?.state !== "arrived") break;
      await ask(first);
    }
    entering = false;
    tell();
  }

  async function ask(entry) {
    say(entry, "Sent. Checking the file…");
    try {
      const answer = await fetch(entry.upload.url, { method: "POST", headers: { "X-CSRFToken": token, Accept: "application/json" }, credentials: "same-origin" });
      const told = read(await answer.text());
      if (answer.ok && told && !answer.redirected) return settle(entry, told);
      // The process that was making an exhibit of it may have died: another may when its time has run out.
      if (answer.status === 423) return new Promise((done) => window.setTimeout(done, AGAIN));
      if (told && told.error && answer.status < 500) return refuse(entry, told.error);
      lose(entry, told?.error || words(answer.status));
    } catch {
      lose(entry, `All of it arrived. ${lostAt(entry)}`);
    }
  }

  function settle(entry, told) {
    entry.row.item.classList.add("upload__file--kept");
    entry.row.bar.remove();
    entry.isSame = Boolean(told.is_same);
    become(entry, "kept", told.text);
    if (told.url) entry.row.name.replaceChildren(link(told.url, entry.file.name));
    if (area.dataset.uploadFor) attach(entry);
  }

  // It belongs to the form around it: the form names it when it is saved.
  function attach(entry) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = "upload";
    field.value = entry.upload.url.split("/").filter(Boolean).pop();
    entry.row.item.append(field);
    entry.row.result.append(" ", textButton("Take out", ` ${entry.file.name}`, () => cancel(entry)));
  }

  function failed(entry, error) {
    const status = error.originalResponse?.getStatus() || 0;
    const told = read(error.originalResponse?.getBody() || "");
    if (entry.state === "cancelled") return;
    if (told?.error && status < 500) refuse(entry, told.error);
    else lose(entry, told?.error || (status ? words(status) : `${lostAt(entry)} It goes on when the connection is back.`));
    next();
    enter();
  }

  function refuse(entry, sentence) {
    entry.row.item.classList.add("upload__file--refused");
    entry.row.bar.hidden = true;
    entry.row.stop?.remove();
    become(entry, "refused", sentence);
  }

  // What arrived is safe: the same button, the returning line or another day goes on from there.
  function lose(entry, sentence) {
    entry.row.item.classList.add("upload__file--lost");
    entry.row.stop?.remove();
    entry.back = entry.state === "arrived" ? "arrived" : "sending";
    become(entry, "lost", `${sentence} `);
    entry.row.result.append(textButton("Try again", ` to send ${entry.file.name}`, () => goOn(entry)), " ", stopButton(entry));
    tell(sentence);
  }

  function goOn(entry) {
    entry.row.item.classList.remove("upload__file--lost");
    become(entry, entry.back, "Going on…");
    if (entry.back === "arrived") return enter();
    offerToStop(entry);
    entry.upload.start();
  }

  function cancel(entry) {
    if (entry.upload) entry.upload.abort(Boolean(entry.upload.url)).catch(() => {}); // what stays is swept after a day
    entry.row.bar.hidden = true;
    entry.row.stop?.remove();
    entry.row.item.querySelector("input[type=hidden]")?.remove();
    entry.row.item.classList.remove("upload__file--kept", "upload__file--lost");
    become(entry, "cancelled", "Cancelled. Nothing of this file is kept.");
    next();
    enter();
  }

  function offerToStop(entry) {
    entry.row.stop = element("span", "upload__stop");
    entry.row.stop.append(stopButton(entry));
    entry.row.result.after(entry.row.stop);
  }

  function stopButton(entry) {
    return textButton("Cancel", ` sending ${entry.file.name}`, () => cancel(entry));
  }

  // The page names what was begun earlier; taken up again, it leaves that list.
  function begun(file) {
    const rows = [...document.querySelectorAll("[data-upload-begun]")];
    const found = rows.find((row) => row.dataset.name === file.name && row.dataset.size === String(file.size) && row.dataset.modified === String(file.lastModified));
    if (!found) return null;
    const section = found.closest("section");
    found.remove();
    if (section && !section.querySelector("[data-upload-begun]")) section.remove();
    return found.dataset.uploadBegun;
  }

  function become(entry, state, sentence) {
    entry.state = state;
    say(entry, sentence);
    const many = entries.filter((one) => !["cancelled", "twice"].includes(one.state)).length;
    const done = entries.filter((one) => one.state === "kept").length;
    count.textContent = many > 1 ? `${done} of ${many} files ${area.dataset.uploadFor ? "here" : "kept"}` : "";
  }

  function say(entry, sentence) {
    entry.row.result.textContent = sentence;
  }

  // Read out: only when something ended or broke, never the percentages.
  function tell(now = "") {
    const all = (state) => entries.filter((entry) => entry.state === state).length;
    if (now || entries.some((entry) => !SETTLED.includes(entry.state) && entry.state !== "lost")) {
      if (summary.textContent !== now) summary.textContent = now;
      return;
    }
    const [kept, refused, lost] = ["kept", "refused", "lost"].map(all);
    const same = entries.filter((entry) => entry.isSame).length;
    const parts = [];
    if (kept) parts.push(`${kept} ${kept === 1 ? "file" : "files"} ${area.dataset.uploadFor ? "here" : "kept"}.`);
    if (same) parts.push(`${same === 1 ? "One is" : `${same} are`} the same as an earlier exhibit: both stay.`);
    if (refused) parts.push(`${refused} not kept: see why beside ${refused === 1 ? "it" : "each"}.`);
    if (lost) parts.push(`${lost} not sent in full: see beside ${lost === 1 ? "it" : "each"}.`);
    summary.textContent = parts.join(" ");
  }
}

function isSame(one, other) {
  return one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;
}

// A line that broke, a server that starts anew, two senders of one piece: worth another try. A refusal is not.
function mayPass(error) {
  const status = error.originalResponse?.getStatus() || 0;
  return status === 0 || status === 409 || status === 423 || (status >= 500 && status !== 507);
}

function lostAt(entry) {
  return entry.percent ? `The connection was lost at ${entry.percent}%.` : "The connection was lost.";
}

function words(status) {
  if (status >= 500) return "Something went wrong on our side. What arrived is safe.";
  return "You have been signed out, or this page was open too long. Sign in in another tab, then try again: what arrived is safe.";
}
