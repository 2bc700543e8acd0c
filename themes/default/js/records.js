// What a member of staff has done, in their own browser: policies acknowledged, lessons read, tests taken. Unlike events, records
// say who. They exist in the edition for staff alone, and are sent to the endpoint of `[internal.records]` if there is one: each until it
// is acknowledged, however long that takes. They stay here, too, because pages show what was done.
const { dataset } = document.body;
const root = document.documentElement;
const key = name => `answerbook:${name}:${root.dataset.edition}:${new URL(dataset.root, location).pathname}`;

// A preview keeps records to itself, and pages of customers send none, whatever they say.
const endpoint = root.dataset.edition === 'internal' && !('preview' in root.dataset) ? dataset.records ?? '' : '';

// Milliseconds between attempts, and until a page that the collector does not know is told again.
const FIRST_PAUSE = 15e3, LONGEST_PAUSE = 6e5, LONGEST_WAIT = 864e5, UNKNOWN = 36e5;
// What the collector takes: records and bytes of a body, seconds that one may have waited.
const MOST_AT_ONCE = 50, LONGEST_BODY = 4000, OLDEST = 6e8;
// More are not kept.
const MOST = 1000;

// Storage may be forbidden, full or spoilt: then what would be kept is kept as long as the page.
const spare = new Map();
const read = (name, otherwise) => {
  if (spare.has(name)) return spare.get(name);
  try { return JSON.parse(localStorage.getItem(key(name))) ?? otherwise; } catch { return otherwise; }
};
const write = (name, value) => {
  try {
    localStorage.setItem(key(name), JSON.stringify(value));
    spare.delete(name);
  } catch { spare.set(name, value); }
};

/** Random; `crypto.randomUUID` is there on secure origins alone. */
const randomId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

// Whom the collector took the reader for, the last time that it said so.
const known = () => (endpoint && read('identity', undefined)) || {};

/** The reader's name: as the collector knows it, else as they typed it once; empty while there is none. */
export const name = () => String(known().verified && known().name || read('name', ''));

/** Keeps the reader's name as they type it. */
export const setName = text => {
  write('name', text.trim());
  flush();
};

/** All records of this browser, oldest first. */
export const history = () => [read('records', [])].flat().filter(record => record?.type && typeof record.page === 'string');

/** The newest record of a type about a page that is as `fits` wants it. */
export const latest = (type, page, fits = () => true) => history().findLast(record => record.type === type && record.page === page && fits(record));

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
  flush();
  return made;
};

const mark = (ids, change) => write('records', history().map(record => ids.includes(record.id) ? { ...record, ...change } : record));

// Paths are told as they are written, not percent-encoded; escapes may be broken.
const decoded = text => { try { return decodeURIComponent(text); } catch { return text; } };

// As the collector takes it. Who typed a name later than a record was made is the same reader.
const told = ({ id, type, at, language = root.lang, page, version = '', revision = '', hash = '', name: typed, detail }) => ({
  v: 1, id, type, age: Math.min(Math.max(Math.round((Date.now() - at) / 1000) || 0, 0), OLDEST), language, page: decoded(page), version, revision, hash,
  name: [...typed || name()].slice(0, 100).join(''),
  detail: typeof detail?.course === 'string' ? { ...detail, course: decoded(detail.course) } : detail,
});

const bodies = records => {
  const made = [];
  let size = LONGEST_BODY;
  for (const record of records.map(told)) {
    const length = new TextEncoder().encode(JSON.stringify(record)).length + 1;
    if (size + length > LONGEST_BODY || made.at(-1).length === MOST_AT_ONCE) {
      made.push([]);
      size = '{"records":[]}'.length;
    }
    made.at(-1).push(record);
    size += length;
  }
  return made;
};

// A proxy knows the reader by cookies. A redirect would lead to where they log in.
const post = records => fetch(endpoint, {
  method: 'POST', mode: 'cors', redirect: 'error', credentials: 'include', referrerPolicy: 'no-referrer', cache: 'no-store', keepalive: true,
  headers: { 'Content-Type': 'application/json' },
  body: JSON.stringify({ records }),
}).catch(() => undefined);

const heard = async answer => {
  const { name: said = '', verified = false } = await answer.json().catch(() => ({})) ?? {};
  write('identity', { name: String(said), verified: verified === true });
  document.dispatchEvent(new CustomEvent('answerbook:identity', { detail: { name: String(said), verified: verified === true } }));
};

let timer, pause = FIRST_PAUSE, busy = false, more = false;
const schedule = wait => {
  clearTimeout(timer);
  timer = setTimeout(() => flush(), Math.min(wait, LONGEST_WAIT));
};

// `Retry-After` is seconds or a date; other pages of the site heed it, too.
const again = answer => {
  const text = answer?.headers.get('Retry-After') ?? '';
  const asked = Math.min(Math.max(Number(text) * 1000 || Date.parse(text) - Date.now() || 0, 0), LONGEST_WAIT);
  if (asked) write('pause', Date.now() + asked);
  schedule(Math.max(asked, pause));
  pause = Math.min(pause * 2, LONGEST_PAUSE);
};

// Whether to go on. What is refused for good stays here, and does not keep back the rest; all else is told again.
const delivered = async records => {
  const answer = await post(records), { status = 0, ok = false } = answer ?? {};
  const ids = records.map(({ id }) => id);
  if (ok) {
    mark(ids, { sent: true });
    await heard(answer);
    return true;
  }
  if (![400, 404, 413].includes(status)) {
    again(answer);
    return false;
  }
  if (records.length > 1) {
    for (const record of records) if (!await delivered([record])) return false;
    return true;
  }
  mark(ids, status === 404 ? { due: Date.now() + UNKNOWN } : { sent: 'refused' });
  return true;
};

const waiting = () => history().filter(({ id, sent }) => typeof id === 'string' && !sent);

const flush = async () => {
  if (!endpoint) return;
  if (busy) {
    more = true;
    return;
  }
  const held = read('pause', 0) - Date.now();
  if (held > 0) return schedule(held);
  busy = true;
  let gone = true;
  for (const body of bodies(waiting().filter(({ due = 0 }) => !(due > Date.now())))) {
    gone = await delivered(body);
    if (!gone) break;
  }
  busy = false;
  if (!gone) return;
  pause = FIRST_PAUSE;
  if (more) {
    more = false;
    return flush();
  }
  const next = Math.min(...waiting().map(({ due = 0 }) => due));
  if (Number.isFinite(next)) schedule(Math.max(next - Date.now(), 1000));
};

let asking;
const ask = async () => {
  const answer = await post([]);
  if (answer?.ok) await heard(answer);
};

/** The name that the collector knows the reader by, as a promise: empty where it knows none, and the name that is typed counts. */
export const identity = async () => {
  if (!endpoint) return '';
  await (asking ??= ask());
  return known().verified ? name() : '';
};

addEventListener('online', () => flush());
flush();
