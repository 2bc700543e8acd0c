// What stands in the toolbar. Each item keeps its element, so that it keeps the focus, and draws into it what is told.
import { element, grouped, icon, plural } from './element.js';
import { due, inForce, mine, readingWords } from './page-facts.js';

const themes = ['system', 'light', 'dark'];
const root = document.documentElement;

const item = (node, draw) => ({ node, draw });

// A button that opens a panel.
const opener = (bar, name, properties, draw) => {
  const button = element('button', { type: 'button', 'aria-expanded': 'false', 'aria-controls': 'panel', ...properties });
  button.addEventListener('click', () => bar.toggle(name, button));
  return item(button, state => draw(button, state));
};

const named = (node, name) => {
  node.setAttribute('aria-label', name);
  node.title = name;
};

const label = (text, kind = 'label') => element('span', { class: kind }, text);

const connections = {
  opening: ['Connecting', 'Waiting for the preview server'],
  live: ['Live', 'A save shows here at once'],
  stopped: ['Preview stopped', 'The preview server does not answer: start it again and this page goes on'],
  empty: ['Nothing built yet', 'The first version appears by itself'],
  stale: ['Last good version', 'The sources have errors: this is the last version without'],
};

const connection = () => item(element('span', { class: 'state', role: 'status' }), function draw(state) {
  const mood = state.empty ? 'empty' : state.problems.stale ? 'stale' : 'live';
  const [text, title] = connections[state.connection === 'live' ? mood : state.connection];
  if (this.node.textContent !== text) this.node.replaceChildren(element('span', { class: 'dot' }), label(text));
  this.node.title = title;
});

const editions = [['public', 'Public'], ['internal', 'Internal']];
const edition = () => item(element('span', { class: 'switch', role: 'group', 'aria-label': 'Edition' }), function draw({ hello, other: told, empty }) {
  const other = empty ? location.pathname : told;
  const shown = editions.map(([id, name]) => {
    if ((hello?.edition ?? root.dataset.edition) === id) return element('span', { class: `now ${id}`, 'aria-current': 'true' }, name);
    if (!hello || !other) return element('span', { class: 'off', title: `This page is not in the ${id} edition` }, element('span', { class: 'vh' }, 'Not '), name);
    return element('a', { href: hello.other + other, title: `This page in the ${id} edition` }, name);
  });
  const made = element('span', {}, ...shown);
  if (this.node.innerHTML !== made.innerHTML) this.node.replaceChildren(...shown);
});

const problems = bar => opener(bar, 'problems', { class: 'problems' }, (button, state) => {
  const { errors, warnings, failure } = state.problems, n = errors + warnings, here = mine(state).length;
  button.dataset.worst = errors || failure ? 'error' : warnings ? 'warning' : 'none';
  const where = here === n ? ' here' : here ? `, ${here} here` : ' elsewhere';
  button.replaceChildren(icon(n || failure ? 'error' : 'fine'), label(`${n || ''}`, 'count'), label(n ? `${n === 1 ? 'problem' : 'problems'}${where}` : failure ? 'Stopped' : 'No problems'));
  button.title = 'Problems of this page and of the whole site';
});

const facts = bar => opener(bar, 'page', { class: 'facts' }, (button, { facts: told }) => {
  const reading = told?.reading, policy = told?.policy;
  const texts = told ? [
    label(`${grouped(told.words)} words`),
    reading && label(`${readingWords(reading)}: ${reading.verdict}`, `label verdict ${reading.verdict}`),
    policy?.effective && label(inForce(policy).text, `label wide ${inForce(policy).mood}`),
    policy?.review_by && label(due(policy).text, `label wide ${due(policy).mood}`),
  ].filter(Boolean) : [label('Page')];
  button.replaceChildren(icon('page'), ...texts);
  button.title = 'About this page';
});

const moved = () => {
  const button = element('button', { type: 'button', class: 'chip', hidden: true });
  return item(button, state => {
    const { changed } = state;
    button.hidden = !changed?.node.isConnected;
    if (button.hidden) return;
    button.replaceChildren(label(changed.above ? 'Changed above' : 'Changed below', 'chip-text'), icon(changed.above ? 'up' : 'down'));
    button.onclick = () => {
      changed.go();
      state.changed = null;
      button.hidden = true;
    };
  });
};

const languages = bar => opener(bar, 'languages', {}, (button, { facts: told }) => {
  const current = told?.languages.find(language => language.current);
  button.hidden = (told?.languages.length ?? 0) < 2;
  button.replaceChildren(icon('language'), label(current?.name ?? ''));
  named(button, `Language: ${current?.name ?? ''}`);
});

const shadeWords = ({ whole, staff, differs, customers }) => {
  if (whole) return 'Staff-only page';
  const said = [staff && `${staff} for staff only`, differs && plural(differs, 'differs', 'differ'), customers && `${customers} for customers only`].filter(Boolean);
  return said.join(', ') || 'Same for customers';
};
const shade = bar => {
  const button = element('button', { type: 'button', 'aria-pressed': 'false' });
  button.addEventListener('click', () => bar.preview.shading(!bar.state.shade));
  return item(button, ({ hello, shade: shown }) => {
    button.hidden = hello?.edition !== 'internal';
    button.setAttribute('aria-pressed', Boolean(shown));
    button.replaceChildren(icon('shade'), shown ? label(shadeWords(shown), 'label always') : label('Audience'));
    button.title = 'Tint what customers do not see';
  });
};

// The page's own button knows the same, and says so.
const nextTheme = () => {
  const own = document.querySelector('button.theme');
  if (own) return own.click();
  root.dataset.theme = themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length];
  try { localStorage.setItem('answerbook:theme', root.dataset.theme); } catch { /* not allowed */ }
};
const theme = () => item(element('button', { type: 'button', class: 'icon', onclick: nextTheme }), function draw() {
  const now = themes.includes(root.dataset.theme) ? root.dataset.theme : 'system';
  if (this.now === now) return;
  this.now = now;
  this.node.replaceChildren(icon(now));
  named(this.node, `Colours: ${now === 'system' ? 'as the system' : now}`);
});

const width = bar => opener(bar, 'widths', { class: 'icon' }, button => {
  if (button.firstChild) return;
  button.append(icon('width'));
  named(button, 'Look at it in another width');
});

const search = () => item(element('span', { class: 'search', role: 'img' }, icon('search')), function draw({ search: told }) {
  const ready = told?.ready ?? true;
  this.node.classList.toggle('following', !ready);
  named(this.node, ready ? 'Search knows this version' : 'Search is catching up');
});

const feedback = bar => opener(bar, 'feedback', { class: 'feedback' }, (button, { feedback: told }) => {
  const here = told?.here ?? 0;
  button.replaceChildren(icon('vote'), label(`${here || ''}`, 'count'));
  named(button, `Feedback: ${here} on this page, ${told?.count ?? 0} in all`);
});

// In the line from the left, from the right, and those that a narrow screen has in the panel of the page.
export const items = bar => ({
  first: [connection(), edition(), problems(bar), facts(bar)],
  last: [moved()],
  tools: [languages(bar), shade(bar), theme(), width(bar), search(), feedback(bar)],
});
