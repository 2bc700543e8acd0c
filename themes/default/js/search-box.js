// The search field as a combobox: answers below it while the reader types. Loaded when the reader turns to the field;
// without it the field leads to the search page, and Enter still does.
import { Searches } from './feedback.js';
import { all, around, ask, counts, element, explain, hit, isOwn, one, ready, recent, shares, t, warm } from './search-results.js';

const root = document.documentElement;
const LIMIT = 6;
// Milliseconds: between two keys; until waiting is shown; until a count is said.
const PAUSE = 30, PATIENCE = 150, SILENCE = 400;

const narrow = matchMedia('(max-width: 46rem)'), tiny = matchMedia('(max-width: 30rem)');

class Box {
  constructor(form) {
    this.form = form;
    this.input = one('input', form);
    this.list = element('div', { role: 'listbox', id: 'ab-hits', ariaLabel: t('search_results') });
    this.note = element('div', { className: 'panel-note dim' });
    this.panel = element('div', { className: 'panel', hidden: true }, this.note, this.list);
    this.status = element('p', { className: 'vh', role: 'status' });
    // The pages seen last were not searched for.
    this.searches = new Searches(this.list, () => this.answered ? all('.hit:not(.hit-all)', this.list) : []);
    this.asked = 0;
    this.answered = '';
    this.input.after(this.panel);
    form.append(this.status);
    this.describe();
    this.listen();
    if (document.activeElement === this.input) this.turn();
  }

  describe() {
    const attributes = { role: 'combobox', 'aria-expanded': false, 'aria-controls': 'ab-hits', 'aria-autocomplete': 'list' };
    for (const [name, value] of Object.entries(attributes)) this.input.setAttribute(name, value);
  }

  listen() {
    const { form, input, panel } = this;
    input.addEventListener('focus', () => this.turn());
    input.addEventListener('click', () => this.turn());
    input.addEventListener('input', event => event.isComposing || this.soon());
    input.addEventListener('compositionend', () => this.soon());
    input.addEventListener('keydown', event => this.key(event));
    // The field keeps the focus while a result is clicked or the results are scrolled.
    panel.addEventListener('mousedown', event => event.preventDefault());
    panel.addEventListener('pointermove', event => this.hover(event));
    panel.addEventListener('click', event => event.target.closest('a') && !event.ctrlKey && !event.metaKey && this.close());
    form.addEventListener('focusout', event => form.contains(event.relatedTarget) || this.close());
    form.addEventListener('keydown', event => event.key === 'Escape' && event.target !== input && (input.focus(), this.close()));
    document.addEventListener('answerbook:index', () => panel.hidden || this.run());
    for (const target of [window.visualViewport, window]) target?.addEventListener('resize', () => this.fit());
  }

  get options() { return all('[role=option]', this.list); }
  get query() { return this.input.value.trim(); }

  // The reader has turned to the field.
  turn() {
    if (!this.panel.hidden) return;
    warm();
    if (narrow.matches) this.form.scrollIntoView({ block: 'start' });
    if (this.query && this.query === this.answered && this.options.length) this.open();
    else this.run();
  }

