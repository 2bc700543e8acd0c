// What the box, the search page and the marks share: the engine's client, the words, and a result as elements.
// What authors and readers wrote becomes text, never markup.
const root = document.documentElement;
const meta = document.querySelector('meta[name="answerbook:search"]');
const sought = 'answerbook:sought';

export const one = (selector, within = document) => within.querySelector(selector);
export const all = (selector, within = document) => [...within.querySelectorAll(selector)];

export const element = (name, properties, ...children) => {
  const { role, lang, ...rest } = properties;
  const made = Object.assign(document.createElement(name), rest);
  if (role) made.setAttribute('role', role);
  if (lang) made.lang = lang;
  made.append(...children);
  return made;
};

// Lower case, full width to half, no accents.
export const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
export const isWide = text => /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/u.test(text);
export const wordsOf = text => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);

const escaped = text => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
const stem = word => word.length > 4 ? word.replace(/(?<=...)(ing|ies|ied|ed|es|[sey])$/, '') : word;

// Chinese as it stands; other words with their endings.
export const pattern = words => {
  const folded = [...new Set(words.map(fold))];
  const wide = folded.filter(isWide), long = wide.filter(word => word.length > 1);
  const plain = folded.filter(word => !isWide(word)).flatMap(word => word.split(/[^\p{L}\p{N}]+/u)).filter(Boolean);
  const parts = [
    ...(long.length ? long : wide).sort((a, b) => b.length - a.length).map(escaped),
    ...plain.map(word => `(?<![\\p{L}\\p{N}])${escaped(stem(word))}\\p{L}{0,3}(?![\\p{L}\\p{N}])`),
  ];
  return parts.length ? new RegExp(parts.join('|'), 'gu') : undefined;
};

// Folded text, and for each of its units the place in the original.
const folding = text => {
  const places = [];
  let folded = '', at = 0;
  for (const char of text) {
    const part = fold(char);
    for (let unit = 0; unit < part.length; unit++) places.push(at);
    folded += part;
    at += char.length;
  }
  places.push(at);
  return { folded, places };
};

/** Beginning and end of each place in a text where a pattern is found. */
export const placesIn = (text, wanted) => {
  const { folded, places } = folding(text);
  return [...folded.matchAll(wanted)].map(({ index, 0: { length } }) => [places[index], places[index + length]]);
};

const split = (text, wanted) => {
  const fragments = [];
  let at = 0;
  for (const [begin, end] of placesIn(text, wanted)) {
    fragments.push({ text: text.slice(at, begin) }, { text: text.slice(begin, end), marked: true });
    at = end;
  }
  return [...fragments, { text: text.slice(at) }];
};

// The pages seen last, as the script of every page keeps them.
export const recent = () => {
  const base = new URL(document.body.dataset.root, location);
  try {
    const pages = JSON.parse(localStorage.getItem(`answerbook:recent:${root.dataset.edition}:${root.lang}:${base.pathname}`) ?? '[]');
    return pages.filter(page => page.path !== document.body.dataset.path).map(page => ({ title: page.title, url: base.href + page.path, at: page.at, staff: page.staff }));
  } catch { return []; }
};

let words = {};
export const t = (key, n = '') => (words[key] ?? '').replace('{n}', () => n);
let reading;
export const loadWords = () => reading ??= fetch(new URL(meta.dataset.words, document.baseURI)).then(answer => answer.json())
  .then(read => { words = read; }, error => { reading = undefined; throw error; });

export const loadStyle = href => new Promise(done => {
  if (all('link[rel=stylesheet]').some(link => link.href === href)) return done();
  document.head.append(element('link', { rel: 'stylesheet', href, onload: done, onerror: done }));
});

let loaded;
// The words and the look of everything that is shown.
export const ready = () => loaded ??= Promise.all([loadWords(), loadStyle(new URL('../css/search.css', import.meta.url).href)]);

const refusal = kind => Object.assign(new Error(kind), { kind });
const client = async () => {
  if (!meta?.content) throw refusal('unsupported');
  const address = new URL(meta.content, document.baseURI).href;
  return import(address).catch(() => { throw refusal('unreachable'); });
};
export const warm = () => { client().then(engine => engine.warm?.()).catch(() => {}); };
export const ask = async (query, options) => (await client()).search(query, options);

// A plain sentence about what went wrong.
export const explain = error => t(`search_${['unsupported', 'damaged'].includes(error.kind) ? error.kind : 'unreachable'}`);

const number = (key, n) => t(`${key}_${n === 1 ? 'one' : 'many'}`, n);
export const count = n => n === 1 ? t('search_one') : t('search_many', n);

