// What the reader's browser keeps of policies that were read: their text, so that it can say what has changed since. Nothing of it
// leaves the browser. Runs before the first paint, so it only looks at what is kept of this page.
const root = document.documentElement, { dataset } = document.body;
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// The oldest texts go first.
const TEXTS = 30, LETTERS = 300_000;
// Seconds in view after which a page counts as read; or its end has been scrolled to.
const SECONDS = 8;

// What is said to a reader who comes back is kept with the text: it is known before the first paint, and costs nobody else anything.
const WORDS = ['redline_reread', 'redline_minor', 'redline_show', 'redline_done'];

const start = `answerbook:text:${root.dataset.edition}:${new URL(dataset.root, location).pathname}:`;
const keyOf = slot => `${start}${slot}:${dataset.path}`;

const parsed = text => {
  try {
    const { hash, revision = '', at, blocks, words } = JSON.parse(text) ?? {};
    const isText = text => typeof text === 'string';
    const whole = isText(hash) && Number.isFinite(at) && Array.isArray(blocks) && blocks.every(block => isText(block?.kind) && isText(block.text))
      && WORDS.every(word => isText(words?.[word]));
    return whole ? { hash, revision: String(revision), at, blocks, words } : undefined;
  } catch { return undefined; }
};

/** What is kept of this page in a slot: `read` is as it was read last. */
export const kept = slot => {
  try { return parsed(localStorage.getItem(keyOf(slot))); } catch { return undefined; }
};

const texts = () => Object.keys(localStorage).filter(key => key.startsWith(start))
  .map(key => ({ key, size: localStorage.getItem(key).length, at: parsed(localStorage.getItem(key))?.at ?? 0 })).sort((a, b) => b.at - a.at);

// Puts a text in the place of older ones.
const put = (key, text) => {
  localStorage.removeItem(key);
  if (text.length > LETTERS) return;
  const others = texts(), fits = others.filter((_, at) => at < TEXTS - 1 && text.length + others.slice(0, at + 1).reduce((sum, { size }) => sum + size, 0) <= LETTERS);
  others.slice(fits.length).forEach(({ key }) => localStorage.removeItem(key));
  for (;;) {
    try { return localStorage.setItem(key, text); } catch (error) {
      const oldest = fits.pop();
      if (!oldest) throw error;
      localStorage.removeItem(oldest.key);
    }
  }
};

/** Keeps the text of this page in a slot. */
export const keep = async slot => {
  const { hash } = dataset;
  const { blocksOf, load } = await import('./redline-view.js'), spoken = await load();
  const words = Object.fromEntries(WORDS.map(word => [word, spoken[word] ?? '']));
  const text = JSON.stringify({ hash, revision, at: Date.now(), blocks: blocksOf(document), words });
  try { put(keyOf(slot), text); } catch { /* forbidden or full: the page is new again the next time */ }
};

/** What the reader says to have read is not told to have changed any more. */
export const settle = async () => {
  await keep('read');
  one('.reread')?.remove();
};

// The last change that matters, and the number of such changes, as the list of changes says.
const [material, ...earlier] = all('.changes li:has(.material)');
const revision = material ? [...all('time,.badge:not(.material)', material).map(part => part.dateTime ?? part.textContent), earlier.length].join(' ') : '';

/** A day as the reader's language writes it; Chinese as the rest of the page spaces it. */
const written = at => new Date(at).toLocaleDateString(root.lang === 'en' ? 'en-GB' : root.lang, { dateStyle: 'long' }).replace(/\d(?=[年月日])|[年月](?=\d)/g, '$& ');

const card = one('.policy'), isOther = text => text && text.hash !== dataset.hash;

const element = (name, properties, ...children) => {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
};
const button = (textContent, name) => {
  const control = element('button', { type: 'button', className: 'button quiet', textContent });
  if (name === 'compare') control.ariaExpanded = 'false';
  control.dataset[name] = '';
  return control;
};

// The text that was read before, as long as this page is open.
const before = card && kept('read');

const show = () => {
  const { words, at } = before, matters = before.revision !== revision;
  const title = element('p', { className: 'callout-title' }, words[matters ? 'redline_reread' : 'redline_minor'].replace('{n}', () => written(at)));
  const ways = element('p', { className: 'row' }, button(words.redline_show, 'compare'), button(words.redline_done, 'read'));
  card.before(element('div', { className: `callout reread${matters ? ' important' : ''}`, role: 'note' }, title, ways));
};

// A change that matters waits until the reader says that it was read. Any other is read with the page; what was said of it stays
// until the next time, since nothing may move under a reader.
const isSettled = () => !isOther(before) || before.revision === revision;

const watch = () => {
  let seconds = 0;
  const end = one('.end') ?? one('footer'), from = scrollY;
  const read = () => {
    clearInterval(clock);
    removeEventListener('scroll', scrolled);
    if (isSettled()) keep('read');
  };
  const scrolled = () => { if (scrollY > from && end?.getBoundingClientRect().top < innerHeight) read(); };
  const clock = setInterval(() => { if (document.visibilityState === 'visible' && ++seconds >= SECONDS) read(); }, 1000);
  addEventListener('scroll', scrolled, { passive: true });
};

// What shows what changed.
const COMPARE = '.policy button,[data-compare]';

const clicked = async ({ target }) => {
  const button = target.closest?.(COMPARE);
  if (target.closest?.('[data-read]')) {
    await settle();
    one('main h1').tabIndex = -1;
    one('main h1').focus();
  }
  if (!button) return;
  const { unfold } = await import('./redline-view.js'), { slot } = button.dataset;
  const replaced = button.closest('.policy') && one('a', button.parentElement);
  await unfold(button, replaced ? replaced.href : (slot ? kept(slot) : before)?.blocks);
};

all(COMPARE).forEach(control => { control.ariaExpanded = 'false'; });
if (card) {
  if (isOther(before)) show();
  watch();
  // Another tab.
  addEventListener('storage', ({ key }) => { if (key === keyOf('read') && kept('read')?.hash === dataset.hash) one('.reread')?.remove(); });
}
document.addEventListener('click', clicked);
