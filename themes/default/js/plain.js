// A text without its form, for where only letters go: lists keep their marks, tables their rows, links their addresses.
const BLOCK = /^(ADDRESS|ARTICLE|ASIDE|BLOCKQUOTE|CAPTION|DD|DETAILS|DIV|DL|DT|FIGCAPTION|FIGURE|FOOTER|H[1-6]|HEADER|HR|LI|MAIN|NAV|OL|P|PRE|SECTION|SUMMARY|TABLE|UL)$/;

const within = node => [...node.childNodes].map(inline).join('');

const link = node => {
  const text = within(node), address = node.getAttribute('href') ?? '';
  const said = address.replace(/^(mailto|tel):/, '');
  return !/^(https?|mailto|tel):/.test(address) || text.replace(/\s/g, '').includes(said.replace(/\s/g, '')) ? text : `${text} (${said})`;
};

const inline = node => {
  if (node.nodeType === Node.TEXT_NODE) return node.data.replace(/\s+/g, ' ');
  if (node.nodeType !== Node.ELEMENT_NODE) return '';
  const { tagName } = node;
  return tagName === 'BR' ? '\n' : tagName === 'IMG' ? node.alt : tagName === 'A' ? link(node) : within(node);
};

const list = (node, mark) => [[...node.children].map((item, at) => {
  const own = mark(at);
  return own + blocks(item).join('\n').replaceAll('\n', `\n${' '.repeat(own.length)}`);
}).join('\n')];

const special = {
  UL: node => list(node, () => '- '),
  OL: node => list(node, at => `${at + node.start}. `),
  PRE: node => [node.textContent.trimEnd()],
  HR: () => [],
  BLOCKQUOTE: node => [blocks(node).join('\n\n').replace(/^/gm, '> ')],
  TABLE: node => [[...node.rows].map(row => [...row.cells].map(cell => blocks(cell).join(' ').replace(/\s+/g, ' ')).join(' | ')).join('\n')],
};

// The texts of a node, one for each block.
const blocks = node => {
  const made = [];
  let line = '';
  const end = () => {
    const text = line.replace(/ *\n */g, '\n').replace(/ {2,}/g, ' ').trim();
    if (text) made.push(text);
    line = '';
  };
  for (const child of node.childNodes) {
    if (!BLOCK.test(child.nodeName)) {
      line += inline(child);
      continue;
    }
    end();
    made.push(...(special[child.nodeName] ?? blocks)(child));
  }
  end();
  return made;
};

/** The text of a node and of all that is in it. */
export const plain = node => blocks(node).join('\n\n');
