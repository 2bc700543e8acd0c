// The search page and the 404 page. Where the engine does not work, the search page filters the list of pages that the
// document already holds.
import { Searches } from './feedback.js';
import { all, around, ask, counts, element, explain, fold, hit, isOwn, isOwnFacet, kindName, languageName, one, ready, t, wordsOf } from './search-results.js';

const root = document.documentElement;
const PAGE = 10, PAUSE = 60, PATIENCE = 150;
const GROUPS = ['category', 'kind', 'lang'];

const form = one('.finder .search'), field = one('input', form);

// The list of pages. A section of a large site is listed without its pages: then it stands for itself.
const entry = item => ({ item, text: fold(item.textContent), link: one('a', item) });
const sections = all('.index .group').map(box => {
  const items = all('.list > li', box);
  return { box, pages: (items.length ? items : [box]).map(entry) };
});
const pages = sections.flatMap(section => section.pages);

const filterList = query => {
  const wanted = wordsOf(query);
  for (const { item, text } of pages) item.hidden = !wanted.every(word => text.includes(word));
  for (const { box, pages } of sections) box.hidden = pages.every(({ item }) => item.hidden);
  return pages.filter(({ item }) => !item.hidden).length;
};

// What is asked, as the address says it: `?q=…&kind=…&kind=…&n=20`.
const asking = () => {
  const given = new URLSearchParams(location.search);
  const filters = Object.fromEntries(GROUPS.map(group => [group, given.getAll(group)]));
  const n = Math.min(Math.max(Number.parseInt(given.get('n'), 10) || PAGE, PAGE), 200);
  return { query: (given.get('q') ?? '').trim(), filters, limit: n };
};

const addressOf = ({ query, filters, limit }) => {
  const told = new URLSearchParams(query ? { q: query } : {});
  for (const group of GROUPS) for (const id of filters[group]) told.append(group, id);
  if (limit > PAGE) told.set('n', limit);
  return told.size ? `?${told}` : location.pathname;
};

const filtered = filters => GROUPS.some(group => filters[group].length);
const without = (filters, group, id) => ({ ...filters, [group]: filters[group].filter(other => other !== id) });
const within = (filters, group, id) => ({ ...filters, [group]: [...filters[group], id] });

// Categories are sections, and each lies below the home of its language: `zh-Hans/policies/`.
const homeOf = address => new URL('..', address).href;
const own = homeOf(form.action);
const homes = [own, ...all('header a[lang]').map(link => homeOf(link.href))];
const isOwnCategory = ({ id }) => {
  const address = new URL(document.body.dataset.root + id, location).href;
  const [nearest] = homes.filter(home => address.startsWith(home)).sort((a, b) => b.length - a.length);
  return nearest === own;
};

class Finder {
  constructor() {
    const parts = { status: '.finder .count', answers: '.answers', facets: '.facets', chips: '.chips', index: '.index', plain: '.plain', empty: '.empty', mean: '.meant' };
    for (const [name, selector] of Object.entries(parts)) this[name] = one(selector);
    this.filters = one('summary', this.facets);
    this.names = new Map();
    this.searches = new Searches(this.answers, () => all('.hit', this.answers));
    this.number = 0;
    field.addEventListener('input', event => event.isComposing || this.soon());
    field.addEventListener('compositionend', () => this.soon());
    form.addEventListener('submit', event => { event.preventDefault(); this.settle(); });
    addEventListener('popstate', () => this.restore());
    this.restore();
  }

  restore() {
    this.state = asking();
    field.value = this.state.query;
    this.run();
  }

  soon() {
    this.searches.typed();
    clearTimeout(this.pause);
    this.pause = setTimeout(() => this.go({ ...this.state, query: field.value.trim(), limit: PAGE }, 'replaceState'), PAUSE);
  }

  // Enter: what is asked now stays in the history.
  async settle() {
    clearTimeout(this.pause);
    await this.go({ ...this.state, query: field.value.trim(), limit: PAGE }, 'pushState');
    this.searches.settle();
  }

  go(state, keep) {
    const address = addressOf(state);
    this.state = state;
    if (new URL(address, location).href !== location.href) history[keep](null, '', address);
    return this.run();
  }

  async run() {
    const { query, filters, limit } = this.state, number = ++this.number;
    clearTimeout(this.patience);
    if (!query) return this.rest();
    this.patience = setTimeout(() => this.wait(), PATIENCE);
    let show;
    try {
      const answer = await ask(query, { limit, lang: root.lang, filters });
      show = () => this.show(answer);
    } catch (error) {
      if (error.kind === 'superseded') return;
      show = () => this.fail(error);
    }
    if (number !== this.number) return;
    clearTimeout(this.patience);
    this.answers.ariaBusy = 'false';
    show();
  }

