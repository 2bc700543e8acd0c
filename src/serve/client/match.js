// Which of the old children of an element became which of the new ones. Those that are equal first, then those that are
// called the same, then those of one kind; what was moved is found by its `id` or as it was.

const MOST = 4e6;

const called = node => [node.nodeName, node.rel, node.name, node.type].join(' ');
const kind = node => node.nodeType === Node.ELEMENT_NODE ? `${called(node)} ${node.getAttribute('class') ?? ''}` : node.nodeName;
const name = node => `${kind(node)} #${node.id ?? ''}`;
const whole = node => node.outerHTML ?? `${node.nodeName} ${node.data}`;

// Longest common subsequence of two lists of keys, as pairs of places.
const common = (a, b) => {
  // Too long to compare each with each: what comes next is taken.
  if (a.length * b.length > MOST) return nextBest(a, b);
  const width = b.length + 1, longest = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      longest[i * width + j] = a[i] === b[j]
        ? longest[(i + 1) * width + j + 1] + 1
        : Math.max(longest[(i + 1) * width + j], longest[i * width + j + 1]);
    }
  }
  const pairs = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if (longest[(i + 1) * width + j] >= longest[i * width + j + 1]) i++;
    else j++;
  }
  return pairs;
};

const nextBest = (a, b) => {
  const pairs = [];
  let from = 0;
  b.forEach((key, j) => {
    const i = a.indexOf(key, from);
    if (i < 0 || i - from > 64) return;
    pairs.push([i, j]);
    from = i + 1;
  });
  return pairs;
};

// What begins and ends alike is not worth a table.
const aligned = (a, b, key) => {
  const pairs = [];
  let begin = 0, end = 0;
  const shorter = Math.min(a.length, b.length);
  const same = key === whole ? (x, y) => x.isEqualNode(y) : (x, y) => key(x) === key(y);
  while (begin < shorter && same(a[begin], b[begin])) pairs.push([begin, begin++]);
  while (end < shorter - begin && same(a[a.length - 1 - end], b[b.length - 1 - end])) end++;
  const middle = list => list.slice(begin, list.length - end).map(key);
  pairs.push(...common(middle(a), middle(b)).map(([i, j]) => [i + begin, j + begin]));
  for (; end > 0; end--) pairs.push([a.length - end, b.length - end]);
  return pairs;
};

class Matching {
  constructor(olds, nexts) {
    this.olds = olds;
    this.nexts = nexts;
    // From a place among the new to one among the old.
    this.became = new Map();
    this.taken = new Set();
    this.moved = new Set();
  }

  take(i, j) {
    this.became.set(j, i);
    this.taken.add(i);
  }

  // Between two neighbours that stay, order is kept.
  align(key) {
    const stays = [...this.became].sort(([j], [k]) => j - k).filter(([j]) => !this.moved.has(j));
    let i = 0, j = 0;
    for (const [nextEnd, oldEnd] of [...stays, [this.nexts.length, this.olds.length]]) {
      this.alignWithin(key, [i, oldEnd], [j, nextEnd]);
      i = oldEnd + 1;
      j = nextEnd + 1;
    }
  }

  alignWithin(key, [i, oldEnd], [j, nextEnd]) {
    const places = (begin, end, used) => Array.from({ length: Math.max(end - begin, 0) }, (_, n) => begin + n).filter(n => !used.has(n));
    const olds = places(i, oldEnd, this.taken), nexts = places(j, nextEnd, this.became);
    if (!olds.length || !nexts.length) return;
    for (const [a, b] of aligned(olds.map(n => this.olds[n]), nexts.map(n => this.nexts[n]), key)) this.take(olds[a], nexts[b]);
  }

  findMoved() {
    const free = new Map();
    const keys = node => node.nodeType === Node.ELEMENT_NODE ? [node.id && name(node), whole(node)].filter(Boolean) : [];
    this.olds.forEach((old, i) => { if (!this.taken.has(i)) for (const key of keys(old)) free.set(key, i); });
    if (!free.size) return;
    this.nexts.forEach((next, j) => {
      if (this.became.has(j)) return;
      const i = keys(next).map(key => free.get(key)).find(i => i !== undefined && !this.taken.has(i));
      if (i === undefined) return;
      this.take(i, j);
      this.moved.add(j);
    });
  }
}

// For each of the new ones, in order: `next`, the `old` one that it was, if any, and whether that has `moved`.
export const match = (olds, nexts) => {
  const matching = new Matching(olds, nexts);
  matching.align(whole);
  if (matching.became.size < nexts.length) {
    matching.align(name);
    matching.findMoved();
    matching.align(kind);
  }
  return nexts.map((next, j) => ({ next, old: olds[matching.became.get(j)], moved: matching.moved.has(j) }));
};
