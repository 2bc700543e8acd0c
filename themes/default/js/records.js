// What a member of staff has done, in their own browser: policies acknowledged, lessons read, tests taken. Unlike events, records
// say who. They exist in the edition for staff alone.
const { dataset } = document.body;
const root = document.documentElement;
const key = name => `answerbook:${name}:${root.dataset.edition}:${new URL(dataset.root, location).pathname}`;

// Storage may be forbidden, full or spoilt: then what would be kept is kept as long as the page.
const spare = new Map();
const read = (name, otherwise) => {
  try { return JSON.parse(localStorage.getItem(key(name))) ?? spare.get(name) ?? otherwise; } catch { return spare.get(name) ?? otherwise; }
};
const write = (name, value) => {
  spare.set(name, value);
  try { localStorage.setItem(key(name), JSON.stringify(value)); } catch { /* kept as long as the page */ }
};

/** Random; `crypto.randomUUID` is there on secure origins alone. */
const randomId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

/** The name that the reader typed once; empty while there is none. */
export const name = () => String(read('name', ''));

/** Keeps the reader's name. */
export const setName = text => write('name', text.trim());

/** All records of this browser, oldest first. */
export const history = () => [read('records', [])].flat().filter(record => record?.type && typeof record.page === 'string');

/** The newest record of a type about a page that is as `fits` wants it. */
export const latest = (type, page, fits = () => true) => history().findLast(record => record.type === type && record.page === page && fits(record));

/**
 * Keeps what was done: `type` is `acknowledge`, `lesson`, `quiz` or `certificate`; `about` has `page` (its path), `language`, `version`,
 * `revision` and `hash`; `detail` depends on the type. Raises `answerbook:record` on the document.
 */
export const record = (type, about, detail = {}) => {
  const made = { id: randomId(), type, ...about, name: name(), at: Date.now(), detail };
  write('records', [...history(), made]);
  document.dispatchEvent(new CustomEvent('answerbook:record', { detail: made }));
  return made;
};