  soon() {
    this.searches.typed();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.run(), PAUSE);
  }

  async run() {
    const { query } = this, asked = ++this.asked;
    clearTimeout(this.patience);
    if (!query) return this.rest();
    this.patience = setTimeout(() => this.wait(), PATIENCE);
    let show;
    try {
      const answer = await ask(query, { limit: LIMIT, lang: root.lang });
      show = () => this.show(query, answer);
    } catch (error) {
      if (error.kind === 'superseded') return;
      show = () => this.fail(error);
    }
    // Only the newest question may be answered, and only to somebody who is still there.
    if (asked !== this.asked) return;
    clearTimeout(this.patience);
    this.rested();
    if (this.form.contains(document.activeElement)) show();
  }

  // Nothing is asked: what was seen last.
  rest() {
    const pages = recent().map(page => element('a', { className: 'hit', href: page.url }, element('span', { className: 'hit-title' }, element('b', {}, page.title))));
    this.answered = '';
    this.searches.settle({ given: true });
    this.rested();
    this.fill(pages.length ? [this.group(t('recent'), pages)] : []);
    this.tell(t('search_hint'));
    this.open();
  }

  // The first answer takes its time: said quietly. Later ones stay until the next is there.
  wait() {
    this.panel.dataset.wait = '';
    this.list.ariaBusy = 'true';
    if (!this.answered) {
      this.fill([]);
      this.tell(element('p', {}, t('search_wait')), element('div', { className: 'ghosts', ariaHidden: 'true' }));
    }
    this.say(t('search_wait'));
    this.open();
  }

  rested() {
    delete this.panel.dataset.wait;
    this.list.ariaBusy = 'false';
  }

  show(query, answer) {
    const { results, correction, total } = answer;
    const links = results => results.map(result => hit(result, correction ?? query, tiny.matches));
    const own = results.filter(isOwn), others = results.filter(result => !isOwn(result));
    this.answered = query;
    this.searches.shown(query, answer);
    this.fill([
      ...links(own),
      ...others.length ? [this.group(t('search_others'), links(others))] : [],
      ...results.length ? [element('a', { className: 'hit hit-all', href: this.address(query) }, t('search_all', others.length ? total : shares(answer).own))] : [],
    ]);
    this.tell(...results.length ? this.meant(correction) : this.nothing(query));
    this.say(results.length ? counts(answer) : t('search_none', query));
    this.open();
  }

  // The engine has answered another question than was typed, and it can be taken over.
  meant(correction) {
    if (!correction) return [];
    const onclick = event => {
      event.preventDefault();
      event.stopPropagation();
      this.input.value = correction;
      this.input.focus();
      this.run();
    };
    const link = element('a', { href: this.address(correction), onclick }, correction);
    return [element('p', {}, ...around('search_mean', link))];
  }

  nothing(query) {
    return [element('p', { className: 'panel-title' }, t('search_none', query)), element('p', {}, t('search_try')), this.ways()];
  }

  fail(error) {
    this.answered = '';
    this.fill([]);
    this.tell(element('p', { className: 'panel-title' }, explain(error)), this.again(), this.ways());
    this.say(explain(error));
    this.open();
  }

  again() {
    const onclick = () => { this.input.focus(); this.run(); };
    return element('button', { type: 'button', className: 'button quiet', onclick }, t('search_again'));
  }

  // Where else an answer may be.
  ways() {
    const contact = one('.contact .button');
    const links = [element('a', { href: this.form.action }, t('search_list'))];
    if (contact) links.push(element('a', { href: contact.href }, contact.textContent));
    return element('p', { className: 'row' }, ...links);
  }

  address(query) {
    const url = new URL(this.form.action);
    url.searchParams.set('q', query);
    return url.href;
  }

  group(title, links) {
    const label = element('span', { className: 'hit-label dim', ariaHidden: 'true' }, title);
    return element('div', { role: 'group', ariaLabel: title }, label, ...links);
  }

  fill(content) {
    this.list.replaceChildren(...content);
    for (const [number, link] of all('a', this.list).entries()) {
      Object.assign(link, { id: `ab-hit-${number}`, tabIndex: -1, ariaSelected: 'false' });
      link.setAttribute('role', 'option');
    }
    this.list.hidden = !content.length;
    this.choose(-1);
  }

  tell(...content) {
    this.note.replaceChildren(...content);
    this.note.hidden = !content.length;
  }

  say(text) {
    clearTimeout(this.silence);
    this.silence = setTimeout(() => { this.status.textContent = this.panel.hidden ? '' : text; }, SILENCE);
  }

  open() {
    this.panel.hidden = false;
    this.input.setAttribute('aria-expanded', this.options.length > 0);
    this.fit();
  }

  close() {
    this.asked++;
    this.searches.settle();
    clearTimeout(this.pause);
    clearTimeout(this.patience);
    this.panel.hidden = true;
    this.status.textContent = '';
    this.input.setAttribute('aria-expanded', false);
    this.choose(-1);
  }

  // The panel ends where the window does, or the keyboard of a phone begins.
  fit() {
    if (this.panel.hidden) return;
    const { height, offsetTop } = window.visualViewport ?? { height: innerHeight, offsetTop: 0 };
    const room = height + offsetTop - this.panel.getBoundingClientRect().top - (narrow.matches ? 0 : 12);
    this.panel.style.setProperty('--room', `${Math.max(room, 180)}px`);
  }

  // The pointer and the keys choose alike. A list that changes under a pointer at rest is no choice.
  hover(event) {
    const number = this.options.indexOf(event.target.closest('[role=option]'));
    const moved = event.pointerType === 'mouse' && (event.movementX || event.movementY);
    if (moved && number >= 0 && number !== this.chosen) this.choose(number, false);
  }

  // -1: none, so that Enter asks the search page.
  choose(number, scrolls = true) {
    const { options } = this;
    this.chosen = number;
    options.forEach((option, at) => option.setAttribute('aria-selected', at === number));
    if (number < 0) return this.input.removeAttribute('aria-activedescendant');
    this.input.setAttribute('aria-activedescendant', options[number].id);
    if (scrolls) options[number].scrollIntoView({ block: 'nearest' });
  }

  key(event) {
    // While Chinese is being put together, keys are the input method's.
    if (event.isComposing || event.ctrlKey || event.metaKey) return;
    const open = !this.panel.hidden, last = this.options.length - 1;
    const moves = {
      ArrowDown: () => this.move(this.chosen < last ? this.chosen + 1 : -1),
      ArrowUp: () => this.move(this.chosen < 0 ? last : this.chosen - 1),
      Home: () => this.chosen >= 0 && this.move(0),
      End: () => this.chosen >= 0 && this.move(last),
      Enter: () => open && this.chosen >= 0 && (this.options[this.chosen].click(), true),
      Escape: () => open && (this.close(), true),
    };
    if (moves[event.key]?.()) event.preventDefault();
  }

  move(number) {
    if (this.panel.hidden) this.turn();
    else if (this.options.length) this.choose(number);
    return true;
  }
}

const started = new Set();

// Makes a form a search box, once.
export const start = async form => {
  if (started.has(form)) return;
  started.add(form);
  warm();
  await ready();
  new Box(form);
};
