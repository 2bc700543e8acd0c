// The page of a course: what of it is learned, where to go on, and the certificate.
import { all, element, one } from './page.js';
import { certificate as made, day, here, isLearned, learned, parts, t, tested, written } from './learned.js';
import { award, expires } from './certificate.js';

// The lessons as the page lists them.
const lessons = () => all('[data-lesson]').map(line => {
  const { lesson: path, revision, quizzes } = line.dataset, link = one('a', line);
  return { line, path, revision, quizzes: +quizzes, title: link.textContent, href: link.href, known: learned(path), done: isLearned(path, revision) };
});

const percent = ({ score, of }) => Math.floor(100 * score / of);

// What there is to say of a lesson; nothing before it was begun.
const state = ({ path, revision, quizzes, known, done, stale }) => {
  const { on } = parts(revision), test = quizzes ? tested(path, quizzes) : undefined;
  if (stale) return t('course_again');
  if (done) return test?.passed ? t('course_tested', { n: written(day(known.at)), percent: percent(test) }) : t('course_learned', { n: written(day(known.at)) });
  if (known) return on ? t('course_changed', { n: written(on) }) : t('course_changed_since');
  return test?.of && test.revision === revision ? t('course_failed', { percent: percent(test) }) : '';
};

const mark = lesson => {
  const { line, done, stale, known } = lesson, text = state(lesson);
  line.classList.toggle('done', done && !stale);
  one('.state', line)?.remove();
  if (text) line.append(element('p', { className: `state sm ${done && !stale ? 'is-right' : known ? 'is-due' : ''}` }, text));
};

const progress = course => {
  const bar = one('.progress progress'), way = one('.progress .button'), done = course.filter(lesson => lesson.done && !lesson.stale);
  if (!bar) return;
  bar.value = done.length;
  one('.done-of').textContent = t('course_progress', { n: done.length, all: course.length });
  const next = course.find(lesson => !done.includes(lesson)), begun = course.some(({ known }) => known);
  const certificate = one('#ab-certificate');
  way.hidden = !next && !certificate;
  if (next && begun) [way.href, one('span', way).textContent] = [next.href, t('course_continue', { n: next.title })];
  if (!next) [way.href, one('span', way).textContent] = ['#ab-certificate', t(made(here().page) ? 'course_done' : 'course_make')];
};

const dress = () => {
  const course = lessons();
  // What expires is the last test of the course.
  const last = course.findLast(({ quizzes }) => quizzes) ?? course.at(-1), until = last?.done && expires(last.known.at);
  if (until && until < day()) last.stale = true;
  course.forEach(mark);
  progress(course);
  award(course, last, here());
};
dress();
['answerbook:updated', 'answerbook:certified'].forEach(kind => document.addEventListener(kind, dress));
