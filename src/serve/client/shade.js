// Which blocks of an internal page customers do not see: it is held against the same page of the public edition.
import { match } from './match.js';
import { parse } from './source.js';

const NAME = 'data-answerbook-shade';

const blank = node => node.nodeType === Node.COMMENT_NODE || node.nodeType === Node.TEXT_NODE && !node.data.trim();
// A lock says itself whom it is for.
const skipped = node => blank(node) || node.nodeType === Node.ELEMENT_NODE && node.matches('.lock, .toc, .crumbs, .actions');

export class Shade {
  // `source`: gives the source of the page shown.
  constructor(source) {
    this.source = source;
    this.shown = null;
  }

  async show() {
    const response = await fetch(`/.answerbook/public-page?${new URLSearchParams({ path: location.pathname })}`).catch(() => null);
    const html = response?.ok ? await response.text() : null;
    this.clear();
    this.shown = { staff: 0, differs: 0, customers: 0, whole: !html };
    const inner = this.source()?.tree.querySelector('main'), outer = html && parse(html).querySelector('main');
    if (!inner) return;
    if (outer) this.compare(inner, outer);
    else this.mark(inner, 'staff');
  }

  hide() {
    this.clear();
    this.shown = null;
  }

  clear() {
    for (const node of document.querySelectorAll(`[${NAME}]`)) node.removeAttribute(NAME);
  }

  compare(inner, outer) {
    const spoken = node => [...node.childNodes].filter(child => !skipped(child));
    const { removed, steps } = match(spoken(inner), spoken(outer));
    for (const node of removed) this.mark(node, 'staff');
    for (const { next, old, equal } of steps) {
      if (!old) this.shown.customers++;
      else if (equal) continue;
      else if (old.nodeType === Node.ELEMENT_NODE) this.compare(old, next);
      else this.mark(old, 'differs');
    }
  }

  // Text has no colour of its own: what holds it is other than what customers read.
  mark(node, how) {
    const isElement = node.nodeType === Node.ELEMENT_NODE;
    const live = this.source().live(isElement ? node : node.parentElement), kind = isElement ? how : 'differs';
    if (!live || live.hasAttribute(NAME)) return;
    live.setAttribute(NAME, kind);
    this.shown[kind]++;
  }
}
