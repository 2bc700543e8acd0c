// A lesson of a course: learned once it was read to its end, or once its test was passed.
import { all, one } from './page.js';
import { day, here, isLearned, learn, learned, parts, t, written } from './learned.js';

// Milliseconds per word: a tenth of the time that reading takes; nobody has to wait longer than half a minute.
const LEAST = 26, MOST = 30_000;

const say = () => {
  const { page, revision, quizzes } = here(), line = one('.learned'), before = learned(page);
  const done = isLearned(page, revision), { on } = parts(revision);
  const text = () => {
    if (done) return t('lesson_learned', { n: written(day(before.at)) });
    if (before) return on ? t('lesson_changed', { n: written(on) }) : t('lesson_changed_since');
    return t(+quizzes ? 'lesson_test' : 'lesson_read');
  };
  line.classList.toggle('is-done', done);
  // What leads on leads on once there is nothing left to do here.
  if (+quizzes) all('.step .button:not([rel=prev])').forEach(way => way.classList.toggle('quiet', !done));
  if (line.textContent !== text()) line.textContent = text();
};

// What follows the text is in sight, and there was time to read it.
const watch = () => {
  const least = Math.min(MOST, LEAST * here().words);
  const seen = new IntersectionObserver(([entry]) => {
    if (!entry.isIntersecting) return;
    seen.disconnect();
    setTimeout(learn, Math.max(0, least - performance.now()));
  });
  seen.observe(one('.step'));
};

if (one('.step')) {
  say();
  if (!+here().quizzes) watch();
  ['answerbook:learned', 'answerbook:updated'].forEach(kind => document.addEventListener(kind, say));
}
