// The search page and the 404 page: filters the index of pages that the document already holds.
const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];

// Lower case, full width to half, no accents.
const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
const words = text => fold(text).split(/[\s\p{P}]+/u).filter(Boolean);

const field = one('.finder .search input');
const status = one('.finder .count');
const entry = item => ({ item, text: fold(item.textContent), link: one('a', item) });
// A section of a large site is listed without its pages: then it stands for itself.
const groups = all('.index .group').map(box => {
  const items = all('.list > li', box);
  return { box, pages: (items.length ? items : [box]).map(entry) };
});
const pages = groups.flatMap(group => group.pages);

const say = (n, asked) => {
  status.textContent = asked ? status.dataset[n === 0 ? 'none' : n === 1 ? 'one' : 'many'].replace('{n}', n) : '';
  one('.empty').hidden = !asked || n > 0;
};

const show = query => {
  const wanted = words(query);
  for (const { item, text } of pages) item.hidden = !wanted.every(word => text.includes(word));
  for (const { box, pages } of groups) box.hidden = pages.every(({ item }) => item.hidden);
  say(pages.filter(({ item }) => !item.hidden).length, wanted.length > 0);
};

const search = () => {
  field.value = new URLSearchParams(location.search).get('q') ?? '';
  field.oninput = () => {
    show(field.value);
    history.replaceState(null, '', field.value ? `?q=${encodeURIComponent(field.value)}` : location.pathname);
  };
  field.form.onsubmit = event => event.preventDefault();
  show(field.value);
};

// The pages that share most words with the address that was asked for.
const near = wanted => pages
  .map(page => ({ page, shared: wanted.filter(word => page.text.includes(word) || page.link?.pathname.includes(word)).length }))
  .filter(({ page, shared }) => shared > 0 && page.item.matches('li'))
  .sort((a, b) => b.shared - a.shared)
  .slice(0, 5)
  .map(({ page }) => page.item.cloneNode(true));

// An address may hold broken escapes.
const decoded = text => { try { return decodeURIComponent(text); } catch { return text; } };

const lost = () => {
  const last = location.pathname.split('/').filter(Boolean).pop() ?? '';
  const wanted = words(decoded(last).replace(/\.(html?|md)$/, ''));
  const found = near(wanted);
  field.value = wanted.join(' ');
  one('.near').hidden = found.length === 0;
  one('.near .list').append(...found);
};

if (one('.lost')) lost(); else search();