  // Nothing is asked: every page.
  rest() {
    clearTimeout(this.patience);
    this.searches.settle({ given: true });
    filterList('');
    this.present({ index: true });
    this.status.textContent = '';
  }

  wait() {
    this.answers.ariaBusy = 'true';
    this.status.textContent = t('search_wait');
    if (!this.answers.hidden) return;
    this.answers.replaceChildren(element('div', { className: 'ghosts', ariaHidden: 'true' }));
    this.present({ answers: true });
  }

  present({ index = false, answers = false, empty = false, facets = false, chips = false, mean = false }) {
    for (const [name, shown] of Object.entries({ index, answers, empty, facets, chips, mean })) this[name].hidden = !shown;
    this.plain.hidden = true;
  }

  show(answer) {
    const { filters } = this.state, found = answer.results.length > 0, mean = found && Boolean(answer.correction);
    // What filters have left nothing of was found without them.
    if (answer.total || !filtered(filters)) this.searches.shown(this.state.query, answer);
    this.status.textContent = found ? counts(answer, filters.lang) : t('search_none', this.state.query);
    if (mean) this.mean.replaceChildren(...this.meant(answer));
    this.answers.replaceChildren(...this.lists(answer), ...this.more(answer));
    this.drawFacets(answer.facets);
    this.drawChips();
    const facets = filtered(filters) || GROUPS.some(group => answer.facets[group].length > 1);
    this.present({ answers: found, empty: !found, facets, chips: filtered(filters), mean });
  }

  // The engine does not answer: the list of pages does, by titles.
  fail(error) {
    const n = filterList(this.state.query);
    this.status.textContent = n === 0 ? t('found_none') : n === 1 ? t('found_one') : t('found_many', n);
    this.present({ index: true, empty: n === 0 });
    const again = element('button', { type: 'button', className: 'button quiet', onclick: () => this.run() }, t('search_again'));
    this.plain.replaceChildren(`${explain(error)} ${t('search_titles')} `, again);
    this.plain.hidden = false;
  }

  // The engine has answered another question than was typed, and it can be taken over.
  meant({ correction }) {
    const state = { ...this.state, query: correction, limit: PAGE };
    const onclick = event => {
      event.preventDefault();
      field.value = correction;
      this.go(state, 'pushState');
      field.focus();
    };
    return around('search_mean', element('a', { href: addressOf(state), onclick }, correction));
  }

  lists({ results, correction }) {
    const item = result => element('li', {}, hit(result, correction ?? this.state.query));
    const list = results => element('ol', { className: 'hits' }, ...results.map(item));
    const own = results.filter(isOwn), others = results.filter(result => !isOwn(result));
    const title = element('h2', { className: 'hit-label dim' }, t('search_others'));
    return [...own.length ? [list(own)] : [], ...others.length ? [title, list(others)] : []];
  }

  more({ results, total }) {
    if (results.length >= total || !results.length) return [];
    const onclick = () => this.extend(results.length);
    return [element('button', { type: 'button', className: 'button quiet more-hits', onclick }, t('search_more'))];
  }

  // The first of the new results gets the focus that the button had.
  async extend(seen) {
    this.state = { ...this.state, limit: this.state.limit + PAGE };
    history.replaceState(null, '', addressOf(this.state));
    await this.run();
    all('.answers .hit')[seen]?.focus();
  }

  title(group, { id, title }) {
    return group === 'kind' ? kindName(id) : group === 'lang' ? languageName(id) : title || id;
  }

  // What was offered for a question stays to be seen while filters are set, even where nothing is left of it.
  choices(group, given) {
    const { filters } = this.state;
    const fits = facet => facet.id && (group !== 'category' || filters.lang.length || filters.category.includes(facet.id) || isOwnCategory(facet));
    const first = facet => group === 'lang' && isOwnFacet(facet);
    const facets = given.filter(fits).sort((a, b) => first(b) - first(a) || b.count - a.count);
    const ids = new Set(facets.map(facet => facet.id));
    const gone = [...new Set([...filtered(filters) ? this.offered[group] : [], ...filters[group]])].filter(id => !ids.has(id));
    const known = this.offered[group], place = ({ id }) => known.indexOf(id) + 1 || known.length + 1;
    const choices = [...facets, ...gone.map(id => ({ id, title: this.names.get(id), count: 0 }))].sort((a, b) => place(a) - place(b));
    this.offered[group] = choices.map(facet => facet.id);
    return choices;
  }

