// What happens on a page, as events: `answerbook:event` on the document, and sent to the endpoint of `[feedback]` if there is
// one. Nothing in an event says who the reader is. An event stays in the browser until it has arrived.
const { dataset } = document.body;
const root = document.documentElement;
const base = new URL(dataset.root, location);

// A preview keeps what happens to itself.
const endpoint = 'preview' in root.dataset ? '' : dataset.endpoint ?? '';
// Who does not want to be followed is asked, but not watched.
const mayWatch = navigator.globalPrivacyControl !== true;

const on = (kinds, act, node = document) => kinds.split(' ').forEach(kind => node.addEventListener(kind, act));

// Milliseconds: until events that are gathered are sent; until a search is, that may go on; between attempts.
const SOON = 4e3, LATER = 3e4, FIRST_PAUSE = 15e3, LONGEST_PAUSE = 6e5, LONGEST_WAIT = 864e5;
// Milliseconds without a key after which a query is meant as it is.
const SILENCE = 3e3;
// How long, and how often, a page that the collector does not know is told again.
const PATIENCE = 2 * 864e5, UNKNOWN = 36e5;
const OLDEST = 30 * 864e5, MOST = 100, MOST_AT_ONCE = 50, LONGEST_BODY = 4000;

/** Keys of what is kept for this site: several may share a host. */
export const keyOf = (kind, rest = '') => `answerbook:${kind}:${base.pathname}:${rest}`;

// Storage may be forbidden or full: then what would be kept is kept as long as the page.
const guarded = storage => {
  const spare = new Map();
  const attempt = (work, instead) => { try { return work(storage()) ?? instead(); } catch { return instead(); } };
  return {
    read: key => attempt(kept => JSON.parse(kept.getItem(key)), () => spare.get(key)),
    write: (key, value) => attempt(kept => { kept.setItem(key, JSON.stringify(value)); return true; }, () => spare.set(key, value)),
    drop: key => { spare.delete(key); attempt(kept => kept.removeItem(key), () => {}); },
    keys: start => [...attempt(kept => Object.keys(kept), () => []), ...spare.keys()].filter(key => key.startsWith(start)),
  };
};
export const store = guarded(() => localStorage);
export const visit = guarded(() => sessionStorage);

/** Random; `crypto.randomUUID` is there on secure origins alone. */
export const randomId = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(byte => byte.toString(16).padStart(2, '0')).join('');

/** The path of an address from the root of the edition. */
export const pathOf = address => {
  const { origin, pathname } = new URL(address, location);
  const inside = origin === base.origin && pathname.startsWith(base.pathname);
  return inside ? pathname.slice(base.pathname.length).replace(/(^|\/)index\.html$/, '$1') : '';
};

// Pages without a text of their own do not say where they are.
const here = () => dataset.path ?? (document.querySelector('.lost') ? '404.html' : pathOf(location.href));

// One line, as long as the collector takes it.
const plain = text => [...(text.toWellFormed?.() ?? text).replace(/[\s\p{Cc}]+/gu, ' ').trim()].slice(0, 200).join('');

// Escapes may be broken.
const decoded = text => { try { return decodeURIComponent(text); } catch { return ''; } };

const bytes = value => new TextEncoder().encode(JSON.stringify(value)).length;

const waiting = () => store.keys(keyOf('event'))
  .map(key => ({ key, ...store.read(key) }))
  .filter(entry => entry.event && (Date.now() - entry.at < OLDEST || store.drop(entry.key)))
  .sort((a, b) => a.at - b.at);

// Votes are the last to be given up.
const makeRoom = () => {
  const entries = waiting();
  const isVote = entry => entry.event.type === 'vote';
  const order = [...entries.filter(entry => !isVote(entry)), ...entries.filter(isVote)];
  order.slice(0, Math.max(entries.length - MOST, 0)).forEach(entry => store.drop(entry.key));
};

const dueIn = () => Math.min(...waiting().map(entry => entry.due)) - Date.now();

// Of the votes on a ballot the last one counts.
const replaces = (event, { event: { type, detail } }) => type === 'vote' && event.type === type && detail.ballot === event.detail.ballot;

