// The text of a page as blocks, and what changed in it as a part of the page. Loaded when a text is kept or compared.
import { all, element, fetched, one } from './page.js';
import { compare } from './redline.js';

const KINDS = { H1: 'h1', H2: 'h2', H3: 'h3', H4: 'h4', H5: 'h5', H6: 'h6', LI: 'li', DT: 'dt', DD: 'dd', PRE: 'pre' };
const BLOCKS = new Set([...Object.keys(KINDS), ...'P DIV UL OL DL SECTION ARTICLE ASIDE BLOCKQUOTE DETAILS SUMMARY FIGURE FIGCAPTION TABLE FORM FIELDSET LEGEND HR'.split(' ')]);
// What is of the interface.
const SKIPPED = 'button,input,.anchor,.own,.vh,script,style,template,svg,.redline';

const squeezed = text => text.replace(/\s+/gu, ' ').trim();

const inline = node => {
  if (node.nodeType === Node.TEXT_NODE) return node.data;
  if (node.nodeType !== Node.ELEMENT_NODE || node.matches(SKIPPED)) return '';
  if (node.tagName === 'IMG') return node.alt;
  if (node.tagName === 'BR') return ' ';
  return [...node.childNodes].map(inline).join('');
};

// Adds what an element says. Text beside blocks is a block of the kind that it stands in; so is the first paragraph of a line.
const collect = (parent, kind, blocks) => {
  let text = '', used = false;
  const flush = () => {
    const said = kind === 'pre' ? text.replace(/\s+$/u, '') : squeezed(text);
    if (said) blocks.push({ kind: used && kind === 'li' ? 'p' : kind, text: said });
    used ||= Boolean(said);
    text = '';
  };
  for (const node of parent.childNodes) {
    const { tagName } = node;
    if (tagName === 'TR') {
      const cells = [...node.cells].map(cell => squeezed(inline(cell)));
      blocks.push({ kind: node.closest('thead') ? 'head' : 'row', text: cells.join('\t') });
    } else if (['THEAD', 'TBODY', 'TFOOT'].includes(tagName)) collect(node, 'p', blocks);
    else if (BLOCKS.has(tagName) && !node.matches(SKIPPED)) {
      flush();
      const own = KINDS[tagName] ?? (['li', 'dd'].includes(kind) && !used ? kind : 'p');
      const before = blocks.length;
      collect(node, own, blocks);
      used ||= blocks.length > before;
    } else text += inline(node);
  }
  flush();
};

/** What the article of a page says, heading first, in the form that {@link compare} takes. */
export const blocksOf = page => {
  const blocks = [];
  for (const part of all('main h1, .main>.prose', page)) collect(part, part.tagName === 'H1' ? 'h1' : 'p', blocks);
  return blocks;
};

let words;
/** The words of scripts in the language of the page. */
export const load = async () => {
  const { dataset } = one('meta[name="answerbook:search"]');
  return words ??= await (await fetch(new URL(dataset.words, document.baseURI))).json();
};
const t = (key, n = '') => (words[key] ?? '').replace('{n}', () => n);

const style = new URL('../css/redline.css', import.meta.url).href;
const dress = () => new Promise(done => {
  if (all('link[rel=stylesheet]').some(link => link.href === style)) return done();
  document.head.append(element('link', { rel: 'stylesheet', href: style, onload: done, onerror: done }));
});

const said = key => element('span', { className: 'vh' }, `${t(key)}: `);
const MARKS = { '-': ['del', 'redline_removed'], '+': ['ins', 'redline_added'] };
const marked = ([mark, text]) => {
  if (mark === '=') return document.createTextNode(text);
  const [name, key] = MARKS[mark];
  return element(name, {}, said(key), text);
};

// Parts of a row, cell by cell.
const cells = parts => {
  const found = [[]];
  for (const [mark, text] of parts) {
    text.split('\t').forEach((piece, at) => {
      if (at) found.push([]);
      if (piece) found.at(-1).push([mark, piece]);
    });
  }
  return found;
};

