// What a member of staff has acknowledged, and what is still to be: on the page itself, on the desk and in lists. An acknowledgement counts
// until the next change that matters. Runs before the first paint.
import { name as nameOf, read, setName, write, written } from './reader.js';
import { history, record } from './records.js';

const root = document.documentElement, { dataset } = document.body;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
// On a policy it is there already; lists do without.
const reading = () => import('./policy.js');
// Lines of the desk that are shown.
const LINES = 4;

const today = () => new Date(Date.now()).toLocaleDateString('sv');
const isAsked = when => { const [from, until] = when.split('/'); return from <= today() && (!until || today() < until); };

const acknowledged = () => history().filter(({ type, at }) => type === 'acknowledge' && Number.isFinite(at));
const isOpen = ({ acknowledge, asked, when }, history) => isAsked(when) && !history.some(({ page, revision }) => page === acknowledge && revision === asked);

// Whom the server takes the reader for, where it does.
let identity = '';
const name = () => identity || nameOf();

const marks = history => all('[data-acknowledge]').forEach(mark => { mark.hidden = !isOpen(mark.dataset, history); });

const desk = history => {
  const list = one('.desk .asked');
  if (!list) return;
  const lines = all('li', list), rest = one('.rest', list), listed = new Set(lines.map(line => line.dataset.acknowledge));
  const others = new Set(history.map(({ page }) => page).filter(page => !listed.has(page)));
  const open = lines.filter(line => !line.hidden).length;
  const more = Math.max(0, open - LINES) + Math.max(0, rest.dataset.more - others.size);
  list.hidden = !open;
  rest.hidden = !more;
  rest.textContent = rest.dataset.text.replace('{n}', more);
};

const said = ({ version, at, name }, { dataset }) => {
  const text = (version ? dataset.version : dataset.text).replace('{version}', () => version).replace('{date}', () => written(at));
  return name ? `${text} · ${dataset.name.replace('{n}', () => name)}` : text;
};

const changes = () => all('.changes .log>li').filter(line => one('.material', line));
const asText = line => line.textContent.replace(/\s+/g, ' ').trim();

// The notes of changes that matter, as they stand below the page, without those that were there when it was acknowledged: a change may be
// dated back. Where those are not known, the ones since the day of a revision.
const notes = ({ page, revision = '' }) => {
  const since = /^\d{4}-\d\d-\d\d/.exec(revision)?.[0] ?? '', known = read('acknowledged-changes', {})[page];
  const isNew = line => Array.isArray(known) ? !known.includes(asText(line)) : one('time', line).dateTime > since;
  return changes().filter(isNew).map(line => line.cloneNode(true));
};

const again = (box, last) => {
  const part = one('.again', box), lines = last ? notes(last) : [];
  part.hidden = !last;
  if (!last) return;
  one('ol', part).replaceChildren(...lines);
  one('p', part).hidden = !lines.length;
  reading().then(({ kept }) => { one('[data-compare]', part).hidden = kept('acknowledged')?.hash !== last.hash; });
};

const ask = box => {
  const field = one('.field', box), who = name(), form = one('form', box);
  field.hidden = Boolean(who) && !('other' in form.dataset) || Boolean(identity);
  one('input', field).required = !field.hidden;
  one('.who', box).textContent = [written(Date.now()), ...who && field.hidden ? [who] : []].join(' · ');
  one('.other', box).hidden = !who || Boolean(identity) || !field.hidden;
};

const page = history => {
  const box = one('.acknowledge');
  if (!box) return;
  const own = history.filter(({ page }) => page === dataset.path), { asked, when } = box.dataset;
  const last = own.findLast(({ revision }) => revision === asked) ?? own.at(-1), done = last?.revision === asked;
  const open = isAsked(when) && !done;
  box.hidden = !open && !last;
  const status = one('.said', box), text = last ? said(last, status) : '';
  if (status.textContent !== text) status.textContent = text;
  status.classList.toggle('dim', !done);
  one('.paper', box).hidden = !done;
  one('form', box).hidden = !open;
  again(box, open ? last : undefined);
  if (open) ask(box);
};

const refresh = () => {
  const history = acknowledged();
  marks(history);
  desk(history);
  page(history);
};

const submit = event => {
  event.preventDefault();
  const box = one('.acknowledge'), field = one('.field', box), typed = one('input', field).value.trim();
  if (!field.hidden && typed) setName(typed);
  if (!field.hidden && !typed) return one('input', field).focus();
  const { path, version = '', hash } = dataset;
  record('acknowledge', { page: path, language: root.lang, version, revision: box.dataset.asked, hash });
  write('acknowledged-changes', { ...read('acknowledged-changes', {}), [path]: changes().map(asText) });
  delete event.target.dataset.other;
  reading().then(({ keep, settle }) => Promise.all([keep('acknowledged'), settle()]));
  // The button that had the focus is gone; what is said now is read out.
  one('.paper button', box).focus();
};

const form = one('.acknowledge form');
if (form) {
  form.onsubmit = submit;
  one('.other', form).onclick = () => {
    form.dataset.other = '';
    ask(one('.acknowledge'));
    one('input', form).value = '';
    one('input', form).focus();
  };
}
refresh();
['answerbook:record', 'answerbook:updated'].forEach(kind => document.addEventListener(kind, refresh));
addEventListener('storage', refresh);
if (dataset.records) import('./records-sending.js').then(sending => sending.identity()).then(who => { if (who) { identity = String(who); refresh(); } }).catch(() => {});
