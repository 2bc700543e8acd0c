// Before a person is asked: pages that may answer, while the subject is typed. The person gets the subject, and what was read.
import { deflected, reached } from './feedback.js';
import { all, ask, element, hit, one, ready, recent, t } from './search-results.js';

// Milliseconds between two keys, and for which a page counts as read in this visit.
const MOST = 5, PAUSE = 150, VISIT = 36e5;
const box = one('.ask'), field = one('input', box), list = one('.offers', box), status = one('.ask [role=status]'), way = one('[data-person]', box);
const home = one('.brand').href;
const plainWay = way.getAttribute('href');
const { dataset } = document.body;
const base = new URL(dataset.root, location).href;
// What staff read is nobody else's; what customers have is told by the address that they know.
const told = url => document.documentElement.dataset.edition !== 'internal' ? url : dataset.public && dataset.public + url.slice(base.length);
const read = new Map(recent().filter(({ at, staff }) => at > Date.now() - VISIT && !staff && told(base)).map(page => [told(page.url), page.title]));

// What goes with the reader: in a letter, or in the address of the owner's form.
const handOver = () => {
  const subject = field.value.trim();
  const pages = [...read].map(([url, title]) => `${title} ${url}`);
  if (plainWay.startsWith('mailto:')) {
    const body = pages.length ? `\n\n${box.dataset.read}\n${pages.map(page => `- ${page}`).join('\n')}\n` : '';
    const query = Object.entries({ subject, body }).filter(([, value]) => value).map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    way.href = [plainWay, query.join('&')].filter(Boolean).join('?');
    return;
  }
  const url = new URL(plainWay);
  if (subject) url.searchParams.set('subject', subject);
  for (const page of read.keys()) url.searchParams.append('read', page);
  way.href = url.href;
};

// Did it answer? Asked of a page that was opened from here.
const answered = title => {
  const question = one('.answered', box);
  const line = one('p', question);
  line.textContent = line.dataset.question.replace('{n}', () => title);
  question.hidden = false;
  all('button', question).forEach(button => {
    button.onclick = () => {
      question.hidden = true;
      if (button.value === 'no') return way.focus();
      deflected();
      one('.thanks', box).hidden = false;
      one('.thanks', box).focus();
    };
  });
};

const offer = (result, query) => {
  const link = hit(result, query);
  link.target = '_blank';
  link.addEventListener('click', () => {
    const url = told(link.href.split('#')[0]);
    if (url && !result.internal) read.set(url, result.title);
    handOver();
    answered(result.title);
  });
  return element('li', {}, link);
};

let asked = '', timer;
const suggest = async () => {
  const query = field.value.trim();
  handOver();
  if (query === asked) return;
  asked = query;
  one('.usual', box)?.toggleAttribute('hidden', !!query);
  if (!query) return list.replaceChildren();
  try {
    // The start page and lists of pages answer nothing.
    const results = (await ask(query, { limit: MOST + 3 })).results.filter(({ kind, url }) => kind !== 'section' && url.split('#')[0] !== home).slice(0, MOST);
    if (query !== asked) return;
    list.replaceChildren(...results.map(result => offer(result, query)));
    status.textContent = results.length ? box.dataset.offered : t('search_none', query);
  } catch { /* the way to a person is there */ }
};

handOver();
way.dataset.ready = '';

/** Begins to offer pages; takes a press that was held back until now further. */
export const start = async ({ type }, held) => {
  handOver();
  if (held) {
    reached();
    return location.assign(way.href);
  }
  await ready().catch(() => {});
  clearTimeout(timer);
  timer = setTimeout(suggest, type === 'input' ? PAUSE : 0);
};
