// A diagnostic: what is wrong, where, and what to do.
import { element, plural, rich } from './element.js';

// Characters of a line that are shown around what is marked in it.
const MOST = 480;

// The address that opens the place in an editor; none where no editor is known.
export const editorLink = (editor, { path, line = 1, column = 1 }) => {
  if (!editor || !/^[a-z][a-z0-9+.-]*:/i.test(editor) || /^(javascript|data|vbscript|blob):/i.test(editor)) return null;
  const slashed = path.replaceAll('\\', '/');
  const told = { path: encodeURI(slashed).replace(/[?#]/g, encodeURIComponent), line, column };
  return editor.replace(/\{(path|line|column)\}/g, (_, name) => told[name]);
};

const place = ({ file, line, column }) => `${file}:${line}:${column}`;

export const placeLink = (editor, problem) => {
  const href = editorLink(editor, problem);
  return href ? element('a', { class: 'place', href, title: 'Open in the editor' }, place(problem)) : element('span', { class: 'place' }, place(problem));
};

// Places are counted in characters, as a reader counts them, not in UTF-16 units. Of an endless line only what is near the mark.
const parts = ({ text, mark }) => {
  const characters = [...text], [from, to] = mark ?? [0, 0];
  const begin = characters.length > MOST ? Math.max(from - MOST / 2, 0) : 0;
  const end = Math.min(begin + MOST, characters.length);
  const cut = (a, b) => characters.slice(Math.max(a, begin), Math.min(b, end)).join('');
  const dots = shown => shown ? '…' : '';
  if (!mark) return [cut(0, end), dots(end < characters.length)];
  const marked = element('mark', to > from ? {} : { class: 'point' }, cut(from, to));
  return [dots(begin > 0), cut(0, from), marked, cut(Math.max(to, from), end), dots(end < characters.length)];
};

const excerpt = lines => element('div', { class: 'excerpt', role: 'group', 'aria-label': 'Source' }, ...lines.map(line =>
  element('div', { class: line.mark ? 'line here' : 'line' },
    element('span', { class: 'number', 'aria-hidden': 'true' }, `${line.number}`),
    element('code', {}, ...parts(line)))));

export const drawProblem = (problem, editor) => element('article', { class: `problem ${problem.severity === 'error' ? 'error' : 'warning'}` },
  element('h3', {},
    element('span', { class: 'severity' }, problem.severity, ' ', element('span', { class: 'code' }, problem.code)),
    element('span', {}, ...rich(problem.message))),
  placeLink(editor, problem),
  problem.excerpt?.length ? excerpt(problem.excerpt) : null,
  ...(problem.notes ?? []).map(note => element('p', { class: 'note' }, ...rich(note))),
  problem.help ? element('p', { class: 'help' }, element('b', {}, 'Help '), ...rich(problem.help)) : null);

// `2 errors, 1 warning`.
export const counted = ({ errors, warnings }) => [errors && plural(errors, 'error'), warnings && plural(warnings, 'warning')].filter(Boolean).join(', ');
