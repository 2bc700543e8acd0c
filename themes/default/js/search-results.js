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

let words = {};
export const t = (key, n = '') => (words[key] ?? '').replace('{n}', () => n);
const loadWords = async () => { words = await (await fetch(new URL(meta.dataset.words, document.baseURI))).json(); };

const loadStyle = () => new Promise(done => {
  const href = new URL('../css/search.css', import.meta.url).href;
  if (all('link[rel=stylesheet]').some(link => link.href === href)) return done();
  document.head.append(element('link', { rel: 'stylesheet', href, onload: done, onerror: done }));
});

let loaded;
// The words and the look of everything that is shown.
export const ready = () => loaded ??= Promise.all([loadWords(), loadStyle()]);

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

export const count = n => n === 1 ? t('search_one') : t('search_many', n);

// A language in its own words.
export const languageName = code => {
  try { return new Intl.DisplayNames([code], { type: 'language' }).of(code); } catch { return code; }
};
export const isOwn = ({ lang }) => lang.toLowerCase() === root.lang.toLowerCase();
export const kindName = kind => t(`kind_${kind}`) || kind;

const badge = (text, name = '') => element('span', { className: `badge ${name}`, lang: root.lang, textContent: text });
const lock = () => Object.assign(element('span', { className: 'lock', role: 'img', title: t('internal') }), { ariaLabel: t('internal') });
const excerpt = fragments => fragments.map(({ text, marked }) => marked ? element('mark', {}, text) : text);

const heading = result => {
  const line = element('span', { className: 'hit-title' }, element('b', {}, result.title));
  if (result.heading && result.heading !== result.title) line.append(element('span', { className: 'hit-heading' }, result.heading));
  if (result.internal) line.append(lock());
  return line;
};

const place = result => {
  const line = element('span', { className: 'hit-path dim' });
  if (!isOwn(result)) line.append(badge(languageName(result.lang)));
  if (!['page', 'section', ''].includes(result.kind)) line.append(badge(kindName(result.kind)));
  if (result.superseded) line.append(badge(t('search_replaced'), 'material'));
  line.append(result.breadcrumb);
  return line;
};

// Everything that a result shows, as a link.
export const hit = (result, query) => {
  const link = element('a', { className: 'hit', href: result.url, lang: result.lang }, heading(result), place(result));
  if (result.excerpt.length) link.append(element('span', { className: 'hit-text dim' }, ...excerpt(result.excerpt)));
  link.addEventListener('click', event => follow(event, link, result, query));
  return link;
};

// The page that is reached marks what was sought; it learns of it from this tab, so that addresses stay clean.
const follow = (event, link, result, query) => {
  const marked = result.excerpt.filter(fragment => fragment.marked).map(fragment => fragment.text);
  const titles = wordsOf(`${result.title} ${result.heading}`);
  const asked = wordsOf(query).filter(word => (word.length > 3 || isWide(word)) && titles.some(title => title.startsWith(word)));
  try {
    sessionStorage.setItem(sought, JSON.stringify({ path: link.pathname, words: [...new Set([...marked, ...asked])] }));
  } catch { return; }
  if (link.pathname === location.pathname && !event.ctrlKey && !event.metaKey && !event.shiftKey)
    setTimeout(() => dispatchEvent(new HashChangeEvent('hashchange')));
};

// Text with a link in the place of `{n}`.
export const around = (key, link) => {
  const [before, after = ''] = (words[key] ?? '{n}').split('{n}');
  return [before, link, after];
};