const keep = (event, wait) => {
  const at = Date.now();
  waiting().filter(entry => replaces(event, entry)).forEach(({ key }) => store.drop(key));
  store.write(keyOf('event', event.id), { at, due: at + wait, event });
  makeRoom();
  if (wait) schedule(dueIn());
  else flush();
};

/** Tells what happened. Returns the event, or nothing where the reader does not want to be watched. */
export const raise = (type, detail, { section = '', wait = type === 'vote' ? 0 : SOON } = {}) => {
  if (!mayWatch && type !== 'vote') return undefined;
  const event = { v: 1, id: randomId(), type, edition: root.dataset.edition, language: root.lang, page: decoded(here()), section, hash: dataset.hash ?? '', detail };
  document.dispatchEvent(new CustomEvent('answerbook:event', { detail: event }));
  if (endpoint) keep(event, wait);
  return event;
};

/** For a contact page: a page that it offered was read instead of asking a person. */
export const deflected = () => raise('contact', { outcome: 'deflected' });

// Bodies in the order of what happened, none longer than the collector takes.
const bodies = entries => {
  const made = [];
  let size = LONGEST_BODY;
  for (const { key, at, event } of entries) {
    const told = { ...event, age: Math.max(Math.round((Date.now() - at) / 1000), 0) };
    const length = bytes(told) + 1;
    if (size + length > LONGEST_BODY || made.at(-1).length === MOST_AT_ONCE) {
      made.push([]);
      size = '{"events":[]}'.length;
    }
    made.at(-1).push({ key, at, told });
    size += length;
  }
  return made;
};

// Keys of what is on its way.
const away = new Set();
const post = async body => {
  body.forEach(({ key }) => away.add(key));
  // A redirect would turn it into a question that anything answers.
  const answer = await fetch(endpoint, {
    method: 'POST', mode: 'cors', redirect: 'error', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store', keepalive: true,
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ events: body.map(({ told }) => told) }),
  }).catch(() => undefined);
  body.forEach(({ key }) => away.delete(key));
  return answer;
};

let timer, pause = FIRST_PAUSE, held = 0;
const schedule = wait => {
  clearTimeout(timer);
  timer = setTimeout(() => flush(), Math.max(wait, held - Date.now()));
};

// `Retry-After` is seconds or a date; other pages of the site heed it, too.
const again = answer => {
  const text = answer?.headers.get('Retry-After') ?? '';
  const asked = Math.min(Math.max(Number(text) * 1000 || Date.parse(text) - Date.now() || 0, 0), LONGEST_WAIT);
  if (asked) store.write(keyOf('pause'), Date.now() + asked);
  held = Date.now() + Math.max(asked, pause);
  pause = Math.min(pause * 2, LONGEST_PAUSE);
  schedule(0);
};

// Whether to go on. What the collector will never take must not keep back the rest.
const delivered = async body => {
  const answer = await post(body), { status = 0, ok = false } = answer ?? {};
  if (!ok && ([0, 408, 429].includes(status) || status >= 500)) {
    again(answer);
    return false;
  }
  if (!ok && body.length > 1) {
    for (const entry of body) if (!await delivered([entry])) return false;
    return true;
  }
  // The collector may hear of a new page later than its first readers.
  const wait = status === 404 && Date.now() - body[0].at < PATIENCE;
  body.forEach(({ key }) => wait ? store.write(key, { ...store.read(key), due: Date.now() + UNKNOWN }) : store.drop(key));
  return true;
};

const mayAsk = () => endpoint && !(store.read(keyOf('pause')) > Date.now());

let busy = false;
const flush = async () => {
  if (!mayAsk() || busy) return;
  busy = true;
  let gone = true;
  const due = waiting().filter(({ key, due }) => due <= Date.now() && !away.has(key));
  for (const body of bodies(due)) {
    gone = await delivered(body);
    if (!gone) break;
  }
  busy = false;
  if (!gone) return;
  pause = FIRST_PAUSE;
  held = 0;
  if (waiting().length) schedule(dueIn());
};

