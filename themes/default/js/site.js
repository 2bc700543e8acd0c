// What every page does. Not deferred: colours are set before the first paint.
{
  const root = document.documentElement;
  root.dataset.js = '';
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const one = (selector, within = document) => within.querySelector(selector);
  const on = (kinds, act) => kinds.split(' ').forEach(kind => document.addEventListener(kind, act));

  // Storage may be forbidden.
  const recall = key => { try { return localStorage.getItem(key); } catch { return null; } };
  const remember = (key, value) => { try { localStorage.setItem(key, value); } catch { /* full */ } };

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
    on('click focusin', event => close(event.target.closest('.menu')));
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

  // Loaded when the reader turns to it, or comes from it.
  const searching = () => {
    const form = one('.search'), start = () => import('./search-box.js').then(box => box.start(form));
    if (!one('.answers')) ['focusin', 'pointerenter'].forEach(kind => form.addEventListener(kind, start, { once: true }));
    const mark = () => sessionStorage['answerbook:sought'] && import('./search-marks.js').then(marks => marks.show());
    addEventListener('hashchange', mark);
    mark();
  };

  // Marks the heading of the address; then the last past the upper third.
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

  // Opens folded answers.
  const openTarget = () => {
    const target = location.hash && document.getElementById(fragment(location));
    if (!target) return;
    for (let at = target.closest('details'); at; at = at.parentElement.closest('details')) at.open = true;
    target.scrollIntoView();
  };

  const labelled = (label, className) => element('button', { type: 'button', className, textContent: label });

  // Code can be copied; by staff, what a section says to customers.
  const copying = () => {
    const { copy, reply } = document.body.dataset;
    all('.prose pre:not(.code>pre)').forEach(pre => {
      const box = element('div', { className: 'code' });
      pre.replaceWith(box);
      box.append(pre, labelled(copy, 'copy'));
    });
    if (!reply) return;
    all('.question:not([data-staff],:has(.own>.quote)) .own').forEach(line => line.append(labelled(reply, 'copy quote')));
    all('.prose>:is(h2,h3,h4)[id]:not(:has(.quote))').forEach(head => {
      head.ariaLabel = head.textContent.slice(0, -1);
      head.append(labelled(reply, 'copy quote'));
    });
  };

  // What is due, in force or new depends on the day.
  const day = offset => new Date(Date.now() - offset * 864e5).toLocaleDateString('sv');
  const dates = () => all('[data-from],[data-until],[data-fresh]').forEach(note => {
    const { from, until, fresh } = note.dataset, now = day(0);
    note.hidden = now <= from || now >= until || fresh < day(30) || fresh > now;
  });

  const { edition } = root.dataset;
  const kept = name => {
    const key = `answerbook:${name}:${edition}:${name === 'recent' ? root.lang + ':' : ''}${new URL(document.body.dataset.root, location).pathname}`;
    let read;
    try { read = JSON.parse(recall(key)); } catch { /* spoilt */ }
    return { key, read: name === 'recent' ? [read ?? []].flat().filter(page => page?.path) : Object(read) };
  };

  // What was read, apart for each edition.
  const noteVisit = () => {
    const { path, title, kind } = document.body.dataset;
    if (!path) return;
    if (edition === 'internal') {
      const { key, read } = kept('read');
      remember(key, JSON.stringify({ ...read, [path]: day(0) }));
    }
    if (kind === 'section') return;
    const { key, read } = kept('recent');
    remember(key, JSON.stringify([{ path, title, at: Date.now(), staff: edition === 'internal' && !document.body.dataset.reply }, ...read.filter(page => page.path !== path)].slice(0, 5)));
  };
  const showRecent = () => {
    const list = one('.recent ul'), pages = list && !list.firstChild ? kept('recent').read : [];
    if (!pages.length) return;
    list.append(...pages.map(page => element('li', {}, element('a', { href: document.body.dataset.root + page.path, textContent: page.title }))));
    list.parentElement.hidden = false;
  };
  const showRead = () => {
    if (!one('.desk')) return;
    const { read } = kept('read'), learned = kept('learned').read;
    all('[data-unread]').forEach(line => {
      const { dateTime } = one('time', line) ?? {};
      // Half a line may be parsed.
      if (dateTime) line.hidden = read[line.dataset.unread] >= dateTime || dateTime < day(60) || dateTime > day(0);
    });
    all('[data-lessons]').forEach(bar => {
      const lessons = Object.entries(JSON.parse(bar.dataset.lessons)), said = bar.nextElementSibling;
      bar.value = lessons.filter(([path, revision]) => learned[path]?.revision === revision).length;
      const text = `${bar.value} / ${bar.max}`;
      if (said && said.textContent !== text) said.textContent = text;
    });
    all('.desk section').forEach(list => { list.hidden = !one('li:not([hidden])', list); });
  };

  const scrollers = () => all('.table, pre').forEach(box => { if (box.scrollWidth > box.clientWidth) box.tabIndex = 0; });

  // Loaded when a reader turns to it.
  const parts = [
    ['.faq', () => import('./questions.js')],
    ['.copy,.anchor,[data-copy-text]', () => import('./copy.js')],
    ['[data-print]', () => import('./print.js')],
    ['.ask', () => import('./ask.js')],
    ['.helpful,.contact', () => import('./feedback-form.js')],
  ];
  const turning = () => on('pointerover focusin input click', event => {
    // Held until it is ready.
    const way = event.type === 'click' && event.target.closest('.ask [data-person]:not([data-ready])');
    if (way) event.preventDefault();
    for (const [selector, load] of parts) {
      if (event.target.closest(selector)) load().then(part => part.start(event, way)).catch(() => { if (way) location.assign(way.href); });
    }
  });
  // What was used before, or tells of the view.
  const feedback = () => addEventListener('load', () => (self.requestIdleCallback ?? setTimeout)(() => {
    if (recall('answerbook:told')) import('./feedback-form.js').then(form => form.start()).catch(() => {});
    else if (document.body.dataset.endpoint) import('./feedback.js');
  }));

  // As it is parsed: nothing moves later.
  const early = () => { dates(); showRecent(); showRead(); };
  const parsing = new MutationObserver(early);
  parsing.observe(root, { childList: true, subtree: true });

  on('DOMContentLoaded', () => {
    parsing.disconnect();
    addEventListener('hashchange', openTarget);
    // One that fails stops no other.
    const run = starts => starts.forEach(start => { try { start(); } catch (error) { console.error(error); } });
    const dress = [early, copying, markContents, scrollers];
    run([...dress, themeButton, menus, searchKeys, searching, turning, openTarget, followContents, noteVisit, feedback]);
    // Told by whoever changed the page.
    on('answerbook:updated', () => run(dress));
  });
}
