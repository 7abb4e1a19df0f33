// What is selected in the text goes into the field beside it, with its place: characters are counted as the server does.
const text = document.querySelector("[data-passages-text]");
const form = document.querySelector("[data-passages]");
if (text && form) start();

function start() {
  const words = form.querySelector("[name=words]"), place = form.querySelector("[name=start]");
  const which = form.querySelector("[name=which]")?.closest(".govuk-form-group");
  const one = form.querySelector("[name=where][value=one]"), said = form.querySelector("[data-passages-said]");
  if (which) which.hidden = true;

  document.addEventListener("selectionchange", () => {
    const selection = document.getSelection();
    if (!selection.rangeCount || selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
    const chosen = read(selection.getRangeAt(0));
    if (!chosen.words) return;
    words.value = chosen.words;
    place.value = chosen.start;
    said.textContent = `Selected: ${chosen.words.slice(0, 80)}`;
  });
  // Typed words stand somewhere else, or nowhere.
  words.addEventListener("input", () => {
    place.value = "";
    if (one.checked && which) which.hidden = false;
  });
  for (const way of form.querySelectorAll("[name=where]")) {
    way.addEventListener("change", () => { if (which) which.hidden = !(one.checked && place.value === ""); });
  }
}

// The labels of what is hidden already are no part of the text: only pieces that know where they begin are read.
function read(range) {
  let start = null, found = "";
  for (const piece of text.querySelectorAll("[data-start]")) {
    if (!range.intersectsNode(piece) || !piece.firstChild) continue;
    const all = piece.textContent;
    const from = piece.contains(range.startContainer) ? range.startOffset : 0;
    const to = piece.contains(range.endContainer) && range.endContainer.nodeType === Node.TEXT_NODE ? range.endOffset : all.length;
    if (to <= from) continue;
    start ??= Number(piece.dataset.start) + [...all.slice(0, from)].length;
    found += all.slice(from, to);
  }
  const trimmed = found.trimStart();
  return { words: trimmed.trimEnd(), start: start === null ? "" : start + [...found].length - [...trimmed].length };
}
