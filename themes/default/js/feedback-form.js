// The box "was this helpful?", what a reader may add to a "no", and word of a page that has changed since. Loaded when the
// reader turns to the box, and where something was told before.
import { keyOf, raise, randomId, store, visit } from './feedback.js';
import { all, element, loadStyle, loadWords, one, t } from './search-results.js';

const { dataset } = document.body;
const REASONS = ['not-answered', 'unclear', 'wrong', 'outdated', 'disagree'];
// Characters, and bytes as JSON: an event must fit into a body.
const LONGEST = 1000, WIDEST = 3300;
// The rest is told when it is nearly used up.
const NEAR = 100;
// Pages that are looked at in a visit, to see whether they have changed; days after which nobody waits any more.
const LOOKS = 5, PATIENCE = 180;

const style = new URL('../css/feedback.css', import.meta.url).href;
let dressing;
const dress = () => dressing ??= Promise.all([loadWords(), loadStyle(style)]).catch(error => { dressing = undefined; throw error; });

// The script of every page looks here whether there is anything to come back to.
const note = () => { try { localStorage.setItem('answerbook:told', 'yes'); } catch { /* not allowed */ } };

// Tabs share a ballot, and another version of the page has another.
const ballotKey = () => keyOf('vote', `${dataset.path}:${dataset.hash ?? ''}`);
const followKey = path => keyOf('follow', path);

const parts = () => {
  const box = one('.helpful');
  return box && { box, status: one('[role=status]', box), buttons: all('button[value]', box), form: one('form', box) };
};

// What was voted here before, and the next turn on the same ballot.
const ballot = () => {
  const { ballot = randomId(), turn = -1, helpful } = store.read(ballotKey()) ?? {};
  return { ballot, turn: turn + 1, helpful };
};

const press = answer => parts()?.buttons.forEach(button => { button.ariaPressed = `${answer !== undefined && button.value === (answer ? 'yes' : 'no')}`; });

const say = text => { parts().status.textContent = text; };

const vote = helpful => {
  const { helpful: before, ...kept } = ballot();
  press(helpful);
  if (before === helpful) return;
  store.write(ballotKey(), { ...kept, helpful });
  store.drop(followKey(dataset.path));
  note();
  raise('vote', { helpful, ...kept });
};

const showVote = helpful => {
  const { box, form } = parts();
  say(t(helpful ? 'feedback_yes' : 'feedback_no'));
  if (form) form.hidden = helpful;
  else if (!helpful) box.append(made());
};

const check = (name, value, text, note) => element('label', { className: `row ${name}` },
  element('input', { type: 'checkbox', name, value }), element('span', {}, text, ...note ? [element('small', { className: 'dim' }, note)] : []));

// Words around what stands in their `{n}`.
const around = (word, node) => {
  const [before, after = ''] = t(word, '\n').split('\n');
  return [before, node, after];
};

const made = () => {
  const reasons = element('fieldset', {}, element('legend', {}, t('feedback_why')),
    element('div', { className: 'row' }, ...REASONS.map(word => check('reasons', word, t(`feedback_${word}`)))));
  const field = element('textarea', { id: 'ab-comment', name: 'comment', rows: 3, maxLength: LONGEST });
  const hint = element('span', { id: 'ab-comment-hint', className: 'dim' }, t('feedback_private'));
  const left = element('span', { className: 'dim', role: 'status' });
  field.setAttribute('aria-describedby', hint.id);
  field.oninput = () => {
    const n = LONGEST - field.value.length;
    left.textContent = n > NEAR ? '' : t('feedback_left', n);
  };
  const label = element('label', { htmlFor: field.id }, ...around('feedback_comment', element('span', { className: 'dim' }, t('feedback_optional'))));
  const comment = element('div', {}, label, field, element('p', { className: 'row sm' }, hint, left));
  const follow = check('follow', 'yes', t('feedback_follow'), t('feedback_follow_note'));
  const contact = one('.contact .button');
  const person = contact ? [element('a', { className: 'button quiet', href: contact.href }, contact.textContent)] : [];
  const ways = element('p', { className: 'row' }, element('button', { className: 'button' }, t('feedback_send')), ...person);
  return element('form', { onsubmit: send }, reasons, comment, follow, ways);
};

