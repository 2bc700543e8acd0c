// What the server tells, for as long as the tab is seen: a browser allows few connections to one host.

const NAMES = ['hello', 'page', 'gone', 'facts', 'problems', 'search', 'feedback'];
// Milliseconds until the next attempt: the first, and at most.
const SOON = 400, LATE = 4000;

export class Events {
  // `have`: tells the hash of the page that is shown. `on`: told everything, and `open` and `stopped`.
  constructor(have, on) {
    this.have = have;
    this.on = on;
    this.wait = SOON;
    document.addEventListener('visibilitychange', () => this.turn());
    addEventListener('pagehide', () => this.close());
    addEventListener('pageshow', event => event.persisted && this.turn());
    this.turn();
  }

  turn() {
    if (document.hidden) this.close();
    else if (!this.stream) this.open();
  }

  open() {
    clearTimeout(this.again);
    const told = new URLSearchParams({ path: location.pathname, have: this.have() });
    this.stream = new EventSource(`/.answerbook/events?${told}`);
    this.stream.onopen = () => {
      this.wait = SOON;
      this.on('open');
    };
    this.stream.onerror = () => this.fail();
    for (const name of NAMES) this.stream.addEventListener(name, event => this.on(name, JSON.parse(event.data)));
  }

  close() {
    clearTimeout(this.again);
    this.stream?.close();
    this.stream = undefined;
  }

  // The browser's own attempts would ask with the hash of a page that is no longer shown.
  fail() {
    this.close();
    this.on('stopped');
    this.again = setTimeout(() => this.turn(), this.wait);
    this.wait = Math.min(this.wait * 2, LATE);
  }
}
