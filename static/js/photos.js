// Photos from the camera or the album, shrunk before they travel and shown at once.
// Without this script the form sends the files as they are, and the server shrinks them.
// Says `photos` at its form whenever there are others; takes earlier ones back with `photos-back`.
import { chosenEarly } from "./early.js";
import { shrink } from "./shrink.js";

/** Smaller where this browser can read it; else as it is: the server says what it makes of it. */
async function prepare(file) {
  try {
    return { file: await shrink(file), shown: true };
  } catch {
    return { file, shown: false };
  }
}

class Photos {
  constructor(area) {
    this.area = area;
    this.texts = area.dataset;
    this.form = area.closest("form");
    this.inputs = [...area.querySelectorAll("input[type=file]")];
    this.list = area.querySelector("[data-shots]");
    this.said = area.querySelector("[data-shots-said]");
    this.photos = [];
    this.working = Promise.resolve();
    this.busy = false;
    this.form.addEventListener("submit", (event) => this.submitted(event));
    this.form.addEventListener("photos-back", ({ detail }) => this.add(detail, false));
    for (const input of this.inputs) {
      input.addEventListener("change", () => this.chosen(input));
      if (chosenEarly(input)) this.chosen(input);
    }
  }

  chosen(input) {
    const files = [...input.files];
    // Those chosen earlier would be gone from the input: all are put back into it together.
    input.value = "";
    if (files.length) this.add(files, true);
    else this.carry();
  }

  add(files, anew) {
    this.busy = true;
    const job = this.working.then(() => this.take(files, anew));
    this.working = job;
    job.then(() => {
      if (this.working === job) this.busy = false;
      if (anew && "sendAtOnce" in this.form.dataset) this.form.requestSubmit();
    });
  }

  /** One after the other: a phone has no memory for twelve pictures of twelve megapixels. */
  async take(files, anew) {
    const room = Number(this.texts.most) - this.photos.length;
    for (const file of files.slice(0, room)) {
      this.photos.push(anew ? await prepare(file) : { file, shown: true });
      this.carry();
    }
    this.say(files.length > room ? this.texts.textMany : "");
    if (anew) this.form.dispatchEvent(new CustomEvent("photos", { detail: this.files }));
  }

  get files() {
    return this.photos.map(({ file }) => file);
  }

  /** What is shown is what the form will send. */
  carry() {
    const holder = new DataTransfer();
    for (const file of this.files) holder.items.add(file);
    const [album] = this.inputs.slice(-1);
    for (const input of this.inputs) if (input !== album) input.value = "";
    album.files = holder.files;
    this.list.replaceChildren(...this.photos.map((photo, index) => this.shot(photo, index)));
    this.list.hidden = !this.photos.length;
  }

  shot(photo, index) {
    const place = document.createElement("li");
    if (photo.shown) place.append(this.picture(photo, index));
    else place.append(this.name(photo));
    const out = document.createElement("button");
    out.type = "button";
    out.textContent = "×";
    out.ariaLabel = `${this.texts.textRemove} (${index + 1})`;
    out.addEventListener("click", () => this.leaveOut(index));
    place.append(out);
    return place;
  }

  picture(photo, index) {
    const image = new Image();
    image.alt = `${this.texts.textPicture} ${index + 1}`;
    image.src = URL.createObjectURL(photo.file);
    image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
    image.addEventListener("error", () => image.replaceWith(this.name(photo)), { once: true });
    return image;
  }

  name({ file }) {
    const name = document.createElement("span");
    name.className = "name";
    name.textContent = file.name;
    name.title = this.texts.textUnread;
    return name;
  }

  leaveOut(index) {
    this.photos.splice(index, 1);
    this.carry();
    this.say("");
    const buttons = this.list.querySelectorAll("button");
    (buttons[Math.min(index, buttons.length - 1)] ?? this.inputs.at(-1)).focus();
    this.form.dispatchEvent(new CustomEvent("photos", { detail: this.files }));
  }

  say(text) {
    this.said.textContent = text;
    this.said.hidden = !text;
  }

  /** Photos take a while on a phone: the button says so, and waits for those being shrunk. */
  submitted(event) {
    const button = event.submitter ?? this.form.querySelector("button:not([type=button])");
    button.ariaBusy = "true";
    if (!this.busy) return;
    event.preventDefault();
    this.working.then(() => this.form.requestSubmit(event.submitter));
  }
}

for (const area of document.querySelectorAll("[data-photos]")) new Photos(area);
addEventListener("pageshow", () => {
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
