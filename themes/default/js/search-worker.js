// The engine, beside the page, so that typing never waits for it. It is told what to open, then one request after the other.
// Has no imports and no exports, so that browsers which know no module workers run it all the same.

let engine, folder, cache;
const blocks = new Map();
const fault = (kind, message) => Object.assign(new Error(message), { kind });

const out = () => new TextDecoder().decode(new Uint8Array(engine.memory.buffer, engine.out_ptr(), engine.out_len()));

// What the engine makes of some bytes: whether more blocks are needed. The memory may move while it works.
const needs = (verb, bytes) => {
  const at = engine.alloc(bytes.length);
  new Uint8Array(engine.memory.buffer, at, bytes.length).set(bytes);
  const status = engine[verb](at, bytes.length);
  if (status === 1) throw fault('damaged', out());
  return status === 2;
};

// The end of a file holds its checksum, which the browser compares. By hand, since pipes take longer than the network.
const unpacked = async bytes => {
  const { readable, writable } = new DecompressionStream('gzip');
  const writer = writable.getWriter(), reader = readable.getReader(), parts = [];
  for (const done of [writer.write(bytes), writer.close()]) done.catch(() => {});
  for (let part; !(part = await reader.read()).done;) parts.push(part.value);
  return parts.length === 1 ? parts[0] : new Uint8Array(await new Blob(parts).arrayBuffer());
};

const fetched = async name => {
  const unreachable = why => fault('unreachable', `${name}: ${why}`);
  const response = await fetch(`${folder}${name}.bin`, { cache, signal: AbortSignal.timeout(2e4) }).catch(error => { throw unreachable(error); });
  if (!response.ok) throw unreachable(response.status);
  needs('supply', await unpacked(await response.arrayBuffer().catch(error => { throw unreachable(error); })));
};

const supplied = name => {
  if (!blocks.has(name)) blocks.set(name, fetched(name));
  return blocks.get(name);
};

const open = async task => {
  ({ folder, cache } = task);
  ({ exports: engine } = await WebAssembly.instantiate(task.engine, {}));
  const head = await unpacked(task.head);
  needs('open', new Uint8Array(await new Blob([`${task.id}\n`, head]).arrayBuffer()));
};

const found = async request => {
  const bytes = new TextEncoder().encode(request);
  while (needs('ask', bytes)) {
    const names = JSON.parse(out());
    if (names.every(name => blocks.has(name))) throw fault('damaged', `${names}: asked for again`);
    await Promise.all(names.map(supplied));
  }
  return JSON.parse(out());
};

// Who goes back to what was typed before has the answer at once.
const answers = new Map();
const answer = async request => {
  if (!answers.has(request)) answers.set(request, await found(request));
  if (answers.size > 100) answers.delete(answers.keys().next().value);
  return answers.get(request);
};

onmessage = async ({ data }) => {
  try {
    postMessage({ answer: await (typeof data === 'string' ? answer(data) : open(data)) });
  } catch (error) {
    // A trap, too: the page ends this worker then.
    postMessage({ kind: error.kind ?? 'damaged', message: String(error.message) });
  }
};