const isRow = ({ kind }) => kind === 'row' || kind === 'head';

const badge = entry => entry.moved ? [element('span', { className: 'badge' }, t('redline_moved'))] : [];

const block = entry => {
  if (!isRow(entry)) return element('p', { className: `${entry.kind} ${entry.type}` }, ...badge(entry), ...entry.parts.map(marked));
  const name = entry.kind === 'head' ? 'th' : 'td';
  return element('tr', { className: entry.type }, ...cells(entry.parts).map((parts, at) => element(name, {}, ...at ? [] : badge(entry), ...parts.map(marked))));
};

// Rows that follow each other are a table.
const laidOut = entries => {
  const made = [];
  for (const entry of entries) {
    const shown = block(entry), last = made.at(-1);
    if (!isRow(entry)) made.push(shown);
    else if (last?.tagName === 'DIV' && entry.kind !== 'head') one('tbody', last).append(shown);
    else made.push(element('div', { className: 'table' }, element('table', {}, element('tbody', {}, shown))));
  }
  return made;
};

const isChanged = ({ type, parts }) => type !== 'same' && parts.some(([mark]) => mark !== '=');
const isHeading = ({ kind }) => /^h\d$/.test(kind);

// What stays is folded, but for the heading and the head of the table that a change stands below.
const folded = entries => {
  const made = [];
  const fold = (run, next) => {
    const shown = next ? [run.findLast(isHeading), isRow(next) ? run.findLast(({ kind }) => kind === 'head') : undefined].filter(Boolean) : [];
    const hidden = run.filter(entry => !shown.includes(entry));
    const count = hidden.length;
    if (count === 1) shown.unshift(...hidden);
    else if (count) made.push(element('details', { className: 'same' }, element('summary', {}, t('redline_same_many', count)), ...laidOut(hidden)));
    return shown.sort((a, b) => run.indexOf(a) - run.indexOf(b));
  };
  let run = [], shown = [];
  const lay = () => { made.push(...laidOut(shown)); shown = []; };
  for (const entry of entries) {
    if (!isChanged(entry)) { run.push(entry); continue; }
    if (run.length > 1) lay();
    shown.push(...fold(run, entry), entry);
    run = [];
  }
  lay();
  made.push(...laidOut(fold(run)));
  return made;
};

/** What changed between two texts, as an element. */
export const redline = (before, after) => {
  const entries = compare(before, after, document.documentElement.lang), title = t('redline_title');
  const parts = entries.some(isChanged) ? folded(entries) : [element('p', { className: 'dim' }, t('redline_none'))];
  const made = element('section', { className: 'redline box', tabIndex: -1 }, ...parts);
  made.ariaLabel = title;
  return made;
};

// What the marks mean, and the way out.
const head = close => element('p', { className: 'row key' },
  element('strong', {}, t('redline_title')),
  ...Object.entries({ in: 'redline_added', out: 'redline_removed' }).map(([className, key]) => element('span', { className, ariaHidden: 'true' }, t(key))),
  element('button', { type: 'button', className: 'button quiet', onclick: close }, t('redline_close')));

const read = async other => typeof other === 'string' ? blocksOf(await fetched(other)) : other ?? [];

/** Opens what changed since a text, which is given or the address of a page, below the part that a button stands in; or closes it again. */
export const unfold = async (button, other) => {
  const card = button.closest('.policy'), place = card ?? button.closest('.reread,.again');
  const open = card ? card.nextElementSibling : place.querySelector(':scope>.redline');
  const close = shown => {
    shown.remove();
    button.ariaExpanded = 'false';
    button.focus();
  };
  if (open?.matches('.redline')) return close(open);
  await Promise.all([load(), dress()]);
  const made = await read(other).then(before => redline(before, blocksOf(document)), () => element('p', { className: 'redline box', tabIndex: -1 }, t('redline_lost')));
  made.prepend(head(() => close(made)));
  if (card) card.after(made);
  else place.append(made);
  button.ariaExpanded = 'true';
  made.focus({ preventScroll: true });
};
