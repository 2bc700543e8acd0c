// A page in a frame of some width, live as in a tab of its own. The address says which, and how wide.

const WIDTHS = [[360, 'Phone'], [768, 'Tablet'], [1024, 'Small laptop']];
const one = selector => document.querySelector(selector);

const told = new URLSearchParams(location.search);
const frame = one('iframe'), nav = one('nav');
// A page of this host, and nothing else.
const address = new URL(told.get('path') ?? '/', location.origin);
let path = address.origin === location.origin ? address.pathname : '/';
let width = Math.min(Math.max(Number.parseInt(told.get('width'), 10) || 360, 240), 2560);

const here = () => `?${new URLSearchParams({ path, width })}`;

const choose = wanted => {
  width = wanted;
  frame.width = wanted;
  for (const button of nav.children) button.setAttribute('aria-pressed', button.value === `${wanted}`);
  history.replaceState(null, '', here());
};

for (const [wanted, name] of WIDTHS) {
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', value: wanted, textContent: `${name} ` });
  button.append(Object.assign(document.createElement('small'), { textContent: wanted }));
  button.onclick = () => choose(wanted);
  nav.append(button);
}

// The reader follows links inside: this page follows.
frame.onload = () => {
  const { location: inside, document: shown } = frame.contentWindow;
  if (inside.protocol === 'about:') return;
  path = inside.pathname;
  one('h1').textContent = document.title = frame.title = shown.title;
  one('.leave').href = path + inside.hash;
  one('.leave').lang = 'en';
  choose(width);
};

const fit = () => { frame.height = Math.max(innerHeight - one('header').offsetHeight - 32, 320); };
addEventListener('resize', fit);
fit();
choose(width);
frame.src = path;
