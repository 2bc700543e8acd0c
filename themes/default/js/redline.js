// What was deleted and inserted between two texts, by word. A text is a list of blocks: `{ kind, text }`, where `kind` is `h1` to
// `h6`, `p`, `li`, `dt`, `dd`, `pre`, `head` or `row`; cells of a row are parted by tabs. Nothing here knows of a page.

// What is compared: an address, a number, a word; a letter of scripts that do without spaces; a space; a sign.
const UNSPACED = '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
const WORD = `(?:(?![${UNSPACED}])[\\p{L}\\p{M}])`;
const UNIT = new RegExp([
  'https?://[^\\s<>()（）。，、；]+', '[\\w.+\\-]+@[\\w\\-]+(?:\\.[\\w\\-]+)+',
  '\\p{Nd}+(?:[.,:]\\p{Nd}+)*', `${WORD}+(?:['’]${WORD}+)*`, `[${UNSPACED}]\\p{M}*`, '\\t', '[^\\S\\t]+', '[\\s\\S]',
].join('|'), 'gu');
const IS_UNSPACED = new RegExp(`^[${UNSPACED}]`, 'u');
const IS_WORD = /^[\p{L}\p{N}]/u;
// 三十天: the number is a word of its own, whatever a dictionary says.
const NUMERAL = /^[零〇一二三四五六七八九十百千万萬亿億两兩半]/u;
const MEASURE = /^[天日周週月年季时時分秒元块塊角个個次件份人名位折倍成度级級号號条條章项項款页頁]/u;
const SENTENCE_END = /^[.!?。！？；;：:]/u;

const units = text => text.match(UNIT) ?? [];

// More differences than that are not counted one by one: what is there once in both texts shows the way.
const FAR = 400;
// Blocks that have less in common than this are two blocks, not one that was changed.
const LIKE = 0.4;
// How far from its place in proportion the counterpart of a block is looked for.
const BAND = 40;
// A shorter block that is found elsewhere is there by chance.
const MOVED = 8;
// Letters on the way to the end of a word.
const REACH = 6;
// Words that stay between two changes by chance; how many words make these large enough for that, together and each.
const CHANCE = 2, LARGE = 12, SMALL = 3;

const sameEnds = (a, b) => {
  const most = Math.min(a.length, b.length);
  let before = 0, after = 0;
  while (before < most && a[before] === b[before]) before++;
  while (after < most - before && a[a.length - 1 - after] === b[b.length - 1 - after]) after++;
  return [before, after];
};

