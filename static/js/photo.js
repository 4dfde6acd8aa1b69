// A photo from the camera, shrunk before it travels and shown at once.
// Without this script the form sends the file as it is, and the server shrinks it.
const SIDE = 1600;

async function shrink(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, SIDE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.85));
  return new File([blob], "photo.jpg", { type: "image/jpeg" });
}

for (const area of document.querySelectorAll("[data-photo]")) {
  const input = area.querySelector("input[type=file]");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    area.querySelector("img")?.remove();
    if (!file) return;
    try {
      const small = await shrink(file);
      const holder = new DataTransfer();
      holder.items.add(small);
      input.files = holder.files;
      const image = new Image();
      image.alt = "";
      image.src = URL.createObjectURL(small);
      area.prepend(image);
    } catch {
      // No picture this browser can read: the server says so in the reader's language.
    }
  });
}
