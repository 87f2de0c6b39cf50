// What every module does with the page.

export const byId = (id) => document.getElementById(id);

export function make(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

export const parsed = (html) => new DOMParser().parseFromString(html, "text/html");
