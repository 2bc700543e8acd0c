// The browser's side of the preview: takes what the server tells to the page and to the toolbar.
import { Bar } from './bar.js';
import { Events } from './events.js';
import { Shade } from './shade.js';
import { Source } from './source.js';
import { inView, lead, outline, reload, restoreScroll, update } from './update.js';

const TRIED = 'answerbook:preview:tried';

// Whether to begin again, lest a page that is never the same twice begins for ever.
const mayRetry = () => {
  try {
    const tried = JSON.parse(sessionStorage.getItem(TRIED) ?? '[]').filter(time => Date.now() - time < 1e4);
    sessionStorage.setItem(TRIED, JSON.stringify([...tried, Date.now()]));
    return tried.length < 3;
  } catch { return false; }
};

// What no page is at is shown as the page for what is not there: nothing is asked for before there is one.
const isPage = () => (performance.getEntriesByType('navigation')[0]?.responseStatus ?? 200) < 400;

class Preview {
  constructor({ hash, children }) {
    this.hash = hash;
    this.children = children;
    this.have = isPage() ? '' : hash;
    this.shade = new Shade(() => this.source);
    // In the frame of a width the page is alone.
    this.bar = parent === window ? new Bar(this) : undefined;
    if (this.bar) document.documentElement.append(this.bar);
    this.events = new Events(() => this.away ? '' : this.have, (name, told) => this[name]?.(told));
    document.addEventListener('answerbook:event', event => this.tell(event.detail));
  }

  open() { this.bar?.tell({ connection: 'live' }); }
  stopped() { this.bar?.tell({ connection: 'stopped' }); }
  hello(hello) { this.bar?.tell({ hello }); }
  facts(told) { this.bar?.tell({ facts: told.facts, other: told.other }); }
  problems(problems) { this.bar?.tell({ problems }); }
  search(search) {
    if (search.ready && this.ready === false) document.dispatchEvent(new CustomEvent('answerbook:index'));
    this.ready = search.ready;
    this.bar?.tell({ search });
  }

  feedback(feedback) { this.bar?.tell({ feedback }); }

  // Of an address that never had a page nothing was taken away.
  gone() {
    if (this.source && this.status === 200) this.bar?.tell({ gone: true });
    this.away = true;
  }

  page({ hash, status, html }) {
    const was = this.status;
    this.status = status;
    if (!this.source) return this.begin(hash, html);
    if (hash === this.have && !this.away) return;
    this.have = hash;
    if (this.away || was !== status) return reload();
    try {
      const changed = update(this.source, html);
      if (changed) this.changed(changed);
      else reload();
    } catch (error) {
      // What cannot be changed in place begins again.
      console.warn(error);
      reload();
    }
  }

  // The first page told is the one the tab has, unless it was saved meanwhile.
  begin(hash, html) {
    this.have = hash;
    if (hash !== this.hash && mayRetry()) return reload();
    this.source = new Source(html, this.children);
    this.children = undefined;
  }

  changed(blocks) {
    const seen = blocks.filter(inView);
    outline(seen);
    const [hidden] = seen.length ? [] : blocks;
    this.bar?.tell({ changed: hidden ? { node: hidden, above: hidden.getBoundingClientRect().top < 0, go: () => lead(hidden) } : null });
    if (this.shade.shown) this.shading();
  }

  // Shows what only staff see, or no longer does.
  async shading(wanted = true) {
    if (wanted) await this.shade.show();
    else this.shade.hide();
    this.bar?.tell({ shade: this.shade.shown });
  }

  // What happened on the page stays here.
  tell(event) {
    const body = JSON.stringify({ events: [event] });
    fetch('/.answerbook/feedback', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body, keepalive: true }).catch(() => {});
  }
}

export const start = noted => {
  restoreScroll();
  return new Preview(noted);
};
