// Sends records of staff to the endpoint of `[internal.records]`: each until it is acknowledged, however long that takes.
import { history, mark } from './records.js';
import { known, name, read, write } from './reader.js';

const { dataset } = document.body;
const root = document.documentElement;

// A preview keeps records to itself, and pages of customers send none, whatever they say.
const endpoint = root.dataset.edition === 'internal' && !('preview' in root.dataset) ? dataset.records ?? '' : '';

// Milliseconds between attempts, and until a page that the collector does not know is told again.
const FIRST_PAUSE = 15e3, LONGEST_PAUSE = 6e5, LONGEST_WAIT = 864e5, UNKNOWN = 36e5;
// What the collector takes: records and bytes of a body, seconds that one may have waited.
const MOST_AT_ONCE = 50, LONGEST_BODY = 4000, OLDEST = 6e8;
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

['answerbook:record', 'answerbook:name'].forEach(kind => document.addEventListener(kind, () => flush()));
addEventListener('online', () => flush());
flush();