// A language in its own words.
export const languageName = code => {
  try { return new Intl.DisplayNames([code], { type: 'language' }).of(code); } catch { return code; }
};
const isHere = lang => lang.toLowerCase() === root.lang.toLowerCase();
export const isOwn = ({ lang }) => isHere(lang);
export const isOwnFacet = ({ id }) => isHere(id);

// How many there are in the reader's language, which is what is read, and how many besides.
export const shares = ({ total, facets }, wanted = []) => {
  const own = facets.lang.find(isOwnFacet), n = !own || wanted.length && !wanted.includes(own.id) ? 0 : Math.min(own.count, total);
  return { own: n, others: total - n };
};
export const counts = (answer, wanted) => {
  const { own, others } = shares(answer, wanted);
  if (!own) return others ? number('search_foreign', others) : count(0);
  return others ? `${count(own)} · ${number('search_besides', others)}` : count(own);
};
export const kindName = kind => t(`kind_${kind}`) || kind;

const badge = (text, name = '') => element('span', { className: `badge ${name}`, lang: root.lang, textContent: text });
const lock = () => Object.assign(element('span', { className: 'lock', role: 'img', title: t('internal') }), { ariaLabel: t('internal') });
const excerpt = fragments => fragments.map(({ text, marked }) => marked ? element('mark', {}, text) : text);

// Titles and headings are marked by the words that the excerpt is marked by, and by those that were asked.
const titled = (text, wanted) => wanted ? excerpt(split(text, wanted)) : [text];

const heading = (result, wanted) => {
  const line = element('span', { className: 'hit-title' }, element('b', {}, ...titled(result.title, wanted)));
  if (result.heading && result.heading !== result.title) line.append(element('span', { className: 'hit-heading' }, ...titled(result.heading, wanted)));
  if (result.internal) line.append(lock());
  return line;
};

// A day as pages write it.
const dateText = iso => {
  const [y, m, d] = iso.split('-').map(Number), month = t('months').split(',')[m - 1].trim();
  return t('date').replace('{d}', d).replace('{month}', month).replace('{m}', m).replace('{y}', y);
};

// One line in every result: where it is, or what.
const place = result => {
  const line = element('span', { className: 'hit-path dim' });
  if (!isOwn(result)) line.append(badge(languageName(result.lang)));
  if (result.from) line.append(badge(t('search_from', dateText(result.from))));
  if (result.superseded) line.append(badge(t('search_replaced'), 'material'));
  const kind = () => element('span', { lang: root.lang }, kindName(result.kind || 'page'));
  line.append(result.breadcrumb || kind());
  return line;
};

// Where there is room for one line it begins close to what is marked.
const nearer = ([first, ...rest]) => first.marked || first.text.length < 24 || !rest.length ? [first, ...rest]
  : [{ text: `…${[...first.text].slice(-16).join('').replace(/^\S*\s/, '')}` }, ...rest];

// Everything that a result shows, as a link.
export const hit = (result, query, short = false) => {
  const words = soughtIn(result, query), wanted = pattern(words);
  // A replaced version that is chosen does not lead on.
  const href = result.superseded ? result.url.replace(/(?=#|$)/, '?version') : result.url;
  const link = element('a', { className: 'hit', href, lang: result.lang }, heading(result, wanted), place(result));
  if (result.excerpt.length) link.append(element('span', { className: 'hit-text dim' }, ...excerpt(short ? nearer(result.excerpt) : result.excerpt)));
  link.addEventListener('click', event => follow(event, link, words));
  return link;
};

const soughtIn = (result, query) => {
  const marked = result.excerpt.filter(fragment => fragment.marked).map(fragment => fragment.text);
  const titles = wordsOf(`${result.title} ${result.heading}`);
  const asked = wordsOf(query).filter(word => (word.length > 3 || isWide(word)) && titles.some(title => title.startsWith(word)));
  return [...new Set([...marked, ...asked])];
};

// The page that is reached marks what was sought; it learns of it from this tab, so that addresses stay clean.
const follow = (event, link, words) => {
  try {
    sessionStorage.setItem(sought, JSON.stringify({ path: link.pathname, words }));
  } catch { return; }
  if (link.pathname === location.pathname && !event.ctrlKey && !event.metaKey && !event.shiftKey)
    setTimeout(() => dispatchEvent(new HashChangeEvent('hashchange')));
};

// Text with a link in the place of `{n}`.
export const around = (key, link) => {
  const [before, after = ''] = (words[key] ?? '{n}').split('{n}');
  return [before, link, after];
};
