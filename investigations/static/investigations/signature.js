// Draws a signature with a mouse, a finger or the arrow keys, and puts its strokes into the form's hidden field.
// Without this script the box stays hidden and the typed name is all that is asked.
const WIDTH = 600;
const HEIGHT = 180;
const STEP = 6;
const MOST_POINTS = 2800;

for (const part of document.querySelectorAll("[data-draw]")) start(part);

function start(part) {
  const box = part.querySelector("canvas");
  const field = part.closest("form").querySelector("input[name=drawing]");
  const state = part.querySelector("[data-draw-state]");
  const pen = box.getContext("2d");
  let strokes = read(field.value);
  let stroke = null;
  let keys = { x: WIDTH / 4, y: HEIGHT / 2, down: false };

  part.hidden = false;
  paint();

  box.addEventListener("pointerdown", (event) => {
    box.setPointerCapture(event.pointerId);
    stroke = [];
    strokes.push(stroke);
    add(place(event));
    event.preventDefault();
  });
  box.addEventListener("pointermove", (event) => { if (stroke && !keys.down) add(place(event)); });
  for (const name of ["pointerup", "pointercancel"]) box.addEventListener(name, () => { if (!keys.down) stroke = null; tell(); });
  box.addEventListener("keydown", move);
  part.querySelector("[data-draw-clear]").addEventListener("click", () => {
    strokes = [];
    stroke = null;
    keys = { x: WIDTH / 4, y: HEIGHT / 2, down: false };
    keep();
    tell("The drawing is cleared.");
  });

  function move(event) {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (event.key === " ") {
      keys.down = !keys.down;
      stroke = keys.down ? [] : null;
      if (stroke) { strokes.push(stroke); add([keys.x, keys.y]); }
      tell(keys.down ? "The pen is down." : "The pen is up.");
    } else if (way) {
      keys.x = within(keys.x + way[0] * STEP, WIDTH);
      keys.y = within(keys.y + way[1] * STEP, HEIGHT);
      if (keys.down) add([keys.x, keys.y]); else paint();
    } else {
      return;
    }
    event.preventDefault();
  }

  function place(event) {
    const at = box.getBoundingClientRect();
    return [((event.clientX - at.left) / at.width) * WIDTH, ((event.clientY - at.top) / at.height) * HEIGHT];
  }

  function add(point) {
    if (strokes.reduce((sum, one) => sum + one.length, 0) >= MOST_POINTS) return;
    const next = [Math.round(within(point[0], WIDTH)), Math.round(within(point[1], HEIGHT))];
    const last = stroke[stroke.length - 1];
    if (!last || last[0] !== next[0] || last[1] !== next[1]) stroke.push(next);
    keep();
  }

  function keep() {
    const drawn = strokes.filter((one) => one.length);
    field.value = drawn.length ? JSON.stringify(drawn) : "";
    paint();
  }

  function paint() {
    pen.clearRect(0, 0, WIDTH, HEIGHT);
    pen.lineWidth = 3;
    pen.lineCap = pen.lineJoin = "round";
    pen.strokeStyle = "#16233b";
    for (const one of strokes) {
      pen.beginPath();
      one.forEach(([x, y], index) => (index ? pen.lineTo(x, y) : pen.moveTo(x, y)));
      if (one.length === 1) pen.lineTo(one[0][0] + 0.1, one[0][1]);
      pen.stroke();
    }
    if (document.activeElement === box) {
      pen.beginPath();
      pen.arc(keys.x, keys.y, 5, 0, 7);
      pen.lineWidth = 1;
      pen.stroke();
    }
  }

  function tell(words) { state.textContent = words || (field.value ? "Something is drawn." : ""); }
}

function within(value, most) { return Math.min(Math.max(value, 0), most); }

function read(value) {
  try { return JSON.parse(value || "[]"); } catch { return []; }
}
