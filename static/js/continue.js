/** Forms marked data-continue go on by themselves: what they start comes in portions. */
const PAUSE = 400;

for (const form of document.querySelectorAll("form[data-continue]")) {
  const going = setTimeout(() => form.requestSubmit(), PAUSE);
  // Whoever leaves, or sends it by hand, is not overtaken.
  form.addEventListener("submit", () => clearTimeout(going));
  addEventListener("pagehide", () => clearTimeout(going));
}
