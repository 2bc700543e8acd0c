// Tests: the questions of a page are asked, answered and looked at. The right answers are in the page, for readers without
// scripts; a test is for learning.
import { all, element, one } from './page.js';
import { day, here, keepTest, t, tested, written } from './learned.js';

const ASKED = '.ask-single,.ask-multiple,.ask-order,.ask-fill';

// Any order is as likely as any other.
const shuffled = list => {
  const mixed = [...list];
  for (let i = mixed.length - 1; i > 0; i--) {
    const j = Math.floor(Math.random() * (i + 1));
    [mixed[i], mixed[j]] = [mixed[j], mixed[i]];
  }
  return mixed;
};

// Case, width, accents and spaces do not matter, nor do separators of thousands and a full stop.
const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  .replace(/(?<=\d)[,'’\s](?=\d{3}(?!\d))/g, '').replace(/\s+/g, '').replace(/[.。]$/, '');

const words = node => node.textContent.replace(/\s+/g, ' ').trim();

// The answers as the page has them: what each says, whether it is right, and why.
const answersOf = item => all('.solutions>li', item).map((line, at) => {
  const said = line.cloneNode(true), why = one('.explanation', said);
  why?.remove();
  if (!item.matches('.ask-order')) one('strong', said)?.remove();
  return { at, right: line.matches('.right'), said, text: words(said), why };
});

const filled = (name, properties, node) => element(name, properties, ...node.cloneNode(true).childNodes);
const because = ({ why }) => why ? [filled('div', { className: 'why sm' }, why)] : [];

// A choice that was marked stays as it was made, and is as easy to see.
const lock = input => {
  input.ariaDisabled = 'true';
  input.onclick = () => false;
  input.onkeydown = event => { if (event.key.startsWith('Arrow')) event.preventDefault(); };
};

/** A question to be answered by one or several of its answers. */
class Choosing {
  constructor(item, answers, name, mix) {
    const many = item.matches('.ask-multiple');
    this.answers = mix ? shuffled(answers) : answers;
    this.hint = t(many ? 'quiz_many' : 'quiz_one');
    this.role = many ? 'group' : 'radiogroup';
    this.inputs = this.answers.map(() => element('input', { type: many ? 'checkbox' : 'radio', name }));
    this.lines = this.answers.map(({ said }, at) => element('div', { className: 'choice' }, element('label', {}, this.inputs[at], filled('span', {}, said))));
  }

  get parts() { return this.lines; }
  get first() { return this.inputs[0]; }
  get answered() { return this.inputs.some(input => input.checked); }
  get right() { return this.inputs.every((input, at) => input.checked === this.answers[at].right); }

  show() {
    this.lines.forEach((line, at) => {
      const answer = this.answers[at], { checked } = this.inputs[at];
      lock(this.inputs[at]);
      if (answer.right || checked) line.classList.add(answer.right ? 'is-right' : 'is-wrong');
      line.classList.toggle('is-missed', answer.right && !checked);
      const verdict = checked ? `${t('quiz_yours')} · ${t(answer.right ? 'quiz_right' : 'quiz_wrong')}` : answer.right ? t('quiz_answer') : '';
      if (verdict) one('label', line).append(element('small', { className: 'mark' }, verdict));
      line.append(...because(answer));
    });
  }
}

/** Steps to be put in order, by buttons. */
class Ordering {
  constructor(item, answers, name, _, changed) {
    this.answers = answers;
    this.hint = t('quiz_order');
    this.role = 'group';
    this.changed = changed;
    do this.order = shuffled(answers); while (answers.length > 1 && this.right);
    this.lines = new Map(answers.map(answer => [answer, this.line(answer)]));
    this.list = element('ol', {}, ...this.order.map(answer => this.lines.get(answer)));
    this.said = element('p', { className: 'vh', role: 'status' });
    this.ends();
  }

  line(answer) {
    const button = (way, by) => element('button', { type: 'button', className: `box ${way}`, ariaLabel: t(`quiz_${way}`, { n: answer.text }), onclick: () => this.move(answer, by) });
    return element('li', { className: 'choice' }, filled('span', {}, answer.said), button('up', -1), button('down', 1));
  }

  move(answer, by) {
    const at = this.order.indexOf(answer), to = at + by;
    if (!this.order[to]) return;
    this.order.splice(at, 1);
    this.order.splice(to, 0, answer);
    const line = this.lines.get(answer), focused = document.activeElement;
    line[by < 0 ? 'previousElementSibling' : 'nextElementSibling'][by < 0 ? 'before' : 'after'](line);
    focused.focus();
    this.answered = true;
    this.said.textContent = t('quiz_moved', { n: answer.text, at: to + 1, all: this.order.length });
    this.ends();
    this.changed();
  }

  // A button that does nothing keeps the focus.
  ends() {
    this.order.forEach((answer, at) => all('button', this.lines.get(answer)).forEach((button, down) => { button.ariaDisabled = `${at === (down ? this.order.length - 1 : 0)}`; }));
  }

  get parts() { return [this.list, this.said]; }
  get first() { return one('button', this.list); }
  get right() { return this.order.every((answer, at) => answer.at === at); }

  show() {
    this.order.forEach((answer, at) => {
      const line = this.lines.get(answer);
      all('button', line).forEach(button => button.remove());
      line.classList.add(answer.at === at ? 'is-right' : 'is-wrong');
    });
    if (this.right && !this.answers.some(({ why }) => why)) return;
    const lines = this.answers.map(answer => element('li', {}, filled('span', {}, answer.said), ...because(answer)));
    this.list.after(element('div', { className: 'why sm' }, element('strong', {}, t('quiz_answer')), element('ol', {}, ...lines)));
  }
}

/** A question to be answered by words. */
class Filling {
  constructor(item, answers) {
    this.answers = answers;
    this.hint = t('quiz_fill');
    this.role = 'group';
    this.field = element('input', { type: 'text', className: 'box', autocomplete: 'off', ariaLabel: this.hint });
  }

  get parts() { return [this.field]; }
  get first() { return this.field; }
  get answered() { return this.field.value.trim() !== ''; }
  get known() { return this.answers.flatMap(({ text }) => text.split(' | ')); }
  get right() { return this.known.some(known => fold(known) === fold(this.field.value)); }

  show() {
    this.field.readOnly = true;
    this.field.classList.add(this.right ? 'is-right' : 'is-wrong');
    const why = this.answers.flatMap(because);
    if (this.right && !why.length) return;
    this.field.after(element('div', { className: 'why sm' }, element('strong', {}, t('quiz_answer')), ` ${this.known[0]}`, ...why));
  }
}

const KINDS = { single: Choosing, multiple: Choosing, order: Ordering, fill: Filling };

/** A question of the page with what is answered to it. */
class Question {
  constructor(item, name, mix, changed) {
    const [kind] = Object.keys(KINDS).filter(kind => item.matches(`.ask-${kind}`));
    this.answer = new KINDS[kind](item, answersOf(item), name, mix, changed);
    const hint = element('p', { className: 'hint dim sm' }, this.answer.hint);
    const asked = [...item.children].filter(part => !part.matches('.options,.blank,.answer,.answers-given'));
    const label = asked.map(part => { const copy = part.cloneNode(true); one('.anchor', copy)?.remove(); return words(copy); }).join(' ');
    this.box = element('div', { className: 'answers-given', role: this.answer.role, ariaLabel: label || this.answer.hint, oninput: changed }, hint, ...this.answer.parts);
    one('.answers-given', item)?.remove();
    item.append(this.box);
  }

  /** Says that it is still to be answered, or how it is. */
  ask(isOpen) {
    this.box.classList.toggle('is-open', isOpen);
    one('.hint', this.box).textContent = `${isOpen ? `${t('quiz_open')} ` : ''}${this.answer.hint}`;
  }

  show() {
    const { right } = this.answer;
    this.answer.show();
    one('.hint', this.box).remove();
    this.box.prepend(element('p', { className: `verdict ${right ? 'is-right' : 'is-wrong'}` }, t(right ? 'quiz_right' : 'quiz_wrong')));
    return right;
  }
}

class Quiz {
  constructor(box, number) {
    this.box = box;
    this.number = number;
    this.items = all(ASKED, box);
    // What moves as one when the order changes: an item, or the block that it stands in.
    this.units = [...new Set(this.items.map(item => { let at = item; while (at.parentElement !== box) at = at.parentElement; return at; }))];
    this.place = document.createTextNode('');
    this.units[0]?.before(this.place);
    this.foot = element('div', { className: 'foot' });
    box.append(this.foot);
    box.classList.add('live');
    this.ask();
  }

  // Draws the questions of an attempt.
  ask() {
    const { pool, shuffle } = this.box.dataset, mix = shuffle !== undefined;
    const drawn = new Set(pool ? shuffled(this.items).slice(0, +pool) : this.items);
    if (pool || mix) this.units = shuffled(this.units);
    this.place.after(...this.units);
    this.items.forEach(item => { item.hidden = !drawn.has(item); });
    this.units.forEach(unit => { unit.hidden = !this.items.some(item => unit.contains(item) && !item.hidden); });
    const shown = all(ASKED, this.box).filter(item => !item.hidden);
    this.questions = shown.map((item, at) => new Question(item, `quiz-${this.number}-${at + 1}`, mix, () => this.count()));
    this.status = element('p', { className: 'dim sm', role: 'status' });
    const button = element('button', { type: 'button', className: 'button', onclick: () => this.check() }, t('quiz_check'));
    this.foot.replaceChildren(element('div', { className: 'row' }, button, this.status), ...this.last());
    this.count();
  }

  last() {
    const { page, revision } = here(), last = tested(page, this.number);
    if (last?.revision !== revision || !last.of) return [];
    const percent = Math.floor(100 * last.score / last.of);
    return [element('p', { className: 'last dim sm' }, t(last.passed ? 'quiz_last_passed' : 'quiz_last_failed', { percent, n: written(day(last.at)) }))];
  }

  count() {
    const done = this.questions.filter(({ answer }) => answer.answered).length;
    this.status.textContent = t('quiz_progress', { n: done, all: this.questions.length });
  }

  check() {
    const open = this.questions.filter(({ answer }) => !answer.answered);
    this.questions.forEach(question => question.ask(open.includes(question)));
    if (open.length) {
      this.status.textContent = t('quiz_missing', { n: open.length });
      open[0].answer.first.focus();
      return;
    }
    const of = this.questions.length, score = this.questions.filter(question => question.show()).length;
    const percent = Math.floor(100 * score / of), pass = +this.box.dataset.pass, passed = 100 * score >= pass * of;
    keepTest(this.number, { score, of, passed });
    const again = element('button', { type: 'button', className: passed ? 'button quiet' : 'button', onclick: () => this.again() }, t('quiz_again'));
    const result = element('div', { className: `result ${passed ? 'is-right' : 'is-wrong'}`, tabIndex: -1 },
      element('p', {}, element('strong', {}, t(passed ? 'quiz_passed' : 'quiz_failed'))),
      element('p', { className: 'sm' }, t('quiz_score', { n: score, all: of, percent, pass })), again);
    this.foot.replaceChildren(result);
    result.focus();
  }

  again() {
    this.ask();
    this.questions[0].answer.first.focus({ preventScroll: true });
    this.box.scrollIntoView();
  }
}

const quizzes = new Map();
// The preview may have changed what is asked.
const dress = () => all('.quiz').forEach((box, at) => {
  const says = all('.solutions', box).map(words).join('\n') + JSON.stringify({ ...box.dataset });
  if (quizzes.get(box) === says) return;
  quizzes.set(box, says);
  one('.foot', box)?.remove();
  new Quiz(box, at + 1);
});
dress();
document.addEventListener('answerbook:updated', dress);
