// What the reader has learned: lessons and tests, in their own browser. It counts as long as the revision of the page is the
// same: after a change of what readers must do, it is to be learned again.
import { one } from './page.js';
import { read, write } from './reader.js';

const root = document.documentElement, { dataset } = document.body;
const entries = name => Object(read(name, {}));
const keep = (name, entry, value) => write(name, { ...entries(name), [entry]: value });

/** What the page knows of itself. */
export const here = () => one('#ab-words').dataset;

/** A word of the interface, with what stands in its braces. */
export const t = (word, values = {}) => Object.entries(values)
  .reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), one('#ab-words').getAttribute(`data-${word}`) ?? '');

/** The reader's day, `2026-11-22`. */
export const day = (at = Date.now()) => new Date(at).toLocaleDateString('sv');

/** A day as it is written in the language of the page. */
export const written = text => {
  const [y, m, d] = text.split('-').map(Number);
  return t('date', { y, m, d, month: t('months').split(', ')[m - 1] ?? m });
};

/** The day and the version of a revision; either may be missing. How many changes it counts is nothing to be shown. */
export const parts = revision => {
  const [, on, version] = /^(\d{4}-\d\d-\d\d)?\s*(.*?)(?: ?\(\d+\))?$/.exec(revision ?? '');
  return { on, version };
};

const whole = entry => entry && typeof entry === 'object' ? entry : undefined;

/** When a page was learned, and in which revision. */
export const learned = path => whole(entries('learned')[path]);

/** Whether a page is learned as it is now. */
export const isLearned = (path, revision) => learned(path)?.revision === revision;

/** The last attempt at a test of a page. */
export const tested = (path, quiz) => whole(entries('tests')[`${path}#${quiz}`]);

/** The certificate of a course. */
export const certificate = path => whole(entries('certificates')[path]);
export const keepCertificate = (path, made) => keep('certificates', path, made);

/** Raises `answerbook:did` on the document: staff have records of what they do. */
export const tell = (type, detail) => {
  const { page, version = '', revision } = here();
  const about = { page, language: root.lang, version, revision, hash: dataset.hash };
  document.dispatchEvent(new CustomEvent('answerbook:did', { detail: { type, about, detail } }));
};

/** Notes that this page is learned. Raises `answerbook:learned` on the document. */
export const learn = () => {
  const { page, revision, course } = here();
  const again = isLearned(page, revision);
  keep('learned', page, { revision, at: Date.now() });
  document.dispatchEvent(new CustomEvent('answerbook:learned'));
  if (!again && course !== undefined) tell('lesson', { course });
};

/** Notes an attempt at a test of this page; once all of them are passed, the page is learned. */
export const keepTest = (quiz, { score, of, passed }) => {
  const { page, revision, quizzes, course = '' } = here(), before = tested(page, quiz);
  const ever = passed ? revision : before?.ever;
  keep('tests', `${page}#${quiz}`, { revision, score, of, passed, ever, at: Date.now() });
  tell('quiz', { course, quiz, score, of, passed });
  const numbers = Array.from({ length: +quizzes }, (_, at) => at + 1);
  if (passed && numbers.every(number => tested(page, number)?.ever === revision)) learn();
};
