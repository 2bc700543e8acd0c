// How the preview makes what it shows. Text is only ever text.

export const element = (name, properties = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith('on')) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? '' : value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined && child !== false));
  return made;
};

const SHAPES = {
  error: 'M12 8v5M12 16.5v.01M12 3 2.5 20h19z',
  fine: 'm5 12.5 4.5 4.5L19 7.5',
  page: 'M6 3h8l4 4v14H6zM9 12h6M9 16h6',
  language: 'M3 12h18M12 3a14 14 0 0 1 0 18M12 3a14 14 0 0 0 0 18M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  shade: 'M4 4h16v16H4zM4 12 12 4M4 19 19 4M12 20l8-8',
  system: 'M3 5h18v11H3zM9 20h6M12 16v4',
  light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 2.5v2M12 19.5v2M2.5 12h2M19.5 12h2M5.3 5.3l1.4 1.4M17.3 17.3l1.4 1.4M5.3 18.7l1.4-1.4M17.3 6.7l1.4-1.4',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
  width: 'M3 8v8M21 8v8M6 12h12M9 9l-3 3 3 3M15 9l3 3-3 3',
  search: 'M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14zM16.5 16.5 21 21',
  vote: 'M4 5h16v11H12l-5 4v-4H4z',
  fold: 'm6 9 6 6 6-6',
  close: 'm6 6 12 12M18 6 6 18',
  down: 'M12 5v14M6 13l6 6 6-6',
  up: 'M12 19V5M6 11l6-6 6 6',
};

export const icon = shape => {
  const make = (name, attributes) => {
    const made = document.createElementNS('http://www.w3.org/2000/svg', name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const svg = make('svg', { viewBox: '0 0 24 24', 'aria-hidden': 'true' });
  svg.append(make('path', { d: SHAPES[shape] }));
  return svg;
};

// What stands between backticks is shown as code.
export const rich = text => {
  const parts = `${text}`.split('`');
  return parts.length % 2 ? parts.map((part, n) => n % 2 ? element('code', {}, part) : part) : [`${text}`];
};

export const plural = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

// A number as people write it.
export const grouped = n => n.toLocaleString('en');