const fitted = comment => {
  const letters = [...comment.trim()].slice(0, LONGEST);
  const size = () => new TextEncoder().encode(JSON.stringify(letters.join(''))).length;
  while (size() > WIDEST) letters.splice(-Math.ceil(letters.length / 50));
  return letters.join('');
};

const send = event => {
  event.preventDefault();
  const given = new FormData(event.target), { helpful: _, ...kept } = ballot();
  const reasons = given.getAll('reasons'), comment = fitted(given.get('comment')), follow = given.has('follow');
  store.write(ballotKey(), { ...kept, helpful: false });
  if (follow) store.write(followKey(dataset.path), { title: dataset.title, hash: dataset.hash, at: Date.now() });
  else store.drop(followKey(dataset.path));
  raise('vote', { helpful: false, ...kept, ...reasons.length && { reasons }, ...comment && { comment }, ...follow && { follow } });
  press(false);
  say(t(follow ? 'feedback_sent_follow' : 'feedback_sent'));
  event.target.hidden = true;
  // The button that had the focus is gone.
  const { status } = parts();
  status.tabIndex = -1;
  status.focus();
};

// What the reader has said about this version of the page is marked on its button alone: words would move the page, which
// has been painted before.
const comeBack = () => {
  if (!parts()) return;
  parts().form?.remove();
  press(store.read(ballotKey())?.helpful);
  say('');
};

const followed = () => {
  const start = followKey('');
  const all = store.keys(start).map(key => ({ key, path: key.slice(start.length), ...store.read(key) })).sort((a, b) => b.at - a.at);
  all.filter(({ at }) => Date.now() - at > PATIENCE * 864e5).forEach(({ key }) => store.drop(key));
  return all.filter(({ at }) => Date.now() - at <= PATIENCE * 864e5);
};

// Whether a page says something else than it did. One that is gone has nothing more to say.
const hasChanged = async ({ key, path, hash }) => {
  if (path === dataset.path) return Boolean(dataset.hash) && dataset.hash !== hash;
  const answer = await fetch(dataset.root + path, { cache: 'no-cache' }).catch(() => undefined);
  if (answer?.status === 404 || answer?.status === 410) store.drop(key);
  if (!answer?.ok) return false;
  const now = /<body[^>]* data-hash="([0-9a-f]{16})"/.exec(await answer.text())?.[1];
  return now !== undefined && now !== hash;
};

const lookAfter = async () => {
  const here = followed().filter(({ path }) => path === dataset.path), others = followed().filter(({ path }) => path !== dataset.path);
  const looked = visit.read(keyOf('looked'));
  visit.write(keyOf('looked'), true);
  const changed = [];
  for (const page of [...here, ...looked ? [] : others.slice(0, LOOKS)]) if (await hasChanged(page)) changed.push(page);
  if (changed.length) tell(changed);
};

const line = ({ path, title }) => {
  if (path === dataset.path) return element('p', {}, t('feedback_changed_here'));
  return element('p', {}, t('feedback_changed'), element('a', { href: dataset.root + path }, title));
};

// Over the page, so that nothing moves. What is put into a live region that is already there is read out.
const tell = pages => {
  const status = element('div', { role: 'status' });
  const close = element('button', { type: 'button', ariaLabel: t('feedback_close'), title: t('feedback_close') }, '×');
  const box = element('div', { className: 'changed box' }, status, close);
  close.onclick = () => box.remove();
  box.onkeydown = event => { if (event.key === 'Escape') box.remove(); };
  document.body.append(box);
  pages.forEach(({ key }) => store.drop(key));
  setTimeout(() => status.append(...pages.map(line)), 100);
};

let begun;
const begin = async () => {
  await dress();
  comeBack();
  document.addEventListener('answerbook:updated', refresh);
  lookAfter();
};

// The preview has changed the page in place.
let version = dataset.hash;
const refresh = () => {
  if (version === dataset.hash) return;
  version = dataset.hash;
  comeBack();
};

/** Makes the box ready, and takes an answer, if it was a button that was pressed. */
export const start = async event => {
  const button = event?.type === 'click' && event.target.closest('.helpful>button');
  const helpful = button?.value === 'yes';
  // Counted before anything else is waited for.
  if (button) vote(helpful);
  await (begun ??= begin().catch(error => { begun = undefined; throw error; }));
  if (button) showVote(helpful);
};
