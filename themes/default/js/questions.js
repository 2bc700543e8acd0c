// The questions of a page: found by their words, opened and closed together, and an address for the one that is open.
import { all, one } from './page.js';

// Lower case, full width to half, no accents.
const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

const filter = box => {
  const items = all('.question', box), status = one('.count', box);
  const words = fold(one('input', box).value).match(/\S+/g) ?? [];
  items.forEach(item => {
    const text = fold(item.textContent);
    item.hidden = !words.every(word => text.includes(word));
  });
  const found = items.filter(item => !item.hidden).length;
  status.textContent = words.length ? status.dataset[['none', 'one'][found] ?? 'many'].replace('{n}', found) : '';
};

const unfold = (box, button) => {
  const name = button.dataset.unfold ??= button.textContent, open = button.textContent === name;
  all('.question', box).forEach(item => { item.open = open; });
  button.textContent = open ? button.dataset.fold : name;
};

/** Does what an event on the box asks for. */
export const start = ({ type, target }) => {
  const box = target.closest('.faq'), button = target.closest('[data-fold]'), item = target.closest('summary')?.parentElement;
  if (one('.filter input', box).value || type === 'input') filter(box);
  if (type !== 'click') return;
  if (button) unfold(box, button);
  // The browser opens it after the event, or has done so while this was loaded.
  if (item?.matches('.question')) requestAnimationFrame(() => item.open && history.replaceState(null, '', `#${item.id}`));
};
