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

// How many are the same at the begin, and then at the end.
const alike = (a, b, same) => {
  const shorter = Math.min(a.length, b.length);
  let begin = 0, end = 0;
  while (begin < shorter && same(a[begin], b[begin])) begin++;
  while (end < shorter - begin && same(a[a.length - 1 - end], b[b.length - 1 - end])) end++;
  return [begin, end];
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
    const pairs = common(olds.map(n => key(this.olds[n])), nexts.map(n => key(this.nexts[n])));
    for (const [a, b] of pairs) this.take(olds[a], nexts[b]);
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

// What begins and ends alike is left out: `after` is the last old one before the rest, `removed` are those of them that are gone.
// `steps` has each of the new ones, in order: `next`, the `old` one that it was, if any, whether that has `moved` and whether it is
// `equal` to it.
export const match = (olds, nexts) => {
  const [begin, end] = alike(olds, nexts, (old, next) => old.isEqualNode(next));
  const matching = new Matching(olds.slice(begin, olds.length - end), nexts.slice(begin, nexts.length - end));
  const { became, moved } = matching;
  // One that differs from one: written out they are long, and known not to be equal.
  if (matching.olds.length > 1 || matching.nexts.length > 1) matching.align(whole);
  const equal = new Set(became.keys());
  matching.align(name);
  matching.findMoved();
  matching.align(kind);
  return {
    after: olds[begin - 1] ?? null,
    removed: matching.olds.filter((_, i) => !matching.taken.has(i)),
    steps: matching.nexts.map((next, j) => {
      const old = matching.olds[became.get(j)];
      return { next, old, moved: moved.has(j), equal: equal.has(j) || Boolean(old?.isEqualNode(next)) };
    }),
  };
};
