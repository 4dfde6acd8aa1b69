/** What a hand scanner reads is looked for at once, wherever the focus is. */
const field = document.querySelector("[data-find]");
document.addEventListener("scanned", ({ detail }) => {
  field.value = detail.text;
  field.form.requestSubmit(field.form.querySelector("[data-search]"));
});
