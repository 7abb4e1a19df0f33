// What both ways of sending files share: a row for each file, with its bar, its words and its buttons.

export function addRow(list, file) {
  const item = element("li", "upload__file");
  const name = element("span", "upload__name", file.name);
  const bar = element("progress", "upload__bar");
  const result = element("p", "upload__result", "Waiting");
  bar.max = 100;
  bar.value = 0;
  bar.setAttribute("aria-label", `Sending ${file.name}`);
  item.append(name, element("span", "upload__size", size(file.size)), bar, result);
  list.append(item);
  return { item, name, bar, result };
}

export function acceptDrops(drop, take) {
  for (const name of ["dragenter", "dragover"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.add("upload__drop--over"); });
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, (event) => { event.preventDefault(); drop.classList.remove("upload__drop--over"); });
  drop.addEventListener("drop", (event) => take(event.dataTransfer.files));
}

export function textButton(words, about, act) {
  const made = element("button", "upload__again");
  made.type = "button";
  made.append(words, element("span", "govuk-visually-hidden", about));
  made.addEventListener("click", act);
  return made;
}

export function element(tag, className, words = "") {
  const made = document.createElement(tag);
  made.className = className;
  made.textContent = words;
  return made;
}

export function link(url, words) {
  const made = element("a", "govuk-link", words);
  made.href = url;
  return made;
}

export function size(bytes) {
  if (bytes < 1000) return `${bytes} ${bytes === 1 ? "byte" : "bytes"}`;
  if (bytes < 999500) return `${Math.round(bytes / 1000)} kB`;
  const millions = bytes / 1000000;
  return millions < 10 ? `${millions.toFixed(1)} MB` : `${Math.round(millions)} MB`;
}

export function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null; // an error page, not an answer
  }
}
