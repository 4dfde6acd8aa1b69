// The frame of a crop: drawn with a finger or a mouse, moved with arrows; it writes four numbers.
// Without this script the numbers are typed.
const LEAST = 10;
const SIDES = ["left", "top", "width", "height"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const between = (least, value, most) => Math.min(most, Math.max(least, Math.round(value)));

class Crop {
  constructor(form) {
    this.area = form.querySelector("[data-crop-area]");
    this.frame = form.querySelector("[data-crop-frame]");
    this.inputs = Object.fromEntries(SIDES.map((side) => [side, form.elements[side]]));
    this.frame.hidden = false;
    form.querySelector("[data-crop-help]").hidden = false;
    const numbers = form.querySelector("[data-crop-numbers]");
    numbers.open = Boolean(numbers.querySelector("[aria-invalid]"));
    for (const input of Object.values(this.inputs)) input.addEventListener("input", () => this.show());
    this.frame.addEventListener("pointerdown", (event) => this.grab(event));
    this.frame.addEventListener("pointermove", (event) => this.drag(event));
    for (const end of ["pointerup", "pointercancel"]) {
      this.frame.addEventListener(end, () => (this.held = null));
    }
    this.frame.addEventListener("keydown", (event) => this.pressed(event));
    this.show();
  }

  get box() {
    return Object.fromEntries(SIDES.map((side) => [side, Number(this.inputs[side].value) || 0]));
  }

  /** Keeps the frame inside the picture, whatever moved it. */
  set box({ left, top, width, height }) {
    const box = { width: between(LEAST, width, 100), height: between(LEAST, height, 100) };
    box.left = between(0, left, 100 - box.width);
    box.top = between(0, top, 100 - box.height);
    for (const side of SIDES) this.inputs[side].value = box[side];
    this.show();
  }

  show() {
    for (const [side, value] of Object.entries(this.box)) this.frame.style[side] = `${value}%`;
  }

  grab(event) {
    event.preventDefault();
    this.frame.focus();
    this.frame.setPointerCapture(event.pointerId);
    const corner = event.target.dataset.corner ?? "";
    this.held = { x: event.clientX, y: event.clientY, box: this.box, corner };
  }

  drag(event) {
    if (!this.held) return;
    const { width, height } = this.area.getBoundingClientRect();
    const x = ((event.clientX - this.held.x) / width) * 100;
    const y = ((event.clientY - this.held.y) / height) * 100;
    const { box, corner } = this.held;
    if (!corner) this.box = { ...box, left: box.left + x, top: box.top + y };
    else {
      const [left, width_] = stretched(box.left, box.width, x, corner.includes("w"));
      const [top, height_] = stretched(box.top, box.height, y, corner.includes("n"));
      this.box = { left, top, width: width_, height: height_ };
    }
  }

  pressed(event) {
    const [x, y] = ARROWS[event.key] ?? [];
    if (x === undefined) return;
    event.preventDefault();
    const { left, top, width, height } = this.box;
    if (event.shiftKey) {
      this.box = { left, top, width: Math.min(width + x, 100 - left), height: Math.min(height + y, 100 - top) };
    } else this.box = { left: left + x, top: top + y, width, height };
  }
}

/** One side of the frame drawn by a corner: the opposite one stays where it is. */
function stretched(start, length, by, fromStart) {
  const end = start + length;
  if (!fromStart) return [start, between(LEAST, length + by, 100 - start)];
  const first = between(0, start + by, end - LEAST);
  return [first, end - first];
}

for (const form of document.querySelectorAll("[data-crop]")) new Crop(form);
