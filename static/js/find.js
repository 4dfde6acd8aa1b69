/**
 * What a hand scanner reads is looked for at once, wherever the focus is; a choice that changes the
 * rest of the form asks for it.
 */
const field = document.querySelector("[data-find]");
document.addEventListener("scanned", ({ detail }) => {
  field.value = detail.text;
  field.form.requestSubmit(field.form.querySelector("[data-search]"));
});

for (const choice of document.querySelectorAll("[data-choose]")) {
  choice.addEventListener("change", ({ target }) => {
    target.form.requestSubmit(target.form.querySelector("[data-search]"));
  });
}
