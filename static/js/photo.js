// A photo from the camera, shrunk before it travels and shown at once.
// Without this script the form sends the file as it is, and the server shrinks it.
import { chosenEarly } from "./early.js";
import { shrink } from "./shrink.js";

function show(area, file) {
  const image = new Image();
  image.alt = "";
  image.src = URL.createObjectURL(file);
  image.addEventListener("load", () => URL.revokeObjectURL(image.src), { once: true });
  area.prepend(image);
}

for (const area of document.querySelectorAll("[data-photo]")) {
  const input = area.querySelector("input[type=file]");
  const form = input.form;
  const taken = async () => {
    const [file] = input.files;
    area.querySelector("img")?.remove();
    if (!file) return;
    try {
      const small = await shrink(file);
      if (input.files[0] !== file) return;
      const holder = new DataTransfer();
      holder.items.add(small);
      input.files = holder.files;
      show(area, small);
    } catch {
      // No picture this browser can read: the server says so in the reader's language.
    }
    if ("sendAtOnce" in form.dataset) form.requestSubmit();
  };
  input.addEventListener("change", taken);
  if (chosenEarly(input)) taken();
  // Photos take a while on a phone: the button says that they are under way.
  form.addEventListener("submit", (event) => {
    const button = event.submitter ?? form.querySelector("button");
    button.ariaBusy = "true";
  });
  addEventListener("pageshow", () => form.querySelector("[aria-busy]")?.removeAttribute("aria-busy"));
}
