// A sheet to draw on: mouse, finger, pen or arrow keys. Strokes are lists of whole numbers x, y, x, y, ... from 0 to
// 280, and are sent when a stroke ends, never while it grows. The limits are checked again in Python.

const SIDE = 280;
const CELL = 20;
const NEAREST = 2; // points closer than this to the last one are left out
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

// Streamlit calls the function below again whenever the data or the theme change: one drawing for each element.
const drawings = new WeakMap();

export default function ({ parentElement, data, setStateValue }) {
  let drawing = drawings.get(parentElement);
  if (!drawing) {
    drawing = begin(parentElement, data);
    drawings.set(parentElement, drawing);
  }
  drawing.update(data, (strokes) => setStateValue("strokes", strokes));
}

function begin(root, data) {
  const find = (id) => root.querySelector("#" + id);
  const [sheet, ink, cursor, spoken] = ["sheet", "strokes", "cursor", "spoken"].map(find);
  const strokes = data.strokes.map((stroke) => [...stroke]); // what was drawn before the visitor went elsewhere
  let open = null; // the stroke that grows
  let byKeys = false;
  let column = 6;
  let row = 2;
  let words = data.words;
  let send = () => {};

  const within = (value) => Math.min(SIDE, Math.max(0, Math.round(value)));
  const count = () => strokes.reduce((sum, stroke) => sum + stroke.length / 2, 0);

  function path(stroke) {
    const element = document.createElementNS("http://www.w3.org/2000/svg", "path");
    trace(element, stroke);
    ink.append(element);
  }

  function trace(element, stroke) {
    const points = [];
    for (let i = 0; i < stroke.length; i += 2) points.push(stroke[i] + " " + stroke[i + 1]);
    // A line of no length still has its round ends: a dot.
    element.setAttribute("d", "M" + (points.length > 1 ? points : [points[0], points[0]]).join("L"));
  }

  function draw() {
    ink.replaceChildren();
    strokes.forEach(path);
    show();
  }

  function show() {
    const empty = !strokes.length;
    find("undo").disabled = find("clear").disabled = empty;
    find("hint").style.display = empty ? "" : "none";
  }

  function start(x, y) {
    if (strokes.length >= data.most_strokes || count() >= data.most_points) return;
    open = [within(x), within(y)];
    strokes.push(open);
    path(open);
    show();
  }

  function extend(x, y) {
    const point = [within(x), within(y)];
    const [lastX, lastY] = open.slice(-2);
    if (Math.hypot(point[0] - lastX, point[1] - lastY) < NEAREST || count() >= data.most_points) return;
    open.push(...point);
    trace(ink.lastChild, open);
  }

  function end() {
    if (!open) return;
    open = null;
    byKeys = false;
    place();
    send(strokes);
  }

  function undo() {
    end();
    if (!strokes.length) return;
    strokes.pop();
    draw();
    send(strokes);
    spoken.textContent = words.undone;
  }

  function clear() {
    end();
    if (!strokes.length) return;
    strokes.length = 0;
    draw();
    send(strokes);
    spoken.textContent = words.cleared;
  }

  function place() {
    cursor.setAttribute("x", column * CELL);
    cursor.setAttribute("y", row * CELL);
    cursor.classList.toggle("down", byKeys);
  }

  function speak() {
    const state = byKeys ? words.down : words.up;
    spoken.textContent = words.where.replace("{row}", row + 1).replace("{column}", column + 1) + " " + state;
  }

  function at(event) {
    const box = sheet.getBoundingClientRect();
    return [((event.clientX - box.left) * SIDE) / box.width, ((event.clientY - box.top) * SIDE) / box.height];
  }

  sheet.addEventListener("pointerdown", (event) => {
    if (!event.isPrimary || event.button !== 0) return;
    end();
    sheet.setPointerCapture(event.pointerId);
    start(...at(event));
  });
  sheet.addEventListener("pointermove", (event) => {
    if (!open || byKeys || !event.isPrimary) return;
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const each of moves.length ? moves : [event]) extend(...at(each));
  });
  for (const name of ["pointerup", "pointercancel", "lostpointercapture"]) {
    sheet.addEventListener(name, (event) => {
      if (!byKeys && event.isPrimary) end();
    });
  }
  sheet.addEventListener("blur", () => {
    if (byKeys) end();
  });
  sheet.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (step && !event.ctrlKey && !event.metaKey && !event.altKey) {
      column = Math.min(SIDE / CELL - 1, Math.max(0, column + step[0]));
      row = Math.min(SIDE / CELL - 1, Math.max(0, row + step[1]));
      if (byKeys) extend((column + 0.5) * CELL, (row + 0.5) * CELL);
      place();
      speak();
    } else if (event.key === " ") {
      if (byKeys) {
        end();
      } else {
        end();
        start((column + 0.5) * CELL, (row + 0.5) * CELL);
        byKeys = open !== null;
        place();
      }
      speak();
    } else if (event.key === "Escape" && byKeys) {
      end();
      speak();
    } else if (event.key === "Backspace" || (event.key === "z" && (event.ctrlKey || event.metaKey))) {
      undo();
    } else if (event.key === "Delete") {
      clear();
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  });
  find("undo").addEventListener("click", undo);
  find("clear").addEventListener("click", clear);
  place();
  draw();

  return {
    update(newData, newSend) {
      data = newData;
      words = newData.words;
      send = (all) => newSend(all.map((stroke) => [...stroke]));
      sheet.setAttribute("aria-label", words.label);
      find("hint").textContent = words.hint;
      find("undo").textContent = words.undo;
      find("clear").textContent = words.clear;
      find("help").textContent = words.help;
    },
  };
}
