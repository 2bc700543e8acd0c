// The reader in this browser, as other scripts ask for it: what is kept of them, and the name that they typed or that the collector
// knows them by.
const { dataset } = document.body;
const root = document.documentElement;
const key = name => `answerbook:${name}:${root.dataset.edition}:${new URL(dataset.root, location).pathname}`;

// Storage may be forbidden, full or spoilt: then what would be kept is kept as long as the page.
const spare = new Map();
/** What is kept under a name. */
export const read = (name, otherwise) => {
  if (spare.has(name)) return spare.get(name);
  try { return JSON.parse(localStorage.getItem(key(name))) ?? otherwise; } catch { return otherwise; }
};

/** Keeps a value under a name. */
export const write = (name, value) => {
  try {
    localStorage.setItem(key(name), JSON.stringify(value));
    spare.delete(name);
  } catch { spare.set(name, value); }
};

/** Whom the collector took the reader for, the last time that it said so. */
export const known = () => (dataset.records && read('identity', undefined)) || {};

/** The reader's name: as the collector knows it, else as they typed it once; empty while there is none. */
export const name = () => String(known().verified && known().name || read('name', ''));

/** Keeps the reader's name as they type it. Raises `answerbook:name` on the document. */
export const setName = text => {
  write('name', text.trim());
  document.dispatchEvent(new CustomEvent('answerbook:name'));
};

/** A day as the reader's language writes it; Chinese as the rest of the page spaces it. */
export const written = at => {
  const { lang } = root;
  return new Date(at).toLocaleDateString(lang === 'en' ? 'en-GB' : lang, { dateStyle: 'long' }).replace(/\d(?=[年月日])|[年月](?=\d)/g, '$& ');
};