// Who asks a query on a page, and has not told yet.
const gatherers = new Set();
// When the reader was last seen going to another page of this site, which will send what is left: this one would not hear
// whether it has arrived.
let within = 0;
const goes = ({ target }) => {
  const address = target.action ?? target.closest('a[href]')?.href ?? '';
  if (address.startsWith(base.href) && /(\/|\.html)([?#]|$)/.test(address)) within = Date.now();
};

// Nothing of the site may be seen again.
const leave = () => {
  gatherers.forEach(gatherer => gatherer.settle());
  if (mayAsk() && Date.now() - within > 1000) bodies(waiting().filter(({ key }) => !away.has(key))).forEach(delivered);
};

const fold = text => text.normalize('NFKC').toLowerCase();

// How many letters make one text of the other.
const distance = (a, b) => {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] !== b[j - 1]));
    row = next;
  }
  return row[b.length];
};

// Whether one goes on with the other, or corrects it.
const goesOn = (one, other) => {
  const [a, b] = [fold(one), fold(other)].sort((a, b) => a.length - b.length);
  return b.startsWith(a) || b.length - a.length < 3 && a.length < 60 && distance(a, b) <= Math.min(2, Math.floor(a.length / 3));
};

/** Makes one search of the keys that a query was typed with. */
export class Searches {
  /** `hits` are the results that are shown, in their order; they are followed somewhere below `node`. */
  constructor(node, hits) {
    // A query may have been told by the page before.
    this.told = visit.read(keyOf('asked'));
    gatherers.add(this);
    on('click auxclick', event => {
      const place = hits().indexOf(event.target.closest('.hit')) + 1;
      if (place && event.button < 2) this.clicked(event.target.closest('.hit').href, place);
    }, node);
  }

  /** The reader is typing. */
  typed() { clearTimeout(this.silence); }

  /** An answer is shown. */
  shown(text, { total, correction }) {
    const query = plain(text), found = correction ? 0 : total;
    if (this.pending && !goesOn(this.pending.query, query)) this.settle({ given: true });
    const before = this.pending ?? (this.isFresh() ? this.told : undefined);
    // Of what is deleted letter by letter the whole was meant.
    const whole = before?.query.startsWith(query) ? before.whole ?? before : undefined;
    this.pending = { query, found, whole };
    this.typed();
    this.silence = setTimeout(() => this.settle({ wait: LATER }), SILENCE);
  }

  /** The query is as it was meant; or it was given up for another one, and what was deleted of it counts. */
  settle({ wait = SOON, given = false } = {}) {
    const { pending } = this;
    this.typed();
    this.pending = undefined;
    const meant = given && pending?.whole || pending;
    if (meant && meant.query && meant.query !== this.told?.query) this.tell(meant, wait);
  }

  // A result was followed: its address, and its place among those shown, from 1.
  clicked(address, position) {
    this.settle();
    if (this.told?.id) raise('search-click', { query: this.told.query, search: this.told.id, to: decoded(pathOf(address)), position });
  }

  isFresh() { return this.told && Date.now() - this.told.at < LATER; }

  // What went on from a search that was told takes its place, while it can be taken back.
  tell({ query, found }, wait) {
    const { told } = this, continued = this.isFresh() && goesOn(told.query, query);
    const kept = continued && store.keys(keyOf('event', told.id)).length > 0 && !away.has(keyOf('event', told.id));
    if (kept) store.drop(keyOf('event', told.id));
    const counted = continued && !kept && !told.found === !found;
    const id = counted ? told.id : (found ? raise('search', { query, results: found }, { wait }) : raise('search-miss', { query }, { wait }))?.id;
    this.told = { query, found, id, at: Date.now() };
    visit.write(keyOf('asked'), this.told);
  }
}

// Once in a visit, when it is really looked at.
const view = () => {
  const seen = visit.read(keyOf('seen')) ?? [], page = here();
  if (!endpoint || document.hidden || seen.includes(page)) return;
  visit.write(keyOf('seen'), [...seen, page]);
  const section = decoded(location.hash.slice(1));
  raise('view', undefined, { section: document.getElementById(section) ? section : '' });
};

let sent = false;
/** The way to a person was taken, which is told once. */
export const reached = () => {
  if (!sent) raise('contact', { outcome: 'sent' });
  sent = true;
};
const contacted = event => { if (event.button < 2 && event.target.closest('[data-person]')) reached(); };

on('click auxclick', contacted);
on('click submit', goes);
document.addEventListener('visibilitychange', () => document.hidden ? leave() : view());
addEventListener('pagehide', leave);
addEventListener('online', () => flush());
view();
flush();
