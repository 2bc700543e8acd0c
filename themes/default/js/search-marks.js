// Marks on a page what led the reader to it, until Escape or the button; loaded on pages reached from a result.
import { element, one, pattern, placesIn, ready, t } from './search-results.js';

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

const rangesIn = (node, wanted) => placesIn(node.data, wanted).map(([begin, end]) => {
  const range = new Range();
  range.setStart(node, begin);
  range.setEnd(node, end);
  return range;
});

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

const here = mark => { if (painted) CSS.highlights.set('sought-here', new Highlight(mark)); };

const go = mark => {
  for (let at = holder(mark).closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
  here(mark);
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  holder(mark).scrollIntoView({ block: 'center', behavior: still ? 'auto' : 'smooth' });
};

// The first mark at or after the heading that was aimed at.
const beginning = marks => {
  let target = null;
  try { target = document.getElementById(decodeURIComponent(location.hash.slice(1))); } catch { /* broken escapes */ }
  const after = mark => target.compareDocumentPosition(holder(mark)) & (Node.DOCUMENT_POSITION_FOLLOWING | Node.DOCUMENT_POSITION_CONTAINED_BY) || target === holder(mark);
  return target ? Math.max(marks.findIndex(after), 0) : 0;
};

const button = (text, sign, act) => element('button', { type: 'button', title: text, ariaLabel: text, textContent: sign, onclick: act });

// Which of the marks the reader is at, and the way to the others.
const bar = (marks, end) => {
  const n = marks.length, word = element('b', {}), place = element('span', {});
  let at = beginning(marks);
  const say = () => {
    word.textContent = `${marks[at] instanceof Range ? marks[at] : marks[at].textContent}`;
    place.textContent = `${at + 1} / ${n}`;
  };
  const step = by => () => { at = (at + by + n) % n; go(marks[at]); say(); };
  const status = element('span', { role: 'status' }, word, ' ', place);
  const box = element('div', { className: 'marks box sm', role: 'region', ariaLabel: t('search_marked_many', n) }, status);
  box.append(button(t('search_back'), '↑', step(-1)), button(t('search_next'), '↓', step(1)), button(t('search_unmark'), '×', end));
  document.body.append(box);
  here(marks[at]);
  // A live region speaks of what changes after it is there.
  setTimeout(say, 100);
  return box;
};

// What is marked stays until Escape or the button. A single mark needs no way to others.
const keep = marks => {
  const end = () => {
    unpaint(marks);
    box?.remove();
    document.removeEventListener('keydown', escape);
    forget = undefined;
  };
  const escape = event => { if (event.key === 'Escape' && !event.defaultPrevented) end(); };
  const box = marks.length > 1 ? bar(marks, end) : undefined;
  document.addEventListener('keydown', escape);
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
  if (ranges.length) forget = keep(paint(ranges));
};
