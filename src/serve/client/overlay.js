// What is wrong, over the last good version of the page: it comes with a new set of errors, folds into the toolbar, and is gone
// the moment they are mended. It takes no focus.
import { element, icon, plural } from './element.js';
import { drawProblem } from './problem.js';

const isError = ({ severity }) => severity === 'error';
// An error that only moved to another line is the same.
const setOf = ({ list, failure }) => JSON.stringify([failure, ...list.filter(isError).map(({ code, file, message }) => [code, file, message])]);

const titleOf = ({ problems, empty }) => {
  const what = problems.failure ? 'The preview cannot go on' : plural(problems.errors, 'error');
  return `${what} — ${empty ? 'nothing to show yet' : 'showing the last good version'}`;
};

export class Overlay {
  constructor(bar) {
    this.bar = bar;
    this.title = element('h2', { id: 'wrong' });
    this.list = element('div', { class: 'list', tabindex: 0, role: 'group', 'aria-labelledby': 'wrong' });
    const fold = element('button', { class: 'icon', type: 'button', 'aria-label': 'Fold the errors', title: 'Fold (Esc)', onclick: () => this.fold() }, icon('close'));
    this.sheet = element('section', { class: 'sheet', 'aria-labelledby': 'wrong', hidden: true }, element('header', {}, icon('error'), this.title, fold), this.list);
    this.notice = element('p', { class: 'notice', role: 'status', hidden: true });
    this.said = element('p', { class: 'vh', role: 'status' });
    this.node = element('div', { class: 'over' }, this.notice, this.sheet, this.said);
  }

  draw(state) {
    this.drawNotice(state);
    const { problems, empty, hello } = state, wrong = problems.stale || Boolean(problems.failure);
    if (!wrong) {
      this.set = undefined;
      this.sheet.hidden = true;
      this.said.textContent = '';
      return;
    }
    const set = setOf(problems);
    this.fill(state);
    if (set === this.set && hello === this.hello) return;
    if (set !== this.set) this.sheet.hidden = false;
    this.set = set;
    this.hello = hello;
    this.sheet.classList.toggle('whole', Boolean(empty));
    this.list.scrollTop = 0;
    this.said.textContent = this.title.textContent;
  }

  // Those of the page that is looked at come first.
  fill({ problems, facts, hello, empty }) {
    const there = ({ file }) => file !== facts?.source;
    const errors = problems.list.filter(isError).sort((a, b) => there(a) - there(b)), more = problems.errors - errors.length;
    const drawn = element('div', {},
      problems.failure && element('p', { class: 'failure' }, problems.failure),
      ...errors.map(problem => drawProblem(problem, hello?.editor)),
      more > 0 && element('p', { class: 'dim' }, `and ${plural(more, 'more error')}: mend these first`));
    this.title.textContent = titleOf({ problems, empty });
    if (!this.list.firstChild?.isEqualNode(drawn)) this.list.replaceChildren(drawn);
  }

  drawNotice({ gone, hello }) {
    this.notice.hidden = !gone;
    if (!gone || this.notice.firstChild) return;
    const edition = hello?.edition ?? document.documentElement.dataset.edition ?? 'public';
    this.notice.append(`This page is no longer in the ${edition} edition. `, element('a', { href: '/' }, 'To the home page'));
  }

  // Where there is nothing below it, it stays.
  fold() {
    if (this.sheet.hidden || this.sheet.classList.contains('whole')) return;
    const held = this.sheet.contains(this.bar.shadowRoot.activeElement);
    this.sheet.hidden = true;
    if (held) this.bar.items.first[2].node.focus({ preventScroll: true });
  }
}
