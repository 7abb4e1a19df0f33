// Sends each chosen file by itself, with its own progress and its own answer, so that one bad file stops no other.
// One after the other: exhibits get their numbers in the order in which they were chosen.
import { acceptDrops, addRow, link, read, textButton } from "./upload_rows.js";

const AT_ONCE = 1;

export function startUpload(form) {
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-upload-drop]");
  const list = form.querySelector("[data-upload-files]");
  const summary = form.querySelector("[data-upload-summary]");
  const button = form.querySelector("[data-upload-button]");
  const waiting = [];
  let sending = 0;
  let kept = 0;
  let refused = 0;

  for (const words of form.querySelectorAll("[data-upload-enhanced]")) words.hidden = false;
  button.hidden = true;

  input.addEventListener("change", () => {
    take(input.files);
    input.value = ""; // so that the same file can be chosen again after it was refused
  });
  form.addEventListener("submit", (event) => event.preventDefault());

  acceptDrops(drop, take);

  window.addEventListener("beforeunload", (event) => {
    if (sending || waiting.length) event.preventDefault();
  });

  function take(files) {
    for (const file of files) waiting.push({ file, row: addRow(list, file) });
    list.hidden = list.children.length === 0;
    tell();
    sendNext();
  }

  function sendNext() {
    while (sending < AT_ONCE && waiting.length) send(waiting.shift());
  }

  function send({ file, row }) {
    sending += 1;
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      row.bar.value = Math.round((event.loaded / event.total) * 100);
      row.result.textContent = event.loaded < event.total ? `${row.bar.value}% sent` : "Sent. Checking the file…";
    });
    request.addEventListener("load", () => settle(file, row, request));
    request.addEventListener("error", () => refuse(file, row, "The connection was lost before this file was kept.", true));
    request.addEventListener("abort", () => refuse(file, row, "Sending was stopped before this file was kept.", true));
    request.send(parcel(file));
    row.result.textContent = "Sending…";
  }

  function parcel(file) {
    const body = new FormData();
    for (const field of form.querySelectorAll("input[type=hidden]")) body.append(field.name, field.value);
    body.append(input.name, file, file.name);
    return body;
  }

  function settle(file, row, request) {
    const answer = read(request.responseText);
    if (request.status >= 200 && request.status < 300 && answer) {
      row.item.classList.add("upload__file--kept");
      row.bar.remove();
      row.result.textContent = answer.text || "Kept.";
      if (answer.url) row.name.replaceChildren(link(answer.url, file.name));
      kept += 1;
      return finish();
    }
    if (answer && answer.error) return refuse(file, row, answer.error, false);
    const words = { 403: "This page had been open too long. Load it again, then choose the file again.", 413: "This file is larger than can be taken here." };
    refuse(file, row, words[request.status] || "This file was not kept: something went wrong on our side.", request.status >= 500);
  }

  function refuse(file, row, sentence, canTryAgain) {
    row.item.classList.add("upload__file--refused");
    row.bar.value = 0;
    row.bar.hidden = true;
    row.result.textContent = `${sentence} `;
    if (canTryAgain) row.result.append(again(file, row));
    refused += 1;
    finish();
  }

  function again(file, row) {
    return textButton("Try again", ` to send ${file.name}`, () => {
      row.item.classList.remove("upload__file--refused");
      row.bar.hidden = false;
      row.result.textContent = "Waiting";
      refused -= 1;
      waiting.push({ file, row });
      sendNext();
    });
  }

  function finish() {
    sending -= 1;
    tell();
    sendNext();
  }

  function tell() {
    if (sending || waiting.length) return;
    const parts = [];
    if (kept) parts.push(`${kept} ${kept === 1 ? "file" : "files"} kept.`);
    if (refused) parts.push(`${refused} not kept: see why beside ${refused === 1 ? "it" : "each"}.`);
    summary.textContent = parts.join(" ");
  }
}
