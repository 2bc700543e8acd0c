// Marks on a page what led the reader to it, until Escape or the button; loaded on pages reached from a result.
import { element, fold, isWide, one, ready, t } from './search-results.js';

const MOST = 500;
const painted = 'CSS' in window && CSS.highlights && window.Highlight;
const skipped = 'nav, .toc, .end, .meta, .search, .marks, button, script, .vh';

const take = () => {
  try {
    const told = JSON.parse(sessionStorage.getItem('answerbook:sought'));
    sessionStorage.removeItem('answerbook:sought');
    return told?.path === location.pathname ? told.words : [];
  } catch { return []; }
};

const escaped = text => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
const stem = word => word.length > 4 ? word.replace(/(?<=...)(ing|ies|ied|ed|es|[sey])$/, '') : word;

// Chinese as it stands; other words with their endings.
const pattern = words => {
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

const rangesIn = (node, wanted) => {
  const { folded, places } = folding(node.data);
  return [...folded.matchAll(wanted)].map(({ index, 0: { length } }) => {
    const range = new Range();
    range.setStart(node, places[index]);
    range.setEnd(node, places[index + length]);
    return range;
  });
};

const find = wanted => {
  const walker = document.createTreeWalker(one('main'), NodeFilter.SHOW_TEXT, node =>
    node.parentElement.closest(skipped) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT);
  const ranges = [];
  while (walker.nextNode() && ranges.length < MOST) ranges.push(...rangesIn(walker.currentNode, wanted));
  return ranges;
};

// A highlight where the browser paints them; elsewhere elements, from the end so that places stay right.
const paint = ranges => {
  if (painted) {
    const marks = new Highlight();
    ranges.forEach(range => marks.add(range));
    CSS.highlights.set('sought', marks);
    return ranges;
  }
  return ranges.reverse().map(range => {
    const mark = element('mark', { className: 'sought' });
    range.surroundContents(mark);
    return mark;
  }).reverse();
};

const unpaint = marks => {
  if (painted) return ['sought', 'sought-here'].forEach(name => CSS.highlights.delete(name));
  for (const mark of marks) {
    const parent = mark.parentNode;
    mark.replaceWith(...mark.childNodes);
    parent.normalize();
  }
};

const holder = mark => mark instanceof Range ? mark.startContainer.parentElement : mark;

const go = mark => {
  for (let at = holder(mark).closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
  if (painted) CSS.highlights.set('sought-here', new Highlight(mark));
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  holder(mark).scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
};

// The place before the first mark at or after the heading that was aimed at.
const beginning = marks => {
  let target = null;
  try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* broken escapes */ }
  const after = mark => target.compareDocumentPosition(holder(mark)) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY) || target === holder(mark);
  return target ? marks.findIndex(after) - 1 : -1;
};

const button = (text, act) => element('button', { type: 'button', className: 'copy', textContent: text, onclick: act });

const bar = marks => {
  const n = marks.length;
  let at = beginning(marks);
  const next = button(t('search_next'), () => { at = (at + 1) % n; go(marks[at]); });
  const status = element('span', { role: 'status' });
  const box = element('div', { className: 'marks row box sm' }, status, next);
  const end = () => {
    unpaint(marks);
    box.remove();
    document.removeEventListener('keydown', escape);
    forget = undefined;
  };
  const escape = event => { if (event.key === 'Escape' && !event.defaultPrevented) end(); };
  box.append(button(t('search_unmark'), end));
  document.addEventListener('keydown', escape);
  document.body.append(box);
  // A live region speaks of what changes after it is there.
  setTimeout(() => { status.textContent = n === 1 ? t('search_marked_one') : t('search_marked_many', n); }, 100);
  return end;
};

let forget;

// Marks what the last followed result was found by.
export const show = async () => {
  const wanted = pattern(take());
  if (!wanted) return;
  forget?.();
  await ready();
  const ranges = find(wanted);
  if (ranges.length) forget = bar(paint(ranges));
};
