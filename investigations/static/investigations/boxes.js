// Draws the boxes of a page: mouse, pen, finger and keyboard change the same fields that one could type into.
const SVG = "http://www.w3.org/2000/svg";
const SIDES = ["left", "top", "width", "height"];
const ZOOMS = ["100%", "150%", "200%", "300%"];
const SMALLEST = 0.4; // per cent of the page
const STEP = 1, FINE = 0.1;

for (const form of document.querySelectorAll("[data-boxes]")) start(form);

function start(form) {
  const part = (name) => form.querySelector(`[data-boxes-${name}]`);
  const drawing = part("drawing"), sheet = part("sheet"), rows = part("rows"), said = part("said");
  const template = document.querySelector("[data-boxes-template]");
  const boxes = new Map(); // row -> rect
  let chosen = null, corner = null, last = 0, changed = false, zoom = 0;

  part("tools").hidden = false;
  part("hint").hidden = false;
  part("plain").hidden = true;
  drawing.replaceChildren();
  for (const row of [...rows.children]) {
    if ("boxesBlank" in row.dataset || row.querySelector("[data-boxes-remove]")?.checked) row.remove();
    else { last = Math.max(last, Number(row.dataset.boxesRow)); take(row); }
  }

  // ---- Rows and rectangles -------------------------------------------------------------------------------------------

  function take(row) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", `blackout__box${"boxesSuggested" in row.dataset ? " blackout__box--suggested" : ""}`);
    rect.setAttribute("tabindex", "0");
    rect.setAttribute("role", "button");
    drawing.append(rect);
    boxes.set(row, rect);
    rect.addEventListener("focus", () => choose(row));
    rect.addEventListener("keydown", (event) => byKey(event, row));
    row.addEventListener("focusin", () => choose(row));
    for (const side of SIDES) field(row, side).addEventListener("input", () => { show(row); touch(); });
    row.querySelector("[name^=reason_]").addEventListener("input", () => { name(row); touch(); });
    const accept = row.querySelector("[data-boxes-accept]");
    accept?.addEventListener("change", () => { rect.classList.toggle("blackout__box--suggested", !accept.checked); touch(); });
    const remove = row.querySelector("[data-boxes-remove-row]");
    if (remove) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link-button";
      button.textContent = "Remove";
      button.setAttribute("aria-label", `Remove box ${row.dataset.boxesRow}`);
      button.addEventListener("click", () => drop(row));
      remove.replaceChildren(button);
    }
    show(row);
  }

  function field(row, side) { return row.querySelector(`[data-side=${side}]`); }

  function read(row) {
    const [x, y, w, h] = SIDES.map((side) => Number(field(row, side).value) || 0);
    return { x, y, w, h };
  }

  function write(row, box) {
    const w = Math.min(Math.max(box.w, SMALLEST), 100), h = Math.min(Math.max(box.h, SMALLEST), 100);
    const at = { x: Math.min(Math.max(box.x, 0), 100 - w), y: Math.min(Math.max(box.y, 0), 100 - h), w, h };
    SIDES.forEach((side, place) => { field(row, side).value = String(Number([at.x, at.y, at.w, at.h][place].toFixed(2))); });
    show(row);
    touch();
  }

  function show(row) {
    const box = read(row), rect = boxes.get(row);
    for (const [name, value] of [["x", box.x], ["y", box.y], ["width", box.w], ["height", box.h]]) rect.setAttribute(name, value);
    name(row);
    if (row === chosen) showCorner();
  }

  function name(row) {
    const reason = row.querySelector("[name^=reason_]").value;
    boxes.get(row).setAttribute("aria-label", `Box ${row.dataset.boxesRow}${reason ? `: ${reason}` : ""}. ${inWords(read(row))}`);
  }

  function inWords(box) {
    const whole = (value) => Math.round(value);
    return `Left ${whole(box.x)}, top ${whole(box.y)}, width ${whole(box.w)}, height ${whole(box.h)} per cent`;
  }

  function choose(row) {
    if (chosen === row) return;
    if (chosen) { boxes.get(chosen)?.classList.remove("blackout__box--chosen"); chosen.classList.remove("boxes__row--chosen"); }
    chosen = row;
    if (row) { boxes.get(row).classList.add("blackout__box--chosen"); row.classList.add("boxes__row--chosen"); }
    showCorner();
  }

  // A square of the same size on the screen, however large the page is: its sides are measured anew each time.
  function showCorner() {
    corner?.remove();
    corner = null;
    if (!chosen) return;
    const box = read(chosen), seen = drawing.getBoundingClientRect();
    if (!seen.width || !seen.height) return; // the picture has not come yet
    const w = (16 / seen.width) * 100, h = (16 / seen.height) * 100;
    corner = document.createElementNS(SVG, "rect");
    corner.setAttribute("class", "blackout__corner");
    for (const [name, value] of [["x", box.x + box.w - w / 2], ["y", box.y + box.h - h / 2], ["width", w], ["height", h]]) corner.setAttribute(name, value);
    drawing.append(corner);
  }

  function add(box) {
    const number = (last += 1);
    const row = document.createElement("li");
    row.className = "boxes__row";
    row.dataset.boxesRow = number;
    row.append(template.content.cloneNode(true));
    for (const one of row.querySelectorAll("[name]")) {
      if (one.name === "box") one.value = number;
      else one.name = one.name.replace(/_0$/, `_${number}`);
    }
    for (const one of row.querySelectorAll("[id]")) one.id = one.id.replace(/_0$/, `_${number}`);
    for (const one of row.querySelectorAll("label[for]")) one.htmlFor = one.htmlFor.replace(/_0$/, `_${number}`);
    row.querySelector("[data-boxes-number]").textContent = number;
    const before = [...rows.querySelectorAll("[data-boxes-row]:not([data-boxes-suggested]) [name^=reason_]")].pop()?.value;
    row.querySelector("[name^=reason_]").value = before || "";
    rows.append(row);
    SIDES.forEach((side, place) => { field(row, side).value = [box.x, box.y, box.w, box.h][place]; });
    take(row);
    write(row, box);
    choose(row);
    return row;
  }

  function drop(row) {
    const rects = [...boxes.values()], next = rects[rects.indexOf(boxes.get(row)) + 1] || rects[0];
    boxes.get(row).remove();
    boxes.delete(row);
    row.remove();
    if (chosen === row) { chosen = null; showCorner(); }
    touch();
    say(`Box ${row.dataset.boxesRow} is removed.`);
    if (next?.isConnected) next.focus();
    else part("add").focus();
  }

  // ---- By keyboard -----------------------------------------------------------------------------------------------------

  function byKey(event, row) {
    if (event.key === "Delete" || event.key === "Backspace") { event.preventDefault(); drop(row); return; }
    const moves = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    if (!(event.key in moves) || event.altKey || event.metaKey) return;
    event.preventDefault();
    const [right, down] = moves[event.key].map((way) => way * (event.ctrlKey ? FINE : STEP));
    const box = read(row);
    write(row, event.shiftKey ? { ...box, w: Math.min(box.w + right, 100 - box.x), h: Math.min(box.h + down, 100 - box.y) } : { ...box, x: box.x + right, y: box.y + down });
    boxes.get(row).scrollIntoView({ block: "nearest", inline: "nearest" });
    say(inWords(read(row)));
  }

  part("add").addEventListener("click", () => {
    const row = add({ x: 40, y: 40, w: 20, h: 10 });
    boxes.get(row).focus();
    say(`Box ${row.dataset.boxesRow} is added in the middle of the page. ${inWords(read(row))}`);
  });

  // ---- By mouse, pen and finger ------------------------------------------------------------------------------------------

  const finger = part("finger");
  finger.hidden = !window.matchMedia("(any-pointer: coarse)").matches;
  finger.addEventListener("click", () => {
    const on = finger.getAttribute("aria-pressed") !== "true";
    finger.setAttribute("aria-pressed", String(on));
    finger.textContent = on ? "Stop drawing, and scroll again" : "Draw with a finger";
    drawing.classList.toggle("blackout__boxes--finger", on);
  });

  drawing.addEventListener("pointerdown", (event) => {
    const byFinger = event.pointerType === "touch";
    if (event.button !== 0 || (byFinger && finger.getAttribute("aria-pressed") !== "true")) return;
    event.preventDefault();
    const from = at(event);
    const hit = [...boxes].find(([, rect]) => rect === event.target)?.[0];
    if (event.target === corner) follow(event, resizing(chosen));
    else if (hit) { choose(hit); boxes.get(hit).focus({ preventScroll: true }); follow(event, moving(hit, from)); }
    else follow(event, drawn(from));
  });

  function follow(event, how) {
    drawing.setPointerCapture(event.pointerId);
    const move = (next) => how.to(at(next));
    const end = () => {
      drawing.removeEventListener("pointermove", move);
      drawing.removeEventListener("pointerup", end);
      drawing.removeEventListener("pointercancel", end);
      how.done();
    };
    drawing.addEventListener("pointermove", move);
    drawing.addEventListener("pointerup", end);
    drawing.addEventListener("pointercancel", end);
  }

  function at(event) {
    const seen = drawing.getBoundingClientRect();
    const within = (value) => Math.min(Math.max(value, 0), 100);
    return { x: within(((event.clientX - seen.left) / seen.width) * 100), y: within(((event.clientY - seen.top) / seen.height) * 100) };
  }

  function drawn(from) {
    let row = null;
    return {
      to(point) {
        const box = { x: Math.min(from.x, point.x), y: Math.min(from.y, point.y), w: Math.abs(point.x - from.x), h: Math.abs(point.y - from.y) };
        if (!row && box.w < SMALLEST && box.h < SMALLEST) return; // a click is no box
        row ??= add(box);
        write(row, box);
      },
      done() {
        if (!row) { choose(null); return; }
        say(`Box ${row.dataset.boxesRow} is drawn. ${inWords(read(row))}`);
        const reason = row.querySelector("[name^=reason_]");
        reason.focus({ preventScroll: true });
        reason.select(); // what is typed now is the reason, also in the place of the one taken over
      },
    };
  }

  function moving(row, from) {
    const box = read(row);
    return { to(point) { write(row, { ...box, x: box.x + point.x - from.x, y: box.y + point.y - from.y }); }, done() { say(inWords(read(row))); } };
  }

  function resizing(row) {
    const box = read(row);
    return { to(point) { write(row, { ...box, w: point.x - box.x, h: point.y - box.y }); }, done() { say(inWords(read(row))); } };
  }

  // ---- Looking closer, and leaving ----------------------------------------------------------------------------------------

  function resize(way) {
    zoom = Math.min(Math.max(zoom + way, 0), ZOOMS.length - 1);
    sheet.className = `blackout__sheet blackout__sheet--${zoom + 1}`;
    part("zoom").textContent = ZOOMS[zoom];
    showCorner();
  }
  part("smaller").addEventListener("click", () => resize(-1));
  part("larger").addEventListener("click", () => resize(1));
  part("through").addEventListener("change", (event) => drawing.classList.toggle("blackout__boxes--through", event.target.checked));
  window.addEventListener("resize", showCorner);

  function touch() {
    changed = true;
    const words = part("unsaved");
    if (words) words.hidden = false;
  }
  function say(words) { said.textContent = words; }
  form.addEventListener("submit", () => { changed = false; });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
}
