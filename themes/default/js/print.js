// On paper: a page with the addresses of its links at its foot, or a section as a book, with a cover and its contents.
import { all, element, fetched, one } from './page.js';

const root = document.documentElement;
const { dataset } = document.body;

// Letters of every script as they are; escapes may be broken.
const readable = address => { try { return decodeURI(address); } catch { return address; } };

// As the site is known outside: where the page lies in the meantime says nothing on paper.
const outside = () => {
  const here = new URL(dataset.root, location).href, canonical = one('link[rel=canonical]')?.href;
  const base = dataset.public || canonical?.slice(0, canonical.length - (dataset.path ?? '').length);
  return address => base && address.startsWith(here) ? base + address.slice(here.length) : address;
};

// Numbers the links of a text and tells their addresses below it; gives back how to undo that.
const footnotes = (text, known = () => undefined) => {
  const addresses = [], added = [], shown = outside();
  const mark = (link, text) => {
    const number = element('sup', { className: 'number', textContent: text });
    link.after(number);
    added.push(number);
  };
  for (const link of all('.prose a[href]:not(.anchor), .policy a[href]', text)) {
    const address = link.href;
    const chapter = known(link);
    if (chapter) mark(link, `→ ${chapter}`);
    const own = address.split('#')[0] === location.href.split('#')[0] || chapter || link.textContent.trim() === address;
    if (own || !/^https?:/.test(address)) continue;
    if (!addresses.includes(address)) addresses.push(address);
    mark(link, addresses.indexOf(address) + 1);
  }
  if (!addresses.length) return () => {};
  const list = element('ol', { className: 'addresses' }, ...addresses.map(address => element('li', {}, readable(shown(address)))));
  text.append(list);
  return () => [...added, list].forEach(part => part.remove());
};

const paper = (name, undo) => {
  if (root.dataset.paper) return undo();
  root.dataset.paper = name;
  const end = () => {
    removeEventListener('afterprint', end);
    delete root.dataset.paper;
    undo();
  };
  addEventListener('afterprint', end);
  print();
};

const page = () => paper('page', footnotes(one('.main') ?? one('main')));

// The pages of a section in reading order, those of sections below it after its own.
const pagesOf = async (source, tell, seen) => {
  const pages = [];
  const below = all('main :is(.group,.contents>section,.course)', source).map(group => ({ section: one('h2 a', group)?.href, links: all('li>a', group).map(link => link.href) }));
  const add = async address => {
    if (seen.has(address)) return;
    seen.add(address);
    const found = await fetched(address);
    pages.push({ address, source: found });
    tell(seen.size);
    return found;
  };
  for (const { section, links } of below) {
    if (!section) for (const address of links) await add(address);
    const found = section && await add(section);
    if (found) pages.push(...await pagesOf(found, tell, seen));
  }
  return pages;
};

const chapterId = number => `chapter-${number}`;

// A page as a chapter: its heading, its card and its text. Ids are its own in the whole book.
const chapter = ({ source, address }, number) => {
  const heading = element('h1', {}, ...number ? [element('b', { textContent: number })] : [], one('main h1', source).textContent.trim());
  const parts = all('.head .lead, .main>.callout, .main>.policy, .main>.prose, .main>.faq, .main>.course, .main>.changes', source)
    .map(part => document.importNode(part, true));
  const made = element('section', { id: chapterId(number), className: 'chapter main', lang: source.documentElement.lang }, heading, ...parts);
  all('button, .anchor, .filter, .own, form', made).forEach(part => part.remove());
  all('details', made).forEach(part => { part.open = true; });
  all('img', made).forEach(image => { image.loading = 'eager'; image.src = new URL(image.getAttribute('src'), address); });
  all('a[href]', made).forEach(link => { link.href = new URL(link.getAttribute('href'), address); });
  all('[id]', made).forEach(part => { part.id = `${number}-${part.id}`; });
  return made;
};

const cover = () => {
  const brand = one('.brand'), day = new Date().toLocaleDateString(root.lang, { dateStyle: 'long' });
  const staff = one('.ribbon strong');
  return element('section', { className: 'cover' },
    ...[...brand.children].map(part => document.importNode(part, true)),
    element('h1', { textContent: one('main h1').textContent.trim() }),
    ...all('.head .lead').map(part => document.importNode(part, true)),
    element('p', { className: 'dim', textContent: [day, ...staff ? [staff.textContent] : []].join(' · ') }));
};

const contents = (chapters, title) => element('nav', { className: 'contents' }, element('h1', { textContent: title }),
  element('ol', {}, ...chapters.map((made, at) => element('li', {}, element('a', { href: `#${chapterId(at + 1)}` }, ...one('h1', made).cloneNode(true).childNodes)))));

const book = async button => {
  const label = one('span', button), name = button.dataset.name ??= label.textContent;
  button.disabled = true;
  try {
    const pages = await pagesOf(document, count => { label.textContent = `${name} (${count})`; }, new Set([location.href.split('#')[0]]));
    const chapters = pages.map((found, at) => chapter(found, at + 1));
    const numbers = new Map(pages.map(({ address }, at) => [address, at + 1]));
    // What the page of the section says itself stands before its chapters.
    const own = one('.main>.prose') ? [chapter({ source: document, address: location.href }, 0)] : [];
    [...own, ...chapters].forEach(made => {
      const known = link => {
        const [address, id] = link.href.split('#'), number = numbers.get(address);
        if (number) link.href = `#${id ? `${number}-${id}` : chapterId(number)}`;
        return number;
      };
      footnotes(made, known);
    });
    const whole = element('div', { className: 'book' }, cover(), contents(chapters, button.dataset.contents), ...own, ...chapters);
    document.body.append(whole);
    await Promise.allSettled(all('img', whole).map(image => image.decode()));
    label.textContent = name;
    paper('book', () => whole.remove());
  } catch (error) {
    label.textContent = `${name} ✗`;
    console.warn(error.message);
  } finally {
    button.disabled = false;
  }
};

/** Prints, if it was a control for it that was pressed. */
export const start = ({ type, target }) => {
  const button = target.closest('[data-print]');
  if (type === 'click' && !button.disabled) return button.dataset.print === 'section' ? book(button) : page();
};
