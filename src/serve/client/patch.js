// Changes what is shown by what differs between the source it came from and the next one. Nothing else is touched: what
// scripts have added, what is open, typed, focused or selected stays.
import { match } from './match.js';

const isText = node => node.nodeType !== Node.ELEMENT_NODE;
const isSheet = node => node.nodeName === 'LINK' && node.rel === 'stylesheet';

// The new style first, then the old one away: the page is never seen without.
const replaced = new WeakMap();
const swapSheet = (live, href) => {
  const sheet = live.cloneNode();
  sheet.setAttribute('href', href);
  replaced.set(sheet, live);
  // Those too that never got so far as to load.
  const done = () => { for (let old = live; old; old = replaced.get(old)) old.remove(); };
  sheet.addEventListener('load', done, { once: true });
  sheet.addEventListener('error', done, { once: true });
  live.after(sheet);
  return sheet;
};

export class Patch {
  constructor(source) {
    this.source = source;
    // Live elements that look other than before.
    this.changed = new Set();
  }

  // Makes `old`, a node of the source, equal to `next`, and what is shown for it likewise.
  element(old, next) {
    this.attributes(old, next);
    this.children(old, next);
  }

  attributes(old, next) {
    const live = this.source.live(old);
    if (isSheet(old) && isSheet(next) && old.getAttribute('href') !== next.getAttribute('href')) return this.sheet(old, next);
    for (const { namespaceURI, name, localName, value } of [...next.attributes]) {
      if (old.getAttributeNS(namespaceURI, localName) === value) continue;
      for (const node of [old, live]) node.setAttributeNS(namespaceURI, name, value);
      this.changed.add(live);
    }
    for (const { namespaceURI, localName } of [...old.attributes]) {
      if (next.hasAttributeNS(namespaceURI, localName)) continue;
      for (const node of [old, live]) node.removeAttributeNS(namespaceURI, localName);
      this.changed.add(live);
    }
  }

  sheet(old, next) {
    const live = swapSheet(this.source.live(old), next.getAttribute('href'));
    for (const { name, value } of next.attributes) old.setAttribute(name, value);
    this.source.join(old, live);
  }

  children(old, next) {
    const parent = this.source.live(old);
    const { after, removed, steps } = match([...old.childNodes], [...next.childNodes]);
    // Somebody's script has other plans with this element: it begins again.
    const lost = child => child && !this.source.slot(child, parent);
    if (steps.some(({ old, equal, moved }) => lost(old) && (moved || !equal))) return this.again(old, next, parent);
    removed.forEach(child => this.remove(child, parent));
    this.arrange(old, parent, steps, after);
  }

  again(old, next, parent) {
    old.replaceChildren(...next.childNodes);
    parent.replaceChildren(...[...old.childNodes].map(child => this.source.copy(child)));
    this.changed.add(parent);
  }

  remove(child, parent) {
    const slot = this.source.slot(child, parent), live = this.source.live(child);
    child.remove();
    if (!slot) return;
    // What a script put around it goes with it, unless there is more in it.
    const shared = slot !== live && [...slot.querySelectorAll('*')].some(node => node !== live && !live.contains(node) && this.source.owns(node));
    const near = slot.previousElementSibling ?? slot.nextElementSibling ?? parent;
    (shared ? live : slot).remove();
    if (child.nodeType === Node.ELEMENT_NODE) this.changed.add(near);
  }

  // `before`: the child after which the steps begin.
  arrange(old, parent, steps, before) {
    const behind = (node, holder) => node ? node.nextSibling : holder.firstChild;
    let shown = null;
    for (let at = before; at && !shown; at = at.previousSibling) shown = this.source.slot(at, parent);
    for (const step of steps) {
      const node = step.old ?? step.next;
      if (!step.old || step.moved) old.insertBefore(node, behind(before, old));
      before = node;
      shown = this.show(step, parent, behind(shown, parent)) ?? shown;
    }
  }

  // Shows a child of `parent` before the live node `place`; returns what holds it.
  show({ next, old, moved, equal }, parent, place) {
    if (!old) {
      const live = this.source.copy(next);
      parent.insertBefore(live, place);
      this.changed.add(isText(live) ? parent : live);
      return live;
    }
    const slot = this.source.slot(old, parent);
    if (moved) {
      if (parent.moveBefore && parent.isConnected) parent.moveBefore(slot, place);
      else parent.insertBefore(slot, place);
      this.changed.add(slot);
    }
    if (equal) return slot;
    if (isText(old)) this.text(old, next);
    else this.element(old, next);
    // A style that was exchanged stands for another node now.
    return this.source.slot(old, parent);
  }

  // Only the part that differs, so that what is selected in the rest stays selected.
  text(old, next) {
    const live = this.source.live(old), before = live.data, after = next.data;
    let begin = 0, end = 0;
    const shorter = Math.min(before.length, after.length);
    while (begin < shorter && before[begin] === after[begin]) begin++;
    while (end < shorter - begin && before[before.length - 1 - end] === after[after.length - 1 - end]) end++;
    live.replaceData(begin, before.length - begin - end, after.slice(begin, after.length - end));
    old.data = after;
    this.changed.add(live.parentElement);
  }
}
