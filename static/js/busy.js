// A POST form is sent once; its button says what is happening.
const RELEASE_AFTER = 15000; // ms: an answer that is a download leaves the page where it is

function release(form, button) {
  delete form.dataset.sent;
  if (!button) return;
  button.removeAttribute("aria-disabled");
  if (button.dataset.words) (button.querySelector("span") ?? button).textContent = button.dataset.words;
  delete button.dataset.words;
}

function hold(form, button) {
  form.dataset.sent = "yes";
  setTimeout(() => release(form, button), RELEASE_AFTER);
  if (!button) return;
  button.setAttribute("aria-disabled", "true");
  if (!button.dataset.busy) return;
  const label = button.querySelector("span") ?? button;
  button.dataset.words = label.textContent;
  label.textContent = button.dataset.busy;
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  else hold(form, event.submitter);
});

window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    release(form, form.querySelector("[aria-disabled]"));
  }
});
