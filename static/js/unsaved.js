// Asks before a page is left with text in a form[data-unsaved] that was not sent.

const forms = [...document.querySelectorAll("form[data-unsaved]")];
let sent = null;

function isChanged(field) {
  if (field.type === "hidden") return false;
  if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
  if (!field.options) return field.value !== field.defaultValue;
  const chosen = [...field.options].find((option) => option.defaultSelected) ?? field.options[0];
  return !chosen.selected;
}

const fieldsOf = (form) => [...form.elements].filter((field) => field.matches("input, select, textarea"));

// Whether anything on the page is not as it came.
export const hasTyped = () => [...document.forms].some((form) => fieldsOf(form).some(isChanged));

// What came back refused is not saved either, though the page was made with it.
function isUnsaved(form) {
  return form !== sent && (form.dataset.unsaved === "refused" || fieldsOf(form).some(isChanged));
}

// A button that deletes sends the form, and saves nothing of what was typed in it.
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && !event.submitter?.formNoValidate) sent = event.target;
});

// It was not left after all.
document.addEventListener("input", () => {
  sent = null;
});

function ask(event) {
  if (forms.some(isUnsaved)) event.preventDefault();
}

// Some browsers keep no page to go back to that has this.
if (forms.length) window.addEventListener("beforeunload", ask);
