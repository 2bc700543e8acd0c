// The toolbar: all that is to be known about the page, in one line at the lower edge. It lives in a tree of its own, so that
// the page's styles and scripts do not meet it.
import { element, icon, plural } from './element.js';
import { items } from './items.js';
import { Overlay } from './overlay.js';
import { panels } from './panels.js';

const FOLDED = 'answerbook:preview:folded';
const narrow = matchMedia('(max-width: 56rem)');

const remember = folded => { try { localStorage.setItem(FOLDED, folded ? 'yes' : ''); } catch { /* not allowed */ } };
const recall = () => { try { return localStorage.getItem(FOLDED) === 'yes'; } catch { return false; } };

const focusable = 'a[href], button, [tabindex]';
const sheet = (name, onload) => element('link', { rel: 'stylesheet', href: `/.answerbook/${name}.css`, onload });

export class Bar extends HTMLElement {
  constructor(preview) {
    super();
    this.preview = preview;
    this.state = { connection: 'opening', problems: { stale: false, errors: 0, warnings: 0, more: 0, list: [] }, empty: document.body?.classList.contains('answerbook-empty') };
    this.attachShadow({ mode: 'open' });
    this.setAttribute('role', 'region');
    this.setAttribute('aria-label', 'Preview');
    this.build();
    this.listen();
  }

  build() {
    this.items = items(this);
    this.overlay = new Overlay(this);
    this.panel = element('div', { class: 'panel', id: 'panel', role: 'group', hidden: true, tabindex: -1 });
    this.tools = element('div', { class: 'tools' }, ...this.items.tools.map(item => item.node));
    this.unfold = element('button', { class: 'pill', type: 'button', title: 'Show the toolbar', onclick: () => this.fold('no') });
    const fold = element('button', { class: 'icon', type: 'button', 'aria-label': 'Fold the toolbar', title: 'Fold the toolbar', onclick: () => this.fold('yes') }, icon('fold'));
    this.line = element('div', { class: 'line' }, ...this.items.first.map(item => item.node), element('span', { class: 'space' }), ...this.items.last.map(item => item.node), this.tools, fold);
    this.foldButton = fold;
    // Seen once its style is there.
    this.box = element('div', { class: 'box', hidden: true }, this.overlay.node, this.panel, this.line, this.unfold);
    this.shadowRoot.append(sheet('client', () => { this.box.hidden = false; }), this.box);
    document.head.append(sheet('page'));
    this.setFolded(recall());
    this.draw();
  }

  listen() {
    narrow.addEventListener('change', () => this.close());
    document.addEventListener('keydown', event => event.key === 'Escape' && !event.defaultPrevented && this.escape(event));
    // A menu goes when something else is meant; what is read stays.
    document.addEventListener('pointerdown', event => {
      const path = event.composedPath();
      if (this.panel.classList.contains('menu') && !path.includes(this.panel) && !path.includes(this.opener)) this.close();
    });
    new MutationObserver(() => this.draw()).observe(document.documentElement, { attributeFilter: ['data-theme'] });
  }

  // Escape belongs to what the writer is at: a field of the page has it first.
  escape(event) {
    const typing = event.composedPath()[0].matches?.('input, textarea, select, [contenteditable]');
    if (typing) return;
    if (!this.panel.hidden) this.close();
    else this.overlay.fold();
  }

  // Something is other than before: `facts`, `problems`, `connection` and so on.
  tell(told) {
    Object.assign(this.state, told);
    this.draw();
  }

  draw() {
    for (const item of [...this.items.first, ...this.items.last, ...this.items.tools]) item.draw(this.state);
    this.overlay.draw(this.state);
    const { connection, gone, problems } = this.state;
    const mood = problems.stale ? 'stale' : connection;
    this.line.dataset.mood = this.unfold.dataset.mood = mood;
    this.unfold.replaceChildren(element('span', { class: 'dot' }), problems.errors ? plural(problems.errors, 'error') : 'Preview');
    document.documentElement.toggleAttribute('data-answerbook-gone', Boolean(gone));
    this.classList.toggle('narrow', narrow.matches);
    if (!this.panel.hidden) this.fill();
  }

  // Opens a panel from its button, or closes it.
  toggle(name, button) {
    if (this.opened === name) return this.close();
    this.close();
    this.opened = name;
    this.opener = button;
    button.setAttribute('aria-expanded', 'true');
    this.panel.hidden = false;
    this.panel.className = `panel ${panels[name].menu ? 'menu' : 'reading'}`;
    this.panel.setAttribute('aria-label', panels[name].title);
    this.fill();
    this.place(button);
    this.panel.scrollTop = 0;
    this.overlay.fold();
    this.panel.focus({ preventScroll: true });
  }

  fill() {
    const content = panels[this.opened].draw(this.state, this);
    if (this.opened === 'page' && narrow.matches) content.splice(1, 0, this.tools);
    else if (this.tools.parentNode !== this.line) this.line.insertBefore(this.tools, this.foldButton);
    const made = element('div', {}, ...content);
    if (this.panel.firstChild?.isEqualNode(made)) return;
    // What had the focus is drawn anew: its successor has it.
    const all = () => [...this.panel.querySelectorAll(focusable)];
    const at = all().indexOf(this.shadowRoot.activeElement);
    this.panel.replaceChildren(made);
    if (at >= 0) all()[at]?.focus({ preventScroll: true });
  }

  // Above its button, as far as there is room.
  place(button) {
    const { left } = button.getBoundingClientRect();
    const width = this.panel.offsetWidth, room = document.documentElement.clientWidth - width - 8;
    this.panel.style.left = `${Math.max(Math.min(left - 8, room), 8)}px`;
  }

  close() {
    if (this.panel.hidden) return;
    const held = this.panel.contains(this.shadowRoot.activeElement);
    this.panel.hidden = true;
    this.opener.setAttribute('aria-expanded', 'false');
    if (held && this.opener.getClientRects().length) this.opener.focus({ preventScroll: true });
    this.opened = this.opener = undefined;
    if (this.tools.parentNode !== this.line) this.line.insertBefore(this.tools, this.foldButton);
  }

  fold(answer) {
    this.close();
    this.setFolded(answer === 'yes');
    remember(answer === 'yes');
    (answer === 'yes' ? this.unfold : this.foldButton).focus({ preventScroll: true });
  }

  setFolded(folded) {
    this.line.hidden = folded;
    this.unfold.hidden = !folded;
    this.toggleAttribute('data-folded', folded);
  }
}

customElements.define('answerbook-preview', Bar);