// The pairs of a longest common subsequence, if no more than FAR things differ. Myers 1986, "An O(ND) Difference Algorithm and
// Its Variations": how far each diagonal is reached with so many differences, kept for each number of them.
const shortest = (a, b) => {
  const most = Math.min(a.length + b.length, FAR), trace = [];
  const reached = new Int32Array(2 * most + 3), middle = most + 1;
  for (let d = 0; d <= most; d++) {
    trace.push(reached.slice(middle - d - 1, middle + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || k !== d && reached[middle + k - 1] < reached[middle + k + 1];
      let x = down ? reached[middle + k + 1] : reached[middle + k - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      reached[middle + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(a, b, trace);
    }
  }
  return undefined;
};

const walkBack = (a, b, trace) => {
  const pairs = [];
  let x = a.length, y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const reached = k => trace[d][k + d + 1], k = x - y;
    const from = k === -d || k !== d && reached(k - 1) < reached(k + 1) ? k + 1 : k - 1;
    const [startX, startY] = d ? [reached(from), reached(from) - from] : [0, 0];
    while (x > startX && y > startY && a[x - 1] === b[y - 1]) pairs.push([--x, --y]);
    [x, y] = [startX, startY];
  }
  return pairs.reverse();
};

// Where each thing stands that is there once.
const once = things => {
  const places = new Map();
  things.forEach((thing, at) => places.set(thing, places.has(thing) ? -1 : at));
  return places;
};

// What is there once in both, in the same order (patience).
const anchors = (a, b) => {
  const inB = once(b), piles = [];
  for (const [thing, at] of once(a)) {
    const there = inB.get(thing) ?? -1;
    if (at < 0 || there < 0) continue;
    let low = 0, high = piles.length;
    while (low < high) {
      const middle = low + high >> 1;
      if (piles[middle].there < there) low = middle + 1;
      else high = middle;
    }
    piles[low] = { at, there, before: piles[low - 1] };
  }
  const found = [];
  for (let top = piles.at(-1); top; top = top.before) found.push([top.at, top.there]);
  return found.reverse();
};

// Pairs of things that stay, in order.
const staying = (a, b) => {
  const [before, after] = sameEnds(a, b);
  const pairs = Array.from({ length: before }, (_, at) => [at, at]);
  const inA = a.slice(before, a.length - after), inB = b.slice(before, b.length - after);
  for (const [x, y] of between(inA, inB)) pairs.push([x + before, y + before]);
  for (let at = after; at > 0; at--) pairs.push([a.length - at, b.length - at]);
  return pairs;
};

const between = (a, b) => {
  if (!a.length || !b.length) return [];
  const exact = shortest(a, b);
  if (exact) return exact;
  const pairs = [], fixed = anchors(a, b);
  if (!fixed.length) return [];
  let [x, y] = [0, 0];
  for (const [toX, toY] of [...fixed, [a.length, b.length]]) {
    for (const [i, j] of staying(a.slice(x, toX), b.slice(y, toY))) pairs.push([i + x, j + y]);
    if (toX < a.length) pairs.push([toX, toY]);
    [x, y] = [toX + 1, toY + 1];
  }
  return pairs;
};

// Stretches that differ: `[from, to)` of the one and of the other.
const regions = (a, b, pairs) => {
  const found = [];
  let [x, y] = [0, 0];
  for (const [toX, toY] of [...pairs, [a.length, b.length]]) {
    if (toX > x || toY > y) found.push({ a: [x, toX], b: [y, toY] });
    [x, y] = [toX + 1, toY + 1];
  }
  return found;
};

const segmenters = new Map();
const segmenter = lang => {
  if (!segmenters.has(lang)) segmenters.set(lang, new Intl.Segmenter(lang, { granularity: 'word' }));
  return segmenters.get(lang);
};

// Before which units a word begins. Only scripts without spaces need to be asked about.
const starts = (list, lang) => {
  const begins = list.map(unit => !IS_UNSPACED.test(unit));
  begins.push(true);
  if (!Intl.Segmenter || begins.every(Boolean)) return begins.fill(true);
  list.forEach((unit, at) => {
    const last = list[at - 1] ?? '';
    if (!IS_UNSPACED.test(last) || NUMERAL.test(last) && MEASURE.test(unit)) begins[at] = true;
  });
  const words = new Set();
  for (const { index } of segmenter(lang).segment(list.join(''))) words.add(index);
  let offset = 0;
  list.forEach((unit, at) => {
    if (words.has(offset)) begins[at] = true;
    offset += unit.length;
  });
  return begins;
};

// Where the same can be said to have been put in or taken out at several places, the one that reads best.
const slide = (list, [from, to]) => {
  const score = shift => {
    const [begin, end] = [from + shift, to + shift], last = list[begin - 1], first = list[begin];
    if (begin === 0 || end === list.length && /^\s/.test(first)) return 3;
    const sentence = SENTENCE_END.test(last) || /^\s/.test(last) && SENTENCE_END.test(list[begin - 2] ?? '');
    return (sentence ? 2 : 0) + (/^\s/.test(last) && /^\s/.test(list[end - 1]) ? 1 : 0) + (/^\s/.test(first) && IS_WORD.test(list[end - 1]) ? 0.5 : 0);
  };
  let best = 0, least = 0, most = 0;
  while (from + least > 0 && list[from + least - 1] === list[to + least - 1]) least--;
  while (to + most < list.length && list[from + most] === list[to + most]) most++;
  for (let shift = least; shift <= most; shift++) if (score(shift) > score(best)) best = shift;
  return best;
};

const slidden = (a, b, found) => found.map((region, at) => {
  const [side, list] = region.a[0] === region.a[1] ? ['b', b] : region.b[0] === region.b[1] ? ['a', a] : [];
  if (!side) return region;
  const low = found[at - 1]?.[side][1] ?? 0, high = found[at + 1]?.[side][0] ?? list.length;
  const [from, to] = region[side], shift = slide(list.slice(low, high), [from - low, to - low]);
  return { a: region.a.map(place => place + shift), b: region.b.map(place => place + shift) };
});

const isWhole = ([from, to], begins) => from === to || begins[from] && begins[to];

// Changed letters are widened to the words that they stand in, as far as words of both texts end at the same place; where they
// do not, the neighbourhood is left as it is.
const widened = (a, b, found, lang) => {
  const inA = starts(a, lang), inB = starts(b, lang);
  const whole = region => isWhole(region.a, inA) && isWhole(region.b, inB);
  const syncs = (x, y, step, most) => {
    for (let k = 0; k <= Math.min(most, REACH); k++) {
      if (inA[x + step * k] && inB[y + step * k]) return k;
    }
    return undefined;
  };
  const made = [];
  found.forEach((region, at) => {
    const room = at + 1 < found.length ? found[at + 1].a[0] - region.a[1] : a.length - region.a[1];
    const back = region.a[0] - (found[at - 1]?.a[1] ?? 0);
    if (whole(region)) return made.push(region);
    const left = syncs(region.a[0], region.b[0], -1, back), right = syncs(region.a[1], region.b[1], 1, room);
    const reach = (k, most) => k ?? (most <= REACH && most > 0 && most < 3 ? most : 0);
    const [less, more] = [reach(left, at ? back : 0), reach(right, at + 1 < found.length ? room : 0)];
    made.push({ a: [region.a[0] - less, region.a[1] + more], b: [region.b[0] - less, region.b[1] + more] });
  });
  return made;
};

const wordsIn = (list, [from, to]) => list.slice(from, to).filter(unit => IS_WORD.test(unit)).length;

// Changes that touch, or that have nothing but a space between them, are one; so are two large ones with a word or two between
// them that stayed by chance.
const merged = (a, b, found) => {
  const made = [];
  const size = region => wordsIn(a, region.a) + wordsIn(b, region.b);
  const both = ({ a, b }) => a[0] < a[1] && b[0] < b[1];
  for (const region of found) {
    const last = made.at(-1);
    const gap = last && a.slice(last.a[1], region.a[0]);
    const space = last && gap.length === 1 && /^[^\S\t]/.test(gap[0]) && both(last) && both(region);
    const chance = last && gap.length < 6 && !gap.includes('\t') && wordsIn(gap, [0, gap.length]) <= CHANCE && Math.min(size(last), size(region)) >= SMALL && size(last) + size(region) >= LARGE;
    if (last && (gap.length === 0 || space || chance)) {
      last.a[1] = Math.max(last.a[1], region.a[1]);
      last.b[1] = Math.max(last.b[1], region.b[1]);
    } else made.push({ a: [...region.a], b: [...region.b] });
  }
  return made;
};

/**
 * What became of a text, as a list of `[mark, text]`: `=` stays, `-` was deleted, `+` was inserted. What is not `+` is the text as it
 * was, what is not `-` the text as it is.
 */
export const words = (before, after, lang = 'en') => {
  const a = units(before), b = units(after);
  const found = merged(a, b, widened(a, b, slidden(a, b, regions(a, b, staying(a, b))), lang));
  const parts = [];
  const add = (mark, list, [from, to]) => { if (from < to) parts.push([mark, list.slice(from, to).join('')]); };
  let at = 0;
  for (const region of found) {
    add('=', a, [at, region.a[0]]);
    add('-', a, region.a);
    add('+', b, region.b);
    at = region.a[1];
  }
  add('=', a, [at, a.length]);
  return parts;
};

const CLASS = { h1: 'h', h2: 'h', h3: 'h', h4: 'h', h5: 'h', h6: 'h', head: 'row' };
const classOf = ({ kind }) => CLASS[kind] ?? kind;

const bag = ({ text }) => {
  const counts = new Map();
  for (const unit of units(text)) if (IS_WORD.test(unit)) counts.set(unit, (counts.get(unit) ?? 0) + 1);
  return counts;
};
const size = counts => [...counts.values()].reduce((sum, count) => sum + count, 0);

// How much of two blocks is the same, from 0 to 1. A heading has its like among headings alone, a row among rows.
const likeness = (a, b) => {
  const fixed = ['h', 'row', 'pre'];
  if (classOf(a.block) !== classOf(b.block) && (fixed.includes(classOf(a.block)) || fixed.includes(classOf(b.block)))) return 0;
  let common = 0;
  for (const [unit, count] of a.bag) common += Math.min(count, b.bag.get(unit) ?? 0);
  const all = a.size + b.size, alike = all ? 2 * common / all : 1;
  // 7 天 and 14 天 have little in common and yet are the same cell: rows go by what they begin with. A page has one title.
  const named = a.block.kind === 'h1' && b.block.kind === 'h1' || classOf(a.block) === 'row' && a.block.text.split('\t')[0] === b.block.text.split('\t')[0];
  return (named ? 0.5 + alike / 2 : alike) - (a.block.kind === b.block.kind ? 0 : 0.05);
};

// Which blocks of a gap were changed into which: the pairs, in order, that have most in common.
const counterparts = (a, b) => {
  const measured = blocks => blocks.map(block => { const counts = bag(block); return { block, bag: counts, size: size(counts) }; });
  const inA = measured(a), inB = measured(b), width = b.length + 1;
  // A short heading or line that stands alone between the same neighbours was changed, however little is left of it.
  const least = a.length === 1 && b.length === 1 && ['h', 'row'].includes(classOf(a[0])) ? 0.01 : LIKE;
  const best = new Float64Array((a.length + 1) * width), step = new Uint8Array((a.length + 1) * width);
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const at = i * width + j, near = Math.abs(i * b.length / a.length - j) <= BAND;
      const like = near ? likeness(inA[i - 1], inB[j - 1]) : 0;
      const paired = like >= least ? best[at - width - 1] + like : -1;
      const [up, back] = [best[at - width], best[at - 1]];
      best[at] = Math.max(paired, up, back);
      step[at] = paired >= up && paired >= back ? 1 : up >= back ? 2 : 3;
    }
  }
  const pairs = [];
  for (let i = a.length, j = b.length; i && j;) {
    const went = step[i * width + j];
    if (went === 1) pairs.push([--i, --j]);
    else if (went === 2) i--;
    else j--;
  }
  return pairs.reverse();
};

