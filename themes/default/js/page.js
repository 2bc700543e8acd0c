// Parts of this page and of others: what scripts share that are loaded when a reader turns to something.
export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};

/** Another page of the edition, as a document in which nothing runs. */
export const fetched = address => new Promise((resolve, reject) => {
  const request = new XMLHttpRequest();
  request.responseType = 'document';
  request.onload = () => request.status < 300 && request.response ? resolve(request.response) : reject(new Error(`${address}: ${request.status}`));
  request.onerror = () => reject(new Error(`${address} was not reached`));
  request.open('GET', address);
  request.send();
});
