// What the reader's browser keeps of policies that were read: their text, so that it can say what has changed since. Nothing of it
// leaves the browser. Runs before the first paint, so it only looks at what is kept of this page.
const root = document.documentElement, { body } = document, { dataset } = body;
const one = selector => document.querySelector(selector);

// The oldest texts go first.
const TEXTS = 30, LETTERS = 300_000;
// Seconds in view after which a page counts as read; or its end has been scrolled to.
const SECONDS = 8;

const start = `answerbook:text:${root.dataset.edition}:${new URL(dataset.root, location).pathname}:`;
const keyOf = slot => `${start}${slot}:${dataset.path}`;

const parsed = text => {
  try {
    const { hash, revision = '', at, blocks } = JSON.parse(text) ?? {};
    const whole = typeof hash === 'string' && Number.isFinite(at) && Array.isArray(blocks)
      && blocks.every(block => typeof block?.kind === 'string' && typeof block.text === 'string');
    return whole ? { hash, revision: String(revision), at, blocks } : undefined;
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

/** Keeps the text of this page in a slot, and tells the page so. */
export const keep = async slot => {
  const { hash, revision = '' } = dataset;
  const { blocksOf } = await import('./redline-view.js');
  const text = JSON.stringify({ hash, revision, at: Date.now(), blocks: blocksOf(document) });
  try { put(keyOf(slot), text); } catch { /* forbidden or full: the page is new again the next time */ }
  document.dispatchEvent(new CustomEvent('answerbook:read'));
};

const box = one('.reread');
const isOther = text => text && text.hash !== dataset.hash;

const show = () => {
  const before = kept('read'), changed = isOther(before);
  box.hidden = !changed;
  if (!changed) return;
  const title = one('.reread .callout-title'), material = before.revision !== (dataset.revision ?? '');
  const words = material ? title.dataset.material : title.dataset.minor;
  box.classList.toggle('important', material);
  title.textContent = words.replace('{n}', new Date(before.at).toLocaleDateString(root.lang === 'en' ? 'en-GB' : root.lang, { dateStyle: 'long' }));
};

// A change that matters waits until the reader says that it was read.
const isSettled = () => { const before = kept('read'); return !isOther(before) || before.revision === (dataset.revision ?? ''); };

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

const clicked = async ({ target }) => {
  const button = target.closest?.('[data-compare]');
  if (target.closest?.('[data-read]')) {
    await keep('read');
    one('main h1').tabIndex = -1;
    one('main h1').focus();
  }
  if (!button) return;
  const { unfold } = await import('./redline-view.js'), { compare, slot = 'read' } = button.dataset;
  await unfold(button, compare || kept(slot)?.blocks);
};

if (box) {
  show();
  watch();
  addEventListener('storage', ({ key }) => { if (!key || key.startsWith(start)) show(); });
  document.addEventListener('answerbook:read', show);
}
document.addEventListener('click', clicked);
