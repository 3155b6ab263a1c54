// What the two documents say, read as if somebody hostile had written them: bounded, and without what has another shape.
const MOST = { nodes: 2000, images: 5000, outcomes: 200000, runs: 500, text: 600 };
const PRESENT = 0, PULLED = 1, MISSING = 2, FAILED = 3, DRIFT = 4, DIGEST = 5, SKIPPED = 6, UNKNOWN = 7, UNWANTED = 8;
const STATES = [
  { sign: '\u2713', words: 'present' },
  { sign: '+', words: 'pulled in this run' },
  { sign: '\u2212', words: 'missing' },
  { sign: '\u00d7', words: 'missing, its pull failed' },
  { sign: '\u2260', words: 'drift: the tag is another image than on most nodes' },
  { sign: '#', words: 'held by digest only' },
  { sign: '\u00b7', words: 'skipped: not there, and not pulled' },
  { sign: '?', words: 'not known: the node was left out' },
  { sign: '', words: 'not wanted there: no pod that needs it may run there' },
];
const lacks = cell => cell > PULLED && cell < UNKNOWN;
// Reasons for a skip that leave something to be done, and what, where its detail does not say.
const UNDONE = new Map([
  ['disk', 'free space on the node, or raise DISK_LIMIT'],
  ['failed before', ''],
  ['source not known', ''],
  ['vanishes', ''],
]);

const list = (value, most) => (Array.isArray(value) ? value.slice(0, most) : []);
const record = value => (value !== null && typeof value === 'object' && !Array.isArray(value) ? value : {});
const number = value => (typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : null);
const count = value => number(value) ?? 0;

// One line without control, format or direction characters.
function text(value) {
  if (typeof value !== 'string') return '';
  const whole = value.length > MOST.text ? value.slice(0, MOST.text) + '...' : value;
  return whole.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, c => '\\u' + c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0'));
}

function time(value) {
  const millis = typeof value === 'string' ? Date.parse(value) : NaN;
  return Number.isNaN(millis) ? null : new Date(millis);
}

function readDocument(id) {
  try {
    return JSON.parse(byId(id).textContent);
  } catch {
    return null;
  }
}

function readRun(document) {
  const from = record(document);
  const nodes = list(from.nodes, MOST.nodes).map(readNode);
  const run = {
    started: time(from.started),
    seconds: number(from.seconds),
    complete: from.complete === true,
    cancelled: from.cancelled === true,
    impossible: from.impossible !== undefined,
    what: text(record(from.impossible).what),
    remedy: text(record(from.impossible).remedy),
    nodes,
    columns: nodes.filter(node => node.receives || node.leftOut),
    outcomes: list(from.outcomes, MOST.outcomes).map(readOutcome),
    hasMatrix: Array.isArray(from.images),
    removed: list(from.removed, MOST.images).map(readRemoved),
    demand: readDemand(from),
    cut: from.shortened === true
      || Array.isArray(from.nodes) && from.nodes.length > MOST.nodes
      || Array.isArray(from.images) && from.images.length > MOST.images
      || Array.isArray(from.removed) && from.removed.length > MOST.images
      || Array.isArray(from.outcomes) && from.outcomes.length > MOST.outcomes,
    why: new Map(),
  };
  const index = new Map(run.columns.map((node, at) => [node.name, at]));
  run.images = list(from.images, MOST.images).map(image => readImage(record(image), index, run.columns));
  applyOutcomes(run, index);
  return run;
}

function readNode(value) {
  const from = record(value);
  const failure = record(from.failure);
  const disk = record(from.disk);
  return {
    name: text(from.name),
    readable: from.state === 'readable',
    leftOut: from.state === 'left-out',
    receives: from.state === 'readable' && number(from.matching) !== null,
    what: text(failure.what),
    remedy: text(failure.remedy),
    used: number(disk.used),
    capacity: number(disk.capacity),
    skips: list(from.skips, MOST.images).map(record).map(skip => ({
      image: text(skip.image), reason: text(skip.reason), detail: text(skip.detail) })),
  };
}

function readImage(from, index, columns) {
  const cells = new Uint8Array(index.size);
  for (const [field, state] of [['missing', MISSING], ['skipped', SKIPPED], ['drift', DRIFT], ['byDigest', DIGEST], ['notWanted', UNWANTED]]) {
    for (const name of list(from[field], MOST.nodes)) {
      const at = index.get(text(name));
      if (at !== undefined) cells[at] = state;
    }
  }
  for (const node of columns.filter(one => one.leftOut)) cells[index.get(node.name)] = UNKNOWN;
  return { name: text(from.image), bytes: number(from.bytes), cells };
}

// What is to stay away, and the nodes that have it all the same.
function readRemoved(value) {
  const from = record(value);
  const names = field => list(from[field], MOST.nodes).map(text);
  return {
    image: text(from.image), since: time(from.since), by: text(from.by), named: from.named === true, users: readUsers(from),
    where: [['still on ', names('still')], ['pulled again on ', names('again')], ['another image of that name on ', names('other')]]
      .filter(([, nodes]) => nodes.length > 0),
  };
}

function readOutcome(value) {
  const from = record(value);
  const failure = record(from.failure);
  return {
    node: text(from.node),
    image: text(from.image),
    result: ['pulled', 'failed', 'not-tried'].includes(from.result) ? from.result : '',
    started: time(from.started),
    seconds: number(from.seconds),
    bytes: number(from.bytes),
    about: from.about === true,
    source: text(from.relayedFrom),
    rate: number(from.bytesPerSecond),
    attempts: count(from.attempts),
    reason: text(from.reason),
    what: text(failure.what) || text(from.what),
    remedy: text(failure.remedy) || text(from.remedy),
    detail: text(from.detail),
  };
}

// The matrix is from before the pulls.
function applyOutcomes(run, index) {
  const rows = new Map(run.images.map((image, at) => [image.name, at]));
  const note = (image, node, change) => {
    const row = rows.get(image);
    const column = index.get(node);
    if (row !== undefined && column !== undefined) change(run.images[row].cells, column, row * index.size + column);
  };
  for (const node of run.columns) {
    for (const skip of node.skips) {
      note(skip.image, node.name, (cells, at, key) => run.why.set(key, 'not pulled, ' + skip.reason + ': ' + skip.detail));
    }
  }
  for (const one of run.outcomes) {
    note(one.image, one.node, (cells, at, key) => {
      if (one.result === 'pulled') {
        cells[at] = PULLED;
      } else {
        if (one.result === 'failed' && cells[at] === MISSING) cells[at] = FAILED;
        run.why.set(key, [one.what || one.reason, one.detail, one.remedy].filter(part => part !== '').join('; '));
      }
    });
  }
}

function readHistory(document) {
  return list(document, MOST.runs).map(record).map(from => ({
    started: time(from.started),
    seconds: count(from.seconds),
    complete: from.complete === true,
    cancelled: from.cancelled === true,
    impossible: from.impossible === true,
    nodes: count(from.nodes),
    leftOut: count(from.leftOut),
    pulled: count(from.pulled),
    failed: count(from.failed),
    notTried: count(from.notTried),
    missing: count(from.missing),
    bytes: number(from.bytes),
    atLeast: from.bytesAtLeast === true,
  }));
}
