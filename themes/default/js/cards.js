// Cards of role-plays: dealt at random where there are several.
import { all, element, one } from './page.js';
import { t } from './learned.js';

const dress = () => {
  const cards = all('.prose .roleplay');
  if (cards.length < 2 || one('.deck')) return;
  let dealt;
  const said = element('span', { className: 'dim sm', role: 'status' });
  const deal = element('button', { type: 'button', className: 'button' }, t('card_deal'));
  const whole = element('button', { type: 'button', className: 'button quiet', hidden: true }, t('card_all'));
  const show = only => {
    dealt = only;
    cards.forEach(card => { card.hidden = only !== undefined && card !== only; });
    all('.model', only ?? document).forEach(answer => { answer.open = false; });
    whole.hidden = only === undefined;
    deal.textContent = t(only ? 'card_another' : 'card_deal');
    said.textContent = only ? t('card_n', { n: cards.indexOf(only) + 1, all: cards.length }) : '';
  };
  deal.onclick = () => {
    const others = cards.filter(card => card !== dealt);
    show(others[Math.floor(Math.random() * others.length)]);
  };
  whole.onclick = () => { show(); deal.focus(); };
  cards[0].before(element('p', { className: 'deck row' }, deal, whole, said));
};
dress();
document.addEventListener('answerbook:updated', dress);
