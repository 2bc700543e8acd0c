// The page as the server sent it, parsed and inert, and which node of the document shown stands for each of its nodes.
// Scripts may change what is shown as they like: what differs between two sources is known without looking at it.

// Parses; nothing that it returns ever runs or is loaded.
const policy = globalThis.trustedTypes?.createPolicy('answerbook-preview', { createHTML: html => html });
export const parse = html => new DOMParser().parseFromString(policy?.createHTML(html) ?? html, 'text/html');

const alike = (one, other) => one.nodeName === other.nodeName && one.id === other.id;

export class Source {
  // `children`: those of each live node when the page had been parsed. Nodes of the source that have none among them (a script
  // was quicker) stand for nothing and are made anew when they change.
  constructor(html, children) {
    this.tree = parse(html);
    this.shown = new WeakMap();
    this.known = new WeakSet();
    this.join(this.tree.documentElement, document.documentElement, node => children.get(node) ?? []);
  }

  // The live node for a node of the source.
  live(node) {
    return this.shown.get(node);
  }

  // Whether a live node stands for a node of the source, rather than being some script's.
  owns(live) {
    return this.known.has(live);
  }

  join(node, live, inside = node => [...node.childNodes]) {
    this.shown.set(node, live);
    this.known.add(live);
    // What scripts leave out is text where they run.
    if (node.nodeName === 'NOSCRIPT') return;
    const candidates = inside(live);
    let at = 0;
    for (const child of node.childNodes) {
      let found = at;
      while (found < candidates.length && !alike(child, candidates[found])) found++;
      if (found === candidates.length) continue;
      this.join(child, candidates[found], inside);
      at = found + 1;
    }
  }

  // A live copy of a node of the source.
  copy(node) {
    const live = document.importNode(node, true);
    this.join(node, live);
    return live;
  }

  // What holds a live node directly below `parent`: itself, or what a script has put around it. None: a script took it away.
  slot(node, parent) {
    let live = this.live(node);
    while (live && live.parentNode !== parent) live = live.parentNode;
    return live ?? null;
  }
}
