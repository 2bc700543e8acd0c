// What every page does. Not deferred, so that the reader's colours are set before the first paint.
{
  const root = document.documentElement;
  root.dataset.js = '';
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const on = (kinds, act) => kinds.split(' ').forEach(kind => document.addEventListener(kind, act));

  // Storage may be forbidden.
  const recall = key => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* not allowed */ } };

  const themes = ['system', 'light', 'dark'];
  const setTheme = name => { root.dataset.theme = themes.includes(name) ? name : 'system'; };
  setTheme(recall('answerbook:theme'));

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  };

  // Escapes may be broken.
  const fragment = address => { try { return decodeURIComponent(address.hash.slice(1)); } catch { return ''; } };

  // Lower case, full width to half, no accents: what the filter compares.
  const fold = text => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

  const themeButton = () => {
    const button = one('.theme'), label = button.ariaLabel;
    const say = () => { button.ariaLabel = button.title = `${label}: ${button.dataset[root.dataset.theme]}`; };
    button.onclick = () => {
      setTheme(themes[(themes.indexOf(root.dataset.theme) + 1) % themes.length]);
      remember('answerbook:theme', root.dataset.theme);
      say();
    };
    say();
  };

  const menus = () => {
    const close = except => all('.menu[open]').forEach(menu => menu !== except && (menu.open = false));
    on('click', event => close(event.target.closest('.menu')));
    on('keydown', event => {
      if (event.key !== 'Escape') return;
      one('.menu[open]')?.firstElementChild.focus();
      close();
    });
  };

  const typing = target => target.isContentEditable || target.matches('input,textarea,select');
  const searchKeys = () => on('keydown', event => {
    const control = event.ctrlKey || event.metaKey;
    const slash = event.key === '/' && !typing(event.target) && !control && !event.altKey;
    const k = event.key.toLowerCase() === 'k' && control;
    const field = one('.search input');
    if (!field || !(slash || k)) return;
    event.preventDefault();
    field.focus();
    field.select();
  });

  // Search is loaded when the reader turns to it, or comes from it.
  const searching = () => {
    const form = one('.search'), start = () => import('./search-box.js').then(box => box.start(form));
    if (!one('.answers')) ['focusin', 'pointerenter'].forEach(kind => form.addEventListener(kind, start, { once: true }));
    const mark = () => sessionStorage['answerbook:sought'] && import('./search-marks.js').then(marks => marks.show());
    addEventListener('hashchange', mark);
    mark();
  };

  // Marks the heading of the address, and once the reader moves on the last that has passed the upper third.
  let aim = location.hash;
  const markContents = () => {
    const links = all('.toc a'), heads = links.map(link => document.getElementById(fragment(link)));
    const aimed = links.findIndex(link => link.hash === aim);
    const passed = aimed < 0 ? heads.findLastIndex(head => head?.getBoundingClientRect().top < innerHeight / 3) : aimed;
    links.forEach((link, i) => { link.ariaCurrent = i === Math.max(passed, 0) ? 'true' : null; });
    const here = links[passed], box = one('.toc');
    if (here && box.scrollHeight > box.clientHeight) box.scrollTop = here.offsetTop - box.clientHeight / 2;
  };
  const followContents = () => {
    on('scroll', markContents);
    on('wheel keydown pointerdown', () => { aim = ''; });
    addEventListener('hashchange', () => { aim = location.hash; markContents(); });
    on('click', event => { if (event.target.closest('.toc a')) one('.toc').open = false; });
  };

  // A folded answer opens when its address is followed.
  const openTarget = () => {
    const target = location.hash && document.getElementById(fragment(location));
    if (!target) return;
    for (let at = target.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
    target.scrollIntoView();
  };

  const questions = () => {
    const box = one('.faq');
    if (!box) return;
    const items = all('.question', box).map(item => ({ item, text: fold(item.textContent) }));
    const status = one('.count', box), button = one('.filter button', box), field = one('input', box);
    items.forEach(({ item }) => item.firstElementChild.onclick = () => {
      if (!item.open) history.replaceState(null, '', `#${item.id}`);
    });
    (field.oninput = () => {
      const words = fold(field.value).match(/\S+/g) ?? [];
      items.forEach(({ item, text }) => { item.hidden = !words.every(word => text.includes(word)); });
      const n = items.filter(({ item }) => !item.hidden).length;
      status.textContent = words.length ? status.dataset[['none', 'one'][n] ?? 'many'].replace('{n}', n) : '';
    })();
    const unfold = button.dataset.unfold ??= button.textContent;
    button.onclick = () => {
      const open = button.textContent === unfold;
      items.forEach(({ item }) => { item.open = open; });
      button.textContent = open ? button.dataset.fold : unfold;
    };
  };

  const copied = (label, before) => {
    label.textContent = document.body.dataset.copied;
    setTimeout(() => { label.textContent = before; }, 1600);
  };
  const copyText = (text, label) => navigator.clipboard.writeText(text).then(() => copied(label, label.textContent));
  const copyRich = (source, label) => {
    const blob = (type, text) => new Blob([text], { type });
    const item = new ClipboardItem({ 'text/plain': blob('text/plain', source.innerText), 'text/html': blob('text/html', source.innerHTML) });
    return navigator.clipboard.write([item]).then(() => copied(label, label.textContent));
  };

  const copying = () => {
    if (!navigator.clipboard) return all('[data-copy-text]').forEach(button => { button.hidden = true; });
    all('.prose pre:not(.code>pre)').forEach(pre => {
      const button = element('button', { type: 'button', className: 'copy', textContent: document.body.dataset.copy });
      button.onclick = () => copyText(pre.textContent, button);
      const box = element('div', { className: 'code' });
      pre.replaceWith(box);
      box.append(pre, button);
    });
    all('.reply [data-copy]').forEach(button => {
      button.hidden = false;
      button.onclick = () => copyRich(one('.reply-body', button.closest('.reply')), button);
    });
    all('[data-copy-text]').forEach(button => {
      button.onclick = () => copyText(button.dataset.copyText || location.href, one('span', button));
    });
  };

  // What is due, in force or new depends on the day.
  const dates = () => {
    const day = offset => new Date(Date.now() - offset * 864e5).toISOString().slice(0, 10);
    all('[data-from]').forEach(note => { note.hidden = day(0) <= note.dataset.from; });
    all('[data-until]').forEach(note => { note.hidden = day(0) >= note.dataset.until; });
    all('[data-fresh]').forEach(badge => { badge.hidden = badge.dataset.fresh < day(30) || badge.dataset.fresh > day(0); });
  };

  // The pages seen last, apart for each edition and language.
  const seen = () => {
    const key = `answerbook:recent:${root.dataset.edition}:${root.lang}:${new URL(document.body.dataset.root, location).pathname}`;
    return { key, pages: JSON.parse(recall(key) || '[]') };
  };
  const noteVisit = () => {
    const { path, title, kind } = document.body.dataset;
    if (!path || kind === 'section' || one('.recent')) return;
    const { key, pages } = seen();
    remember(key, JSON.stringify([{ path, title }, ...pages.filter(page => page.path !== path)].slice(0, 5)));
  };
  const showRecent = () => {
    const list = one('.recent ul'), pages = list && !list.firstChild ? seen().pages : [];
    if (!pages.length) return;
    list.append(...pages.map(page => element('li', {}, element('a', { href: document.body.dataset.root + page.path, textContent: page.title }))));
    list.parentElement.hidden = false;
  };

  // Loaded when it is turned to, was used before, or tells of the view.
  const feedback = () => {
    const load = button => import('./feedback-form.js').then(it => it.start(button)).catch(() => {});
    on('focusin pointerover click', ({ type, target }) =>
      target.closest('.helpful,.contact') && load(type === 'click' && target.closest('.helpful>button')));
    addEventListener('load', () => (self.requestIdleCallback ?? setTimeout)(() => {
      if (recall('answerbook:told')) load();
      else if (document.body.dataset.endpoint) import('./feedback.js');
    }));
  };

  const scrollers = () => all('.table, pre').forEach(box => { if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; });
  const printing = () => all('[data-print]').forEach(button => { button.onclick = () => print(); });

  // Shown as it is parsed, so that nothing moves after the first paint.
  const early = () => { dates(); showRecent(); };
  const parsing = new MutationObserver(early);
  parsing.observe(root, { childList: true, subtree: true });

  on('DOMContentLoaded', () => {
    parsing.disconnect();
    addEventListener('hashchange', openTarget);
    // One that fails stops no other.
    const run = starts => starts.forEach(start => { try { start(); } catch (error) { console.error(error); } });
    const dress = [early, copying, questions, markContents, printing, scrollers];
    run([...dress, themeButton, menus, searchKeys, searching, openTarget, followContents, noteVisit, feedback]);
    // Told by whoever changes the page, once it is changed.
    on('answerbook:updated', () => run(dress));
  });
}
