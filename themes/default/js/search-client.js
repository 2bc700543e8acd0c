// Search over this edition, for its own pages and for others of the same host:
//
//   const { search } = await import(new URL(document.querySelector('meta[name="answerbook:search"]').content, location));
//   const { total, results, facets, correction } = await search('late parcel', { limit: 5 });
//
// The engine runs in a worker, and nothing is loaded before `warm` or `search` is called. An error has a `kind`: `unsupported`
// by this browser, `unreachable`, `damaged`, or `superseded` by a newer search before this one had its turn.

// Milliseconds after which a silent host is given up.
const PATIENCE = 2e4;

// This file lies in the edition's `assets/`.
const root = new URL('..', import.meta.url).href;
const fault = (kind, message, cause) => Object.assign(new Error(message, { cause }), { kind });
const failing = (kind, message) => cause => { throw cause.kind ? cause : fault(kind, message, cause); };

// Workers are this edition's own files.
const policy = globalThis.trustedTypes?.createPolicy('answerbook', {
  createScriptURL: address => address.startsWith(`${root}assets/`) ? address : failing('damaged', address)({}),
});
const workerAt = path => {
  const address = new URL(path, root).href;
  const worker = new Worker(policy?.createScriptURL(address) ?? address, { type: 'module' });
  worker.broken = new Promise((_, reject) => {
    worker.onerror = event => {
      event.preventDefault();
      reject(fault(event.message ? 'damaged' : 'unreachable', event.message ?? path));
    };
  });
  worker.broken.catch(() => {});
  return worker;
};

// Whatever it says answers what it was told last.
const told = (worker, message, transfer) => Promise.race([worker.broken, new Promise((resolve, reject) => {
  worker.onmessage = ({ data }) => data.kind ? reject(fault(data.kind, data.message)) : resolve(data.answer);
  worker.postMessage(message, transfer);
})]);

// A path may carry the file's hash: `assets/engine.wasm#sha256-…`.
const got = async (path, cache) => {
  const [name, integrity = ''] = path.split('#');
  const response = await fetch(root + name, { cache, integrity, signal: AbortSignal.timeout(PATIENCE) }).catch(failing('unreachable', name));
  if (!response.ok) throw fault('unreachable', `${name}: ${response.status}`);
  return response;
};
const bytes = response => response.arrayBuffer().catch(failing('unreachable', response.url));

// Only under its proper type is it compiled while it arrives.
const compiled = async response => {
  const streaming = response.headers.get('Content-Type') === 'application/wasm';
  const compiling = streaming ? WebAssembly.compileStreaming(response) : WebAssembly.compile(await bytes(response));
  return compiling.catch(failing('damaged', response.url));
};

const opened = async (manifest, cache) => {
  const path = `search/${manifest.head}`;
  const parts = Promise.all([got(manifest.engine, cache).then(compiled), got(path, cache).then(bytes)]);
  parts.catch(() => {});
  const worker = workerAt(manifest.worker);
  try {
    const [engine, head] = await parts;
    const open = told(worker, { engine, head, id: manifest.id, folder: new URL('.', root + path).href, cache }, [head]);
    // A script that is cut off may say nothing at all.
    await Promise.race([open, new Promise((_, reject) => setTimeout(reject, 1e4, fault('damaged', manifest.worker)))]);
    return worker;
  } catch (error) {
    worker.terminate();
    throw error;
  }
};

const load = async cache => {
  if (![globalThis.WebAssembly, globalThis.DecompressionStream].every(Boolean)) throw fault('unsupported', 'an old browser');
  const response = await got('search/manifest.json', cache);
  try {
    const manifest = await response.json();
    if (manifest.version !== 3) throw fault('damaged', `version ${manifest.version}`);
    return await opened(manifest, cache);
  } catch (error) {
    return failing('damaged', response.url)(error);
  }
};

// After an error nothing of a worker is trusted.
let loading;
const loaded = cache => loading ??= load(cache).catch(error => { loading = undefined; throw error; });
const attempt = async (request, cache) => {
  const worker = await loaded(cache);
  return told(worker, request).catch(error => { worker.terminate(); loading = undefined; throw error; });
};

// The site may be published anew, or something broken kept: then all is fetched afresh, once.
const answered = request => attempt(request, 'default').catch(error => {
  if (error.kind === 'unsupported') throw error;
  return attempt(request, 'reload');
});

// One at a time, and then the newest.
let busy = false, waiting;
const work = async () => {
  busy = true;
  while (waiting) {
    const { request, resolve, reject } = waiting;
    waiting = undefined;
    await answered(request).then(resolve, reject);
  }
  busy = false;
};

// The query comes last: it may have several lines.
const line = items => [items ?? []].flat().map(item => String(item).replace(/[\t\n]/g, ' ')).join('\t');
const written = (query, limit, day, lang, filters) =>
  [Math.min(Math.max(Math.trunc(limit) || 0, 0), 1e4), ...[day, lang, filters.category, filters.kind, filters.lang].map(line), query].join('\n');

// The preview has a newer index.
document.addEventListener('answerbook:index', () => {
  if (!busy) loading?.then(worker => worker.terminate(), () => {});
  loading = undefined;
});

/** Loads what a search needs. */
export const warm = () => { loaded('default').catch(() => {}); };

/** The answer to a query; `filters` are lists of ids: `{ category, kind, lang }`. */
export async function search(query, { limit = 10, lang = document.documentElement.lang, filters = {}, day = new Date(Date.now()).toLocaleDateString('sv') } = {}) {
  const answer = await new Promise((resolve, reject) => {
    waiting?.reject(fault('superseded', 'a newer search'));
    waiting = { request: written(query, limit, day, lang, filters), resolve, reject };
    if (!busy) work();
  });
  for (const result of answer.results) result.url = new URL(root + result.url).href;
  return answer;
}
