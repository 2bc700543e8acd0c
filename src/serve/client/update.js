// Brings the page in the tab up to a new source.
import { Patch } from './patch.js';
import { parse } from './source.js';

const root = document.documentElement;
const KEPT = 'answerbook:preview:scroll';

// Data for search engines is no script that would run.
const scripts = tree => [...tree.querySelectorAll('script:not([type="application/ld+json"])')].map(script => script.outerHTML).join('\n');
const language = tree => ['lang', 'data-edition'].map(name => tree.documentElement.getAttribute(name)).join();

// A script that is another now can only be run by a page that begins again.
const beginsAgain = (tree, next) => scripts(tree) !== scripts(next) || language(tree) !== language(next);

// What was made from what a writer has written: the contents list, which does not scroll either, a date, minutes to read.
const made = '.toc, .side, .meta, nav, footer';

// What the eye may be on: the blocks of the page.
const blocks = 'main :is(h1, h2, h3, h4, p, li, pre, table, figure, dt, dd, summary, blockquote, .callout, section)';
const block = live => live.closest(blocks);

// Remembers where the first block in view is, and returns what brings it back there. At the top nothing is held.
const hold = () => {
  if (scrollY < 1) return () => {};
  const { left, width } = document.querySelector('main')?.getBoundingClientRect() ?? { left: 0, width: innerWidth };
  const seen = new Map();
  // Others to go by, if the first one is taken away.
  for (let y = 8; y < innerHeight && seen.size < 4; y += 48) {
    const node = document.elementFromPoint(left + Math.min(width / 2, 320), y)?.closest(blocks);
    if (node && !node.closest(made)) seen.set(node, node.getBoundingClientRect().top);
  }
  // One that begins above the view may grow where nobody looks.
  const anchors = [...seen].sort(([, a], [, b]) => (a < 0) - (b < 0));
  const anchoring = root.style.overflowAnchor;
  root.style.overflowAnchor = 'none';
  return () => {
    const [node, top] = anchors.find(([node]) => node.isConnected && node.getClientRects().length) ?? [];
    if (node) scrollBy({ top: node.getBoundingClientRect().top - top, behavior: 'instant' });
    requestAnimationFrame(() => {
      root.style.overflowAnchor = anchoring;
      if (!root.getAttribute('style')) root.removeAttribute('style');
    });
  };
};

// A page that begins again is seen where it was left.
export const reload = () => {
  try { sessionStorage.setItem(KEPT, JSON.stringify([location.pathname, scrollY])); } catch { /* not allowed */ }
  location.reload();
};

export const restoreScroll = () => {
  try {
    const [path, top] = JSON.parse(sessionStorage.getItem(KEPT)) ?? [];
    sessionStorage.removeItem(KEPT);
    if (path === location.pathname) requestAnimationFrame(() => scrollTo({ top, behavior: 'instant' }));
  } catch { /* not allowed */ }
};

// Returns the blocks that changed, or null where the page has to begin again.
export const update = (source, html) => {
  const next = parse(html), patch = new Patch(source);
  if (beginsAgain(source.tree, next)) return null;
  const letGo = hold();
  patch.element(source.tree.documentElement, next.documentElement);
  // Before it is put back in place: scripts may fold and hide what is new.
  document.dispatchEvent(new CustomEvent('answerbook:updated'));
  letGo();
  return changedBlocks(patch.changed);
};

// What a writer has written first.
const changedBlocks = changed => {
  const found = [...new Set([...changed].filter(live => live.isConnected).map(block).filter(Boolean))];
  const written = found.filter(node => !node.closest(made));
  return (written.length ? written : found).filter((node, _, all) => !all.some(other => other !== node && node.contains(other)));
};

export const inView = node => {
  const { top, bottom, height } = node.getBoundingClientRect();
  return height > 0 && bottom > 0 && top < innerHeight - 40;
};

// An outline for a second. An animation leaves no trace in the page.
export const outline = nodes => {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const ring = opacity => ({ boxShadow: `0 0 0 6px oklch(.65 .17 255 / ${.13 * opacity}), 0 0 0 8px oklch(.62 .17 255 / ${.75 * opacity})` });
  nodes.slice(0, 12).forEach(node => node.animate([ring(1), { ...ring(1), offset: .6 }, ring(still ? 1 : 0)], { duration: 1100, easing: 'ease-out' }));
};

export const lead = node => {
  for (let at = node.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  node.scrollIntoView({ block: 'center', behavior: still ? 'instant' : 'smooth' });
  outline([node]);
};
