// What is copied: code, addresses, canned replies, and for staff what a section says to customers.
import { all, element, fetched, one } from './page.js';
import { plain } from './plain.js';

const { dataset } = document.body;

let spoken;
const say = (label, text) => {
  spoken ??= document.body.appendChild(element('p', { className: 'vh', role: 'status' }));
  spoken.textContent = text;
  if (label.dataset.before !== undefined) return;
  label.dataset.before = label.textContent;
  label.textContent = label.textContent === '#' ? '✓' : text;
  setTimeout(() => {
    label.textContent = label.dataset.before;
    delete label.dataset.before;
    spoken.textContent = '';
  }, 1600);
};

// Without a secure connection there is only the older way.
const byCommand = ({ text, html }) => {
  const fill = event => {
    event.clipboardData.setData('text/plain', text);
    if (html) event.clipboardData.setData('text/html', html);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  addEventListener('copy', fill, { capture: true, once: true });
  const done = document.execCommand('copy');
  removeEventListener('copy', fill, true);
  if (!done) throw new Error('nothing was copied');
};

// Asked for within the press of the button, even if the text has yet to come.
const write = content => {
  if (!navigator.clipboard?.write) return Promise.resolve(content).then(byCommand);
  const kinds = { 'text/plain': 'text', 'text/html': 'html' };
  const part = ([type, name]) => [type, Promise.resolve(content).then(it => new Blob([it[name] ?? it.text], { type }))];
  const wanted = content.html === undefined && content.text !== undefined ? ['text/plain'] : Object.keys(kinds);
  return navigator.clipboard.write([new ClipboardItem(Object.fromEntries(wanted.map(type => part([type, kinds[type]]))))]);
};

const reached = (address, base) => { try { return new URL(address, base || undefined).href; } catch { return ''; } };

const KEPT = ['href', 'src', 'alt', 'start', 'colspan', 'rowspan', 'lang', 'dir'];

// A copy for somebody outside: no controls, no classes, and no address that only staff can reach.
const cleaned = (nodes, base) => {
  const box = document.implementation.createHTMLDocument('').createElement('div');
  box.append(...nodes.map(node => box.ownerDocument.importNode(node, true)));
  all('.anchor,.internal-block,.own,.vh,.lock,.footnote-ref,.footnotes,.attachment-meta,.answer,button,input,script,svg', box).forEach(part => part.remove());
  all('details', box).forEach(part => {
    const title = box.ownerDocument.createElement('p');
    title.append(...one('summary', part)?.childNodes ?? []);
    one('summary', part)?.replaceWith(title);
    part.replaceWith(...part.childNodes);
  });
  all('mark', box).forEach(part => part.replaceWith(...part.childNodes));
  all('[href],[src]', box).forEach(part => {
    const name = part.hasAttribute('href') ? 'href' : 'src', address = part.getAttribute(name);
    if (/^(mailto|tel):/i.test(address)) return;
    const there = part.hasAttribute('data-staff') || address.startsWith('#') && !dataset.reply ? '' : reached(address, base);
    if (there) part.setAttribute(name, there);
    else part.replaceWith(...part.childNodes);
  });
  all('*', box).forEach(part => part.getAttributeNames().filter(name => !KEPT.includes(name)).forEach(name => part.removeAttribute(name)));
  return box;
};

const both = box => ({ text: plain(box), html: box.innerHTML.trim() });

const here = () => dataset.public && dataset.public + dataset.path;

// Canned words, with addresses that customers can follow.
const canned = (button, form) => {
  const { text, html } = both(cleaned([...one('.reply-body', button.closest('.reply')).childNodes], here()));
  return form === 'plain' ? { text } : { text, html };
};

// What customers read of this page: the page itself, or where staff read more, a text of its own.
let customers;
const theirs = () => customers ??= dataset.customers
  ? fetched(dataset.root + dataset.customers).catch(error => { customers = undefined; throw error; })
  : Promise.resolve(document);

const LEVELS = 'H1,H2,H3,H4,H5,H6';
const level = node => LEVELS.split(',').indexOf(node.tagName);

// Where staff read more headings, ids may be others: what counts is the name, and which of that name it is.
const named = (source, name) => all('.prose>:is(h2,h3,h4,h5,h6),.question', source).filter(head => nameOf(head) === name);
const nameOf = head => [...(one('h2', head) ?? head).childNodes].filter(part => !part.matches?.('.anchor,.copy')).map(part => part.textContent).join('').trim();
const theirsOf = (source, own) => source === document ? own : named(source, nameOf(own))[named(document, nameOf(own)).indexOf(own)];

// A heading and all below it; on a page of questions, an answer.
const section = head => {
  if (head.matches('details')) return { title: one('h2', head), nodes: [...one('.prose', head).childNodes] };
  const nodes = [];
  for (let at = head.nextElementSibling; at && !(level(at) >= 0 && level(at) <= level(head)); at = at.nextElementSibling) nodes.push(at);
  return { title: head, nodes };
};

const quoted = async own => {
  const head = theirsOf(await theirs(), own);
  if (!head) throw new Error(`customers do not have #${own.id}`);
  const found = section(head), base = here(), address = `${base}#${encodeURIComponent(head.id)}`;
  const box = cleaned(found.nodes, base), title = cleaned([found.title], base).textContent.trim();
  const made = (name, properties, ...children) => {
    const element = Object.assign(box.ownerDocument.createElement(name), properties);
    element.append(...children);
    return element;
  };
  box.prepend(made('p', {}, made('strong', {}, title)));
  box.append(made('p', {}, made('a', { href: address }, address)));
  return both(box);
};

const contentOf = button => {
  if (button.matches('.quote')) return quoted(button.closest('[id]'));
  if (button.matches('[data-copy]')) return canned(button, button.dataset.copy);
  if (button.matches('.anchor')) return { text: button.href };
  if (button.matches('.copy')) return { text: one('pre', button.parentElement).textContent };
  return { text: button.dataset.copyText || location.href };
};

/** Copies, if it was a control for it that was pressed. */
export const start = ({ type, target }) => {
  const button = target.closest('.copy,.anchor,[data-copy-text]');
  if (type !== 'click' || !button) return;
  const label = one('span', button) ?? button;
  const failed = error => { console.warn(error.message); say(label, '✗'); };
  return write(contentOf(button)).then(() => say(label, dataset.copied)).catch(failed);
};
