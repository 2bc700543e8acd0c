// What opens above the toolbar.
import { element, grouped, plural } from './element.js';
import { counted, drawProblem, editorLink } from './problem.js';
import { day, due, inForce, mine, readingWords } from './page-facts.js';

const heading = (...content) => element('h2', {}, ...content);

// By file, in the order in which the files come.
const byFile = list => {
  const files = new Map();
  for (const problem of list) files.set(problem.file, [...files.get(problem.file) ?? [], problem]);
  return [...files];
};

const problems = state => {
  const { list, more, failure } = state.problems, editor = state.hello?.editor;
  const here = mine(state), rest = list.filter(problem => !here.includes(problem));
  const file = ([name, found]) => element('section', {}, element('h3', { class: 'file' }, name, ' ', element('span', { class: 'dim' }, `${found.length}`)), ...found.map(problem => drawProblem(problem, editor)));
  return [
    heading(counted(state.problems) || (failure ? 'The preview cannot go on' : 'No problems')),
    failure && element('p', { class: 'failure' }, failure),
    !list.length && !failure && element('p', { class: 'dim' }, 'The sources of the whole site are in order.'),
    here.length && element('section', {}, element('h3', { class: 'file' }, 'This page'), ...here.map(problem => drawProblem(problem, editor))),
    ...byFile(rest).map(file),
    more && element('p', { class: 'dim' }, `and ${grouped(more)} more: answerbook check lists all`),
  ].filter(Boolean);
};

const row = (name, value, mood) => value ? element('div', {}, element('dt', {}, name), element('dd', { class: mood || undefined }, value)) : null;

const audiences = {
  public: ['Everyone', 'customers read it, and staff'],
  internal: ['Staff only', 'it is not in the public edition'],
};
const verdicts = { easy: 'easy to read', fair: 'fair to read', hard: 'hard to read' };

const source = ({ facts, hello }) => {
  if (!facts.source) return null;
  const href = hello?.root && editorLink(hello.editor, { path: `${hello.root}/${facts.source}` });
  return href ? element('a', { href }, facts.source) : facts.source;
};

const page = state => {
  const { facts, hello } = state;
  if (!facts) return [heading('About this page'), element('p', { class: 'dim' }, 'No source makes this page.')];
  const { reading, policy } = facts, [who, note] = audiences[facts.audience] ?? [facts.audience, ''];
  return [
    heading(facts.title),
    element('dl', {}, ...[
      row('Source', source(state)),
      row('Edition', hello && (hello.edition === 'public' ? 'Public: nothing on it is for staff only' : 'Internal: with what only staff may read')),
      row('Audience', `${who}: ${note}`),
      row('Kind', facts.kind),
      row('Words', grouped(facts.words)),
      row('Reading', reading && `${readingWords(reading)}: ${verdicts[reading.verdict] ?? reading.verdict}`, reading?.verdict),
      row('Version', policy?.version),
      row('In force', policy?.effective && inForce(policy).text.replace(/^in force /, ''), policy?.effective && inForce(policy).mood),
      row('Review', policy?.review_by && due(policy).text.replace(/^review /, ''), policy?.review_by && due(policy).mood),
      row('Owner', policy?.owner),
    ].filter(Boolean)),
  ];
};

const choice = (href, name, note, more) => element('li', {}, element('a', { href, ...more }, element('span', {}, name), note && element('span', { class: 'dim' }, note)));

const languages = ({ facts }) => [element('ul', {}, ...(facts?.languages ?? []).map(({ code, name, path, translated, current }) =>
  choice(`/${path.replace(/^\/+/, '')}`, element('span', { lang: code }, name), current ? 'this page' : translated ? '' : 'not translated: start page', { hreflang: code, 'aria-current': current && 'true' })))];

export const WIDTHS = [[360, 'Phone'], [768, 'Tablet'], [1024, 'Small laptop']];
const widths = () => [element('ul', {},
  ...WIDTHS.map(([width, name]) => choice(`/.answerbook/frame?${new URLSearchParams({ path: location.pathname, width })}`, name, `${width}`)),
  choice(location.pathname + location.search, 'Full', 'this window', { 'aria-current': 'true' }))];

const clock = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const time = text => { try { return clock.format(new Date(text)); } catch { return text; } };

// What happened, in words, and how it is marked.
const happened = ({ type, detail = {} }) => ({
  vote: () => detail.helpful ? ['Helpful', 'yes'] : ['Not helpful', 'no'],
  search: () => [`Found ${grouped(detail.results)} for “${detail.query}”`],
  'search-miss': () => [`Found nothing for “${detail.query}”`, 'no'],
  'search-click': () => [`Followed result ${detail.position} for “${detail.query}”`],
  contact: () => [detail.outcome === 'sent' ? 'Went to a person' : 'Read a page instead of asking a person'],
}[type] ?? (() => [type]))();

const said = ({ detail = {} }) => [
  detail.reasons?.length && detail.reasons.join(', ').replaceAll('-', ' '),
  detail.comment,
  detail.follow && 'wants to be told of a change',
].filter(Boolean);

const entry = told => {
  const [text, mood = ''] = happened(told);
  return element('li', { class: mood },
    element('b', {}, text),
    element('a', { href: `/${told.page}` }, `/${told.page}`),
    element('span', { class: 'dim' }, `${time(told.time)}, ${told.edition}`),
    ...said(told).map(line => element('p', {}, line)));
};

// The events that are listed, counted by what they are.
const summed = list => {
  const count = (type, is = () => true) => list.filter(told => told.type === type && is(told)).length;
  const votes = count('vote'), helpful = count('vote', ({ detail }) => detail?.helpful);
  const found = count('search'), missed = count('search-miss'), followed = count('search-click'), contacts = count('contact');
  return [
    votes && `${plural(votes, 'vote')} (${helpful} helpful)`,
    found && plural(found, 'search', 'searches'),
    missed && `${plural(missed, 'search', 'searches')} found nothing`,
    followed && plural(followed, 'result followed', 'results followed'),
    contacts && plural(contacts, 'contact'),
  ].filter(Boolean).join(' · ');
};

const feedback = ({ feedback: told }) => [
  heading(summed(told?.latest ?? []) || 'Nothing yet'),
  told?.latest?.length ? element('ul', { class: 'votes' }, ...told.latest.map(entry)) : element('p', { class: 'dim' }, 'Press a button under “Was this helpful?”, or search: it is shown here, and goes nowhere else.'),
];

// `menu`: a choice, gone with the next click elsewhere.
export const panels = {
  problems: { title: 'Problems', draw: problems },
  page: { title: 'About this page', draw: page },
  languages: { title: 'Language', menu: true, draw: languages },
  widths: { title: 'Width', menu: true, draw: widths },
  feedback: { title: 'Feedback', draw: feedback },
};
