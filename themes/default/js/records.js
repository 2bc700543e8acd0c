// What a member of staff has done, in their own browser: policies acknowledged, lessons read, tests taken. Unlike events, records
// say who. They exist in the edition for staff alone, and stay here also once they were sent, because pages show what was done.
import { name, read, write } from './reader.js';

// More are not kept.
const MOST = 1000;

/** Random; `crypto.randomUUID` is there on secure origins alone. */
const randomId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

/** All records of this browser, oldest first. */
export const history = () => [read('records', [])].flat().filter(record => record?.type && typeof record.page === 'string');

/** Changes records. */
export const mark = (ids, change) => write('records', history().map(record => ids.includes(record.id) ? { ...record, ...change } : record));

// Where there are too many, what was not sent is the last to go, and what was learned goes before what was signed.
const room = records => {
  const worth = ({ type, sent }) => (sent ? 0 : 2) + (type === 'acknowledge' || type === 'certificate' ? 1 : 0);
  const spared = [...records.keys()].sort((a, b) => worth(records[b]) - worth(records[a]) || b - a).slice(0, MOST);
  return spared.sort((a, b) => a - b).map(at => records[at]);
};

/**
 * Keeps what was done: `type` is `acknowledge`, `lesson`, `quiz` or `certificate`; `about` has `page` (its path), `language`, `version`,
 * `revision` and `hash`; `detail` depends on the type. Raises `answerbook:record` on the document.
 */
export const record = (type, about, detail = {}) => {
  const made = { id: randomId(), type, ...about, name: name(), at: Date.now(), detail };
  write('records', room([...history(), made]));
  document.dispatchEvent(new CustomEvent('answerbook:record', { detail: made }));
  return made;
};

// What was learned tells itself.
document.addEventListener('answerbook:did', ({ detail: { type, about, detail } }) => record(type, about, detail));