// More cells than that are no gap but another text.
const GAP = 4_000_000;

const gap = (a, b, lang) => {
  const pairs = a.length && b.length && a.length * b.length <= GAP ? counterparts(a, b) : [];
  const made = [];
  let [x, y] = [0, 0];
  for (const [toX, toY] of [...pairs, [a.length, b.length]]) {
    for (const { kind, text } of a.slice(x, toX)) made.push({ type: 'removed', kind, parts: [['-', text]] });
    for (const { kind, text } of b.slice(y, toY)) made.push({ type: 'added', kind, parts: [['+', text]] });
    if (toX < a.length && toY < b.length) made.push({ type: 'changed', kind: b[toY].kind, was: a[toX].kind, parts: words(a[toX].text, b[toY].text, lang) });
    [x, y] = [toX + 1, toY + 1];
  }
  return made;
};

// What was taken out here and put in elsewhere, word for word, was moved.
const noteMoves = entries => {
  const gone = new Map();
  for (const entry of entries) if (entry.type === 'removed') gone.set(entry.parts[0][1], [...gone.get(entry.parts[0][1]) ?? [], entry]);
  for (const entry of entries) {
    const [[, text]] = entry.parts;
    if (entry.type !== 'added' || [...text].length < MOVED) continue;
    const from = gone.get(text)?.pop();
    if (from) entry.moved = from.moved = true;
  }
  return entries;
};

/**
 * What became of one text in another, block by block: `{ type, kind, parts }`, where `type` is `same`, `changed`, `added` or `removed`,
 * and `parts` are those of {@link words}. `moved` is set on what was taken out at one place and put in at another.
 */
export const compare = (before, after, lang = 'en') => {
  const key = ({ kind, text }) => `${kind}\n${text}`;
  const pairs = staying(before.map(key), after.map(key)), entries = [];
  let [x, y] = [0, 0];
  for (const [toX, toY] of [...pairs, [before.length, after.length]]) {
    entries.push(...gap(before.slice(x, toX), after.slice(y, toY), lang));
    if (toY < after.length) entries.push({ type: 'same', kind: after[toY].kind, parts: [['=', after[toY].text]] });
    [x, y] = [toX + 1, toY + 1];
  }
  return noteMoves(entries);
};
