// The certificate of a course: made of what the reader has learned, kept in their browser. It is out of date once something of
// it has changed for readers, and expires after the time that the course gives it.
import { element, one } from './page.js';
import { certificate, day, keepCertificate, parts, t, tell, written } from './learned.js';
import { name, setName } from './reader.js';

// Neither 0 and O nor 1, I and L.
const LETTERS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const number = () => [...crypto.getRandomValues(new Uint8Array(8))].map(byte => LETTERS[byte % LETTERS.length]).join('').replace(/^.{4}/, '$&-');

// A day that much later: `P3M`, `P6W`, `P1Y`, `P90D`. Of a month that is too short, its last day.
const later = (from, period) => {
  const [, count, unit] = /^P(\d+)([DWMY])$/.exec(period) ?? [];
  const date = new Date(`${from}T12:00`), n = +count, on = date.getDate();
  if (unit === 'D' || unit === 'W') date.setDate(on + n * (unit === 'W' ? 7 : 1));
  else {
    date.setMonth(date.getMonth() + n * (unit === 'Y' ? 12 : 1));
    if (date.getDate() !== on) date.setDate(0);
  }
  return day(date);
};

/** The last day on which something passed at a time is valid; nothing where that has no end. */
export const expires = at => {
  const valid = one('.award')?.dataset.valid;
  return valid ? later(day(at), valid) : undefined;
};

const line = (label, text) => element('div', {}, element('dt', {}, label), element('dd', {}, text));

// Which version of a lesson was learned.
const versionOf = revision => {
  const { on, version } = parts(revision);
  return [version && t('course_version', { n: version }), on && written(on)].filter(Boolean).join(document.documentElement.lang.startsWith('zh') ? '，' : ', ');
};

const sheet = (made, stamp) => {
  const { site, logo } = one('.award').dataset;
  const which = ({ revision, learned }) => versionOf(revision) || (learned ? t('course_learned', { n: written(learned) }) : '');
  const learned = made.lessons.map(lesson => element('li', {}, lesson.title, element('span', { className: 'dim' }, which(lesson))));
  return element('article', { className: `certificate${stamp ? ' is-void' : ''}`, ariaLabel: t('course_certificate') },
    element('p', { className: 'shop row' }, ...logo ? [element('img', { src: logo, alt: '', height: 28 })] : [], site),
    element('p', { className: 'kind' }, t('course_certificate')),
    ...stamp ? [element('p', { className: 'stamp' }, stamp)] : [],
    element('p', { className: 'dim' }, t('course_certifies')),
    element('p', { className: 'holder' }, made.name),
    element('p', { className: 'dim' }, t('course_completed')),
    element('p', { className: 'of' }, made.title, ...made.revision ? [element('small', { className: 'dim' }, versionOf(made.revision))] : []),
    element('ul', { className: 'covered sm' }, ...learned),
    element('dl', {}, line(t('course_on'), written(made.day)), ...made.expires ? [line(t('course_until'), written(made.expires))] : [], line(t('course_number'), made.number)));
};

const print = () => {
  const root = document.documentElement;
  root.dataset.paper = 'certificate';
  addEventListener('afterprint', () => { delete root.dataset.paper; }, { once: true });
  window.print();
};

const button = (text, act, quiet) => element('button', { type: 'button', className: `button${quiet ? ' quiet' : ''}`, onclick: act }, text);
const note = (kind, ...parts) => element('div', { className: `callout ${kind}`, role: 'note' }, ...parts);

// What has changed since: each lesson with where to learn it again. The course itself may have changed, too.
const changes = (made, course, { revision }) => {
  const known = new Map(made.lessons.map(lesson => [lesson.path, lesson.revision]));
  const changed = course.filter(lesson => known.get(lesson.path) !== lesson.revision);
  return [...made.revision === revision ? [] : [{ title: made.title, revision, done: true }], ...changed.map(lesson => ({ ...lesson, isAdded: !known.has(lesson.path) }))];
};

const changeLine = ({ title, href, revision, done, stale, isAdded }) => {
  const { on } = parts(revision), word = isAdded ? 'course_added' : !on ? 'course_changed_page_since' : done && !stale ? 'course_relearned' : 'course_changed_page';
  const [before, after] = t(word, { n: on ? written(on) : '' }).split('{title}');
  return element('li', {}, before, href ? element('a', { href }, title) : title, after);
};

/** Shows the certificate, or what is missing; `last` is the lesson whose test is to be passed again and again. */
export const award = (course, last, page) => {
  const box = one('.award-state');
  if (!box) return;
  const ready = course.every(({ done, stale }) => done && !stale), made = certificate(page.page);
  const make = () => {
    const at = Date.now(), title = one('.award').dataset.course;
    const next = { name: name(), title, day: day(at), number: number(), at, expires: expires(last.known.at), revision: page.revision,
      lessons: course.map(({ path, title, revision, known }) => ({ path, title, revision, learned: day(known.at) })) };
    keepCertificate(page.page, next);
    tell('certificate', { course: page.page, number: next.number, expires: next.expires });
    document.dispatchEvent(new CustomEvent('answerbook:certified'));
    const shown = one('.certificate');
    shown.tabIndex = -1;
    shown.focus({ preventScroll: true });
    shown.scrollIntoView({ block: 'nearest' });
  };
  if (!Array.isArray(made?.lessons)) return box.replaceChildren(...ready ? [asked(make)] : [missing(course)]);
  const changed = changes(made, course, page), over = made.expires && made.expires < day();
  const notes = [];
  if (changed.length) notes.push(note('warning', element('p', { className: 'callout-title' }, t('course_outdated')), element('ul', {}, ...changed.map(changeLine))));
  if (over) {
    const [before, after] = t('course_expired_text', { n: written(made.expires) }).split('{title}');
    notes.push(note('warning', element('p', { className: 'callout-title' }, t('course_expired')), element('p', {}, before, element('a', { href: last.href }, last.title), after)));
  }
  const better = ready && (changed.length || over || expires(last.known.at) > made.expires);
  box.replaceChildren(...notes,
    element('p', { className: 'row ways' }, ...better ? [button(t('course_renew'), make)] : [], button(t('course_print'), print, better)),
    sheet(made, changed.length ? t('course_outdated') : over ? t('course_expired') : ''),
    element('p', { className: 'dim sm' }, t('course_kept')));
};

const missing = course => {
  const open = course.filter(({ done, stale }) => !done || stale).length;
  return element('p', { className: 'notice' }, t('course_needs'), ' ', t('course_open', { n: open }));
};

// The name is asked for once.
const asked = make => {
  const field = element('input', { className: 'box', type: 'text', id: 'ab-name', autocomplete: 'name', required: true, maxLength: 80, value: name() });
  const submit = event => {
    event.preventDefault();
    if (!field.value.trim()) return field.focus();
    setName(field.value);
    make();
  };
  return element('form', { className: 'notice', onsubmit: submit }, element('p', {}, t('course_ready')),
    element('p', { className: 'field' }, element('label', { htmlFor: 'ab-name' }, t('course_name')), field),
    element('button', { className: 'button' }, t('course_make')));
};