  drawFacets(facets) {
    const focused = document.activeElement?.dataset?.facet, { query, filters } = this.state;
    if (query !== this.about) this.offered = Object.fromEntries(GROUPS.map(group => [group, []]));
    this.about = query;
    const groups = GROUPS.map(group => this.group(group, this.choices(group, facets[group]))).filter(Boolean);
    const n = GROUPS.reduce((sum, group) => sum + filters[group].length, 0);
    this.filters.textContent = n ? t('search_filters_n', n) : t('search_filters');
    one('div', this.facets).replaceChildren(...groups);
    if (focused) all('[data-facet]', this.facets).find(box => box.dataset.facet === focused)?.focus();
  }

  group(group, choices) {
    if (choices.length < (filtered(this.state.filters) ? 1 : 2)) return undefined;
    return element('fieldset', {}, element('legend', {}, t(`search_${group}`)), ...choices.map(facet => this.choice(group, facet)));
  }

  choice(group, facet) {
    const title = this.title(group, facet), checked = this.state.filters[group].includes(facet.id);
    this.names.set(facet.id, title);
    const box = element('input', { type: 'checkbox', checked, disabled: !checked && facet.count === 0 });
    box.dataset.facet = `${group} ${facet.id}`;
    box.onchange = () => this.narrow(box.checked ? within : without, group, facet.id);
    return element('label', {}, box, element('span', {}, title), element('small', { className: 'dim' }, facet.count));
  }

  narrow(change, group, id) {
    this.go({ ...this.state, filters: change(this.state.filters, group, id), limit: PAGE }, 'pushState');
  }

  drawChips() {
    const { filters } = this.state;
    const chips = GROUPS.flatMap(group => filters[group].map(id => this.chip(group, id)));
    this.chips.replaceChildren(...chips, ...chips.length ? [this.clear()] : []);
  }

  clear() {
    const onclick = () => {
      this.go({ ...this.state, filters: Object.fromEntries(GROUPS.map(group => [group, []])), limit: PAGE }, 'pushState');
      field.focus();
    };
    return element('li', {}, element('button', { type: 'button', className: 'clear', onclick }, t('search_clear')));
  }

  chip(group, id) {
    const title = this.names.get(id) ?? id;
    const button = element('button', { type: 'button', ariaLabel: t('search_remove', title) }, title);
    button.onclick = () => { this.narrow(without, group, id); field.focus(); };
    return element('li', {}, button);
  }
}

// The pages of the list that share most words with the address that was asked for.
const near = wanted => pages
  .map(page => ({ page, shared: wanted.filter(word => page.text.includes(word) || page.link?.pathname.includes(word)).length }))
  .filter(({ page, shared }) => shared > 0 && page.item.matches('li'))
  .sort((a, b) => b.shared - a.shared)
  .slice(0, 5)
  .map(({ page }) => page.item.cloneNode(true));

// An address may hold broken escapes.
const decoded = text => { try { return decodeURIComponent(text); } catch { return text; } };

const nearest = async wanted => {
  const { results } = await ask(wanted.join(' '), { limit: 5, lang: root.lang });
  return results.map(result => element('li', {}, hit(result, wanted.join(' '))));
};

const lost = async () => {
  const last = location.pathname.split('/').filter(Boolean).pop() ?? '';
  const wanted = wordsOf(decoded(last).replace(/\.(html?|md)$/, ''));
  field.value = wanted.join(' ');
  const show = found => {
    one('.near').hidden = found.length === 0;
    one('.near .list').replaceChildren(...found);
  };
  if (!wanted.length) return;
  const found = await nearest(wanted).catch(() => []);
  show(found.length ? found : near(wanted));
};

const isLost = Boolean(one('.lost'));
// Before the first paint: what will not stay is not shown.
if (!isLost) {
  one('.plain').hidden = true;
  one('.index').hidden = asking().query !== '';
}
// Shown when the nearest pages are known, so that nothing moves; but soon.
const waiting = on => one('.near').parentElement.classList.toggle('wait', on);
if (isLost) waiting(true);
await ready().catch(() => {});
if (!isLost) new Finder();
else Promise.race([lost(), new Promise(done => setTimeout(done, 1000))]).finally(() => waiting(false));
